import { isArray, memberOf } from "../document/json.js";
import type { JsonObject, JsonValue } from "../document/document.js";
import type { ParameterType } from "../runtime/core/policy.js";
import { objectMember, textsMember } from "./members.js";
import { propertiesOf } from "./properties.js";
import { itemSpots, type Spot } from "./references.js";
import { conjuncts } from "./value-facts.js";

type ScalarType = Extract<ParameterType, { kind: "scalar" }>["types"][number];

/** Text is tried in this order, so that `1` is a number wherever a number may stand. */
const scalarTypes: readonly ScalarType[] = ["integer", "number", "boolean", "null", "string"];

/** No parameter nests deeper in its text; it also ends circular schemas. */
const deepest = 4;

/** What the text of a parameter must spell, from its schema; a schema that says nothing takes any text. */
export function parameterType(root: JsonObject, schema: Spot, depth = 0): ParameterType {
  const parts = flatten(root, schema, new Set());
  const types = new Set(parts.flatMap((part) => typesOf(part.value)));
  const inside = depth < deepest;
  if (types.has("array") && inside) return { kind: "array", items: itemsType(root, parts, depth) };
  if (types.has("object") && inside) return objectType(root, schema, parts, depth);
  const scalars = scalarTypes.filter((type) => types.has(type));
  return { kind: "scalar", types: scalars.length === 0 ? ["string"] : scalars };
}

function itemsType(root: JsonObject, parts: readonly Spot[], depth: number): ParameterType {
  const holder = parts.find((part) => memberOf(part.value, "items") !== undefined);
  const value = memberOf(holder?.value, "items");
  if (holder === undefined || value === undefined) return { kind: "scalar", types: ["string"] };
  return parameterType(root, { value, pointer: `${holder.pointer}/items` }, depth + 1);
}

function objectType(root: JsonObject, schema: Spot, parts: readonly Spot[], depth: number): ParameterType {
  const properties = propertiesOf(root, schema).map(
    (each) => [each.name, parameterType(root, each, depth + 1)] as const,
  );
  const open = parts.map((part) => ({ part, value: memberOf(part.value, "additionalProperties") }));
  const further = open.find(({ value }) => value !== undefined && value !== false);
  const rest =
    further?.value === undefined
      ? null
      : parameterType(
          root,
          { value: further.value, pointer: `${further.part.pointer}/additionalProperties` },
          depth + 1,
        );
  const scalars = scalarTypes.filter((type) => parts.some((part) => typesOf(part.value).includes(type)));
  return {
    kind: "object",
    properties: Object.fromEntries(properties),
    rest,
    ...(scalars.length === 0 ? {} : { otherwise: { kind: "scalar", types: scalars } }),
  };
}

/** The schema with everything that it composes. */
function flatten(root: JsonObject, schema: Spot, seen: Set<string>): readonly Spot[] {
  if (seen.has(schema.pointer)) return [];
  seen.add(schema.pointer);
  const branches = [
    ...conjuncts(root, schema),
    ...["anyOf", "oneOf"].flatMap((key) => itemSpots(schema, key)),
  ];
  return [schema, ...branches.flatMap((branch) => flatten(root, branch, seen))];
}

function typesOf(schema: JsonValue): readonly string[] {
  const written = memberOf(schema, "type");
  if (written !== undefined) return typeof written === "string" ? [written] : textsMember(schema, "type");
  if (objectMember(schema, "properties") !== undefined) return ["object"];
  if (memberOf(schema, "items") !== undefined) return ["array"];
  const listed = memberOf(schema, "enum");
  const constant = memberOf(schema, "const");
  const values = isArray(listed) ? listed : constant === undefined ? [] : [constant];
  return values.map((value) => (value === null ? "null" : typeof value));
}
