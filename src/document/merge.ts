import { diagnostic } from "../diagnostics/create.js";
import { annotatesOnly, withAnnotations, type AnnotationContext, type Written } from "./annotations.js";
import type { JsonObject } from "./document.js";
import { tokensOf } from "./origins.js";

/**
 * The members of what is referred to and those beside the `$ref`; OpenAPI leaves a member in both undefined, unless the
 * one beside only annotates the other.
 */
export function merge(inlined: Written, own: Written, context: AnnotationContext): JsonObject {
  const { origins, report } = context;
  const isNote = (key: string): boolean =>
    !key.startsWith("x-") && annotatesOnly(key, own.value[key] ?? null);
  const notes = Object.fromEntries(Object.entries(own.value).filter(([key]) => isNote(key)));
  origins.carry(own.value, notes);
  const annotated = withAnnotations(inlined, { value: notes, origin: own.origin }, context);
  const beside = Object.entries(own.value).filter(([key]) => !isNote(key));
  const merged: JsonObject = { ...annotated, ...Object.fromEntries(beside) };
  for (const key of Object.keys(annotated))
    origins.set(merged, key, origins.member(annotated, inlined.origin, key));
  for (const [key] of beside) {
    const at = origins.member(own.value, own.origin, key);
    origins.set(merged, key, at);
    if (!Object.hasOwn(inlined.value, key)) continue;
    const message = `"${key}" stands here and in what the reference beside it names.`;
    report(diagnostic("openapi-structure", at.source.locate(tokensOf(at)), message));
  }
  return merged;
}
