import type { QuantityUnit, Rate } from "./form.js";

/** Units of durations in milliseconds. */
const durations: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
/** Units of sizes in bytes. */
const sizes: Readonly<Record<string, number>> = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** Eight digits at most: every product stays an exact integer. */
const count = "(?:[1-9][0-9]{0,7})";

/** Anchored regular expressions of how quantities are written. */
export const quantityPatterns: Readonly<Record<QuantityUnit, string>> = {
  duration: `^(?:0|${count})(?:ms|s|m|h|d)$`,
  "positive-duration": `^${count}(?:ms|s|m|h|d)$`,
  size: `^${count}(?:B|KiB|MiB|GiB)$`,
  rate: `^${count}/${count}(?:ms|s|m|h|d)$`,
};

/** How a message describes a quantity. */
export const quantityNouns: Readonly<Record<QuantityUnit, string>> = {
  duration: "a duration such as 500ms, 30s, 15m, 1h or 180d",
  "positive-duration": "a duration above zero such as 500ms, 30s, 15m, 1h or 180d",
  size: "a size such as 64KiB or 1MiB",
  rate: "a rate such as 10/5m",
};

/** Milliseconds, bytes, or a rate; undefined where the text does not match the pattern of the unit. */
export function parseQuantity(unit: QuantityUnit, written: string): number | Rate | undefined {
  if (!new RegExp(quantityPatterns[unit], "u").test(written)) return undefined;
  switch (unit) {
    case "duration":
    case "positive-duration":
      return product(written, durations);
    case "size":
      return product(written, sizes);
    case "rate": {
      const [count = "", window = ""] = written.split("/");
      return { count: Number(count), window: product(window, durations) };
    }
  }
}

function product(written: string, units: Readonly<Record<string, number>>): number {
  const digits = /^[0-9]+/u.exec(written)?.[0] ?? "";
  return Number(digits) * (units[written.slice(digits.length)] ?? 0);
}
