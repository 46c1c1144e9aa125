import type { JsonObject, JsonValue } from "../document/document.js";
import { hasAny } from "../document/json.js";
import { deref } from "../document/reference.js";
import type { Visibility } from "../runtime/core/policy.js";
import { annotation, visibilityOf } from "./annotation.js";
import { isTrue } from "./members.js";
import type { Purpose, Sensitivity } from "./model.js";

export interface Exposure extends Readonly<Record<Purpose, Visibility>> {
  readonly sensitive: Sensitivity | null;
  /** The answer that creates the value may show it, although no other may. */
  readonly revealed: boolean;
  /** Whether the document says who may send the property. */
  readonly declared: boolean;
}

/** What has a say in who may send and see a property. */
const decides = ["$ref", "readOnly", "writeOnly", "x-security"];

/** Of most properties nothing is said, in any use of them. */
const exposed: Exposure = {
  create: true,
  update: true,
  read: true,
  sensitive: null,
  revealed: false,
  declared: false,
};

/**
 * Who may send and see a property. `readOnly`, `writeOnly` (JSON Schema Validation §9.4, also of a schema that the
 * property refers to) and `x-security` are ANDed; a `visibility` closes what it does not list.
 */
export function exposureOf(root: JsonObject, property: JsonValue): Exposure {
  if (!hasAny(property, decides)) return exposed;
  const written = annotation("property", property);
  const target = deref(root, property, "").value;
  const readOnly = isTrue(property, "readOnly") || isTrue(target, "readOnly");
  const writeOnly = isTrue(property, "writeOnly") || isTrue(target, "writeOnly");
  const sensitivity = typeof written.sensitive === "string" ? { kind: written.sensitive } : written.sensitive;
  const sensitive = sensitivity?.kind ?? null;
  const kept = sensitive === "credential" || sensitive === "secret";
  const open = (purpose: Purpose): Visibility =>
    written.visibility === undefined ? true : visibilityOf(written.visibility[purpose] ?? false);
  return {
    create: readOnly ? false : open("create"),
    update: readOnly ? false : open("update"),
    read: writeOnly || kept ? false : open("read"),
    sensitive,
    revealed: kept && sensitivity?.reveal === "once" && !writeOnly,
    declared: readOnly || written.visibility !== undefined,
  };
}
