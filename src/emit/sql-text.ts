import type { ColumnType, Scalar } from "../runtime/core/policy.js";

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const fullDate = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const dateTime =
  /^(\d{4}-\d\d-\d\d)[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const integerLimit = { integer: 2 ** 31 - 1, bigint: Number.MAX_SAFE_INTEGER };

/** A quoted SQL identifier. No identifier of PostgreSQL holds U+0000, so it is left out. */
export function sqlIdentifier(name: string): string {
  return `"${withoutNul(name).replaceAll('"', '""')}"`;
}

/** A quoted SQL text, as the standard spells it: backslashes mean nothing (`standard_conforming_strings`). */
export function sqlText(text: string): string {
  return `'${withoutNul(text).replaceAll("'", "''")}'`;
}

/** The value as SQL for a column of this type; null where such a column cannot hold it, so that no statement fails for it. */
export function sqlLiteral(type: ColumnType, value: Scalar): string | null {
  switch (type) {
    case "text":
      return typeof value === "string" && isStorable(value) ? sqlText(value) : null;
    case "uuid":
      return typeof value === "string" && uuid.test(value) ? sqlText(value.toLowerCase()) : null;
    case "integer":
    case "bigint":
      return Number.isSafeInteger(value) && Math.abs(Number(value)) <= integerLimit[type]
        ? String(value)
        : null;
    case "number":
      return typeof value === "number" && Number.isFinite(value) ? String(value) : null;
    case "boolean":
      return typeof value === "boolean" ? String(value) : null;
    case "timestamp":
      return typeof value === "string" && isDate(dateTime.exec(value)?.[1] ?? "") ? sqlText(value) : null;
    case "date":
      return typeof value === "string" && isDate(value) ? sqlText(value) : null;
    case "json":
      return null;
  }
}

/** Is it a day of the calendar, from the year 1 on? `Date` rolls 30 February over, so its text differs. */
function isDate(text: string): boolean {
  if (!fullDate.test(text) || text.startsWith("0000")) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function withoutNul(text: string): string {
  return text.replaceAll("\0", "");
}

/** PostgreSQL holds neither U+0000 nor half of a surrogate pair. */
function isStorable(text: string): boolean {
  return !text.includes("\0") && !/\p{Surrogate}/u.test(text);
}
