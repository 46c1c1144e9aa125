import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadDocument } from "../../../src/document/load.js";
import { deref, resolve } from "../../../src/document/reference.js";
import { walk } from "../../../src/document/walk.js";
import { document, findings, folder, load, loadFine, place } from "./folder.js";

const operation = (schema: string): string =>
  `paths:\n  /a:\n    get:\n      responses:\n        "200": { description: "", content: { application/json: { schema: { $ref: "${schema}" } } } }`;

describe("references to other files", () => {
  it("move into components under the name that they had, and keep where they were written", async () => {
    const loaded = await loadFine({
      "api/openapi.yaml": document("3.1.0", operation("models/shop.yaml#/definitions/Order")),
      "api/models/shop.yaml":
        "definitions:\n  Order:\n    properties:\n      line: { $ref: line.yaml }\n      self: { $ref: '#/definitions/Order' }\n",
      "api/models/line.yaml":
        "type: object\nproperties:\n  order: { $ref: 'shop.yaml#/definitions/Order' }\n",
    });
    expect(loaded.root["components"]).toEqual({
      schemas: {
        Order: {
          properties: {
            line: { $ref: "#/components/schemas/line" },
            self: { $ref: "#/components/schemas/Order" },
          },
        },
        line: { type: "object", properties: { order: { $ref: "#/components/schemas/Order" } } },
      },
    });
    expect(place(loaded.locate("/components/schemas/Order"))).toBe("api/models/shop.yaml:2:3+5");
    expect(place(loaded.locate("/components/schemas/line/properties/order/$ref"))).toBe(
      "api/models/line.yaml:3:18+30",
    );
    expect(loaded.inputs.map(({ path }) => path)).toEqual([
      "api/openapi.yaml",
      "api/models/shop.yaml",
      "api/models/line.yaml",
    ]);
  });

  it("take the name of the component that refers to them, with the extensions beside it", async () => {
    const loaded = await loadFine({
      "openapi.yaml": document(
        "3.1.0",
        "paths: {}\ncomponents:\n  schemas:\n    Order:\n      $ref: order.yaml\n      x-security: { resource: {} }\n    List: { items: { $ref: order.yaml } }",
      ),
      "order.yaml": "type: object\n",
    });
    expect(loaded.root["components"]).toEqual({
      schemas: {
        Order: { type: "object", "x-security": { resource: {} } },
        List: { items: { $ref: "#/components/schemas/Order" } },
      },
    });
    expect(place(loaded.locate("/components/schemas/Order/type"))).toBe("order.yaml:1:7+6");
    expect(place(loaded.locate("/components/schemas/Order/x-security"))).toBe("openapi.yaml:8:7+10");
  });

  it("get names that collide with no other", async () => {
    const { root } = await loadFine({
      "openapi.yaml": document(
        "3.1.0",
        "paths: {}\ncomponents:\n  schemas:\n    pet: { type: string }\n    A: { anyOf: [{ $ref: a/pet.yaml }, { $ref: b/pet.yaml }, { $ref: ./a/../a/pet.yaml }] }",
      ),
      "a/pet.yaml": "type: integer\n",
      "b/pet.yaml": "type: boolean\n",
    });
    expect(root["components"]).toEqual({
      schemas: {
        pet: { type: "string" },
        A: { anyOf: ["pet_2", "pet_3", "pet_2"].map((name) => ({ $ref: `#/components/schemas/${name}` })) },
        pet_2: { type: "integer" },
        pet_3: { type: "boolean" },
      },
    });
  });

  it("inline path items, operations, and prose", async () => {
    const loaded = await loadFine({
      "openapi.yaml": document(
        "3.1.0",
        "paths:\n  /a: { $ref: paths/a.yaml, summary: here }\n  /b: { get: { $ref: paths/b.yaml } }",
      ),
      "paths/a.yaml": "parameters: [{ $ref: 'b.yaml#/x-id' }]\nget: { $ref: b.yaml }\n",
      "paths/b.yaml":
        "description: { $ref: b.md }\nresponses: {}\nx-id: { name: id, in: query, schema: {} }\n",
      "paths/b.md": "# Prose\n",
    });
    const b = { description: "# Prose\n", responses: {}, "x-id": { name: "id", in: "query", schema: {} } };
    expect(loaded.root["paths"]).toEqual({
      "/a": { parameters: [{ $ref: "#/components/parameters/x-id" }], get: b, summary: "here" },
      "/b": { get: b },
    });
    expect(place(loaded.locate("/paths/~1a/get/responses"))).toBe("paths/b.yaml:2:1+9");
    expect(place(loaded.locate("/paths/~1a/summary"))).toBe("openapi.yaml:4:38+4");
    expect(place(loaded.locate("/paths/~1b"))).toBe("openapi.yaml:5:3+2");
  });

  it("decode percent signs, ~1 and ~0, and pass through references on the way", async () => {
    const { root } = await loadFine({
      "openapi.yaml": document("3.1.0", operation("my%20file.yaml#/a~1b/c~0d/%25")),
      "my file.yaml": "a/b: { $ref: '#/elsewhere' }\nelsewhere:\n  c~d: { '%': { type: string } }\n",
    });
    expect(root["components"]).toEqual({ schemas: { elsewhere_c_d: { type: "string" } } });
  });

  it("rewrite the mapping of a discriminator", async () => {
    const { root } = await loadFine({
      "openapi.yaml": document(
        "3.1.0",
        "paths: {}\ncomponents: { schemas: { Pet: { discriminator: { propertyName: kind, mapping: { dog: dog.yaml, cat: Cat } } }, Cat: {} } }",
      ),
      "dog.yaml": "type: object\n",
    });
    expect(root["components"]).toMatchObject({
      schemas: { Pet: { discriminator: { mapping: { dog: "#/components/schemas/dog", cat: "Cat" } } } },
    });
  });
});

