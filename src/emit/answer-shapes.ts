import type { Operation, Response, ResponseContent, ResponseHeader } from "../model/model.js";
import { trusted } from "./code.js";
import { call, data, list, members, verbatim, type Expression } from "./expression.js";
import { shapeOf, type ShapeContext } from "./shapes.js";

/** What leaves of a body of one media type. */
export function responseShape({ kind, schema }: ResponseContent, context: ShapeContext): Expression {
  const shape = (): Expression => shapeOf(schema.schema, schema.conditional, context, false);
  switch (kind) {
    case "text":
      return data({ kind });
    case "binary":
      return verbatim(trusted("byteBody"));
    case "textEvents":
      return call(trusted("eventBody"), data(null));
    case "events":
      return call(trusted("eventBody"), shape());
    case "json":
      return call(trusted("jsonBody"), shape());
    case "items":
      return call(trusted("itemBody"), shape());
  }
}

/** What is selected of the bodies of answers, by status and media type. */
export function responseShapes(responses: readonly Response[], context: ShapeContext): Expression {
  return members(responses.map(({ status, content }) => [status, bodyShapes(content, context)]));
}

/** Most answers are JSON of a schema with a name; said so, they are one word for the reader and for the compiler. */
function bodyShapes(content: readonly ResponseContent[], context: ShapeContext): Expression {
  const [only, ...more] = content;
  if (only?.kind !== "json" || only.mediaType !== "application/json" || more.length > 0)
    return members(content.map((each) => [each.mediaType, responseShape(each, context)]));
  const shape = shapeOf(only.schema.schema, only.schema.conditional, context, false);
  return shape.kind === "call" && shape.callee === "ref"
    ? call(trusted("jsonOf"), ...shape.arguments)
    : call(trusted("jsonOnly"), shape);
}

/** What leaves of the headers of an operation's answers, by status. */
export function headerShapes({ responses }: Operation, context: ShapeContext): Expression {
  const declaring = responses.filter(({ headers }) => headers.length > 0);
  return members(
    declaring.map(({ status, headers }) => [
      status,
      list(headers.map((header) => headerShape(header, context))),
    ]),
  );
}

function headerShape(header: ResponseHeader, context: ShapeContext): Expression {
  const { name, required, explode, spelling, schema } = header;
  const flags = { required, explode: explode && spelling === "composite", json: spelling === "json" };
  return members([
    ["name", data(name)],
    ...Object.entries(flags).flatMap(([flag, isSet]) => (isSet ? [[flag, data(true)] as const] : [])),
    ...(isComposite(header)
      ? [["shape", shapeOf(schema.schema, schema.conditional, context, false)] as const]
      : []),
  ]);
}

/** Whether what leaves of a header is selected by a schema. */
export function isComposite({ spelling }: ResponseHeader): boolean {
  return spelling !== "scalar";
}
