import { describe, expect, it } from "vitest";
import { document, findings, load, loadFine } from "./folder.js";

const at = (text: Awaited<ReturnType<typeof load>>): readonly string[] => findings(text);

describe("reading JSON", () => {
  it("locates a syntax error", async () => {
    expect(at(await load({ "openapi.json": '{\n  "openapi": "3.1.0",\n  "info": nothing\n}' }))).toEqual([
      "openapi.json:3:11+7 syntax-error This is not valid JSON: invalid symbol.",
    ]);
  });

  it("refuses comments and trailing commas in a file that is named JSON", async () => {
    expect(at(await load({ "openapi.json": '{ "a": 1, }' }))[0]).toMatch(
      /^openapi\.json:1:11\+1 syntax-error/u,
    );
    expect(at(await load({ "openapi.json": '{ /* no */ "a": 1 }' }))[0]).toMatch(
      /^openapi\.json:1:3\+8 syntax-error/u,
    );
  });

  it("finds a key that stands twice, also when one is written with escapes", async () => {
    const loaded = await load({ "openapi.json": '{\n  "openapi": "3.1.0",\n  "\\u006fpenapi": "3.1.0"\n}' });
    expect(at(loaded)).toEqual([
      'openapi.json:3:3+14 duplicate-key The key "openapi" stands twice in this object.',
    ]);
    expect(loaded.diagnostics[0]?.related?.[0]?.location).toMatchObject({ line: 2, column: 3 });
  });

  it("is not misled by colons, quotes and braces inside strings", async () => {
    const text = '{"openapi":"3.1.0","info":{"title":"a \\": {[\\\\","version":"1"},"paths":{}}';
    const loaded = await loadFine({ "openapi.json": text });
    expect(loaded.root["info"]).toEqual({ title: 'a ": {[\\', version: "1" });
    expect(loaded.locate("/info/version", "key")).toMatchObject({
      line: 1,
      column: text.indexOf('"version"') + 1,
    });
  });

  it("reads a file without the ending .json by its look, and YAML flow style as YAML", async () => {
    expect(
      (await loadFine({ openapi: '{"openapi":"3.1.0","info":{"title":"T","version":"1"},"paths":{}}' }))
        .version,
    ).toBe("3.1");
    expect(
      (await loadFine({ openapi: "{openapi: 3.1.0, info: {title: T, version: '1'}, paths: {}}" })).version,
    ).toBe("3.1");
  });

  it("refuses nesting that would exhaust the stack, and numbers that are not finite", async () => {
    const deep = '{"a":'.repeat(100_000) + "1" + "}".repeat(100_000);
    expect(at(await load({ "openapi.json": deep }))[0]).toMatch(
      /file-too-large (?:Nested more than 400 levels deep|The file nests deeper)/u,
    );
    expect(at(await load({ "openapi.json": '{"a": 1e999}' }))[0]).toMatch(
      /^openapi\.json:1:2\+3 syntax-error/u,
    );
  });
});