describe("references within a document", () => {
  it("move what stands outside components there", async () => {
    const members =
      "paths:\n  /a:\n    post:\n      requestBody: { content: { application/json: { schema: { type: object } } } }\n" +
      "      responses:\n        '200': { description: '', content: { application/json: { schema: { $ref: '#/paths/~1a/post/requestBody/content/application~1json/schema' } } } }";
    const loaded = await loadFine({ "openapi.yaml": document("3.1.0", members) });
    expect(loaded.root["components"]).toEqual({
      schemas: { a_post_requestBody_application_json: { type: "object" } },
    });
    expect(place(loaded.locate("/components/schemas/a_post_requestBody_application_json/type"))).toBe(
      "openapi.yaml:6:69+6",
    );
  });

  it("in 3.0 ignore what stands beside them, extensions excepted; in 3.1 keep it", async () => {
    const members =
      "paths: {}\ncomponents: { schemas: { A: {}, B: { items: { $ref: '#/components/schemas/A', description: d, x-security: {} } } } }";
    const items = { $ref: "#/components/schemas/A", "x-security": {} };
    const older = await loadFine({ "openapi.yaml": document("3.0.3", members) });
    expect(older.root["components"]).toMatchObject({ schemas: { B: { items } } });
    expect(JSON.stringify(older.root)).not.toContain("description");
    const newer = await loadFine({ "openapi.yaml": document("3.1.0", members) });
    expect(newer.root["components"]).toMatchObject({
      schemas: { B: { items: { ...items, description: "d" } } },
    });
  });

  it("find anchors", async () => {
    const members =
      "paths: {}\ncomponents: { schemas: { A: { $defs: { x: { $anchor: here, type: string } } }, B: { items: { $ref: '#here' } } } }";
    const { root } = await loadFine({ "openapi.yaml": document("3.1.0", members) });
    expect(root["components"]).toMatchObject({
      schemas: { B: { items: { $ref: "#/components/schemas/A_x" } }, A_x: { type: "string" } },
    });
  });

  it("are left alone in examples, defaults and enumerations", async () => {
    const schema = {
      default: { $ref: "nowhere" },
      enum: [{ $ref: "http://x" }],
      example: { $ref: "../../etc/passwd" },
    };
    const members = `paths: {}\ncomponents: ${JSON.stringify({ schemas: { A: schema } })}`;
    const { root } = await loadFine({ "openapi.yaml": document("3.1.0", members) });
    expect(root["components"]).toEqual({ schemas: { A: schema } });
  });

  it("all resolve after loading, whatever their names", async () => {
    const names = ["a/b", "c~d", "100%", "é ü", 'q"uote'];
    const schemas = Object.fromEntries(names.map((name) => [name, { type: "string" }]));
    const all = names.map((name) => ({
      $ref: `#/components/schemas/${encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1"))}`,
    }));
    const { root } = await loadFine({
      "openapi.yaml": document(
        "3.1.0",
        `paths: {}\ncomponents: ${JSON.stringify({ schemas: { ...schemas, all: { anyOf: all } } })}`,
      ),
    });
    const found: unknown[] = [];
    walk(root, ({ reference }) => reference !== null && found.push(resolve(root, reference).value));
    expect(found).toEqual(names.map(() => ({ type: "string" })));
  });
});

