import type { JsonObject, JsonValue } from "./document.js";
import { isArray, isObject } from "./json.js";
import type { Origin, Origins } from "./origins.js";
import { withMembers } from "./rewrite.js";

/** The versions of JSON Schema that are read, oldest first. `openapi-3.0` is a dialect of its own, made from draft 5. */
const drafts = ["draft-04", "draft-06", "draft-07", "2019-09", "2020-12"] as const;
export type Dialect = (typeof drafts)[number] | "openapi-3.0";

const identifiers: readonly (readonly [RegExp, Dialect])[] = [
  [/^https?:\/\/json-schema\.org\/draft-0?4\/(?:hyper-)?schema#?$/u, "draft-04"],
  [/^https?:\/\/json-schema\.org\/draft-0?6\/(?:hyper-)?schema#?$/u, "draft-06"],
  [/^https?:\/\/json-schema\.org\/draft-0?7\/(?:hyper-)?schema#?$/u, "draft-07"],
  [/^https?:\/\/json-schema\.org\/draft\/2019-09\/(?:hyper-)?schema#?$/u, "2019-09"],
  [/^https?:\/\/json-schema\.org\/draft\/2020-12\/(?:hyper-)?schema#?$/u, "2020-12"],
  [/^https:\/\/spec\.openapis\.org\/oas\/3\.\d\/dialect\/[^#]*#?$/u, "2020-12"],
];

/** The dialect that a `$schema` or `jsonSchemaDialect` names, or null for one that is not known. */
export function dialectNamed(identifier: JsonValue | undefined): Dialect | null {
  if (typeof identifier !== "string") return null;
  return identifiers.find(([pattern]) => pattern.test(identifier))?.[1] ?? null;
}

/** Whether everything beside a `$ref` is ignored (draft 7 Core §8.3; OpenAPI 3.0.4 §4.7.23). */
export function ignoresSiblings(dialect: Dialect): boolean {
  return dialect === "openapi-3.0" || isBefore(dialect, "2019-09");
}

/** The keyword by which a schema names itself. */
export function idKeyword(dialect: Dialect): "id" | "$id" {
  return dialect === "draft-04" ? "id" : "$id";
}

/** The first draft that has each of these keywords; older ones ignore it. */
const introduced: Readonly<Record<string, Dialect>> = {
  const: "draft-06",
  contains: "draft-06",
  propertyNames: "draft-06",
  if: "draft-07",
  then: "draft-07",
  else: "draft-07",
  dependentRequired: "2019-09",
  dependentSchemas: "2019-09",
  minContains: "2019-09",
  maxContains: "2019-09",
  unevaluatedItems: "2019-09",
  unevaluatedProperties: "2019-09",
  prefixItems: "2020-12",
};

/** A schema of an older dialect in the words of 2020-12. Its subschemas stay as they are: each is changed for itself. */
export function inCurrentDialect(
  schema: JsonObject,
  dialect: Dialect,
  origin: Origin,
  origins: Origins,
): JsonObject {
  if (dialect === "2020-12" || dialect === "openapi-3.0") return schema;
  const moves: Moves = { changes: {}, from: {} };
  for (const [keyword, since] of Object.entries(introduced)) {
    if (Object.hasOwn(schema, keyword) && isBefore(dialect, since)) moves.changes[keyword] = undefined;
  }
  moveItems(schema, moves);
  moveDependencies(schema, moves);
  if (dialect === "draft-04") {
    sharpen(schema, "minimum", "exclusiveMinimum", moves);
    sharpen(schema, "maximum", "exclusiveMaximum", moves);
  }
  if (Object.keys(moves.changes).length === 0) return schema;
  const changed = withMembers(schema, moves.changes, origins);
  for (const [to, from] of Object.entries(moves.from))
    origins.set(changed, to, origins.member(schema, origin, from));
  return changed;
}

interface Moves {
  readonly changes: Record<string, JsonValue | undefined>;
  /** New keyword → the one that it was. */
  readonly from: Record<string, string>;
}

/** A list of `items` is `prefixItems` since 2020-12, and `additionalItems` is `items`. */
function moveItems(schema: JsonObject, { changes, from }: Moves): void {
  const { items, additionalItems } = schema;
  if (isArray(items)) {
    changes["prefixItems"] = items;
    from["prefixItems"] = "items";
    changes["items"] = additionalItems;
    if (additionalItems !== undefined) from["items"] = "additionalItems";
  }
  if (additionalItems !== undefined) changes["additionalItems"] = undefined;
}

/** `dependencies` is two keywords since 2019-09, one for names and one for schemas. */
function moveDependencies(schema: JsonObject, { changes, from }: Moves): void {
  const { dependencies } = schema;
  if (!isObject(dependencies)) return;
  const entries = Object.entries(dependencies);
  const pick = (keyword: string, isName: boolean): void => {
    const own = entries.filter(([, each]) => isArray(each) === isName);
    if (own.length === 0) return;
    const before = schema[keyword];
    changes[keyword] = { ...(isObject(before) ? before : {}), ...Object.fromEntries(own) };
    from[keyword] = "dependencies";
  };
  pick("dependentRequired", true);
  pick("dependentSchemas", false);
  changes["dependencies"] = undefined;
}

/** In draft 4 `exclusiveMinimum: true` sharpens `minimum`; since draft 6 it is the bound itself. */
function sharpen(schema: JsonObject, bound: string, exclusive: string, { changes }: Moves): void {
  const sharp = schema[exclusive];
  if (typeof sharp !== "boolean") return;
  const limit = schema[bound];
  const isSharp = sharp && typeof limit === "number";
  changes[exclusive] = isSharp ? limit : undefined;
  if (isSharp) changes[bound] = undefined;
}

function isBefore(dialect: Dialect, other: Dialect): boolean {
  return drafts.indexOf(dialect as never) < drafts.indexOf(other as never);
}
