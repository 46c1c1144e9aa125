import type { JsonObject } from "../document/document.js";
import { walk, type GrammarNode } from "../document/walk.js";
import { objectMember } from "./members.js";
import type { Ignore } from "./model.js";

/** Every rule that the document switches off somewhere, with its reason, in the order of the text. */
export function buildIgnores(root: JsonObject): readonly Ignore[] {
  const ignores: Ignore[] = [];
  walk(root, (node) => ignores.push(...ignoresOf(node)));
  return ignores;
}

function ignoresOf({ value, pointer }: GrammarNode): readonly Ignore[] {
  const written = objectMember(objectMember(value, "x-security"), "ignore");
  return Object.entries(written ?? {}).flatMap(([rule, reason]) =>
    typeof reason === "string" && reason.trim() !== "" ? [{ rule, reason, pointer }] : [],
  );
}
