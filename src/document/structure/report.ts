import type { JsonObject, LocationPart, OpenApiVersion } from "../document.js";
import type { Repair } from "../repair.js";

/** What the structural check may find. */
export type StructureRule =
  "openapi-structure" | "openapi-deviation" | "invalid-pattern" | "reference-missing";

export interface ReportExtra {
  readonly help?: string;
  /** `openapi-structure` where absent. */
  readonly rule?: StructureRule;
  readonly part?: LocationPart;
}

/** Reports one mistake at a pointer of the document. */
export type ReportAt = (pointer: string, message: string, extra?: ReportExtra) => void;

/** One object of the grammar under judgement. */
export interface Subject {
  readonly value: JsonObject;
  readonly pointer: string;
  readonly version: OpenApiVersion;
  /** The whole document, in which every reference is internal. */
  readonly root: JsonObject;
  readonly report: ReportAt;
  /** Gives the document the meaning that it certainly has. */
  readonly repair: (repair: Repair) => void;
}

/** What the table of the grammar cannot say about an object. */
export type SpecialCheck = (subject: Subject) => void;

/** A departure from the specification whose meaning is certain and which weakens nothing: a warning. */
export function deviates(help?: string): ReportExtra {
  return help === undefined ? { rule: "openapi-deviation" } : { rule: "openapi-deviation", help };
}

/** Whether a version has what came with another. */
export function isSince(version: OpenApiVersion, since: OpenApiVersion): boolean {
  return version >= since;
}
