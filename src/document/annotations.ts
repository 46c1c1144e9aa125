import { diagnostic } from "../diagnostics/create.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { JsonObject, JsonValue } from "./document.js";
import { isObject, memberOf } from "./json.js";
import { tokensOf, type Origin, type Origins } from "./origins.js";
import { withMembers } from "./rewrite.js";

/** A value and where it was written. */
export interface Written {
  readonly value: JsonObject;
  readonly origin: Origin;
}

export interface AnnotationContext {
  readonly origins: Origins;
  readonly report: (diagnostic: Diagnostic) => void;
}

/** Whether a member only annotates: an extension, or an object that leads to nothing but `x-security`. */
export function annotatesOnly(key: string, value: JsonValue): boolean {
  return key.startsWith("x-") || leadsToAnnotations(value);
}

function leadsToAnnotations(value: JsonValue): boolean {
  const members = isObject(value) ? Object.entries(value) : [];
  return (
    members.length > 0 &&
    members.every(([key, member]) => (key === "x-security" ? isObject(member) : leadsToAnnotations(member)))
  );
}

/**
 * What a reference names, with the annotations that stand beside the reference: each is added where it leads, so that
 * a definition in another file can be annotated from here. One that leads to nothing is reported.
 */
export function withAnnotations(target: Written, beside: Written, context: AnnotationContext): JsonObject {
  const { origins } = context;
  const changes: Record<string, JsonValue> = {};
  const moved: [key: string, origin: Origin][] = [];
  for (const [key, value] of Object.entries(beside.value)) {
    const at = origins.member(beside.value, beside.origin, key);
    const own = memberOf(target.value, key);
    const isSame = isObject(value) && isObject(own);
    if (isSame && !key.startsWith("x-")) {
      const inside = { value: own, origin: origins.member(target.value, target.origin, key) };
      changes[key] = withAnnotations(inside, { value, origin: at }, context);
    } else if (key.startsWith("x-")) {
      changes[key] = value;
      moved.push([key, at]);
    } else {
      const message = `"${key}" is annotated here, but what the reference names has none.`;
      context.report(diagnostic("openapi-structure", at.source.locate(tokensOf(at), "key"), message));
    }
  }
  const annotated = withMembers(target.value, changes, origins);
  for (const [key, origin] of moved) origins.set(annotated, key, origin);
  return annotated;
}
