import type { ParameterType } from "../policy.js";
import { readJson } from "./json-text.js";
import { isKept } from "./kept-number.js";
import { escapeToken } from "./pointer.js";

/**
 * A value that was read, or a sentence about what the text should have spelled; `at` is a JSON Pointer from the value to
 * the part that is meant.
 */
export type Spelled =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "invalid"; readonly message: string; readonly at: string };

type ScalarKind = Extract<ParameterType, { kind: "scalar" }>["types"][number];

export const spelled = (value: unknown): Spelled => ({ kind: "value", value });
export const misspelled = (message: string, at = ""): Spelled => ({ kind: "invalid", message, at });

/** The same below a member, for whoever reads the whole. */
export function below(member: string, part: Spelled): Spelled {
  return part.kind === "value" ? part : misspelled(part.message, `/${escapeToken(member)}${part.at}`);
}

const integer = /^-?(0|[1-9]\d*)$/;
const number = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/**
 * Reads decoded text as one of the types, in their order. Only the JSON spelling of a number counts: no `+1`, `0x1`,
 * ` 1`, `1.` or `١`, and none that would arrive as another.
 */
export function spellScalar(text: string, types: readonly ScalarKind[]): Spelled {
  for (const type of types) {
    const value = readAs(text, type);
    if (value !== undefined) return spelled(value);
  }
  return misspelled(`must be ${types.map((type) => articles[type]).join(" or ")}`);
}

/** Reads decoded text as JSON, for parameters that declare it as their content. */
export function spellJson(text: string, maxDepth: number): Spelled {
  const reading = readJson(text, maxDepth);
  return reading.kind === "value" ? spelled(reading.value) : misspelled(reading.reason, reading.pointer);
}

function readAs(text: string, type: ScalarKind): unknown {
  switch (type) {
    case "integer": {
      const value = integer.test(text) ? Number(text) : Number.NaN;
      return Number.isSafeInteger(value) ? value + 0 : undefined;
    }
    case "number": {
      const value = number.test(text) ? Number(text) : Number.NaN;
      return Number.isFinite(value) && isKept(text) ? value : undefined;
    }
    case "boolean":
      return text === "true" ? true : text === "false" ? false : undefined;
    case "null":
      return text === "" ? null : undefined;
    case "string":
      return text;
  }
}

const articles: Readonly<Record<ScalarKind, string>> = {
  integer: "an integer",
  number: "a number",
  boolean: "true or false",
  null: "empty",
  string: "text",
};
