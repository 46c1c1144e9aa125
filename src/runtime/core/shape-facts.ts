import type { Shape } from "./shape.js";

/** Further than any document leads from a shape to itself and its parts. */
const maxDepth = 64;

const noNames: ReadonlySet<string> = new Set();

/** Whether a shape, beside its conditions, declares nothing of what it lets out. */
export function isFreeForm(shape: Shape, depth = 0): boolean {
  if (depth > maxDepth) return false;
  const below = (inner: Shape): boolean => isFreeForm(inner, depth + 1);
  if (shape.kind === "all") return shape.parts.every(below);
  if (shape.kind === "some") return shape.branches.every(below);
  return shape.kind === "json" || (shape.kind === "ref" && below(shape.shape()));
}

/** Names of the fields that a shape mentions at its own level. */
export function declaredNames(shape: Shape, depth = 0): ReadonlySet<string> {
  if (depth > maxDepth) return noNames;
  const below = (inner: Shape): ReadonlySet<string> => declaredNames(inner, depth + 1);
  switch (shape.kind) {
    case "object":
      return new Set(Object.keys(shape.fields));
    case "all":
      return new Set(shape.parts.flatMap((part) => [...below(part)]));
    case "some":
      return new Set(shape.branches.flatMap((branch) => [...below(branch)]));
    case "when":
      return below(shape.shape);
    case "ref":
      return below(shape.shape());
    case "value":
    case "json":
    case "literal":
    case "array":
      return noNames;
  }
}
