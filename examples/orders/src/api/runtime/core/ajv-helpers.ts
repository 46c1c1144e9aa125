/** Functions that precompiled validators call for what JSON Schema defines and JavaScript does not have. */

import type { ValidationError } from "./validator.js";

/** What a validator found. */
export function fault(
  instancePath: string,
  keyword: string,
  params: ValidationError["params"] = {},
): ValidationError {
  return { instancePath, keyword, params };
}

/** Length of a text in Unicode code points; a lone surrogate counts as one. JSON Schema Validation §6.3.1. */
export function ucs2length(text: string): number {
  let length = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.codePointAt(at);
    if (code !== undefined && code > 0xffff) at += 1;
    length += 1;
  }
  return length;
}

/** Equality of JSON values: members in any order, numbers by value. JSON Schema Core §4.2.2. */
export function equal(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) => {
    if (!Object.hasOwn(right, name)) return false;
    return equal((left as Record<string, unknown>)[name], (right as Record<string, unknown>)[name]);
  });
}
