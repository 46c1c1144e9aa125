import { recalling } from "../document/remember.js";
import type { Model, Operation, Response, ResponseContent } from "../model/model.js";
import { code, literal, memberName, trusted, type Code } from "./code.js";
import { comment } from "./comment.js";
import { importOf } from "./imports.js";
import { beside, group, ifBroken, indented, line, print, type Doc } from "./layout.js";
import type { Location } from "./part-schemas.js";
import type { OperationNames, SchemaTable } from "./schemas.js";
import { declaredUnion, mediaTypeType, statusClassesIn, statusType, wordsOf } from "./status-classes.js";
import { annotatedUnion, applied, appliedTo } from "./type-layout.js";

const contextNames: Readonly<Record<Location, Code>> = {
  path: trusted("params"),
  query: trusted("query"),
  header: trusted("headers"),
  cookie: trusted("cookies"),
};

const noParameters = trusted("NoParameters");

/** What the contexts of operations extend. */
const calls = { known: trusted("OperationCall"), open: trusted("PublicCall") } as const;

/** The contract of every operation: what its handler gets, and what it may answer. */
export function operationsView(model: Model, table: SchemaTable, extension: Code): object {
  const written = model.operations.map((operation) => writtenView(operation, namesOf(table, operation)));
  const operations = written.map(({ view }) => view);
  const mentioned = new Set<string>();
  for (const { mentions } of written) for (const word of mentions) mentioned.add(word);
  const types = table.schemas.map(({ type }) => type).filter((type) => mentioned.has(type));
  const answers = ["Answer", "EmptyAnswer"].filter((type) => mentioned.has(type));
  const streams = ["ByteContent", "EventStream", "ItemStream"].filter((type) => mentioned.has(type));
  // Every operation mentions these; a document may have none.
  const always = (type: string): readonly string[] => (operations.length === 0 ? [] : [type]);
  const imported: readonly (readonly [from: string, types: readonly string[]])[] = [
    ["./runtime/core/input/uploaded-file", mentioned.has("UploadedFile") ? ["UploadedFile"] : []],
    ["./runtime/core/streams", streams],
    ["./runtime/core/principal", always("Principal")],
    ["./runtime/core/result", [...answers, ...always("Problem")]],
    ["./runtime/core/route", always("RequestInfo")],
    ["./data", always("Data")],
  ];
  return {
    extension,
    imports: [
      ...imported.flatMap(([from, names]) =>
        names.length === 0 ? [] : [importOf(names.map(trusted), trusted(from), extension, "import type")],
      ),
      ...(types.length === 0 ? [] : [importOf(types, trusted("./types"), extension, "import type")]),
    ],
    statusClasses: statusClassesIn(mentioned, "exported"),
    hasNoParameters: mentioned.has(noParameters),
    calls: [
      {
        name: calls.known,
        principal: trusted("Principal"),
        documentation: trusted("What every handler gets besides what is sent."),
      },
      {
        name: calls.open,
        principal: trusted("Principal | null"),
        documentation: trusted("The same where nobody needs credentials."),
      },
    ].filter(({ name }) => operations.some(({ call }) => call === name)),
    operations,
    exception: trusted(model.operations.some(({ closed }) => closed !== null) ? ", unless it is closed" : ""),
  };
}

export function namesOf(table: SchemaTable, operation: Operation): OperationNames {
  const names = table.operations.get(operation);
  if (names === undefined) throw new Error(`no names for the operation ${operation.id}`);
  return names;
}

/** What every description of an operation says first. */
export function operationDoc(operation: Operation, indent = 0): Code {
  const route = `\`${operation.method} ${operation.path.replaceAll("`", "'")}\``;
  return comment([operation.summary === null ? route : `${route}: ${operation.summary}`], indent);
}

interface WrittenView {
  readonly view: ReturnType<typeof operationView>;
  /** Identifiers in its types, each once. */
  readonly mentions: readonly string[];
}

/** The same as before where neither the operation nor what its parts are called has changed. */
function writtenView(operation: Operation, names: OperationNames): WrittenView {
  const { context, result, parameters, bodies, responses, headers } = names;
  const parts = [bodies, responses, headers].flatMap((types) => [...types.values()]);
  const called = [context, result, ...Object.values(parameters), ...parts];
  return writtenViews(operation, called, () => {
    const view = operationView(operation, names);
    return { view, mentions: [...new Set([view.result, ...view.members].flatMap(wordsOf))] };
  });
}

const writtenViews = recalling<WrittenView>();

