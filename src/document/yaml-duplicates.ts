import type { Document, Node } from "yaml";
import type { Span } from "./position.js";
import type { Mistake } from "./syntax.js";
import { yaml } from "./libraries.js";

/** Keys that stand twice in one mapping (YAML 1.2.2 §3.2.1.1: the keys of a mapping are unique), in the order of the text. */
export function findDuplicateKeys(document: Document.Parsed): readonly Mistake[] {
  const mistakes: Mistake[] = [];
  yaml().visit(document, {
    Map: (_, map) => {
      const seen = new Map<string, Span>();
      for (const { key } of map.items) {
        if (!yaml().isScalar(key)) continue;
        const text = String(key.value);
        const [span, earlier] = [spanOf(key), seen.get(text)];
        if (earlier === undefined) seen.set(text, span);
        else
          mistakes.push({
            rule: "duplicate-key",
            message: `The key "${text}" stands twice in this object.`,
            span,
            earlier,
          });
      }
    },
  });
  return mistakes;
}

function spanOf(key: Node): Span {
  const [start, end] = key.range ?? [0, 1];
  return { start, end };
}
