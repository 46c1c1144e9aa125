import type { JsonObject } from "./document.js";
import { isObject, memberOf } from "./json.js";
import type { Origin, Origins } from "./origins.js";
import { withMembers } from "./rewrite.js";

/** The reference by which the bundled document names what another reference names; null where there is nothing. */
export type Rename = (reference: string, at: Origin) => string | null;

/** A discriminator refers to schemas in `mapping`, and since 3.2 in `defaultMapping`: both get their new names. */
export function renameSchemas(
  discriminator: JsonObject,
  origin: Origin,
  origins: Origins,
  rename: Rename,
): JsonObject {
  const mapping = memberOf(discriminator, "mapping");
  const renamed = renameMembers(discriminator, ["defaultMapping"], origin, origins, rename);
  if (!isObject(mapping)) return renamed;
  const at = origins.member(discriminator, origin, "mapping");
  const mapped = renameMembers(mapping, Object.keys(mapping), at, origins, rename);
  return mapped === mapping ? renamed : withMembers(renamed, { mapping: mapped }, origins);
}

function renameMembers(
  holder: JsonObject,
  keys: readonly string[],
  origin: Origin,
  origins: Origins,
  rename: Rename,
): JsonObject {
  const changes: Record<string, string> = {};
  for (const key of keys) {
    const reference = memberOf(holder, key);
    if (typeof reference !== "string" || !isReferenceText(reference)) continue;
    const name = rename(reference, origins.member(holder, origin, key));
    if (name !== null && name !== reference) changes[key] = name;
  }
  return Object.keys(changes).length === 0 ? holder : withMembers(holder, changes, origins);
}

/** A mapping names a schema by component name or by reference (OpenAPI 3.1.1 §4.8.25.3). */
function isReferenceText(text: string): boolean {
  return text.includes("#") || text.includes("/") || /\.(?:ya?ml|json)$/iu.test(text);
}
