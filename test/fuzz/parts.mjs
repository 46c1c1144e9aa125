import { hostileTexts } from "./words.mjs";

/** Valid parts of documents, at random. */

const names = ["id", "name", "ownerId", "createdAt", "tags", "email", "amount", "a-b", "class", "é", "0"];
const mediaTypes = [
  "application/json",
  "application/problem+json",
  "application/x-www-form-urlencoded",
  "multipart/form-data",
  "text/plain",
  "text/event-stream",
  "application/octet-stream",
  "application/xml",
  "image/png",
  "application/*",
];
/** Location → the styles that OpenAPI 3.1 §4.8.12.3 allows there. */
const styles = {
  path: ["simple", "label", "matrix"],
  query: ["form", "spaceDelimited", "pipeDelimited", "deepObject"],
  header: ["simple"],
  cookie: ["form"],
};

/** A text that only people read, or that must be one: also one that has broken generators before. */
export function prose(random) {
  return random.chance(0.5) ? random.pick(hostileTexts).slice(0, 200) : "Something.";
}

export function anyName(random) {
  return random.chance(0.2) ? random.pick(hostileTexts).slice(0, 100) || "empty" : random.pick(names);
}

export function anyMediaType(random) {
  return random.pick(mediaTypes);
}

/** Style and explode for a parameter of a place. */
export function anyStyle(location, random) {
  return { style: random.pick(styles[location] ?? styles.query), explode: random.chance(0.5) };
}

/**
 * A valid schema. Those of 3.0 have no words of later versions.
 * @param {import("./random.mjs").Random} random
 * @param {{ readonly isOld: boolean, readonly references: readonly string[] }} dialect
 */
export function anySchema(random, dialect, depth = 0) {
  const { isOld, references } = dialect;
  if (references.length > 0 && random.chance(0.2)) return { $ref: random.pick(references) };
  const makers = depth > 3 ? scalars : [...scalars, ...structures, ...(isOld ? [] : later)];
  return random.pick(makers)(random, (more = 1) => anySchema(random, dialect, depth + more), isOld);
}

const scalars = [
  (random) => ({ type: "string", ...some(random, texts) }),
  (random) => ({ type: random.pick(["integer", "number"]), ...some(random, numbers) }),
  () => ({ type: "boolean" }),
  (random) => ({ type: "string", enum: distinct(random, () => prose(random)) }),
  () => ({}),
];

const structures = [
  (random, inner) => object(random, inner),
  (random, inner) => object(random, inner),
  (random, inner) => ({ type: "array", items: inner(), ...some(random, lists) }),
  (random, inner) => ({ allOf: [inner(), object(random, inner)] }),
  (random, inner) => ({ [random.pick(["oneOf", "anyOf"])]: [inner(), inner()] }),
  (random, inner) => ({ type: "object", additionalProperties: random.chance(0.3) || inner() }),
  (random, inner) => ({ ...object(random, inner), not: { required: [anyName(random)] } }),
];

const later = [
  (random) => ({ type: [random.pick(["string", "integer", "object"]), "null"], title: prose(random) }),
  (random) => ({ const: random.pick([1, "x", true, { a: [1] }, prose(random)]) }),
  (random, inner) => ({
    type: "array",
    prefixItems: [inner(), inner()],
    items: random.chance(0.5) && inner(),
  }),
  (random, inner) => ({
    type: "object",
    patternProperties: { "^x-": inner() },
    propertyNames: { maxLength: 9 },
  }),
  (random, inner) => ({ if: object(random, inner), then: { required: ["id"] }, else: inner() }),
  (random, inner) => ({ allOf: [object(random, inner)], unevaluatedProperties: false }),
  (random, inner) => ({ ...object(random, inner), dependentRequired: { id: ["name"] } }),
  (random, inner) => ({ type: "array", contains: inner(), minContains: random.below(2), maxContains: 3 }),
];

const texts = {
  minLength: (random) => random.below(3),
  maxLength: (random) => 3 + random.below(100),
  pattern: (random) => random.pick(["^[a-z]+$", "^(a+)+$", "\\d{3}", "^\\p{L}*$", "/", "^$", "`${}"]),
  format: (random) =>
    random.pick(["uuid", "date-time", "date", "email", "uri", "ipv4", "byte", "binary", "x"]),
  default: (random) => prose(random),
  description: (random) => prose(random),
};
const numbers = {
  minimum: (random) => random.below(3),
  maximum: (random) => 3 + random.below(1000),
  multipleOf: (random) => random.pick([1, 0.01, 5]),
  format: (random) => random.pick(["int32", "int64", "float", "double"]),
  default: (random) => random.below(9),
};
const lists = {
  minItems: (random) => random.below(2),
  maxItems: (random) => 2 + random.below(50),
  uniqueItems: (random) => random.chance(0.5),
};

/** Each member with a chance of a quarter. */
function some(random, members) {
  const chosen = Object.entries(members).filter(() => random.chance(0.25));
  return Object.fromEntries(chosen.map(([name, make]) => [name, make(random)]));
}

function distinct(random, make) {
  return [...new Set(Array.from({ length: 1 + random.below(4) }, make))];
}

function object(random, inner) {
  const properties = distinct(random, () => anyName(random)).map((name) => [name, inner()]);
  const required = properties.map(([name]) => name).filter(() => random.chance(0.3));
  return {
    type: "object",
    properties: Object.fromEntries(properties),
    ...(required.length > 0 ? { required } : {}),
    ...(random.chance(0.2) ? { additionalProperties: false } : {}),
  };
}

/** A response with or without a body. */
export function anyResponse(random, dialect) {
  const content = { [anyMediaType(random)]: { schema: anySchema(random, dialect) } };
  const headers = { "X-Count": { schema: { type: "integer" } } };
  return {
    description: prose(random),
    ...(random.chance(0.8) ? { content } : {}),
    ...(random.chance(0.2) ? { headers } : {}),
  };
}

/** A parameter of the query, a header or a cookie. */
export function anyParameter(random, dialect) {
  const location = random.pick(["query", "query", "header", "cookie"]);
  const named = { name: random.pick(["page", "filter", "X-Trace", "q[]", "a.b"]), in: location };
  const required = random.chance(0.2);
  const schema = anySchema(random, dialect, 2);
  if (random.chance(0.15)) return { ...named, required, content: { "application/json": { schema } } };
  return { ...named, required, schema, ...(random.chance(0.4) ? anyStyle(location, random) : {}) };
}
