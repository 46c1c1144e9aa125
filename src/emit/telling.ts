import type { JsonObject, JsonValue } from "../document/document.js";
import type { SchemaVariant } from "../model/model.js";
import { isObject, refersToVariant, variantOf } from "./schemas.js";

/**
 * Variants that stand in a branch of a union, directly or through other references: what they require and their constants
 * tell branches apart.
 * @param schemas all that shapes are made of
 */
export function tellingVariants(
  schemas: readonly JsonValue[],
  byName: ReadonlyMap<string, SchemaVariant>,
): ReadonlySet<string> {
  const telling = new Set<string>();
  const visit = (schema: JsonValue, inBranch: boolean): void => {
    if (!isObject(schema)) return;
    const { $ref } = schema;
    if (inBranch && refersToVariant($ref) && !telling.has(variantOf($ref))) {
      telling.add(variantOf($ref));
      visit(byName.get(variantOf($ref))?.schema ?? {}, true);
    }
    for (const branch of branchesOf(schema)) visit(branch, true);
    for (const part of [...subschemas(schema["allOf"]), ...valuesOf(schema["properties"])])
      visit(part, inBranch);
    for (const part of membersOf(schema)) visit(part, false);
  };
  for (const schema of schemas) visit(schema, false);
  return telling;
}

/** Parts that hold for some values only. */
function branchesOf(schema: JsonObject): readonly JsonValue[] {
  return [
    ...subschemas(schema["anyOf"]),
    ...subschemas(schema["oneOf"]),
    ...["then", "else"].flatMap((keyword) => schema[keyword] ?? []),
    ...valuesOf(schema["dependentSchemas"]),
  ];
}

/** Schemas of members and items that have no name of their own: no branch is told by them. */
function membersOf(schema: JsonObject): readonly JsonValue[] {
  return [
    ...["items", "unevaluatedItems", "additionalProperties"].flatMap((keyword) => schema[keyword] ?? []),
    ...subschemas(schema["prefixItems"]),
    ...valuesOf(schema["patternProperties"]),
  ];
}

function valuesOf(keyword: JsonValue | undefined): readonly JsonValue[] {
  return isObject(keyword) ? Object.values(keyword) : [];
}

export function subschemas(keyword: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(keyword) ? (keyword as readonly JsonValue[]) : [];
}
