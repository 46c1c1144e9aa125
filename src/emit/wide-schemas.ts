import type { JsonValue } from "../document/document.js";
import { isObject } from "../document/json.js";
import { schemaGrammar } from "../document/schema-grammar.js";

/** Ajv writes what validates a member inside what validates the one before it: thousands would exhaust its stack. */
const most = 400;

/**
 * An equal schema in which no object has more properties with something to validate, and no list of `allOf` or `anyOf`
 * more members, than Ajv can nest. What is wide is validated in parts; the schema itself where nothing is.
 */
export function inParts(schema: JsonValue): JsonValue {
  if (!isObject(schema)) return schema;
  const entries = Object.entries(schema).map(([key, value]) => [key, membersInParts(key, value)] as const);
  const isSame = entries.every(([key, value]) => value === schema[key]);
  const inner = isSame ? schema : Object.fromEntries(entries);
  return withNarrowProperties(inner);
}

function membersInParts(key: string, value: JsonValue): JsonValue {
  const field = Object.hasOwn(schemaGrammar.fields, key) ? schemaGrammar.fields[key] : undefined;
  if (field === undefined || field.holds === "value" || field.kind !== "schema") return value;
  if (field.holds === "one") return inParts(value);
  if (Array.isArray(value)) {
    const parts = (value as readonly JsonValue[]).map(inParts);
    if (parts.length > most && (key === "allOf" || key === "anyOf"))
      return chunks(parts).map((chunk) => ({ [key]: chunk }));
    return parts.every((part, index) => part === value[index]) ? value : parts;
  }
  if (!isObject(value)) return value;
  const parts = Object.entries(value).map(([name, member]) => [name, inParts(member)] as const);
  return parts.every(([name, member]) => member === value[name]) ? value : Object.fromEntries(parts);
}

/** The names stay where they were, for what asks which properties are declared; Ajv writes nothing for `true`. */
function withNarrowProperties(schema: Readonly<Record<string, JsonValue>>): JsonValue {
  const { properties, allOf = [] } = schema;
  if (!isObject(properties)) return schema;
  const entries = Object.entries(properties);
  if (entries.length <= most) return schema;
  const parts = chunks(entries).map((chunk) => ({ properties: Object.fromEntries(chunk) }));
  return {
    ...schema,
    properties: Object.fromEntries(entries.map(([name]) => [name, true])),
    allOf: [...(allOf as readonly JsonValue[]), ...parts],
  };
}

function chunks<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const count = Math.ceil(items.length / most);
  return Array.from({ length: count }, (_, index) => items.slice(index * most, (index + 1) * most));
}
