import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPlainYaml } from "../../../src/document/yaml-plain.js";
import { parseYaml, parseYamlExactly } from "../../../src/document/yaml-text.js";
import { sharedIsPresent, sharedNote, sharedPath } from "../../support/shared.js";

/** What came out, without the function that finds places. */
function outcome(parsed: ReturnType<typeof parseYaml>): string {
  return JSON.stringify(parsed.kind === "value" ? { value: parsed.value } : parsed.mistakes);
}

function expectSame(text: string): void {
  expect(outcome(parseYaml(text)), text).toBe(outcome(parseYamlExactly(text)));
}

const sample = `# A description.
openapi: 3.1.0
info: { title: 'It''s "all"', version: "1.0" }
paths:
  /a/{id}:
    get:
      tags: [one, two]
      description: |
        Some *text*: with & signs, a list?

        - not an item
      parameters:
        - { name: id, in: path, required: true, schema: { type: integer, minimum: -1.50 } }
        - $ref: "#/components/parameters/x"
      responses:
        "200":
          description: >-
            folded
            lines
        "403":
          description: "a long \\"text\\", folded
            by a printer"
        default: { description: plain over
          two lines }
x-empty:
x-kept: |2+

   indented
  further

x-folded: >

  one
  two

   three
  four
x-spread: over
  lines

  and more
x-list:
- - a: 1
    b: "\\u00e9\\n"

  - c
- 'a long: text, # which
  isn''t one line'
- 1
- 0x1F
- ~
- yes
- 2020-01-01
- 1_000
`;

