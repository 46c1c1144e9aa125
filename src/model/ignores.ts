import type { JsonObject } from "../document/document.js";
import { searching, type GrammarNode } from "../document/walk.js";
import { objectMember } from "./members.js";

/** A rule that the document switches off, with the reason it gives. */
export interface Ignore {
  readonly rule: string;
  readonly reason: string;
  /** The rule is off for everything at or below this pointer. */
  readonly pointer: string;
}

/** Every rule that the document switches off somewhere, with its reason, in the order of the text. */
export const findIgnores: (root: JsonObject) => readonly Ignore[] = searching(ignoresOf);

function ignoresOf(node: GrammarNode): readonly Ignore[] {
  const { value } = node;
  const written = objectMember(objectMember(value, "x-security"), "ignore");
  if (written === undefined) return [];
  const { pointer } = node;
  return Object.entries(written).flatMap(([rule, reason]) =>
    typeof reason === "string" && reason.trim() !== "" ? [{ rule, reason, pointer }] : [],
  );
}