function operationView(operation: Operation, names: OperationNames) {
  const body = bodyOf(operation, names);
  const call = operation.authentication.kind === "public" ? calls.open : calls.known;
  const key = code`${memberName(operation.id)}${trusted(operation.closed === null ? "" : "?")}`;
  const members = [
    ...Object.entries(contextNames).map(([location, name]) => ({
      name,
      type: names.parameters[location as Location] ?? noParameters,
    })),
    { name: trusted("body"), type: body.type },
    { name: trusted("contentType"), type: body.contentType },
  ];
  return {
    documentation: operationDoc(operation),
    memberDoc: operationDoc(operation, 2),
    context: names.context,
    call,
    members: members.map(({ name, type }) =>
      print([group([code`readonly ${name}: `, type]), trusted(";")], 2),
    ),
    result: resultType(operation, names),
    resultName: names.result,
    handler: handlerMember(names, key),
  };
}

function handlerMember({ context, result }: OperationNames, key: Code): Code {
  const type = applied(trusted("Handler"), [context, result]);
  return print([group([code`readonly ${key}: `, type]), trusted(";")], 2);
}

function bodyOf(
  { body }: Operation,
  names: OperationNames,
): { readonly type: Doc; readonly contentType: Doc } {
  if (body === null || body.content.length === 0)
    return { type: trusted("undefined"), contentType: trusted("null") };
  const types = unique(body.content.map((content) => names.bodies.get(content) ?? trusted("unknown")));
  const mediaTypes = unique(
    body.content.map(({ policy: { mediaType } }) =>
      mediaType.includes("*") ? trusted("string") : literal(mediaType),
    ),
  );
  const absent = (text: string): readonly Code[] => (body.required ? [] : [trusted(text)]);
  return {
    type: annotatedUnion([...types, ...absent("undefined")]),
    contentType: annotatedUnion([...mediaTypes, ...absent("null")]),
  };
}

function resultType({ responses }: Operation, names: OperationNames): Code {
  const answers = new Map(
    responses.flatMap((response) => answersOf(response, names)).map((answer) => [print(answer), answer]),
  );
  const head = code`export type ${names.result} =`;
  const [only, ...more] = answers.values();
  if (only === undefined) return code`${head} never;`;
  return more.length === 0
    ? print([head, beside(only), trusted(";")])
    : declaredUnion(head, [...answers.values()]);
}

function answersOf(response: Response, names: OperationNames): readonly Doc[] {
  const status = statusType(response.status);
  const { optional, required } = headersOf(response, names);
  if (response.content.length === 0) return [intersection([emptyAnswer(status, optional), ...required])];
  const isSeveral = response.content.length > 1;
  return response.content.map((content) => {
    const isNamed = isSeveral || content.mediaType.includes("*");
    return intersection([
      applied(trusted("Answer"), [status, contentType(content, names), ...optional]),
      ...(isNamed ? [contentTypeOf(content.mediaType)] : []),
      ...required,
    ]);
  });
}

function emptyAnswer(status: Code, [headers]: readonly Doc[]): Doc {
  const name = trusted("EmptyAnswer");
  return headers === undefined ? appliedTo(name, status) : applied(name, [status, headers]);
}

/** What the handler gives: a value, or a stream of them. */
function contentType(content: ResponseContent, names: OperationNames): Doc {
  const type = names.responses.get(content) ?? trusted("unknown");
  switch (content.kind) {
    case "events":
    case "textEvents":
      return applied(trusted("EventStream"), [type]);
    case "items":
      return applied(trusted("ItemStream"), [type]);
    case "json":
    case "text":
    case "binary":
      return type;
  }
}

function contentTypeOf(mediaType: string): Doc {
  return objectOf(code`readonly contentType: ${mediaTypeType(mediaType)}`);
}

/** Declared headers: a type argument where the answer may do without them, otherwise a member that it has to have. */
function headersOf(
  response: Response,
  names: OperationNames,
): { readonly optional: readonly Doc[]; readonly required: readonly Doc[] } {
  const type = names.headers.get(response);
  if (type === undefined) return { optional: [], required: [] };
  const isRequired = response.headers.some(({ required }) => required);
  return isRequired
    ? { optional: [], required: [objectOf(code`readonly headers: ${type}`)] }
    : { optional: [type], required: [] };
}

function intersection(parts: readonly Doc[]): Doc {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return [
    trusted("("),
    ...parts.flatMap((part, index) => (index === 0 ? [part] : [trusted(" & "), part])),
    trusted(")"),
  ];
}

function objectOf(member: Code): Doc {
  return group([trusted("{"), indented([line, member, ifBroken(trusted(";"))]), line, trusted("}")]);
}

function unique(texts: readonly Code[]): readonly Code[] {
  return [...new Set(texts)];
}
