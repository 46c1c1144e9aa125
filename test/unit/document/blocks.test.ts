import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readBlocks, type BlockMemory, type BlockSyntax } from "../../../src/document/blocks.js";
import { jsonBlocks } from "../../../src/document/json-blocks.js";
import { parseJson } from "../../../src/document/json-text.js";
import type { Parsed } from "../../../src/document/syntax.js";
import { yamlBlocks } from "../../../src/document/yaml-blocks.js";
import { parseYamlExactly } from "../../../src/document/yaml-text.js";

const value = {
  openapi: "3.1.0",
  info: { title: 'A "title": {', version: "1" },
  paths: {
    "/a/{id}": { get: { operationId: "a", tags: ["x", "y"], responses: { "200": { description: "fine" } } } },
    "/b": { post: { operationId: "b", description: "Two\n\nlines: of text\n- and an item", responses: {} } },
    "/c": { parameters: [{ name: "c", in: "query" }] },
  },
  components: {
    schemas: { A: { type: "object", properties: { id: { type: "string" } } }, B: { enum: [1, 2.5, null] } },
  },
  "x-empty": {},
};

const json = JSON.stringify(value, null, 2);
const yaml = `openapi: 3.1.0 # a comment
info: { title: 'A "title": {', version: "1" }

# before paths
paths:
  /a/{id}:
    get:
      operationId: a
      tags: [x, y]
      responses:
        "200": { description: fine }
  # between paths
  "/b":
    post:
      operationId: b
      description: |
        Two

        lines: of text
        - and an item

      responses: {}
  /c:
    parameters:
    - name: c
      in: query
components:
  schemas:
    A:
      type: object
      properties: { id: { type: string } }
    B:
      enum: [1, 2.5, null]
x-empty: {}
`;

interface Language {
  readonly text: string;
  readonly syntax: BlockSyntax;
  readonly whole: (text: string) => Parsed;
}

const languages: Readonly<Record<string, Language>> = {
  JSON: { text: json, syntax: { ...jsonBlocks, longest: 60 }, whole: parseJson },
  YAML: { text: yaml, syntax: { ...yamlBlocks, longest: 60 }, whole: parseYamlExactly },
};

const places = [
  [],
  ["paths"],
  ["paths", "/a/{id}"],
  ["paths", "/a/{id}", "get", "responses", "200"],
  ["paths", "/none", "get"],
  ["paths", "/b", "post", "description"],
  ["components", "schemas", "B", "enum", "1"],
  ["components", "schemas"],
  ["none"],
];

function expectLikeWhole(
  { syntax, whole }: Language,
  text: string,
  before: BlockMemory | null,
): BlockMemory | null {
  const read = readBlocks(text, syntax, before);
  if (read === null) return before;
  const parsed = whole(text);
  if (parsed.kind === "mistakes") throw new Error(`read what is wrong: ${JSON.stringify(parsed)}\n${text}`);
  expect(JSON.stringify(read.value), text).toBe(JSON.stringify(parsed.value));
  for (const place of places) {
    for (const part of ["key", "value", undefined] as const) {
      expect(read.find(place, part), `${place.join("/")} ${String(part)}\n${text}`).toEqual(
        parsed.find(place, part),
      );
    }
  }
  return read.memory;
}

it("takes no collection in braces for the members of what stands above it", () => {
  const { syntax } = languages["YAML"] ?? expect.unreachable();
  const text = yaml.replace("properties: { id", "properties:\n    { id");
  expect(readBlocks(text, syntax, null)).toBeNull();
});

it.each([
  ["what begins in the line of the marker", "--- [1]\na: 1\n"],
  ["a key that begins as a marker does", "---a: 1\nb: 2\n"],
  ["a comment behind the marker", "--- # a: 1\nb: 2\n"],
  ["a text whose comment ends in a colon", "a: | # as follows:\n  b: 1\n  c: 2\n"],
  ["a value whose comment ends in a colon", "a: 1 # as follows:\n  b: 1\n"],
])("reads %s as it is read as a whole", (_, text) => {
  const parsed = parseYamlExactly(text);
  const read = readBlocks(text, { ...yamlBlocks, longest: 8 }, null);
  if (read !== null) expect(parsed.kind === "value" ? parsed.value : parsed).toEqual(read.value);
});

describe.each(Object.entries(languages))("%s block by block", (_, language) => {
  const { text, syntax } = language;

  it("is what it is as a whole, and its places too", () => {
    expect(expectLikeWhole(language, text, null)).not.toBeNull();
    expect(expectLikeWhole(language, text.replaceAll("\n", "\r\n"), null)).not.toBeNull();
  });

  it("keeps the objects that an edit does not concern", () => {
    const first = readBlocks(text, syntax, null);
    const second = readBlocks(text.replace("fine", "very fine"), syntax, first?.memory ?? null);
    const [before, after] = [first?.value ?? {}, second?.value ?? {}] as unknown as (typeof value)[];
    expect(after?.paths["/a/{id}"]).not.toBe(before?.paths["/a/{id}"]);
    expect(after?.paths["/a/{id}"].get.tags).toBe(before?.paths["/a/{id}"].get.tags);
    expect(after?.paths["/b"]).toBe(before?.paths["/b"]);
    expect(after?.components).toBe(before?.components);
    const third = readBlocks(text, syntax, second?.memory ?? null);
    expect(third?.value).toEqual(first?.value);
  });

  it("is what it is as a whole after any edits", () => {
    const signs = [
      ..."{}[],:\"'#|>&*- \n",
      "\n  ",
      "\n    ",
      '"x": 1,',
      "\n  x: 1\n",
      "\nx: 1\n",
      "- ",
      "---\n",
      "paths",
    ];
    const at = fc.nat(text.length);
    const edit = fc.oneof(
      fc.record({ at, put: fc.constantFrom(...signs), cut: fc.constant(0) }),
      fc.record({ at, put: fc.constant(""), cut: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ at, put: fc.constant("z"), cut: fc.constant(1) }),
    );
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
        let memory = expectLikeWhole(language, text, null);
        for (const { at, put, cut } of edits) {
          memory = expectLikeWhole(language, text.slice(0, at) + put + text.slice(at + cut), memory);
        }
      }),
      { numRuns: 60 },
    );
  });
});