describe("reading YAML", () => {
  it("locates a syntax error", async () => {
    const [first] = at(await load({ "openapi.yaml": "openapi: 3.1.0\ninfo:\n  title: [a\n  version: 1\n" }));
    expect(first).toMatch(/^openapi\.yaml:4:3\+\d+ syntax-error This is not valid YAML/u);
  });

  it("finds a key that stands twice, also when one is quoted", async () => {
    expect(at(await load({ "openapi.yaml": "responses:\n  200: a\n  '200': b\n" }))).toEqual([
      'openapi.yaml:3:3+5 duplicate-key The key "200" stands twice in this object.',
    ]);
  });

  it("finds every key that stands twice, and says where it stood before", async () => {
    const loaded = await load({ "openapi.yaml": "a: 1\nb: { c: 1, c: 2 }\na: 2\n<<: {}\n" });
    expect(at(loaded)).toEqual([
      'openapi.yaml:2:12+1 duplicate-key The key "c" stands twice in this object.',
      'openapi.yaml:3:1+1 duplicate-key The key "a" stands twice in this object.',
    ]);
    expect(loaded.diagnostics[1]?.related?.[0]?.location).toMatchObject({ line: 1, column: 1 });
  });

  it.each([
    ["an unclosed bracket", "openapi: 3.1.0\ninfo:\n  a: [b\n  c: d\n  e: f\n"],
    ["tabs", "openapi: 3.1.0\ninfo:\n\ttitle: a\n\tversion: 1\n"],
  ])("says the first thing only where one slip makes many: %s", async (_, text) => {
    expect(at(await load({ "openapi.yaml": text }))).toHaveLength(1);
  });

  it("reads an object of many keys in a moment", { timeout: 20_000 }, async () => {
    const many = Array.from({ length: 50_000 }, (_, index) => `  k${String(index)}: 1`).join("\n");
    await loadFine({ "openapi.yaml": document("3.1.0", `paths: {}\nx-many:\n${many}`) });
  });

  it("keeps dates, yes and no as texts, and numeric keys as written", async () => {
    const members =
      "paths: {}\nx-a: [2024-01-01, yes, no, 0o17, 1_000]\nx-b: { 1.0: a, 0x10: b, null: c, true: d }";
    const { root } = await loadFine({ "openapi.yaml": document("3.1.0", members) });
    expect(root["x-a"]).toEqual(["2024-01-01", "yes", "no", 15, "1_000"]);
    expect(root["x-b"]).toEqual({ "1.0": "a", "0x10": "b", null: "c", true: "d" });
  });

  it("ignores a %YAML 1.1 directive's other types", async () => {
    const { root } = await loadFine({
      "openapi.yaml": `%YAML 1.1\n---\n${document("3.1.0", "paths: {}\nx-a: yes")}`,
    });
    expect(root["x-a"]).toBe("yes");
  });

  it("refuses tags of its own, complex keys, several documents and numbers that are not finite", async () => {
    for (const text of [
      "a: !!binary aGk=",
      "a: !mine b",
      "? [a]\n: b",
      "a: 1\n---\nb: 2",
      "a: .nan",
      "a: *nowhere",
    ]) {
      expect(at(await load({ "openapi.yaml": text }))[0], text).toMatch(
        /^openapi\.yaml:\d+:\d+\+\d+ syntax-error /u,
      );
    }
  });

  it("reads anchors, aliases and merge keys, each alias as a value of its own", async () => {
    const text = document(
      "3.1.0",
      "paths: {}\nx-base: &base { a: 1, b: [2] }\nx-alias: *base\nx-merged:\n  <<: *base\n  a: 3",
    );
    const loaded = await loadFine({ "openapi.yaml": text });
    expect(loaded.root["x-alias"]).toEqual({ a: 1, b: [2] });
    expect(loaded.root["x-alias"]).not.toBe(loaded.root["x-base"]);
    expect(loaded.root["x-merged"]).toEqual({ a: 3, b: [2] });
    expect(loaded.locate("/x-merged/b", "key")).toMatchObject({ line: 4, column: 23 });
    expect(loaded.locate("/x-alias/b/0")).toMatchObject({ line: 4, column: 27, length: 1 });
  });

  it.each([
    ["a: *b\n", /:1:4\+2 syntax-error The alias \*b names nothing/u],
    ["a: &a [1, *a]\n", /:1:11\+2 syntax-error The alias \*a stands inside/u],
    ["a: &a { b: { <<: *a } }\n", /:1:18\+2 syntax-error The alias \*a stands inside/u],
    ["a: { <<: text }\n", /:1:6\+2 syntax-error A merge key/u],
    ["a: { <<: [{ b: 1 }, 2] }\n", /:1:6\+2 syntax-error A merge key/u],
    ["a: &a text\nb: { <<: *a }\n", /:2:6\+2 syntax-error A merge key/u],
  ])("refuses %j", async (text, expected) => {
    expect(at(await load({ "openapi.yaml": text }))[0]).toMatch(expected);
  });

  it("refuses merge keys that double what they merge, level by level", async () => {
    const levels = Array.from({ length: 40 }, (_, n) => `l${n + 1}: &l${n + 1}\n  <<: [*l${n}, *l${n}]`);
    const bomb = await load({ "openapi.yaml": `l0: &l0 { a: 1, b: 2 }\n${levels.join("\n")}\n` });
    expect(at(bomb)[0]).toMatch(/file-too-large Merging comes to more than/u);
  });

  it("refuses an alias bomb and an alias to itself at once", async () => {
    const levels = Array.from(
      { length: 30 },
      (_, level) => `l${level + 1}: &l${level + 1} [${`*l${level},`.repeat(9)}*l${level}]`,
    );
    const started = performance.now();
    const bomb = await load({ "openapi.yaml": `l0: &l0 [lol, lol]\n${levels.join("\n")}\n` });
    expect(at(bomb)[0]).toMatch(/file-too-large Expands to more than/u);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(at(await load({ "openapi.yaml": "a: &a [*a]\n" }))[0]).toMatch(/file-too-large|syntax-error/u);
  });

  it("refuses nesting that exhausts the stack", async () => {
    expect(at(await load({ "openapi.yaml": "[".repeat(200_000) }))[0]).toMatch(
      /file-too-large|syntax-error/u,
    );
    expect(at(await load({ "openapi.yaml": `${"- ".repeat(3_000)}a` }))[0]).toMatch(/file-too-large/u);
  });
});

