const dateTime = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
const fullDate = /^(\d{4})-(\d\d)-(\d\d)$/;
const microsecondsPerMillisecond = 1000n;

/**
 * RFC 3339 §5.6 `date-time` in UTC with at most six decimals, the precision of PostgreSQL; further decimals are cut.
 * Undefined for anything else, and for instants outside of the years 1 to 9999.
 */
export function canonicalInstant(text: string): string | undefined {
  const match = dateTime.exec(text);
  if (match === null) return undefined;
  const [
    ,
    year = "",
    month = "",
    day = "",
    hour = "",
    minute = "",
    second = "",
    fraction = "",
    sign,
    offsetHour,
    offsetMinute,
  ] = match;
  if (canonicalDate(`${year}-${month}-${day}`) === undefined) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  if (Number(offsetHour ?? 0) > 23 || Number(offsetMinute ?? 0) > 59) return undefined;
  const offset = (sign === "-" ? -1 : 1) * (Number(offsetHour ?? 0) * 60 + Number(offsetMinute ?? 0));
  const instant = new Date(0);
  instant.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  instant.setUTCHours(Number(hour), Number(minute) - offset, Number(second));
  return inRange(instant)
    ? trimFraction(`${instant.toISOString().slice(0, 19)}.${fraction.slice(0, 6)}Z`)
    : undefined;
}

/** `…:05.120000Z` → `…:05.12Z`, `…:05.000Z` → `…:05Z`: one spelling for one instant. */
export function trimFraction(instant: string): string {
  return instant.replace(/\.(\d*?)0*Z$/, (_, digits: string) => (digits === "" ? "Z" : `.${digits}Z`));
}

/** RFC 3339 §5.6 `full-date` that is in the calendar, in the years 1 to 9999; undefined for anything else. */
export function canonicalDate(text: string): string | undefined {
  const match = fullDate.exec(text);
  if (match === null) return undefined;
  const [, year, month, day] = match.map(Number) as [number, number, number, number];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const inCalendar = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return inCalendar && inRange(date) ? text : undefined;
}

/** Microseconds since the epoch of a canonical instant. */
export function microseconds(instant: string): bigint {
  const [seconds = "", fraction = ""] = instant.slice(0, -1).split(".");
  return BigInt(Date.parse(`${seconds}Z`)) * microsecondsPerMillisecond + BigInt(fraction.padEnd(6, "0"));
}

function inRange(date: Date): boolean {
  const year = date.getUTCFullYear();
  return year >= 1 && year <= 9999;
}
