import type { JsonObject, JsonValue } from "../../../src/document/document.js";
import { isArray, isObject } from "../../../src/document/json.js";

/** Judges a value inside of the one at hand. */
type Inner = (schema: JsonValue, value: JsonValue) => boolean;

/**
 * What JSON Schema 2020-12 says about the random compositions, written down a second time, as plainly as it can be: which
 * values are valid, and which members a schema that holds has declared.
 */
export class Oracle {
  readonly #schemas: JsonObject;

  constructor(schemas: JsonObject) {
    this.#schemas = schemas;
  }

  /** As the author wrote it. */
  readonly author: Inner = (schema, value) => this.#members(schema, value, this.author) !== null;

  /** The same, where objects that declare properties take no other members, at every depth. */
  readonly closed: Inner = (schema, value) => {
    const declared = this.#members(schema, value, this.closed);
    if (declared === null || !isObject(schema) || !isObject(value)) return declared !== null;
    if ("additionalProperties" in schema || !this.#declaresSome(schema)) return true;
    return Object.keys(value).every((name) => declared.has(name));
  };

  /** The value with those members, at every depth, that the schemas which hold for it declare. */
  declared(schema: JsonValue, value: JsonValue): JsonValue {
    return this.#left(schema, value, this.author);
  }

  /** The value with those members that any part of the schema mentions. */
  mentioned(schema: JsonValue, value: JsonValue): JsonValue {
    return this.#left(schema, value, () => true);
  }

  /** The members that a schema has evaluated (§11.3), or null where it does not hold. */
  #members(schema: JsonValue, value: JsonValue, inner: Inner): ReadonlySet<string> | null {
    if (schema === false) return null;
    if (!isObject(schema)) return new Set();
    if (!hasType(schema["type"], value)) return null;
    const { items = true } = schema;
    if (isArray(value) && !value.every((item) => inner(items, item))) return null;
    const own = this.#own(schema, value, inner);
    const parts = this.#applied(schema, value, (part, each) => this.#members(part, each, inner) !== null);
    if (own === null || parts === null) return null;
    const found = new Set(own);
    for (const part of parts) {
      const members = this.#members(part, value, inner);
      if (members === null) return null;
      members.forEach((name) => found.add(name));
    }
    return found;
  }

  #own(schema: JsonObject, value: JsonValue, inner: Inner): ReadonlySet<string> | null {
    if (!isObject(value)) return new Set();
    const { required, additionalProperties } = schema;
    if (isArray(required) && !required.every((name) => Object.hasOwn(value, String(name)))) return null;
    const properties = objectAt(schema, "properties");
    const found = new Set<string>();
    for (const [name, member] of Object.entries(value)) {
      const part = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
      if (part === undefined) continue;
      if (!inner(part, member)) return null;
      found.add(name);
    }
    return found;
  }

  /** The parts of a composition that apply to a value, or null where it does not hold. */
  #applied(schema: JsonObject, value: JsonValue, holds: Inner): readonly JsonValue[] | null {
    const any = listAt(schema, "anyOf").filter((part) => holds(part, value));
    const one = listAt(schema, "oneOf").filter((part) => holds(part, value));
    if ("anyOf" in schema && any.length === 0) return null;
    if ("oneOf" in schema && one.length !== 1) return null;
    const { if: question, then = true, else: otherwise = true } = schema;
    const chosen = question === undefined ? [] : [this.author(question, value) ? then : otherwise];
    const dependent = Object.entries(objectAt(schema, "dependentSchemas"))
      .filter(([name]) => isObject(value) && Object.hasOwn(value, name))
      .map(([, part]) => part);
    return [...this.#target(schema), ...listAt(schema, "allOf"), ...any, ...one, ...chosen, ...dependent];
  }

  #target({ $ref }: JsonObject): readonly JsonValue[] {
    return typeof $ref === "string" ? [this.#schemas[$ref.split("/").at(-1) ?? ""] ?? true] : [];
  }

  /** Every part of a composition, whether it applies or not. */
  #parts(schema: JsonObject): readonly JsonValue[] {
    const lists = ["allOf", "anyOf", "oneOf"].flatMap((keyword) => listAt(schema, keyword));
    const branches = ["then", "else"].flatMap((keyword) => schema[keyword] ?? []);
    return [
      ...this.#target(schema),
      ...lists,
      ...branches,
      ...Object.values(objectAt(schema, "dependentSchemas")),
    ];
  }

  #declaresSome(schema: JsonValue): boolean {
    if (!isObject(schema)) return false;
    return (
      Object.keys(objectAt(schema, "properties")).length > 0 ||
      this.#parts(schema).some((part) => this.#declaresSome(part))
    );
  }

  /** Where nothing is declared anywhere, the author leaves the content free. */
  #left(schema: JsonValue, value: JsonValue, holds: Inner): JsonValue {
    if (!this.#saysSomething(schema)) return value;
    return this.#kept(schema, value, holds) ?? (isArray(value) ? value.map(() => ({})) : {});
  }

  #saysSomething(schema: JsonValue): boolean {
    if (!isObject(schema)) return schema === false;
    const own = ["type", "properties", "additionalProperties"].some((keyword) => keyword in schema);
    return own || this.#parts(schema).some((part) => this.#saysSomething(part));
  }

  #kept(schema: JsonValue, value: JsonValue, holds: Inner): JsonValue | undefined {
    if (!isObject(schema)) return undefined;
    const isAll = !isObject(value) || holds(false, value);
    const parts = isAll ? this.#parts(schema) : (this.#applied(schema, value, holds) ?? []);
    return parts
      .map((part) => this.#kept(part, value, holds))
      .reduce<JsonValue | undefined>(merged, this.#ownKept(schema, value, holds));
  }

  #ownKept(schema: JsonObject, value: JsonValue, holds: Inner): JsonValue | undefined {
    if (isArray(value)) {
      const { items } = schema;
      return items === undefined ? undefined : value.map((item) => this.#left(items, item, holds));
    }
    if (!isObject(value)) return value;
    if (schema["type"] !== "object" && !("properties" in schema)) return {};
    const properties = objectAt(schema, "properties");
    const members = Object.entries(value).flatMap(([name, member]) => {
      const part = Object.hasOwn(properties, name) ? properties[name] : schema["additionalProperties"];
      const kept = part === undefined || part === false ? undefined : this.#left(part, member, holds);
      return kept === undefined ? [] : [[name, kept] as const];
    });
    return Object.fromEntries(members);
  }
}

function merged(left: JsonValue | undefined, right: JsonValue | undefined): JsonValue | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  if (isArray(left) && isArray(right)) return left.map((item, index) => merged(item, right[index]) ?? {});
  if (!isObject(left) || !isObject(right)) return right;
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return Object.fromEntries(names.map((name) => [name, merged(left[name], right[name]) ?? {}]));
}

function hasType(type: JsonValue | undefined, value: JsonValue): boolean {
  if (type === "object") return isObject(value);
  if (type === "array") return isArray(value);
  if (type === "integer") return typeof value === "number";
  return type === undefined || typeof value === type;
}

function listAt(schema: JsonObject, keyword: string): readonly JsonValue[] {
  const value = schema[keyword];
  return isArray(value) ? value : [];
}

function objectAt(schema: JsonObject, keyword: string): JsonObject {
  const value = schema[keyword];
  return isObject(value) ? value : {};
}
