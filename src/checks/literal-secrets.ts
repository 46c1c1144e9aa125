import { isContainer } from "../document/json.js";
import type { JsonValue } from "../document/document.js";
import { joinPointer } from "../document/pointer.js";
import { searching, type GrammarNode } from "../document/walk.js";
import type { Finding, Judge } from "./finding.js";

const patterns: readonly (readonly [pattern: RegExp, noun: string])[] = [
  [/\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}/u, "a signed token (JWT)"],
  [/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/u, "a private key"],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/u, "an access key of AWS"],
  [/\b(?:sk|rk)_live_[A-Za-z0-9]{16,}/u, "a live key of a payment provider"],
  [/\bgh[pousr]_[A-Za-z0-9]{30,}/u, "a token of GitHub"],
  [/\bxox[abprs]-[A-Za-z0-9-]{20,}/u, "a token of Slack"],
  [/\bAIza[A-Za-z0-9_-]{35}\b/u, "a key of Google"],
];

const members = ["example", "examples", "default", "const", "enum", "value"];

/** C53: what stands in a document is published with it. */
export const literalSecret: Judge = ({ document: { root } }) => [
  ...new Map(literalSecrets(root).map((finding) => [finding.pointer, finding])).values(),
];

const literalSecrets = searching((node: GrammarNode): readonly Finding[] => {
  const { value } = node;
  const suspect = members.filter((key) => Object.hasOwn(value, key) && holdsSecret(value[key] ?? null));
  return suspect.length === 0
    ? nothing
    : suspect.flatMap((key) => search(value[key] ?? null, joinPointer(node.pointer, key)));
});

const nothing: readonly Finding[] = [];

/** Hardly any value does, and none that does not is worth a pointer. */
function holdsSecret(value: JsonValue): boolean {
  if (isContainer(value)) return Object.values(value).some((each: JsonValue) => holdsSecret(each));
  return nounFor(value) !== undefined;
}

function search(value: JsonValue, pointer: string): readonly Finding[] {
  if (isContainer(value)) {
    return Object.entries(value).flatMap(([key, item]) =>
      search(item as JsonValue, joinPointer(pointer, key)),
    );
  }
  const noun = nounFor(value);
  return noun === undefined ? [] : [{ pointer, message: `This looks like ${noun}.` }];
}

/** The shortest text that any of the patterns takes. */
const shortest = 16;

function nounFor(value: JsonValue): string | undefined {
  if (typeof value !== "string" || value.length < shortest) return undefined;
  return patterns.find(([pattern]) => pattern.test(value))?.[1];
}
