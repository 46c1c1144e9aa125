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

/**
 * Whether a number is a multiple of another, both taken as the decimals they are written as: 19.99 is one of 0.01, though
 * their binary fractions do not divide. JSON Schema Validation §6.2.1.
 */
export function isMultiple(value: number, divisor: number): boolean {
  if (Number.isInteger(value) && Number.isInteger(divisor)) return value % divisor === 0;
  const [dividend, by] = [decimal(value), decimal(divisor)];
  const exponent = Math.min(dividend.exponent, by.exponent);
  return scaled(dividend, exponent) % scaled(by, exponent) === 0n;
}

interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

function decimal(value: number): Decimal {
  const [mantissa = "", exponent = "0"] = String(value).split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}

function scaled({ digits, exponent }: Decimal, to: number): bigint {
  return digits * 10n ** BigInt(exponent - to);
}
