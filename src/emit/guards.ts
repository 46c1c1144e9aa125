import type { Operation, UsedSchema } from "../model/model.js";
import { trusted } from "./code.js";
import { call, members, type Expression } from "./expression.js";
import { locations } from "./part-schemas.js";
import { isStructured } from "./schemas.js";
import { shapeOf, type ShapeContext } from "./shapes.js";
import { variantsIn } from "./variants-in.js";

/** The schemas of what callers send. */
export function inputs({
  parameters,
  queryString,
  body,
}: Operation): readonly { readonly schema: UsedSchema }[] {
  return [...parameters, ...(queryString === null ? [] : [queryString]), ...(body?.content ?? [])];
}

/** By location or media type, what in it is for some principals only; parameters that are scalars have nothing in them. */
export function guardsOf(
  operation: Operation,
  context: ShapeContext,
): readonly (readonly [string, Expression])[] {
  const shape = ({ schema }: { readonly schema: UsedSchema }): Expression =>
    shapeOf(schema.schema, schema.conditional, context, false);
  const { queryString, body } = operation;
  const located = locations.flatMap((location) => {
    const fields = operation.parameters
      .filter(({ policy }) => policy.in === location)
      .filter(({ schema }) => schema.conditional.length > 0 || variantsIn(schema.schema).length > 0)
      .map((parameter) => [parameter.policy.name, shape(parameter)] as const);
    return fields.length === 0 ? [] : [[location, call(trusted("object"), members(fields))] as const];
  });
  return [
    ...located,
    ...(queryString === null ? [] : [["query", shape(queryString)] as const]),
    ...(body?.content ?? [])
      .filter(({ policy }) => isStructured(policy))
      .map((content) => [content.policy.mediaType, shape(content)] as const),
  ];
}
