import type { JsonValue } from "../document/document.js";
import type { Parameter } from "../model/model.js";
import { access, code, trusted, type Code } from "./code.js";
import type { Doc } from "./layout.js";
import { awaited, objectOf } from "./scaffold-code.js";
import { entryOf, envelopeOf, valuesIn, type Fill } from "./scaffold-envelope.js";
import { isResource, type Subject } from "./scaffold-fit.js";
import { isObject, referred } from "./schemas.js";

/** How a list is asked for. */
export interface ListQuery {
  readonly filter: readonly Doc[];
  readonly paging: readonly Doc[];
}

const pagingTypes: Readonly<Record<string, readonly [member: Code, type: string]>> = {
  limit: [trusted("limit"), "number"],
  offset: [trusted("offset"), "number"],
  after: [trusted("after"), "string"],
  cursor: [trusted("after"), "string"],
};

/** What `list` is asked where every query parameter is paging or a filter; null where one is something else. */
export function listQuery(subject: Subject): ListQuery | null {
  const { operation, types } = subject;
  if (operation.queryString !== null) return null;
  const parameters = operation.parameters.filter(({ policy }) => policy.in === "query");
  const numbered = numberedPaging(subject, parameters);
  const filter: Doc[] = [];
  const paging: Doc[] = [...(numbered?.members ?? [])];
  for (const parameter of parameters.filter((each) => numbered?.parameters.includes(each) !== true)) {
    const { name } = parameter.policy;
    const type = typeOf(subject, parameter);
    const [member, wanted] = Object.hasOwn(pagingTypes, name) ? (pagingTypes[name] ?? []) : [];
    if (member !== undefined && wanted === type) paging.push(entryOf({ name: member, value: inQuery(name) }));
    else if (types.filter.some((field) => field.property === name && field.type.text === type))
      filter.push(entryOf({ name, value: inQuery(name) }));
    else return null;
  }
  return { filter, paging };
}

function inQuery(name: string): Code {
  return access(trusted("query"), name);
}

function typeOf({ printer }: Subject, { schema }: Parameter): string {
  return printer.type(schema.schema).text;
}

const sizes = ["per_page", "perPage", "page_size", "pageSize", "limit"];

/** The most rows that a list gives at once: pages of more would leave some out. */
const largestPage = 100;

/** Paging by number, where pages are counted from 1 and none can ask for more rows than a list gives. */
function numberedPaging(
  subject: Subject,
  parameters: readonly Parameter[],
): { readonly members: readonly Doc[]; readonly parameters: readonly Parameter[] } | null {
  const page = parameters.find(({ policy }) => policy.name === "page");
  const size = parameters.find(({ policy }) => sizes.includes(policy.name));
  if (page === undefined || size === undefined) return null;
  const isPlain = [page, size].every((each) => typeOf(subject, each) === "number" && isAlwaysThere(each));
  const isFromOne = page.policy.default === 1 || bound(subject, page, "minimum") === 1;
  if (!isPlain || !isFromOne || (bound(subject, size, "maximum") ?? Infinity) > largestPage) return null;
  const [number, rows] = [inQuery(page.policy.name), inQuery(size.policy.name)];
  return {
    members: [code`limit: ${rows}`, code`offset: (${number} - 1) * ${rows}`],
    parameters: [page, size],
  };
}

function isAlwaysThere({ policy }: Parameter): boolean {
  return policy.required || policy.default !== undefined;
}

function bound({ model }: Subject, { schema }: Parameter, keyword: "minimum" | "maximum"): number | null {
  const variant = model.schemas.variants.find(({ name }) => name === referred(schema.schema));
  const resolved = variant?.schema ?? schema.schema;
  const value = isObject(resolved) ? resolved[keyword] : undefined;
  return typeof value === "number" ? value : null;
}

/** What a handler of a list does and answers. */
export interface ListAnswer {
  readonly statements: readonly Doc[];
  readonly body: Doc;
}

const [items, next, total] = [trusted("items"), trusted("next"), trusted("total")];

/** The rows as the response wants them: bare, or in an envelope of one list and what is known about it. */
export function listAnswer(subject: Subject, query: ListQuery): ListAnswer | null {
  const [content] = subject.success.content;
  if (content?.kind !== "json") return null;
  const listed = (local: Code): Doc => awaited(local, listing(subject, query));
  const { schema } = content.schema;
  const variant = subject.model.schemas.variants.find(({ name }) => name === referred(schema));
  const isList = (part: JsonValue): boolean => isRows(subject, part);
  if (isList(variant?.schema ?? schema)) return { statements: [listed(trusted("{ items }"))], body: items };
  const envelope = envelopeOf(subject.model, schema, isList, listFill(subject));
  if (envelope === null) return null;
  const { member, others } = envelope;
  const [only] = others;
  if (member === items && others.length === 1 && only?.name === next && only.value === next)
    return { statements: [listed(trusted("page"))], body: trusted("page") };
  const values = valuesIn(others);
  const counted = awaited(total, counting(subject, query));
  return {
    statements: [
      listed(trusted(values.includes(next) ? "{ items, next }" : "{ items }")),
      ...(values.includes(total) ? [counted] : []),
    ],
    body: objectOf([{ name: member, value: items }, ...others].map(entryOf)),
  };
}

function listing({ repository }: Subject, { filter, paging }: ListQuery): Doc {
  const members = [...(filter.length === 0 ? [] : [[trusted("filter: "), objectOf(filter)]]), ...paging];
  return [code`${repository}.list(`, members.length === 0 ? trusted("") : objectOf(members), trusted(")")];
}

function counting({ repository }: Subject, { filter }: ListQuery): Doc {
  return [code`${repository}.count(`, filter.length === 0 ? trusted("") : objectOf(filter), trusted(")")];
}

const cursors = ["next", "next_cursor", "nextCursor"];
const totals = ["total", "total_count", "totalCount", "total_items", "totalItems"];

/** What callers say of a page, and answers say again. */
const repeated = ["page", "offset", ...sizes];

/** The cursor of the next page, how many rows there are, and what the caller asked for. */
function listFill(subject: Subject): Fill {
  return (name, schema) => {
    const type = subject.printer.type(schema).text;
    if (cursors.includes(name)) return ["string | null", "null | string"].includes(type) ? next : "unfit";
    if (totals.includes(name)) return type === "number" ? total : "unfit";
    const parameter = subject.operation.parameters.find(
      ({ policy }) => policy.in === "query" && policy.name === name,
    );
    if (parameter === undefined || !repeated.includes(name) || !isAlwaysThere(parameter)) return null;
    return typeOf(subject, parameter) === type ? inQuery(name) : null;
  };
}

function isRows(subject: Subject, schema: JsonValue): boolean {
  if (!isObject(schema) || schema["type"] !== "array" || "prefixItems" in schema) return false;
  return isResource(subject, schema["items"] ?? true);
}
