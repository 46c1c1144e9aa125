import { describe, expect, it } from "vitest";
import { document, findings, load, loadFine, place } from "./folder.js";

const api = document(
  "3.1.0",
  "paths:\n  /a: { get: { tags: [x, y], summary: old } }\n  /b: {}\nservers: [{ url: a }, { url: b }, { url: c }]",
);

function overlay(actions: string, version = "1.1.0"): string {
  return `overlay: ${version}\ninfo: { title: O, version: "1" }\nactions:\n${actions}\n`;
}

const withOverlay = (actions: string, version?: string): Parameters<typeof load> => [
  { "openapi.yaml": api, "overlay.yaml": overlay(actions, version) },
  { overlays: ["overlay.yaml"] },
];

describe("overlays", () => {
  it("merge objects, append to lists, replace primitives, and locate what they wrote", async () => {
    const loaded = await loadFine(
      ...withOverlay(
        "  - target: $.paths['/a'].get\n    update:\n      tags: [z]\n      summary: new\n      x-security: { public: why }",
      ),
    );
    expect(loaded.root["paths"]).toMatchObject({
      "/a": { get: { tags: ["x", "y", "z"], summary: "new", "x-security": { public: "why" } } },
    });
    expect(place(loaded.locate("/paths/~1a/get/x-security"))).toBe("overlay.yaml:8:7+10");
    expect(place(loaded.locate("/paths/~1a/get/x-security/public"))).toBe("overlay.yaml:8:29+3");
    expect(place(loaded.locate("/paths/~1a/get/tags/2"))).toBe("overlay.yaml:6:14+1");
    expect(place(loaded.locate("/paths/~1a/get/tags/1"))).toBe("openapi.yaml:4:26+1");
    expect(loaded.inputs.map(({ path }) => path)).toEqual(["openapi.yaml", "overlay.yaml"]);
  });

  it("remove items of lists without losing the positions of the others", async () => {
    const loaded = await loadFine(
      ...withOverlay("  - target: $.servers[?@.url == 'a' || @.url == 'b']\n    remove: true"),
    );
    expect(loaded.root["servers"]).toEqual([{ url: "c" }]);
    expect(place(loaded.locate("/servers/0/url"))).toBe("openapi.yaml:6:42+1");
  });

  it("select items of lists by their index, and nothing by that of anything else", async () => {
    const loaded = await loadFine(...withOverlay("  - { target: '$.servers[1]', update: { url: d } }"));
    expect(loaded.root["servers"]).toEqual([{ url: "a" }, { url: "d" }, { url: "c" }]);
    expect(place(loaded.locate("/servers/1/url"))).toBe("overlay.yaml:4:46+1");
    for (const target of ["$.servers[3]", "$.paths[0]", "$.servers['0']", "$.servers.0"]) {
      const [finding] = findings(await load(...withOverlay(`  - { target: "${target}", remove: true }`)));
      expect(finding).toMatch(/selects nothing|is not valid JSONPath/u);
    }
  });

  it("update several targets, each with values of its own", async () => {
    const loaded = await loadFine(
      ...withOverlay(
        [
          "  - { target: $.paths.*, update: { servers: [{ url: s }, { url: t }], x-note: { of: [both] } } }",
          "  - { target: \"$.paths['/b'].servers[0]\", remove: true }",
          "  - { target: \"$.paths['/b'].x-note\", update: { of: [b] } }",
          "  - { target: \"$.paths['/a'].servers[1]\", update: { url: u } }",
        ].join("\n"),
      ),
    );
    expect(loaded.root["paths"]).toMatchObject({
      "/a": { servers: [{ url: "s" }, { url: "u" }], "x-note": { of: ["both"] } },
      "/b": { servers: [{ url: "t" }], "x-note": { of: ["both", "b"] } },
    });
    expect(place(loaded.locate("/paths/~1a/x-note/of/0"))).toBe("overlay.yaml:4:86+4");
    expect(place(loaded.locate("/paths/~1b/x-note/of/1"))).toBe("overlay.yaml:6:54+1");
  });

  it("copy, each copy a value of its own", async () => {
    const loaded = await loadFine(
      ...withOverlay(
        "  - { target: \"$.paths['/b']\", copy: \"$.paths['/a']\" }\n  - { target: \"$.paths['/b'].get.tags\", update: z }",
      ),
    );
    expect(loaded.root["paths"]).toEqual({
      "/a": { get: { tags: ["x", "y"], summary: "old" } },
      "/b": { get: { tags: ["x", "y", "z"], summary: "old" } },
    });
    expect(place(loaded.locate("/paths/~1b/get/summary"))).toBe("openapi.yaml:4:39+3");
    expect(place(loaded.locate("/paths/~1b/get/tags/2"))).toBe("overlay.yaml:5:49+1");
  });

  it("apply in order, actions to the result of the one before", async () => {
    const loaded = await loadFine(
      {
        "openapi.yaml": api,
        "one.yaml": overlay("  - { target: $.paths, update: { /c: { summary: one } } }"),
        "two.json": JSON.stringify({
          overlay: "1.0.0",
          info: { title: "O", version: "1" },
          actions: [{ target: "$.paths['/c']", update: { summary: "two" } }],
        }),
      },
      { overlays: ["one.yaml", "two.json"] },
    );
    expect(loaded.root["paths"]).toMatchObject({ "/c": { summary: "two" } });
    expect(loaded.locate("/paths/~1c").file).toBe("one.yaml");
    expect(loaded.locate("/paths/~1c/summary").file).toBe("two.json");
  });

  it("write references that are relative to the document", async () => {
    const { root } = await loadFine(
      {
        "api/openapi.yaml": api,
        "api/order.yaml": "type: object\n",
        "policy/overlay.yaml": overlay(
          "  - { target: $, update: { components: { schemas: { Order: { $ref: order.yaml } } } } }",
        ),
      },
      { overlays: ["policy/overlay.yaml"] },
    );
    expect(root["components"]).toEqual({ schemas: { Order: { type: "object" } } });
  });

  it.each([
    [
      "  - { target: $.nothing, remove: true }",
      'overlay.yaml:4:15+9 overlay-target "$.nothing" selects nothing in the document.',
    ],
    ["  - { target: $, remove: true }", "overlay.yaml:4:15+1 overlay-target The root cannot be removed."],
    [
      "  - { target: $.paths, copy: '$.servers.*' }",
      'overlay.yaml:4:30+13 overlay-target "$.servers.*" must select one node, and selects 3.',
    ],
    [
      "  - { target: $.paths, update: text }",
      "overlay.yaml:4:32+4 overlay-target a string cannot be merged into an object at /paths.",
    ],
    [
      "  - { target: $, update: { info: [] } }",
      "overlay.yaml:4:28+4 overlay-target a list cannot be merged into an object.",
    ],
    ["  - { target: $, updte: {} }", 'overlay.yaml:4:18+5 overlay-structure "updte" has no meaning here.'],
  ])("%s is refused", async (actions, expected) => {
    expect(findings(await load(...withOverlay(actions)))).toEqual([expected]);
  });

  it("say what is wrong with a JSONPath, and know copy only since 1.1", async () => {
    expect(findings(await load(...withOverlay("  - { target: '$.[', remove: true }")))[0]).toMatch(
      /^overlay\.yaml:4:15\+5 overlay-structure "\$\.\[" is not valid JSONPath/u,
    );
    expect(findings(await load(...withOverlay("  - { target: $.paths, copy: $.info }", "1.0.0")))[0]).toMatch(
      /overlay-structure "copy" has no meaning here/u,
    );
  });
});
