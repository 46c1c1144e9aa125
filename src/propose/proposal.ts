import type { JsonObject } from "../document/document.js";

/** How sure a proposal is: `high` follows from what the document says, `low` is a placeholder that somebody must replace. */
export type Confidence = "high" | "medium" | "low";

/** What a proposal is about, for whoever reads many of them. */
export type Topic =
  | "scheme"
  | "requirement"
  | "server"
  | "limits"
  | "resource"
  | "binding"
  | "property"
  | "operation"
  | "closed";

/** Something to add to a document, with the reason why. */
export interface Proposal {
  readonly topic: Topic;
  /** JSON Pointer into the normalised document, to the object that is added to. */
  readonly pointer: string;
  /** What is merged there, the way an Overlay merges: objects member by member, lists at their end. */
  readonly update: JsonObject;
  readonly why: string;
  readonly confidence: Confidence;
  /** Whether the place is not there yet: what is added makes it. */
  readonly adds?: true;
}

/** A proposal that only annotates. */
export function annotates(
  topic: Topic,
  pointer: string,
  annotation: JsonObject,
  confidence: Confidence,
  why: string,
): Proposal {
  return { topic, pointer, update: { "x-security": annotation }, why, confidence };
}
