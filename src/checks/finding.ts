import type { LocationPart, OpenApiDocument } from "../document/document.js";
import type { Model } from "../model/model.js";

/** What a rule judges. */
export interface Subject {
  readonly model: Model;
  readonly document: OpenApiDocument;
}

/** One thing that a rule found, by its place in the normalised document. */
export interface Finding {
  readonly pointer: string;
  readonly part?: LocationPart;
  readonly message: string;
  /** Replaces the rule's own help. */
  readonly help?: string;
  readonly related?: readonly { readonly pointer: string; readonly message: string }[];
  /** Further pointers at which the rule may be ignored: the operation that uses a shared parameter, for instance. */
  readonly within?: readonly string[];
}

/** A rule of `check`: judges the model, and the document where a mistake leaves no trace in the model. */
export type Judge = (subject: Subject) => readonly Finding[];