describe("the two readers of YAML", () => {
  it("reads a usual document the plain way", () => {
    expect(readPlainYaml(sample.replace(/plain over\n\s+two lines \}/u, "plain }"))).not.toBeNull();
  });

  it.each([
    "1.0: x\n",
    "{ 0x1F, a }\n",
    "a: { { b: c } }\n",
    "a: { b: c, [d], e: f }\n",
    "a: [{ b: c }, [d], 1.0]\n",
    "~: x\n",
    ": x\n",
    "? a\n: b\n",
    "[a]: b\n",
    "'a': 'b'#c\n",
    'a: "b\nc"\n',
    'a: "b\n c"\n',
    "a: 'b\n  c'\n",
    "a: 'b\n  c': d\n",
    "a: 'b\n  c' d\n",
    "a: 'b\n  c'\n  d: e\n",
    "a: 'b\n\n  c'\n",
    "a: 'b \n  c'\n",
    "a: 'b\n\tc'\n",
    "a: 'b\n \tc'\n",
    'a: "b\\\n  c"\n',
    'a: "b\n  \\  c"\n',
    "- a: 'b\n  c'\n  d: 1\n",
    "- - a: 'b\n  c'\n",
    "- - a: 'b\n   c'\n",
    "- - a: 'b\n     c'\n    d: 1\n",
    "- 'b\n  c'\n- d\n",
    "- 'b\n c'\n- d\n",
    "- - 'b\n  c'\n",
    "'b\n  c'\n",
    "a: 'b\r\n  c'\r\n",
    "a: 'b\n  c\n  '\nd: 1\n",
    "a: ['b\n  c']\n",
    "a: { b: 'c\n  d' }\n",
    "a: [b,\nc]\n",
    "a: &x 1\nb: *x\n",
    "a: *x\n",
    "a: !!str 1\n",
    "a: !own 1\n",
    "<<: { a: 1 }\n",
    "a: 1\na: 2\n",
    "a: 1\n__proto__: 2\n",
    "--- a\n",
    "---\na: 1\n---\nb: 1\n",
    "a: 1\n...\n",
    "%YAML 1.1\n---\na: yes\n",
    "a:\n\tb: 1\n",
    "a: >\n \n  \n # c\n",
    "a: b: c\n",
    "a: 'b\n",
    "a: 1\r\nb: |\r\n  c\r\n",
    "a: 017\nb: 0o17\nc: +1\nd: .5\ne: 5.\nf: -.INF\ng: NULL\n",
    "constructor: 1\ntoString: { valueOf: 2 }\n",
    `${"k".repeat(1100)}: 1\n`,
    "a: |2\n   b\n  c\n",
    "a: |-2\n   b\n  c\nd: 1\n",
    "a: |2-\n\n   b\n\n",
    "a:\n- |2\n   b\n- >1+\n  c\n\n- d\n",
    "a:\n  - |1\n    b\n",
    "- - |1\n    b\n",
    "- a: |1\n   b\n",
    "a: |\n  b\n   \n    \n  c\n   \n",
    "a: |\n  b",
    "a: |+\n  b\n\n",
    "a: |+\n\n\nb: >+\nc: |-\n",
    "a: |+\n  b",
    "a: |+\n  b\n  ",
    "a: >\n  b\n   c\n\n   d\n\n  e\n  f\n\n\n  g\n",
    "a: >\n\n   b\n    c\n   d\n",
    "a: >-\n  b\n   \n  c\n",
    "a: | # why\n  b # c\n # d\ne: 1\n",
    "a: |#c\n  b\n",
    "a:\n  |\n  b\n",
    "a:\n  b\n c\n\n\n  d\n",
    "a: b\n  # c\n  d\n",
    "a: b # c\n  d\n",
    "a: b\n  - c\n  d:\n",
    "a: b\n  c #d\n",
    "a: b\u00a0\n  c\u00a0\n",
    "\u00a0a: 1\n",
    "a : 1\n",
    "a: 1\n  \n# b\n   # c\nd: 1\n",
    "a:\n# b\n - c\n# d\n - e\n",
    "a:\n# b\n  c\nd:\n",
    "a:\n- b\n c: 1\n",
    "a:\n  b: 1\n c: 2\n",
    " a: 1\n b: 2\n",
    " a: 1\nb: 2\n",
    "- a\nb: 1\n",
    "a: 1\n- b\n",
    "-\n- \n-  # c\n- ~\n",
    "- - - a\n    - b\n  - c\n- d\n",
    "- a: 1\n\n  b:\n  - c\n  -   d: 2\n      e: 3\n",
    "-a: 1\n--: 2\n-: 3\n",
    "a: -b\nc: :d\ne: ?f\ng: -\n",
    "a: @b\n",
    "a: %b\n",
    "a: b:\n",
    "a: ::b\n",
    "a: b#c\n",
    "a: http://b.c/?d=e#f\n",
    "a b 'c' \"d\": 1\n",
    "a #b: 1\n",
    "'a''b': 1\n",
    '"a\\tb": 1\n',
    '"a" : 1\n',
    '"a":b\n',
    "'a' b\n",
    "- 'a': 1\n  \"b\": 2\n",
    "a: 'b'  # c\n",
    "a: ''\nb: \"\"\nc: ''''\n",
    'a: "\\0\\a\\b\\t\\n\\v\\f\\r\\e\\ \\"\\/\\\\\\N\\_\\L\\P"\n',
    'a: "\\x41\\u00e9\\U0001f600\\ud83d\\ude00"\n',
    'a: "\\ud83d"\n',
    'a: ["\\ud83d"]\n',
    "a: .inf\n",
    "a: [1e999, -.Inf, .NaN]\n",
    `a: ${"[".repeat(90)}1${"]".repeat(90)}\n`,
    `a: ${"[".repeat(450)}1${"]".repeat(450)}\n`,
    `a: ${"{ b: ".repeat(450)}1${" }".repeat(450)}\n`,
    'a: "\\x4"\n',
    'a: "\\q"\n',
    'a: "\\U00110000"\n',
    'a: "\\\\"\n',
    'a: "b\\\\\n  c"\n',
    "a: [ ]\nb: { }\nc: [,]\n",
    "a: [b, c,]\nd: {e: f,}\n",
    "a: [b c, 'd', \"e\", -1, 1.0, ~, true]  # f\n",
    "a: [b: c]\n",
    "a: [b:c, d#e, f #g]\n",
    "a: [http://b/c]\n",
    "a: [- b]\n",
    "a: [-]\n",
    "a: ['b' c]\n",
    "a: [b\u00a0, c]\n",
    "a: {\"b\":1, 'c': 2, d:3}\n",
    'a: {"b":}\n',
    "a: {b: , c}\n",
    "a: {b: c}: d\n",
    "a: {b: c} d\n",
    "a: {b: {c: [d, {e: f}]}}\n",
    "a: [b]]\n",
    "a:\n  [\n    b,\n\n    { c: d },\n  ]\ne: f\n",
    "a: [\n  b,\n]\n",
    "a: [\n b\n , c ]\n",
    "a: [b\n  c]\n",
    "a: { b:\n  c }\n",
    "a: { b: \n  c }\n",
    "a: { b: # d\n  c }\n",
    "a: { 'b'\n  : c }\n",
    "a: [ # b\n  c ]\n",
    "a: [\n  # b\n  c ]\n",
    "a: [\n  b ]: c\n",
    "- [b,\n c]\n- {\n  d: e }\n",
    "- - [b,\n  c]\n",
    "a: [b}\n",
    "a: { '<<': b }\n",
    "'<<': { a: 1 }\n",
    "a: {b: 1, b: 2}\n",
    "a: \u0001\n",
    "a: b\u0085c\n",
    "a: \ud83d\n",
    "a: b \n  c  \n",
    "a: 'b\n  c  d'\n",
    "a: b\n c: d\n",
    "a: 1 \nb: '2' \nc:  3\n",
    "a: true\nb: True\nc: tRUE\nd: Null\ne: nULL\nf: truely\n",
    "a: 00\nb: -0\nc: 1e3\nd: 1.e-2\ne: +.5\nf: 12345678901234567890\ng: 1e999\nh: -\n",
    "... a: b\n",
    "--- \n- +1...x y{, k: v!\n",
    "a: |2\n\n    \n",
    "a: |2-\n\n   b\n    \n",
    "a: |2+\n\n    \n",
    "a: >\n  b\n    \n",
    "---\n",
    "---\n# a\n",
    "--- # a\nb: 1\n",
    "# a\n---\nb: 1\n",
    "a: |\n  --- b\n---\n",
    `${"- ".repeat(300)}a\n`,
    `a: ${"[".repeat(300)}${"]".repeat(300)}\n`,
    "plain text\n",
    "a: - b\n",
    "a:\n- b\n-\n  - c\n- d: 1\n  e: 2\n",
  ])("agree on %j", expectSame);

  it("agree on a document with signs put in, taken out and moved", () => {
    const signs = [
      ..."-:#'\"|>&*!?{}[],%@`\\ \n\t~<=0",
      "  ",
      "\r\n",
      "- ",
      ": ",
      "---\n",
      "<<: ",
      "1.0: ",
      "null",
    ];
    const at = fc.nat(sample.length);
    const edit = fc.oneof(
      fc.record({ at, put: fc.constantFrom(...signs), cut: fc.constant(0) }),
      fc.record({ at, put: fc.constant(""), cut: fc.integer({ min: 1, max: 12 }) }),
    );
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
        expectSame(
          edits.reduce((text, { at, put, cut }) => text.slice(0, at) + put + text.slice(at + cut), sample),
        );
      }),
      { numRuns: 400 },
    );
  });

  it.skipIf(!sharedIsPresent)(`agree on the corpus${sharedNote}`, () => {
    const folder = sharedPath("corpus");
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
      /\.ya?ml$/u.test(file),
    );
    const texts = files.map((file) => readFileSync(path.join(folder, file), "utf8"));
    const small = texts.filter((text) => text.trim() !== "" && text.length < 20_000);
    expect(small.length).toBeGreaterThan(2_000);
    small.filter((_, index) => index % 4 === 0).forEach(expectSame);
  });
});
