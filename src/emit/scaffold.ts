import type { JsonObject, JsonValue } from "../document/document.js";
import type { Column, Model, Operation, Resource, Response } from "../model/model.js";
import { access, code, joinCode, memberName, trusted, unionMembers, type Code } from "./code.js";
import { columnPolicy } from "./column-policy.js";
import { camelCase, UniqueNames } from "./naming.js";
import { plainObject, type ResourceTypes } from "./rows.js";
import { isObject, referred } from "./schemas.js";
import type { TypePrinter } from "./types.js";

/** The first version of a handler. */
export interface Scaffold {
  /** Names to import from the generated index besides `Handlers`. */
  readonly imports: readonly Code[];
  /** Members of the context that it takes apart. */
  readonly context: readonly Code[];
  readonly body: readonly Code[];
}

export interface ScaffoldContext {
  readonly model: Model;
  readonly types: ReadonlyMap<Resource, ResourceTypes>;
  readonly printer: TypePrinter;
}

export const unimplemented: Scaffold = {
  imports: [trusted("notImplemented")],
  context: [],
  body: [],
};

/** Working code where the operation does plainly what its action says; otherwise an honest 501. */
export function scaffold(operation: Operation, context: ScaffoldContext): Scaffold {
  const resource = context.model.resources.find(({ name }) => name === operation.resource);
  const types = resource === undefined ? undefined : context.types.get(resource);
  const success = successOf(operation);
  if (resource === undefined || types === undefined || success === null) return unimplemented;
  const repository = access(trusted("data"), resource.repository);
  const subject: Subject = {
    model: context.model,
    printer: context.printer,
    operation,
    resource,
    types,
    success,
    repository,
  };
  return actions[operation.action]?.(subject) ?? unimplemented;
}

interface Subject {
  readonly model: Model;
  readonly printer: TypePrinter;
  readonly operation: Operation;
  readonly resource: Resource;
  readonly types: ResourceTypes;
  readonly success: Response & { readonly code: Code };
  readonly repository: Code;
}

const actions: Readonly<Record<string, (subject: Subject) => Scaffold | null>> = {
  read: (subject) => {
    const id = targetId(subject, "GET");
    if (id === null || hasQuery(subject) || !answersResource(subject)) return null;
    return found(subject, ["params", "data"], code`${subject.repository}.read(${id})`);
  },
  update: (subject) => {
    const id = targetId(subject, "PATCH") ?? targetId(subject, "PUT");
    if (id === null || hasQuery(subject) || !takesValues(subject, subject.types.update)) return null;
    const change = code`${subject.repository}.update(${id}, body)`;
    if (answersResource(subject)) return found(subject, ["params", "body", "data"], change);
    return answersNothing(subject)
      ? foundNothing(subject, ["params", "body", "data"], change, trusted("!== undefined"))
      : null;
  },
  delete: (subject) => {
    const id = targetId(subject, "DELETE");
    if (id === null || hasQuery(subject) || subject.operation.body !== null || !answersNothing(subject))
      return null;
    return foundNothing(subject, ["params", "data"], code`${subject.repository}.delete(${id})`, trusted(""));
  },
  create: (subject) => {
    if (subject.operation.method !== "POST" || hasQuery(subject) || hasTarget(subject)) return null;
    if (
      !takesValues(subject, subject.types.create) ||
      !subject.resource.columns.every((column) => isFilled(subject, column))
    )
      return null;
    const created = code`await ${subject.repository}.create(body)`;
    const { code: status } = subject.success;
    if (answersNothing(subject))
      return {
        imports: [],
        context: [trusted("body"), trusted("data")],
        body: [code`${created};`, code`return { status: ${status} };`],
      };
    if (!answersResource(subject)) return null;
    const name = localName(subject, ["body", "data"]);
    return {
      imports: [],
      context: [trusted("body"), trusted("data")],
      body: [code`const ${name} = ${created};`, code`return { status: ${status}, body: ${name} };`],
    };
  },
  list: (subject) => {
    const query =
      subject.operation.method === "GET" && subject.operation.body === null && !hasTarget(subject)
        ? listQuery(subject)
        : null;
    const answer = listAnswer(subject);
    if (query === null || answer === null) return null;
    const context = [...(query === "" ? [] : [trusted("query")]), trusted("data")];
    return {
      imports: [],
      context,
      body: [
        code`const ${answer.local} = await ${subject.repository}.list(${query});`,
        code`return { status: ${subject.success.code}, body: ${answer.body} };`,
      ],
    };
  },
};

