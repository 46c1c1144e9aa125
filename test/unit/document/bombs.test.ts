import { describe, expect, it } from "vitest";
import { check } from "../../../src/generate.js";
import { draftOverlay } from "../../../src/propose/draft.js";
import { findings, folder, load } from "./folder.js";

type Json = Readonly<Record<string, unknown>>;

function text(members: Json): string {
  return JSON.stringify({ openapi: "3.1.0", info: { title: "T", version: "1" }, ...members });
}

/** `count` components, each made of the reference to the next. */
function chain(count: number, link: (next: { readonly $ref: string }) => unknown, section = "schemas"): Json {
  const names = Array.from({ length: count }, (_, index) => `C${index}`);
  const linked = names.map((name, index) => [name, link({ $ref: `#/components/${section}/C${index + 1}` })]);
  return Object.fromEntries([...linked, [`C${count}`, {}]]) as Json;
}

const callbacks = (...each: readonly unknown[]): unknown => ({
  get: {
    responses: { default: { description: "" } },
    callbacks: Object.fromEntries(each.map((item, index) => [`c${index}`, { "{$url}": item }])),
  },
});

/** Each of these would take for ever, or exhaust the stack, where nothing held it back. */
describe("documents that grow where they are read", () => {
  it.each([
    [
      "path items in callbacks of path items, twice each",
      {
        paths: { "/a": { $ref: "#/components/pathItems/C0" } },
        components: { pathItems: chain(40, (next) => callbacks(next, next), "pathItems") },
      },
      /file-too-large References to path items come to more than 10000 copies/u,
    ],
    [
      "path items in callbacks of path items, in a chain",
      {
        paths: { "/a": { $ref: "#/components/pathItems/C0" } },
        components: { pathItems: chain(400, (next) => callbacks(next), "pathItems") },
      },
      /file-too-large (?:With what references put here|References to path items)/u,
    ],
    [
      "members that refer to what holds them",
      {
        components: { schemas: { A: { properties: { $ref: "#/x-a" } } } },
        "x-a": { a: { properties: { $ref: "#/x-a" } } },
      },
      /file-too-large With what references put here/u,
    ],
    [
      "schemas that combine the next one twice",
      { components: { schemas: chain(40, (next) => ({ allOf: [next, next] })) } },
      /file-too-large Combining what this schema refers to/u,
    ],
    [
      "a pointer that leads through one reference after the other",
      {
        components: { schemas: { A: { $ref: "#/x-0/a" } } },
        ...Object.fromEntries(
          Array.from({ length: 3000 }, (_, index) => [`x-${index}`, { $ref: `#/x-${index + 1}` }]),
        ),
      },
      /reference-circular/u,
    ],
  ])("%s", async (_, members, expected) => {
    expect(findings(await load({ "openapi.json": text(members) }))[0]).toMatch(expected);
  });

  it.each([
    ["openapi.json", "[".repeat(5_000_000)],
    ["openapi.yaml", "{ a: ".repeat(500_000)],
    ["openapi.yaml", "- ".repeat(5_000_000)],
    ["openapi.yaml", `a:\n  ${"? ".repeat(5_000_000)}`],
    ["openapi.yaml", `a: ${"[".repeat(100_000)}${"]".repeat(100_000)}\n`],
  ])("%s with open brackets", async (name, hostile) => {
    expect(findings(await load({ [name]: hostile }))[0]).toMatch(/file-too-large The file nests deeper/u);
  });

  it.each(["schemas", "parameters", "responses"])("%s that are references to the next", async (section) => {
    const components = { [section]: chain(20_000, (next) => next, section) };
    const found = findings(await load({ "openapi.json": text({ paths: {}, components }) }));
    expect(found.filter((each) => each.includes("file-too-large"))).toHaveLength(1);
    expect(found[0]).toMatch(/^openapi\.json:1:\S+ file-too-large More than 200 references/u);
  });

  it("more YAML with anchors than can be read with its places", async () => {
    const hostile = `a: &a [${"b,".repeat(2_000_000)}b]\n`;
    expect(findings(await load({ "openapi.yaml": hostile }))[0]).toMatch(/file-too-large .* values/u);
  });

  it("more aliases than anybody writes", async () => {
    const hostile = `a: &a [b]\nc: [${"*a,".repeat(20_000)}*a]\n`;
    expect(findings(await load({ "openapi.yaml": hostile }))[0]).toMatch(/file-too-large .* aliases/u);
  });

  it("properties of properties, component after component", async () => {
    const schemas = chain(10_000, (next) => ({ type: "object", properties: { next } }));
    const media = { "application/json": { schema: { $ref: "#/components/schemas/C0" } } };
    const paths = { "/a": { get: { responses: { "200": { description: "", content: media } } } } };
    const cwd = folder({ "openapi.json": text({ paths, components: { schemas } }) });
    const { diagnostics } = await check({ document: "openapi.json", cwd });
    expect(diagnostics.map(({ rule }) => rule)).toContain("file-too-large");
    const draft = await draftOverlay({
      document: "openapi.json",
      cwd,
      overlays: [],
      path: `${cwd}/security.overlay.yaml`,
    });
    expect(draft.diagnostics.map(({ rule }) => rule)).toContain("file-too-large");
  });
});
