import type { JsonObject } from "../document/document.js";
import { searching, type GrammarNode } from "../document/walk.js";
import { objectMember } from "./members.js";
import type { Ignore } from "./model.js";

/** Every rule that the document switches off somewhere, with its reason, in the order of the text. */
export const buildIgnores: (root: JsonObject) => readonly Ignore[] = searching(ignoresOf);

function ignoresOf(node: GrammarNode): readonly Ignore[] {
  const { value } = node;
  const written = objectMember(objectMember(value, "x-security"), "ignore");
  if (written === undefined) return [];
  const { pointer } = node;
  return Object.entries(written).flatMap(([rule, reason]) =>
    typeof reason === "string" && reason.trim() !== "" ? [{ rule, reason, pointer }] : [],
  );
}
