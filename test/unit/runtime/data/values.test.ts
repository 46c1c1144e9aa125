import { describe, expect, it } from "vitest";
import { canonicalDate, canonicalInstant, microseconds } from "../../../../src/runtime/data/instants.js";
import { compareScalars, toScalar, toStored } from "../../../../src/runtime/data/values.js";

describe("values of columns", () => {
  it.each([
    ["text", "a", "a"],
    ["text", 5, "5"],
    ["text", 1.5, undefined],
    ["text", true, undefined],
    ["text", "nul\0", undefined],
    ["text", "\ud800", undefined],
    ["text", "\u{1F600}", "\u{1F600}"],
    ["uuid", "AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE", "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"],
    ["uuid", "{aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee}", undefined],
    ["integer", "7", 7],
    ["integer", "07", undefined],
    ["integer", " 7", undefined],
    ["integer", "-0", undefined],
    ["integer", 7.5, undefined],
    ["integer", 2 ** 31, undefined],
    ["integer", "1e3", undefined],
    ["bigint", "9223372036854775807", "9223372036854775807"],
    ["bigint", "9223372036854775808", undefined],
    ["bigint", "42", 42],
    ["bigint", 2 ** 53, undefined],
    ["number", "1.5", 1.5],
    ["number", "1.50", undefined],
    ["number", Number.NaN, undefined],
    ["number", -0, 0],
    ["boolean", "true", true],
    ["boolean", 1, undefined],
    ["timestamp", "2026-01-02T03:04:05+01:00", "2026-01-02T02:04:05Z"],
    ["timestamp", 5, undefined],
    ["date", "2024-02-29", "2024-02-29"],
    ["json", "a", undefined],
    ["text", null, undefined],
    ["text", ["a"], undefined],
  ] as const)("%s holds %j as %j", (type, value, expected) => {
    expect(toScalar(type, value)).toBe(expected);
  });

  it("keeps null and JSON that can be stored", () => {
    expect(toStored("text", null)).toBeNull();
    expect(toStored("json", { a: [1, null] })).toEqual({ a: [1, null] });
    expect(toStored("json", "\\u0000")).toBe("\\u0000");
    expect(toStored("json", "\\\0")).toBeUndefined();
    expect(toStored("json", { "\ud800": 1 })).toBeUndefined();
    expect(toStored("json", undefined)).toBeUndefined();
  });

  it("orders as PostgreSQL does", () => {
    expect(compareScalars("text", "\uFFFD", "\u{1F600}")).toBeLessThan(0);
    expect(compareScalars("text", "B", "a")).toBeLessThan(0);
    expect(compareScalars("bigint", "9223372036854775807", 5)).toBeGreaterThan(0);
    expect(compareScalars("timestamp", "2026-01-02T03:04:05Z", "2026-01-02T03:04:05.1Z")).toBeLessThan(0);
    expect(compareScalars("boolean", false, true)).toBeLessThan(0);
  });
});

describe("instants (RFC 3339)", () => {
  it.each([
    ["2026-01-02t03:04:05.1230z", "2026-01-02T03:04:05.123Z"],
    ["2026-01-02T03:04:05.1234567Z", "2026-01-02T03:04:05.123456Z"],
    ["2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00Z"],
    ["2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"],
    ["0099-03-01T00:00:00Z", "0099-03-01T00:00:00Z"],
    ["0001-01-01T00:00:00+01:00", undefined],
    ["9999-12-31T23:59:59-01:00", undefined],
    ["0000-01-01T00:00:00Z", undefined],
    ["2026-02-29T00:00:00Z", undefined],
    ["2026-01-02T24:00:00Z", undefined],
    ["2026-01-02T03:04:05", undefined],
    ["2026-01-02 03:04:05Z", undefined],
    ["now", undefined],
  ])("%s is %s", (text, expected) => {
    expect(canonicalInstant(text)).toBe(expected);
  });

  it("have microseconds, also before the epoch", () => {
    expect(microseconds("1970-01-01T00:00:00.000001Z")).toBe(1n);
    expect(microseconds("1969-12-31T23:59:59.5Z")).toBe(-500_000n);
  });

  it("days are in the calendar", () => {
    expect(canonicalDate("2026-02-30")).toBeUndefined();
    expect(canonicalDate("0000-01-01")).toBeUndefined();
    expect(canonicalDate("2026-1-1")).toBeUndefined();
  });
});
