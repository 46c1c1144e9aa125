import { Buffer } from "node:buffer";
import type { ColumnType, Scalar } from "../core/policy.js";
import { canonicalDate, canonicalInstant, microseconds } from "./instants.js";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const decimalInteger = /^(?:0|-?[1-9]\d{0,18})$/;
const loneSurrogate = /\p{Surrogate}/u;
/** U+0000 and lone surrogates as `JSON.stringify` escapes them; PostgreSQL's `jsonb` holds neither. */
const unstorableEscape = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;

const integerRange = { least: -(2n ** 31n), most: 2n ** 31n - 1n };
const bigintRange = { least: -(2n ** 63n), most: 2n ** 63n - 1n };

/**
 * The one spelling in which a column of this type holds the value: UUIDs in lower case, instants in UTC, integers as
 * numbers (as text beyond ±2^53). Texts that spell such a value are read, since claims and path ids are often text.
 * Undefined where the column cannot hold the value at all: such a value equals nothing, and is refused on write.
 */
export function toScalar(type: ColumnType, value: unknown): Scalar | undefined {
  switch (type) {
    case "text":
      return text(value);
    case "uuid":
      return typeof value === "string" && uuid.test(value) ? value.toLowerCase() : undefined;
    case "integer":
      return integer(value, integerRange);
    case "bigint":
      return integer(value, bigintRange);
    case "number":
      return number(value);
    case "boolean":
      return typeof value === "boolean"
        ? value
        : value === "true"
          ? true
          : value === "false"
            ? false
            : undefined;
    case "timestamp":
      return typeof value === "string" ? canonicalInstant(value) : undefined;
    case "date":
      return typeof value === "string" ? canonicalDate(value) : undefined;
    case "json":
      return undefined;
  }
}

/** What a row holds for this value: null, a scalar as `toScalar` spells it, or any JSON. Undefined: it cannot be held. */
export function toStored(type: ColumnType, value: unknown): unknown {
  if (value === null) return null;
  if (type !== "json") return toScalar(type, value);
  const json = JSON.stringify(value) as string | undefined;
  return json === undefined || unstorableEscape.test(json) ? undefined : (JSON.parse(json) as unknown);
}

/** Order of two values as `toScalar` spells them: negative, zero or positive, as PostgreSQL orders them under `COLLATE "C"`. */
export function compareScalars(type: ColumnType, left: Scalar, right: Scalar): number {
  switch (type) {
    case "integer":
    case "bigint":
      return order(BigInt(left), BigInt(right));
    case "timestamp":
      return order(microseconds(String(left)), microseconds(String(right)));
    case "text":
      return Buffer.compare(Buffer.from(String(left)), Buffer.from(String(right)));
    default:
      return order(left, right);
  }
}

/** Can values of these two column types be equal, so that one may point to the other? */
export function joinable(left: ColumnType, right: ColumnType): boolean {
  const integers: readonly ColumnType[] = ["integer", "bigint"];
  return (left === right && left !== "json") || (integers.includes(left) && integers.includes(right));
}

function order<T extends Scalar | bigint>(left: T, right: T): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function text(value: unknown): string | undefined {
  if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : undefined;
  if (typeof value !== "string" || value.includes("\0") || loneSurrogate.test(value)) return undefined;
  return value;
}

function integer(value: unknown, range: { least: bigint; most: bigint }): Scalar | undefined {
  if (
    typeof value === "number"
      ? !Number.isSafeInteger(value)
      : typeof value !== "string" || !decimalInteger.test(value)
  ) {
    return undefined;
  }
  const exact = BigInt(value as string | number);
  if (exact < range.least || exact > range.most) return undefined;
  const rounded = Number(exact);
  return Number.isSafeInteger(rounded) ? rounded : String(exact);
}

function number(value: unknown): number | undefined {
  const parsed = typeof value === "string" && String(Number(value)) === value ? Number(value) : value;
  return typeof parsed === "number" && Number.isFinite(parsed) ? parsed + 0 : undefined;
}