function found(subject: Subject, context: readonly string[], lookup: Code): Scaffold {
  const name = localName(subject, context);
  return {
    imports: [trusted("notFound")],
    context: context.map(trusted),
    body: [
      code`const ${name} = await ${lookup};`,
      code`return ${name} === undefined ? notFound() : { status: ${subject.success.code}, body: ${name} };`,
    ],
  };
}

function foundNothing(subject: Subject, context: readonly string[], change: Code, test: Code): Scaffold {
  const condition = test === "" ? trusted("done") : code`done ${test}`;
  return {
    imports: [trusted("notFound")],
    context: context.map(trusted),
    body: [
      code`const done = await ${change};`,
      code`return ${condition} ? { status: ${subject.success.code} } : notFound();`,
    ],
  };
}

function localName({ resource }: Subject, taken: readonly string[]): Code {
  return new UniqueNames([...taken, "notFound", "undefined"]).take(camelCase(resource.typeName), "row");
}

/** The only declared success, where it has a status of its own and at most one media type. */
function successOf({ responses }: Operation): Subject["success"] | null {
  const successes = responses.filter(({ status }) => /^(2|3|default)/.test(status));
  const [only] = successes;
  if (only === undefined || successes.length > 1 || !/^2\d\d$/.test(only.status) || only.content.length > 1)
    return null;
  const needsHeaders = only.headers.some(({ required }) => required);
  return needsHeaders ? null : { ...only, code: trusted(only.status) };
}

/** The path id of the row that the operation is about, as the repository takes it. */
function targetId({ operation }: Subject, method: string): Code | null {
  if (operation.method !== method) return null;
  const target = operation.bindings.find(({ role }) => role === "target");
  if (target?.at.kind !== "path" || target.resource !== operation.resource) return null;
  const { name } = target.at;
  const parameter = operation.parameters.find(({ policy }) => policy.in === "path" && policy.name === name);
  if (parameter?.policy.type.kind !== "scalar" || parameter.policy.type.types.includes("null")) return null;
  return access(trusted("params"), name);
}

function hasTarget({ operation }: Subject): boolean {
  return operation.bindings.some(({ role }) => role === "target");
}

function hasQuery({ operation }: Subject): boolean {
  return operation.parameters.some(({ policy }) => policy.in === "query");
}

function answersNothing({ success }: Subject): boolean {
  return success.content.length === 0;
}

function answersResource(subject: Subject): boolean {
  const [content] = subject.success.content;
  return content?.kind === "json" && isResource(subject, content.schema.schema);
}

/** Is the schema the resource's, and does a row hold all that it asks, in the same types? */
function isResource({ model, resource, types, printer }: Subject, schema: JsonValue): boolean {
  const variant = model.schemas.variants.find(({ name }) => name === referred(schema));
  if (
    variant === undefined ||
    variant.component !== resource.name ||
    Object.keys(schema as JsonObject).length > 1
  )
    return false;
  const properties = plainObject(variant.schema);
  if (properties === null) return false;
  return Object.entries(properties.schemas).every(([name, part]) => {
    const field = types.row.find(({ property }) => property === name);
    if (field === undefined) return !properties.required.includes(name);
    return field.type === printer.type(part, 2) && !(field.optional && properties.required.includes(name));
  });
}

/** Is every field of the body one that may be written, in the same type, and none missing? */
function takesValues({ operation, model, printer }: Subject, fields: ResourceTypes["create"]): boolean {
  const [content, ...more] = operation.body?.content ?? [];
  if (
    content === undefined ||
    more.length > 0 ||
    operation.body?.required !== true ||
    content.mediaType !== "application/json"
  )
    return false;
  const { schema } = content.schema;
  const variant = model.schemas.variants.find(({ name }) => name === referred(schema));
  const properties = plainObject(variant?.schema ?? schema);
  if (properties === null || !isClosed(variant?.schema ?? schema)) return false;
  const names = Object.keys(properties.schemas);
  const fits = Object.entries(properties.schemas).every(([name, part]) =>
    fields.some((field) => field.property === name && field.type === printer.type(part, 2)),
  );
  return (
    fits &&
    names.length > 0 &&
    fields.every(({ property, optional }) => optional || properties.required.includes(property))
  );
}

