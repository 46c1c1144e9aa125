import type { Severity } from "./diagnostic.js";

export interface Rule {
  readonly severity: Severity;
  /** What is wrong, as a heading. */
  readonly title: string;
  /** What to do about it, where the finding itself says nothing more exact. */
  readonly help: string;
}

/** Every rule there is, by area. The documentation page of the rules is generated from this table. */
export const rules = {
  // --- document: reading files ---------------------------------------------------------------------------------
  "file-unreadable": {
    severity: "error",
    title: "A file cannot be read",
    help: "Check the path and the permissions of the file.",
  },
  "file-too-large": {
    severity: "error",
    title: "A file is larger, deeper or expands further than any honest document",
    help: "Split the document, or remove the nesting or the YAML aliases that make it grow.",
  },
  "syntax-error": {
    severity: "error",
    title: "A file is not valid YAML or JSON",
    help: "Correct the syntax at the marked place.",
  },
  "duplicate-key": {
    severity: "error",
    title: "An object names one key twice",
    help: "Keep one of the two: which one counts would otherwise depend on the reader.",
  },
  "reserved-key": {
    severity: "error",
    title: "An object has the key `__proto__`",
    help: "Rename the key: JavaScript gives `__proto__` a meaning of its own.",
  },

  // --- document: OpenAPI's structure ---------------------------------------------------------------------------
  "openapi-version": {
    severity: "error",
    title: "The document is not OpenAPI 3.0, 3.1 or 3.2",
    help: "State the version as in `openapi: 3.1.0`.",
  },
  "openapi-structure": {
    severity: "error",
    title: "The document does not have the structure that OpenAPI prescribes",
    help: "Give the member the shape that the OpenAPI Specification prescribes for it.",
  },

  // --- document: references ------------------------------------------------------------------------------------
  "reference-escapes": {
    severity: "error",
    title: "A `$ref` leaves the folder of the document",
    help: "Only files in the folder of the document, or below it, may be referred to: copy the file there.",
  },
  "reference-missing": {
    severity: "error",
    title: "A `$ref` points to nothing",
    help: "Correct the file name or the JSON Pointer of the reference.",
  },
  "reference-circular": {
    severity: "error",
    title: "A `$ref` leads back to itself",
    help: "Let one of the references in the circle name a real definition.",
  },
  "reference-unsupported": {
    severity: "error",
    title: "A form of reference that is not supported",
    help: 'Refer by file name and JSON Pointer: `$ref: "#/components/schemas/Name"`.',
  },

  // --- document: overlays --------------------------------------------------------------------------------------
  "overlay-structure": {
    severity: "error",
    title: "An overlay does not have the structure that the Overlay Specification prescribes",
    help: "An overlay states `overlay`, `info` with `title` and `version`, and at least one action with a `target`.",
  },
  "overlay-target": {
    severity: "error",
    title: "An overlay's action selects nothing, or something it cannot change",
    help: "Correct the JSONPath (RFC 9535): an action without effect is more often a mistake than a wish.",
  },

  // --- output: what stands where files would be written --------------------------------------------------------
  "output-foreign": {
    severity: "error",
    title: "A file that ringfence did not write stands where one would be written",
    help: "Move it away, or generate into another folder.",
  },
  "output-edited": {
    severity: "error",
    title: "A generated file was edited by hand",
    help: "Keep what you changed elsewhere (handlers are yours), then delete the file to generate it again.",
  },
  "output-manifest": {
    severity: "error",
    title: "The manifest `.ringfence.json` cannot be read",
    help: "Restore it from version control, or delete it: files that already are as they would be written are recognised without it.",
  },
  "output-escape": {
    severity: "error",
    title: "A symbolic link leads out of the output folder",
    help: "Replace the link by a folder, or name the folder that it leads to.",
  },

  // --- vocabulary: x-security ----------------------------------------------------------------------------------
  "vocabulary-key": {
    severity: "error",
    title: "A key that `x-security` does not have",
    help: "Correct the key: a misspelt security decision would otherwise be ignored in silence.",
  },
  "vocabulary-value": {
    severity: "error",
    title: "A value in `x-security` that is not of the form its key needs",
    help: "Write the value in the form that the message names.",
  },
  "vocabulary-place": {
    severity: "error",
    title: "`x-security` stands where it has no meaning, or is misspelt",
    help: "It may stand at the root, in a security scheme, a component schema, a property, a parameter, a path item and an operation.",
  },
} as const satisfies Readonly<Record<string, Rule>>;

export type RuleId = keyof typeof rules;

/** The row of a rule, or undefined where no rule has this id. */
export function ruleOf(id: string): Rule | undefined {
  return Object.hasOwn(rules, id) ? rules[id as RuleId] : undefined;
}

export const ruleIds = Object.keys(rules) as readonly RuleId[];
