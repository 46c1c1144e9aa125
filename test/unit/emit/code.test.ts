import fc from "fast-check";
import * as prettier from "prettier";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { code, literal, memberName, name } from "../../../src/emit/code.js";
import { comment } from "../../../src/emit/comment.js";

const hostile = [
  `"`,
  `'`,
  "`",
  "*/",
  "/*",
  "${process.exit(1)}",
  "a\nb",
  "a\r\nb",
  "\u2028",
  "\u2029",
  "__proto__",
  "constructor",
  "\ud800",
  "\udc00\ud800",
  "\\",
  `\\"`,
  `"\\'"`,
  "</script>",
  "\0",
  "*\u200b/",
  "**//",
];

async function evaluate(text: string): Promise<unknown> {
  const script = ts.transpile(`export const it = ${text};`, {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ES2022,
  });
  const module = (await import(`data:text/javascript,${encodeURIComponent(script)}`)) as { it: unknown };
  return module.it;
}

describe("name", () => {
  it("lets identifiers pass", () => {
    expect(name("getOrder")).toBe("getOrder");
    expect(name("$x_1")).toBe("$x_1");
  });

  it.each([
    ...hostile.filter((text) => !["__proto__", "constructor"].includes(text)),
    "",
    "1a",
    "a b",
    "a.b",
    "delete",
    "await",
  ])("refuses %j", (text) => {
    expect(() => name(text)).toThrow("not an identifier");
  });
});

describe("memberName", () => {
  it("leaves identifiers bare and quotes the rest", () => {
    expect(memberName("delete")).toBe("delete");
    expect(memberName("a-b")).toBe('"a-b"');
    expect(memberName("__proto__")).toBe('"__proto__"');
  });
});

describe("literal", () => {
  it.each(hostile)("spells %j as data", async (text) => {
    const value = { text, list: [text], ["k" + text]: 1 };
    expect(await evaluate(literal(value))).toEqual(value);
    expect(literal(text)).not.toMatch(/[\n\r\u2028\u2029]/);
    expect(literal(text)).not.toContain("</");
  });

  it("makes `__proto__` an ordinary property", async () => {
    const value: unknown = JSON.parse('{"__proto__": {"polluted": true}, "a": 1}');
    const read = await evaluate(literal(value));
    expect(Object.keys(read as object)).toEqual(["__proto__", "a"]);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect(literal(value)).toBe('{ ["__proto__"]: { polluted: true }, a: 1 }');
  });

  it("refuses what is not JSON", () => {
    expect(() => literal({ a: () => 1 })).toThrow("not a JSON value");
    expect(() => literal(Number.NaN)).toThrow("not a JSON value");
  });

  it("breaks a line where it does not fit, and only there", () => {
    expect(literal({ a: 1, "b-c": [true, null] })).toBe('{ a: 1, "b-c": [true, null] }');
    expect(literal({ first: "x".repeat(40), second: "y".repeat(40) })).toBe(
      `{\n  first: "${"x".repeat(40)}",\n  second: "${"y".repeat(40)}",\n}`,
    );
  });

  it("reads back as the same value, and is formatted already", async () => {
    const key = fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.constantFrom("a", "name", "a-b", "200", "__proto__x"),
    );
    const { value: anything } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.string({ unit: "binary", maxLength: 60 }),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie("value"), { maxLength: 8 }),
        fc.dictionary(key, tie("value"), { maxKeys: 6, noNullPrototype: true }),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(anything, async (value) => {
        const text = `export const it = ${literal(value, { beside: "export const it = ;".length })};\n`;
        expect(await evaluate(literal(value))).toEqual(value);
        const simple = !/[^\x20-\x7e\n]|\\/.test(text) && typeof value === "object";
        if (simple) expect(await prettier.format(text, { parser: "babel-ts" })).toBe(text);
      }),
      { numRuns: 300 },
    );
  });
});

describe("comment", () => {
  it.each(hostile)("cannot be ended by %j", async (text) => {
    const source = `(() => { ${comment([text, text.repeat(60)], 2)}\n return 1; })()`;
    expect(await evaluate(source)).toBe(1);
    expect(comment([text]).slice(0, -2)).not.toContain("*/");
  });

  it("is one line where it fits, several where not, nothing without text", () => {
    expect(comment(["Reads one."])).toBe("/** Reads one. */");
    expect(comment([null, " "])).toBe("");
    expect(comment(["word ".repeat(30)], 2).split("\n").length).toBe(4);
  });
});

describe("code", () => {
  it("joins code", () => {
    expect(code`export const ${name("a")} = ${literal("b")};`).toBe('export const a = "b";');
  });
});