function isClosed(schema: JsonValue): boolean {
  return isObject(schema) && schema["additionalProperties"] === false;
}

/** Does a new row get this column without the handler, or can it do without? */
function isFilled({ resource, types }: Subject, column: Column): boolean {
  const { generated, default: initial } = columnPolicy(resource, column);
  if (column.stamped || column.required || generated !== undefined || initial !== undefined) return true;
  const field = types.row.find(({ property }) => property === column.property);
  return (
    column.nullable &&
    field !== undefined &&
    (field.optional || unionMembers(field.type).includes(trusted("null")))
  );
}

const pagingTypes: Readonly<Record<string, string>> = { limit: "number", offset: "number", after: "string" };

/** The argument of `list` where every query parameter is paging or a filter; null where one is something else. */
function listQuery({ operation, types, printer }: Subject): Code | null {
  const parameters = operation.parameters.filter(({ policy }) => policy.in === "query");
  const typed = parameters.map(({ policy, schema }) => ({
    name: policy.name,
    type: printer.type(schema.schema, 2),
  }));
  const isPaging = (parameter: (typeof typed)[number]): boolean =>
    pagingTypes[parameter.name] === parameter.type;
  const filters = typed.filter((parameter) => !isPaging(parameter));
  const fits = filters.every(({ name, type }) =>
    types.filter.some((field) => field.property === name && field.type === type),
  );
  if (!fits) return null;
  const entry = (name: string): Code => code`${memberName(name)}: ${access(trusted("query"), name)}`;
  const paging = typed.filter(isPaging).map(({ name }) => entry(name));
  const filter =
    filters.length === 0
      ? []
      : [
          code`filter: { ${joinCode(
            filters.map(({ name }) => entry(name)),
            ", ",
          )} }`,
        ];
  const members = [...filter, ...paging];
  return members.length === 0 ? trusted("") : code`{ ${joinCode(members, ", ")} }`;
}

/** The rows as the response wants them: bare, or in a page of `items` and at most `next`. */
function listAnswer(subject: Subject): { readonly local: Code; readonly body: Code } | null {
  const [content] = subject.success.content;
  if (content?.kind !== "json") return null;
  const { schema } = content.schema;
  const resolved =
    subject.model.schemas.variants.find(({ name }) => name === referred(schema))?.schema ?? schema;
  if (isRows(subject, resolved)) return { local: trusted("{ items }"), body: trusted("items") };
  const properties = plainObject(resolved);
  if (properties === null) return null;
  const entries = Object.entries(properties.schemas);
  const rows = entries.filter(([, part]) => isRows(subject, part));
  const others = entries.filter(([, part]) => !isRows(subject, part));
  const [list] = rows;
  if (
    list === undefined ||
    rows.length > 1 ||
    !others.every(([name, part]) => name === "next" && isCursor(subject, part))
  )
    return null;
  const isPage = list[0] === "items" && others.length === 1;
  if (isPage) return { local: trusted("page"), body: trusted("page") };
  const wrapped = list[0] === "items" ? trusted("items") : code`${memberName(list[0])}: items`;
  return others.length === 1
    ? { local: trusted("{ items, next }"), body: code`{ ${wrapped}, next }` }
    : { local: trusted("{ items }"), body: code`{ ${wrapped} }` };
}

function isRows(subject: Subject, schema: JsonValue): boolean {
  return (
    isObject(schema) &&
    schema["type"] === "array" &&
    !("prefixItems" in schema) &&
    isResource(subject, schema["items"] ?? true)
  );
}

function isCursor({ printer }: Subject, schema: JsonValue): boolean {
  return ["string | null", "null | string"].includes(printer.type(schema));
}
