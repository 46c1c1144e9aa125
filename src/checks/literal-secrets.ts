import { isArray, isObject } from "../document/json.js";
import type { JsonValue } from "../document/document.js";
import { joinPointer } from "../document/pointer.js";
import { walk } from "../document/walk.js";
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
export const literalSecret: Judge = ({ document: { root } }) => {
  const findings: Finding[] = [];
  walk(root, ({ value, pointer }) => {
    for (const key of members) {
      if (Object.hasOwn(value, key)) findings.push(...search(value[key] ?? null, joinPointer(pointer, key)));
    }
  });
  return [...new Map(findings.map((finding) => [finding.pointer, finding])).values()];
};

function search(value: JsonValue, pointer: string): readonly Finding[] {
  if (isArray(value)) return value.flatMap((item, index) => search(item, joinPointer(pointer, index)));
  if (isObject(value))
    return Object.entries(value).flatMap(([key, item]) => search(item, joinPointer(pointer, key)));
  const found = typeof value === "string" ? patterns.find(([pattern]) => pattern.test(value)) : undefined;
  return found === undefined ? [] : [{ pointer, message: `This looks like ${found[1]}.` }];
}