describe("reading any file", () => {
  it("accepts a byte order mark and CRLF, and counts columns without them", async () => {
    const text = "\uFEFF" + document("3.1.0", "paths:\n  /a: []").replaceAll("\n", "\r\n");
    expect(at(await load({ "openapi.yaml": text }))[0]).toMatch(/^openapi\.yaml:4:3\+2 openapi-structure/u);
  });

  it("says why a file cannot be read", async () => {
    expect(at(await load({ "openapi.yaml": "" }, { entry: "absent.yaml" }))).toEqual([
      "absent.yaml:1:1+1 file-unreadable absent.yaml: no such file.",
    ]);
    expect(at(await load({ "a/openapi.yaml": "" }, { entry: "a" }))).toEqual([
      "a:1:1+1 file-unreadable a: not a file.",
    ]);
    expect(at(await load({ "openapi.yaml": new Uint8Array([0xff, 0xfe, 0x41]) }))[0]).toMatch(/not UTF-8/u);
    expect(at(await load({ "openapi.yaml": "" }))[0]).toMatch(/must be an object, but this file is empty/u);
    expect(at(await load({ "openapi.json": "" }))[0]).toMatch(/must be an object, but this file is empty/u);
  });

  it("refuses a file beyond the size limit without parsing it", async () => {
    const [first] = at(await load({ "openapi.yaml": new Uint8Array(64 * 1024 * 1024 + 1).fill(0x23) }));
    expect(first).toMatch(/^openapi\.yaml:1:1\+1 file-unreadable .*larger than 64 MiB/u);
  });

  it("refuses the key __proto__ where it stands, and takes constructor and toString as data", async () => {
    for (const [name, text, place] of [
      ["openapi.json", '{\n "a": { "__proto__": { "polluted": true } } }', "2:9+11"],
      ["openapi.json", '{\n "a": { "\\u005f_proto__": 1 } }', "2:9+16"],
      ["openapi.yaml", "a:\n  __proto__: { polluted: true }\n", "2:3+9"],
    ] as const) {
      expect(at(await load({ [name]: text }))).toEqual([
        `${name}:${place} reserved-key \`__proto__\` cannot be the name of anything.`,
      ]);
    }
    expect({}).not.toHaveProperty("polluted");
    const schemas =
      "components: { schemas: { constructor: { type: string }, toString: { type: integer } } }\npaths: {}";
    const { root } = await loadFine({ "openapi.yaml": document("3.1.0", schemas) });
    expect(root["components"]).toEqual({
      schemas: { constructor: { type: "string" }, toString: { type: "integer" } },
    });
  });

  it("does not find a name that every object inherits", async () => {
    const text = document(
      "3.1.0",
      "paths: {}\ncomponents: { schemas: { A: { $ref: '#/components/schemas/constructor' } } }",
    );
    expect(at(await load({ "openapi.yaml": text }))[0]).toMatch(
      /reference-missing .*there is no "constructor"/u,
    );
  });
});

describe("what is said of slips that everybody makes", () => {
  it.each([
    ["openapi: 3.1.0\ninfo:\n  title: a: b\n", 3, /in quotes where it holds a colon/u],
    ["openapi: 3.1.0\ninfo:\n\ttitle: a\n", 3, /^Indent with spaces\.$/u],
    ['openapi: 3.1.0\ninfo:\n  title: "a\n', 4, /a quote is opened that nothing closes/u],
    ["openapi: 3.1.0\ninfo: { title: a\npaths: {}\n", 3, /a bracket is opened that nothing closes/u],
  ])("%j", async (text, line, help) => {
    const { diagnostics } = await load({ "openapi.yaml": text });
    expect(diagnostics).toEqual([
      expect.objectContaining({ rule: "syntax-error", help: expect.stringMatching(help) as string }),
    ]);
    expect(diagnostics[0]?.location.line).toBe(line);
  });

  it("asks for UTF-8, also where UTF-16 has no mark that tells it", async () => {
    for (const bytes of ["\ufeffopenapi: 3.1.0", "openapi: 3.1.0"].map((text) =>
      Buffer.from(text, "utf16le"),
    )) {
      const { diagnostics } = await load({ "openapi.yaml": bytes });
      expect(diagnostics[0]).toMatchObject({
        message: "openapi.yaml is not UTF-8 text.",
        help: "Save it in the encoding UTF-8.",
      });
    }
  });

  it("says that a document whose name is that of prose needs another name", async () => {
    const { diagnostics } = await load({ "openapi.txt": document("3.1.0", "paths: {}") });
    expect(diagnostics[0]?.help).toBe("Name it .yaml or .json: what is called .txt is taken for prose.");
  });

  it.each([
    ["asyncapi: 3.0.0", "AsyncAPI"],
    ["arazzo: 1.0.1", "an Arazzo description"],
    ["overlay: 1.0.0", "an Overlay"],
    ["info: { _postman_id: a }\nitem: []", "a Postman collection"],
    ["$schema: https://json-schema.org/draft/2020-12/schema", "a JSON Schema"],
  ])("%s is called by its name", async (text, name) => {
    const { diagnostics } = await load({ "openapi.yaml": text });
    expect(diagnostics[0]).toMatchObject({
      rule: "openapi-version",
      message: `This is ${name}, not OpenAPI.`,
    });
  });
});
