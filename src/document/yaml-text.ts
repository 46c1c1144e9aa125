import type { Document, YAMLError } from "yaml";
import type { JsonValue } from "./document.js";
import { yaml } from "./libraries.js";
import { accept, type Find, type Mistake, type Parsed } from "./syntax.js";
import { findAliasMistake } from "./yaml-aliases.js";
import { findDuplicateKeys } from "./yaml-duplicates.js";
import { readPlainYaml } from "./yaml-plain.js";
import { createYamlFind } from "./yaml-positions.js";

/**
 * Reads YAML 1.2 with the core schema: dates stay texts, keys are texts, merge keys work, custom tags are refused.
 * Aliases share what they name, so a bomb stays small until it is measured, and is refused then.
 */
export function parseYaml(text: string): Parsed {
  const plain = readPlainYaml(text);
  if (plain === null) return parseYamlExactly(text);
  return { kind: "value", value: plain.value, find: findInYaml(text) };
}

/** Finds members in YAML that is known to be right; what that takes is done when the first is asked for. */
export function findInYaml(text: string): Find {
  let find: Find | null = null;
  return (tokens, part) => (find ??= createYamlFind(parseText(text)))(tokens, part);
}

/** Each takes about a kilobyte in the reader that knows positions. Large published documents have a fifth of it. */
const MAX_VALUES = 1_500_000;

/** Lines and commas: about as many values stand in a text. */
function valuesIn(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign === 0x0a || sign === 0x2c) count += 1;
  }
  return count;
}

/** The same in all of YAML, and with the places of mistakes. */
export function parseYamlExactly(text: string): Parsed {
  if (valuesIn(text) > MAX_VALUES) {
    const message = `YAML that is not written plainly is read up to ${String(MAX_VALUES)} lines and values; write it as JSON, or in several files.`;
    return { kind: "mistakes", mistakes: [{ rule: "file-too-large", message, span: { start: 0, end: 1 } }] };
  }
  const document = parseText(text);
  // A warning is an unresolved tag or an unknown directive: the value would not mean what its author wrote.
  const [error] = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0]);
  // The first only: the ones after it are mostly its consequences.
  if (error !== undefined) return { kind: "mistakes", mistakes: [mistakeOf(error)] };
  const duplicates = findDuplicateKeys(document);
  if (duplicates.length > 0) return { kind: "mistakes", mistakes: duplicates };
  const mistake = findAliasMistake(document);
  if (mistake !== null) return { kind: "mistakes", mistakes: [mistake] };
  const value = document.toJS({ maxAliasCount: -1 }) as JsonValue;
  const accepted = accept(value, createYamlFind(document));
  return accepted.kind === "value" ? { ...accepted, value: unshare(accepted.value) } : accepted;
}

function parseText(text: string): Document.Parsed {
  return yaml().parseDocument(text, {
    version: "1.2",
    schema: "core",
    merge: true,
    resolveKnownTags: false,
    strict: true,
    stringKeys: true,
    // The parser would compare every key with all before it; `findDuplicateKeys` does it in one walk.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: "error",
  });
}

function mistakeOf(error: YAMLError): Mistake {
  const span = { start: error.pos[0], end: error.pos[1] };
  switch (error.code) {
    case "RESOURCE_EXHAUSTION":
      return { rule: "file-too-large", message: "The file nests deeper than it can be read.", span };
    case "MULTIPLE_DOCS":
      return { rule: "syntax-error", message: "A file must hold one YAML document only.", span };
    default:
      return {
        rule: "syntax-error",
        message: `This is not valid YAML: ${error.message.replace('closing "quote', "closing quote")}`,
        span,
        ...helpWith(error),
      };
  }
}

/** The parser says what it met; most of its readers need to know which slip leads there. */
function helpWith({ code, message }: YAMLError): { readonly help?: string } {
  switch (code) {
    case "BLOCK_AS_IMPLICIT_KEY":
      return { help: "Put a text in quotes where it holds a colon and a space, or ends in a colon." };
    case "TAB_AS_INDENT":
      return { help: "Indent with spaces." };
    case "MISSING_CHAR":
      return message.includes("quote") ? { help: "Above, a quote is opened that nothing closes." } : {};
    case "BAD_INDENT":
      return message.startsWith("Flow ") ? { help: "Above, a bracket is opened that nothing closes." } : {};
    default:
      return {};
  }
}

/** Gives every alias a copy of its own, so that a change of one place is no change of another. */
function unshare(value: JsonValue): JsonValue {
  return hasShared(value, new Set()) ? clone(value) : value;
}

function hasShared(value: JsonValue, seen: Set<object>): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (seen.has(value)) return true;
  seen.add(value);
  return Object.values(value).some((each: JsonValue) => hasShared(each, seen));
}

function clone(value: JsonValue): JsonValue {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((each: JsonValue) => clone(each));
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, clone(each)]));
}
