/** A place in a file of the user's; lines and columns count from 1, columns in UTF-16 code units. */
export interface Location {
  /** Path as the user would type it, relative to the working directory, with forward slashes. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Length of the marked text on that line, at least 1. */
  readonly length: number;
}

export type Severity = "error" | "warning";

export interface RelatedLocation {
  readonly message: string;
  readonly location: Location;
}

/** A mistake of the user's, as a value: collected, sorted and printed; never thrown. */
export interface Diagnostic {
  /** Identifier of the rule, a row of the rule table. */
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly location: Location;
  /** What to do about it. */
  readonly help?: string;
  readonly related?: readonly RelatedLocation[];
}
