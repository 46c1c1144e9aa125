import { readFileSync, existsSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { equal, ucs2length } from "../../../../src/runtime/core/ajv-helpers.js";
import { formats } from "../../../../src/runtime/core/formats.js";
import { sharedIsPresent, sharedNote, sharedPath } from "../../../support/shared.js";

interface Group {
  readonly description: string;
  readonly schema: object;
  readonly tests: readonly {
    readonly description: string;
    readonly data: unknown;
    readonly valid: boolean;
  }[];
}

/** Where we are stricter or looser than the suite on purpose, and why. */
const deviations: Readonly<Record<string, readonly string[]>> = {
  email: [
    "a quoted string with a space in the local part is valid",
    "a quoted string with a double dot in the local part is valid",
    "a quoted string with a @ in the local part is valid",
  ],
  "idn-email": ["a non-ASCII quoted local part is valid"],
};

/** The rules of IDNA2008 about what a decoded label may hold (RFC 5892) are left to whoever resolves the name. */
function needsIdna(name: string, data: unknown): boolean {
  return name.includes("hostname") && typeof data === "string" && /[^\x20-\x7e]|xn--/i.test(data);
}

const ajv = new Ajv2020({ strict: false });
for (const [name, format] of Object.entries(formats)) ajv.addFormat(name, format as never);

const suites = Object.keys(formats).filter((name) =>
  existsSync(sharedPath(`vectors/json-schema-test-suite/tests/draft2020-12/optional/format/${name}.json`)),
);

describe.skipIf(!sharedIsPresent)(`formats against the JSON Schema test suite${sharedNote}`, () => {
  test.each(suites)("[C33] %s", (name) => {
    const path = `vectors/json-schema-test-suite/tests/draft2020-12/optional/format/${name}.json`;
    const groups = JSON.parse(readFileSync(sharedPath(path), "utf8")) as readonly Group[];
    const failures = groups.flatMap((group) =>
      group.tests
        .filter(
          ({ description, data }) =>
            !(deviations[name] ?? []).includes(description) && !needsIdna(name, data),
        )
        .filter(({ data, valid }) => ajv.validate(group.schema, data) !== valid)
        .map(({ description, data }) => `${description}: ${JSON.stringify(data)}`),
    );
    expect(failures).toEqual([]);
  });
});

describe("formats", () => {
  test("[C33] numbers", () => {
    expect(formats.int32.validate(2_147_483_648)).toBe(false);
    expect(formats.int32.validate(-2_147_483_648)).toBe(true);
    expect(formats.int64.validate(2 ** 53)).toBe(false);
    expect(formats.float.validate(1e39)).toBe(false);
    expect(formats.byte.validate("YQ==")).toBe(true);
    expect(formats.byte.validate("YQ=")).toBe(false);
  });

  test("[C34] hostile text costs linear time", () => {
    const started = performance.now();
    for (const piece of ["a", "0", ".", "-", "a.", "%", "%20", "/~0", "{a}", "P1", ":", "@", "a@", "1:"]) {
      const text = piece.repeat(100_000);
      for (const [name, format] of Object.entries(formats)) {
        if (name !== "regex" && format !== true && format.type === "string")
          void format.validate(`${text}\u0000`);
      }
    }
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe("helpers of validators", () => {
  test("length counts code points", () => {
    expect(["", "abc", "a\u{1F600}b", "\ud800", "\udc00\ud800"].map(ucs2length)).toEqual([0, 3, 3, 1, 2]);
  });

  test("equality ignores the order of members and sees own members only", () => {
    expect(equal({ a: [1, { b: null }], c: 2 }, { c: 2, a: [1, { b: null }] })).toBe(true);
    expect(equal({ a: 1 }, { a: 1, b: 2 })).toBe(false);
    expect(equal([1, 2], [2, 1])).toBe(false);
    expect(equal([], {})).toBe(false);
    expect(equal({ toString: 1 }, {})).toBe(false);
    expect(equal(JSON.parse('{"__proto__":1}'), {})).toBe(false);
  });
});

test("an internationalised name of any length is judged at once", () => {
  const letters = Array.from({ length: 20_000 }, (_, index) => String.fromCodePoint(0x4e00 + index)).join("");
  const started = performance.now();
  expect(formats["idn-hostname"].validate(letters)).toBe(false);
  expect(performance.now() - started).toBeLessThan(200);
});
