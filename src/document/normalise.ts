import type { JsonObject, JsonValue } from "./document.js";
import type { NodeKind } from "./grammar-words.js";
import { hasAny, isObject } from "./json.js";
import { Origins, type Origin } from "./origins.js";
import { rewriteChildren, withMembers } from "./rewrite.js";

/**
 * Turns an OpenAPI 3.0 document into the same in 3.1. Only schemas change, by their own keywords; examples, defaults,
 * enumerations and names of properties are never touched. Nothing moves: what stands at a pointer was written where the
 * 3.0 document has it.
 */
export function normalise(root: JsonObject, origin: Origin): JsonObject {
  const origins = new Origins();
  const rewritten = rewriteChildren("document", root, origin, origins, (kind, value, at) =>
    normaliseNode(kind, value, at, 1),
  );
  return withMembers(rewritten, { openapi: "3.1.0" }, origins);

  function normaliseNode(kind: NodeKind, value: JsonValue, at: Origin, depth: number): JsonValue {
    if (!isObject(value)) return value;
    const known = depth === unitDepth ? units.get(value) : undefined;
    if (known?.kind === kind) return known.normal;
    const rewritten = rewriteChildren(kind, value, at, origins, (child, each, place) =>
      normaliseNode(child, each, place, depth + 1),
    );
    const normal = kind === "schema" ? normaliseSchema(rewritten, origins) : rewritten;
    if (depth === unitDepth) units.set(value, { kind, normal });
    return normal;
  }
}

/** Path items and components: what each comes to is remembered. */
const unitDepth = 2;
const units = new WeakMap<JsonObject, { readonly kind: NodeKind; readonly normal: JsonObject }>();

function normaliseSchema(schema: JsonObject, origins: Origins): JsonObject {
  if (!hasAny(schema, ofDraft)) return schema;
  const changes = {
    ...nullability(schema),
    ...exclusiveBound(schema, "minimum", "exclusiveMinimum"),
    ...exclusiveBound(schema, "maximum", "exclusiveMaximum"),
  };
  return Object.keys(changes).length === 0 ? schema : withMembers(schema, changes, origins);
}

/** Keywords that 3.1 does not have, or not with a boolean. */
const ofDraft = ["nullable", "exclusiveMinimum", "exclusiveMaximum"];

type Changes = Record<string, JsonValue | undefined>;

/**
 * `nullable: true` adds null to the `type` beside it, and to nothing else: an `enum` without null still excludes it
 * (OpenAPI 3.0.3 §4.7.24, and its proposal "Clarify semantics of nullable"). What declares properties without a type is read
 * as an object, and null is allowed there as well.
 */
function nullability(schema: JsonObject): Changes {
  if (!Object.hasOwn(schema, "nullable")) return {};
  const type = schema["type"] ?? (isObject(schema["properties"]) ? "object" : undefined);
  const widened = schema["nullable"] === true && typeof type === "string" && type !== "null";
  return { nullable: undefined, ...(widened ? { type: [type, "null"] } : {}) };
}

/** In 3.0 (JSON Schema draft 4) `exclusiveMinimum: true` sharpens `minimum`; since 3.1 it is the bound itself. */
function exclusiveBound(schema: JsonObject, bound: string, exclusive: string): Changes {
  if (typeof schema[exclusive] !== "boolean") return {};
  const limit = schema[bound];
  if (schema[exclusive] === true && typeof limit === "number")
    return { [bound]: undefined, [exclusive]: limit };
  return { [exclusive]: undefined };
}
