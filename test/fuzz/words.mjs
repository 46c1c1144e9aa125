import { grammar } from "../../dist/document/grammar.js";
import { places } from "../../dist/model/vocabulary/places.js";

/** Texts that have broken generators, parsers and printers before. */
export const hostileTexts = [
  "",
  " ",
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "*/ globalThis.pwned = 1; /*",
  "${globalThis.pwned}",
  "`",
  '"',
  "'",
  "\\",
  "\n",
  "\r\n",
  "\u2028",
  "\u2029",
  "\u202e\u2066",
  "\ud800",
  "\0",
  "</script>",
  "'; drop table pwned; --",
  "{{pwned}}",
  "{{{pwned}}}",
  "../../x",
  "/etc/passwd",
  "C:\\x",
  "con",
  "NUL.json",
  "~1~0",
  "%00",
  "%2e%2e",
  "%",
  "#/components/schemas/A",
  "#",
  "#/",
  "#/%",
  "#/~",
  "https://example.com/a.json",
  "file:///etc/passwd",
  "a".repeat(10_000),
  "{a}{b}",
  "/{a}/{a}",
  "class",
  "default",
  "await",
  "enum",
  "0",
  "-1",
  "1e400",
  "🙂",
  "é",
  "e\u0301",
  "(a+)+$",
  "[",
  "(?<a>",
  "\\p{L}",
  "^(?:",
  "2024-02-30",
  "application/json",
  "*/*",
  "multipart/form-data; boundary=x",
];

const numbers = [0, -0, 1, -1, 0.1, 1e21, 1e308, -1e308, 2 ** 31, 2 ** 53, 5e-324, 200, 404];

/** Every member that an object of OpenAPI, or of a schema, may have. */
const keywords = [...new Set(Object.values(grammar).flatMap(({ fields }) => Object.keys(fields)))];

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];
const types = ["string", "number", "integer", "boolean", "object", "array", "null", "file"];
const formats = ["uuid", "date-time", "date", "email", "uri", "binary", "byte", "int32", "int64", "password"];
const choices = [
  "query",
  "path",
  "header",
  "cookie",
  "querystring",
  "form",
  "simple",
  "deepObject",
  "matrix",
];

/** @param {import("./random.mjs").Random} random @returns {string} */
export function anyText(random) {
  return random.chance(0.5)
    ? random.pick(hostileTexts)
    : random.pick([...types, ...formats, ...choices, ...methods, "id", "name", "A", "/things/{id}"]);
}

/** @param {import("./random.mjs").Random} random */
export function anyKeyword(random) {
  return random.chance(0.75)
    ? random.pick(keywords)
    : random.pick([...methods, "x-security", "200", "4XX", "default", ...hostileTexts]);
}

/**
 * A value of any kind.
 * @param {import("./random.mjs").Random} random
 * @param {number} depth
 */
export function anyValue(random, depth = 0) {
  const kind = random.below(depth > 3 ? 5 : 8);
  if (kind === 0) return null;
  if (kind === 1) return random.chance(0.5);
  if (kind === 2) return random.pick(numbers);
  if (kind < 5) return anyText(random);
  if (kind === 5) return Array.from({ length: random.below(4) }, () => anyValue(random, depth + 1));
  const value = {};
  for (let count = random.below(4); count > 0; count -= 1)
    setOwn(value, anyKeyword(random), anyValue(random, depth + 1));
  return value;
}

/**
 * What `x-security` may say in some place, mostly: names mean nothing, and now and then a part is of another kind.
 * @param {import("./random.mjs").Random} random
 */
export function anyAnnotation(random) {
  return valueOf(random.pick(Object.values(places)), random, 0);
}

function valueOf(form, random, depth) {
  if (random.chance(0.04)) return anyValue(random, depth);
  switch (form.kind) {
    case "flag":
      return random.chance(0.5);
    case "integer":
      return form.minimum + random.below(5);
    case "text":
      return random.pick([
        "id",
        "ownerId",
        "Thing",
        "things",
        "default",
        "edge",
        "admin",
        "/email",
        anyText(random),
      ]);
    case "quantity":
      return random.pick(["1s", "15m", "1h", "180d", "0s", "1KiB", "1MiB", "10/5m", "x"]);
    case "choice":
      return random.pick(form.values);
    case "scalar":
      return random.pick(["published", 1, true, anyText(random)]);
    case "list":
      return Array.from({ length: random.below(3) }, () => valueOf(form.item, random, depth + 1));
    case "map":
      return mapOf(form, random, depth);
    case "record":
      return recordOf(form, random, depth);
    case "tagged": {
      const [name, item] = random.pick(Object.entries(form.cases));
      return { [name]: valueOf(item, random, depth + 1) };
    }
    default:
      return valueOf(random.pick(form.branches), random, depth);
  }
}

function mapOf(form, random, depth) {
  const value = {};
  for (let count = random.below(3); count > 0; count -= 1)
    setOwn(
      value,
      random.pick(["id", "orgId", "default", anyText(random)]),
      valueOf(form.item, random, depth + 1),
    );
  return value;
}

function recordOf(form, random, depth) {
  const value = {};
  for (const [name, field] of Object.entries(form.fields)) {
    if (field.required ? random.chance(0.95) : random.chance(depth > 4 ? 0.05 : 0.3))
      value[name] = valueOf(field.form, random, depth + 1);
  }
  return value;
}

/** Sets a member as JSON has it: `__proto__` is a name like any other. */
export function setOwn(object, key, value) {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
