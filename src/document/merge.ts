import { diagnostic } from "../diagnostics/create.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { JsonObject } from "./document.js";
import { tokensOf, type Origin, type Origins } from "./origins.js";

interface Written {
  readonly value: JsonObject;
  readonly origin: Origin;
}

/** The members of what is referred to and those beside the `$ref`; OpenAPI leaves a member in both undefined. */
export function merge(
  inlined: Written,
  own: Written,
  { origins, report }: { readonly origins: Origins; readonly report: (diagnostic: Diagnostic) => void },
): JsonObject {
  const merged: JsonObject = { ...inlined.value, ...own.value };
  for (const key of Object.keys(inlined.value))
    origins.set(merged, key, origins.member(inlined.value, inlined.origin, key));
  for (const key of Object.keys(own.value)) {
    const at = origins.member(own.value, own.origin, key);
    origins.set(merged, key, at);
    if (!Object.hasOwn(inlined.value, key)) continue;
    const message = `"${key}" stands here and in what the reference beside it names.`;
    report(diagnostic("openapi-structure", at.source.locate(tokensOf(at)), message));
  }
  return merged;
}