describe("references that are refused", () => {
  it("stay in the folder of the document", async () => {
    const references = [
      "../../etc/passwd",
      "..",
      "a/../../x.yaml",
      "%2e%2e/x.yaml",
      "/etc/passwd",
      "file:///etc/passwd",
      "http://127.0.0.1/x.yaml",
      "HTTPS://example.com",
      "//example.com/x",
      "C:\\x.yaml",
      "a\\..\\x.yaml",
      "x%00.yaml",
      "%zz",
    ];
    for (const reference of references) {
      const loaded = await load({
        "api/openapi.yaml": document("3.1.0", operation(reference.replaceAll("\\", "\\\\"))),
        "x.yaml": "type: string\n",
      });
      expect(findings(loaded), reference).toHaveLength(1);
      expect(findings(loaded)[0], reference).toMatch(/^api\/openapi\.yaml:7:\d+\+\d+ reference-escapes /u);
      expect(loaded.inputs.map(({ path }) => path)).toEqual(["api/openapi.yaml"]);
    }
  });

  it("do not escape through a symbolic link", async () => {
    const cwd = folder({
      "api/openapi.yaml": document("3.1.0", operation("link/x.yaml")),
      "out/x.yaml": "type: string\n",
    });
    symlinkSync(join(cwd, "out"), join(cwd, "api", "link"));
    const loaded = await loadDocument({ entry: "api/openapi.yaml", overlays: [], cwd });
    expect(findings(loaded)[0]).toMatch(
      /reference-escapes "link\/x\.yaml" cannot be referred to\. It leads out/u,
    );
  });

  it("do not escape through a link that is a file, and are read once by whatever name", async () => {
    const cwd = folder({
      "api/openapi.yaml": document("3.1.0", `${operation("out.yaml")}\n  /b: { $ref: two.yaml }`),
      "x.yaml": "type: string\n",
      "api/one.yaml": "{}\n",
    });
    symlinkSync(join(cwd, "x.yaml"), join(cwd, "api", "out.yaml"));
    symlinkSync(join(cwd, "api", "one.yaml"), join(cwd, "api", "two.yaml"));
    const loaded = await loadDocument({ entry: "api/openapi.yaml", overlays: [], cwd });
    expect(findings(loaded)).toHaveLength(1);
    expect(findings(loaded)[0]).toMatch(
      /reference-escapes "out\.yaml" cannot be referred to\. It leads out/u,
    );
    expect(loaded.inputs).toHaveLength(2);
  });

  it.each(["openapi.yaml/x.yaml", `${"x".repeat(300)}.yaml`])(
    "name what can be no file: %s",
    async (name) => {
      const loaded = await load({ "openapi.yaml": document("3.1.0", operation(name)) });
      expect(findings(loaded)).toHaveLength(1);
      expect(findings(loaded)[0]).toMatch(/ reference-missing /u);
    },
  );

  it("may be given a wider folder, and a folder that is itself a link", async () => {
    const files = {
      "api/openapi.yaml": document("3.1.0", operation("../x.yaml")),
      "x.yaml": "type: string\n",
    };
    expect((await loadFine(files, { root: "." })).root["components"]).toEqual({
      schemas: { x: { type: "string" } },
    });
    const cwd = folder({
      "real/openapi.yaml": document("3.1.0", operation("x.yaml")),
      "real/x.yaml": "type: string\n",
    });
    symlinkSync(join(cwd, "real"), join(cwd, "link"));
    expect((await loadDocument({ entry: "link/openapi.yaml", overlays: [], cwd })).diagnostics).toEqual([]);
  });

  it("dangle: the file, the pointer, with the nearest name", async () => {
    expect(findings(await load({ "openapi.yaml": document("3.1.0", operation("absent.yaml")) }))).toEqual([
      "openapi.yaml:7:82+13 reference-missing absent.yaml: no such file.",
    ]);
    const members = `${operation("#/components/schemas/Ordre")}\ncomponents: { schemas: { Order: {} } }`;
    const loaded = await load({ "openapi.yaml": document("3.1.0", members) });
    expect(findings(loaded)).toEqual([
      'openapi.yaml:7:82+28 reference-missing The reference "#/components/schemas/Ordre" points to nothing: there is no "Ordre" in openapi.yaml#/components/schemas.',
    ]);
    expect(loaded.diagnostics[0]?.help).toBe('Did you mean "Order"?');
  });

  it("go in a circle without naming a definition", async () => {
    const inFile =
      "paths: {}\ncomponents:\n  schemas:\n    A: { $ref: '#/components/schemas/B' }\n    B: { $ref: '#/components/schemas/A' }";
    expect(findings(await load({ "openapi.yaml": document("3.1.0", inFile) }))).toEqual([
      "openapi.yaml:7:16+24 reference-circular This schema contains itself, so that judging a value by it would never end: A → B → A.",
    ]);
    const across = await load({
      "openapi.yaml": document("3.1.0", operation("a.yaml")),
      "a.yaml": "$ref: b.yaml\n",
      "b.yaml": "$ref: a.yaml\n",
    });
    expect(findings(across)[0]).toMatch(/^openapi\.yaml:7:82\+8 reference-circular /u);
    const item = await load({ "openapi.yaml": document("3.1.0", "paths:\n  /a: { $ref: '#/paths/~1a' }") });
    expect(findings(item)[0]).toMatch(/^openapi\.yaml:4:15\+13 reference-circular /u);
    const through = "paths: {}\ncomponents: { schemas: { A: { $ref: '#/components/schemas/A/items' } } }";
    expect(findings(await load({ "openapi.yaml": document("3.1.0", through) }))[0]).toMatch(
      /reference-circular/u,
    );
  });
});

describe("deref", () => {
  it("follows references to the definition and says where it stands", async () => {
    const members =
      "paths: {}\ncomponents: { schemas: { A: { $ref: '#/components/schemas/B' }, B: { type: string } } }";
    const { root } = await loadFine({ "openapi.yaml": document("3.1.0", members) });
    const expected = { pointer: "/components/schemas/B", value: { type: "string" } };
    expect(deref(root, { $ref: "#/components/schemas/A" }, "/x")).toEqual(expected);
    expect(deref(root, { type: "integer" }, "/x")).toEqual({ pointer: "/x", value: { type: "integer" } });
    expect(() => resolve(root, "#/nowhere")).toThrow(/does not resolve/u);
  });
});
