import { readFileSync } from "node:fs";
import fc from "fast-check";
import { load } from "js-yaml";
import { describe, expect, it, vi } from "vitest";
import { runChecks } from "../../src/checks/run.js";
import { loadDocument } from "../../src/document/load.js";
import { DocumentMemory } from "../../src/document/memory.js";
import { emit } from "../../src/emit/plan.js";
import { buildModel } from "../../src/model/build.js";
import { scratchFolder, writeIn } from "../support/scratch.js";

/** A document in lines, each of which an edit may leave out, and in which words may be exchanged. */
const document = `openapi: VERSION
info: { title: Shop, version: "1" }
servers: [{ url: http://shop.example.com }]
security: [{ bearer: [] }]
x-security: { limits: { string: 500 } }
paths:
  /orders:
    get:
      operationId: listOrders
      responses:
        "200": { description: All., content: { application/json: { schema: { $ref: "#/components/schemas/Orders" } } } }
        default: { $ref: "#/components/responses/Problem" }
    post:
      operationId: createOrder
      requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/Order" } } } }
      responses:
        "201": { description: Made., content: { application/json: { schema: { $ref: "#/components/schemas/Order" } } } }
  /orders/{orderId}:
    parameters: [{ name: orderId, in: path, required: true, schema: { type: string, format: uuid } }]
    get:
      operationId: getOrder
      x-security: { ignore: { exposed-token: it is none } }
      responses:
        "200": { description: One., content: { application/json: { schema: { $ref: "#/components/schemas/Order" } } } }
        default: { $ref: "#/components/responses/Problem" }
    patch:
      operationId: changeOrder
      requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/Order" } } } }
      responses:
        "204": { description: Changed. }
  /customers/{customerId}:
    parameters: [{ name: customerId, in: path, required: true, schema: { type: string } }]
    get:
      operationId: getCustomer
      security: []
      responses:
        "200": { description: One., content: { application/json: { schema: { $ref: "#/components/schemas/Customer" } } } }
components:
  securitySchemes:
    bearer:
      type: http
      scheme: bearer
      x-security: { algorithms: [ES256], issuer: https://id.example.com/, audience: shop, keys: { secret: KEYS } }
  responses:
    Problem: { description: Wrong., content: { application/json: { schema: { $ref: "#/components/schemas/Problem" } } } }
  schemas:
    Order:
      type: object
      required: [id, token]
      properties:
        id: { type: string, format: uuid, readOnly: true }
        token: { type: string }
        note: { type: string, nullable: true }
        customerId: { type: string }
        customer: { $ref: "#/components/schemas/Customer" }
        role: { type: string }
      x-security: { resource: { access: [{ owner: customerId }] } }
    Orders: { type: array, items: { $ref: "#/components/schemas/Order" } }
    Customer:
      type: object
      properties:
        id: { type: string, format: uuid }
        password: { type: string, writeOnly: true }
        orders: { $ref: "#/components/schemas/Orders" }
      x-security: { resource: { access: [{ owner: id }] } }
    Problem: { type: object, properties: { title: { type: string } } }
`;

const overlay = `overlay: 1.0.0
info: { title: More, version: "1" }
actions:
  - target: $.paths['/orders'].get
    update: { x-security: { requires: { scopes: [orders] } } }
  - target: $.components.schemas.Problem
    update: { properties: { detail: { type: string } } }
  - target: $.paths.*.*.responses
    update: { "500": { description: Broken. } }
`;

const words = [
  "Order",
  "Orders",
  "Customer",
  "Problem",
  "orderId",
  "customerId",
  "string",
  "integer",
  "object",
  "get",
];

/** Definitions in other files, which name each other, and texts that are written once and meant several times. */
const several = {
  "openapi.yaml": `openapi: 3.1.0
info: { title: Shop, version: "1" }
servers: [{ url: https://shop.example.com }]
security: []
x-shared:
  id: &id { type: string, format: uuid }
  problem: &problem
    description: Wrong.
    content: { application/json: { schema: { $ref: "parts/schemas.yaml#/Problem" } } }
paths:
  /orders: { $ref: "./parts/orders.yaml" }
  /orders/{orderId}:
    parameters: [{ name: orderId, in: path, required: true, schema: *id }]
    get:
      operationId: getOrder
      responses:
        "200": { description: One., content: { application/json: { schema: { $ref: "#/components/schemas/Order" } } } }
        default: *problem
    delete:
      operationId: deleteOrder
      responses: { "204": { description: Gone. }, default: *problem }
components:
  schemas:
    Order: { $ref: "parts/schemas.yaml#/Order" }
    Customer:
      type: object
      properties: { customerId: *id, name: { type: string } }
`,
  "parts/orders.yaml": `get:
  operationId: listOrders
  responses:
    "200":
      description: All.
      content: { application/json: { schema: { type: array, items: { $ref: "schemas.yaml#/Order" } } } }
post:
  operationId: createOrder
  requestBody: { content: { application/json: { schema: { $ref: "schemas.yaml#/Order" } } } }
  responses:
    "201": { description: Made. }
`,
  "parts/schemas.yaml": `Order:
  type: object
  required: [orderId]
  properties:
    orderId: { type: string }
    customer: { $ref: "../openapi.yaml#/components/schemas/Customer" }
    parent: { $ref: "#/Order" }
    token: { type: string, pattern: "^(a+)+$" }
Problem:
  type: object
  properties: { title: { type: string } }
`,
  "more.yaml": `overlay: 1.0.0
info: { title: More, version: "1" }
actions:
  - target: $.paths['/orders/{orderId}'].get
    update: { x-security: { requires: { scopes: [orders] } } }
  - target: $.components.schemas.Customer
    update: { properties: { detail: { type: string } } }
`,
};

type Files = Readonly<Record<string, string>>;

const asJson = JSON.stringify(load(document.replace("VERSION", "3.1.1")), null, 2);

/** For a document of which it asks nothing but a title. */
const plainOverlay = `overlay: 1.0.0
info: { title: More, version: "1" }
actions:
  - target: $.info
    update: { description: More. }
`;

/** Documents by their entry; all have an overlay called `more.yaml`. */
const starts: readonly (readonly [name: string, entry: string, files: Files])[] = [
  ["3.0", "openapi.yaml", { "openapi.yaml": document.replace("VERSION", "3.0.4"), "more.yaml": overlay }],
  ["3.1", "openapi.yaml", { "openapi.yaml": document.replace("VERSION", "3.1.1"), "more.yaml": overlay }],
  ["JSON", "openapi.json", { "openapi.json": asJson, "more.yaml": overlay }],
  ["several files, with anchors", "openapi.yaml", several],
  [
    "the example",
    "openapi.yaml",
    {
      "openapi.yaml": readFileSync(new URL("../../examples/orders/openapi.yaml", import.meta.url), "utf8"),
      "more.yaml": plainOverlay,
    },
  ],
];

interface Edit {
  /** Which file and which line, counted on from the beginning where there are not so many. */
  readonly file: number;
  readonly line: number;
  readonly change: { readonly from: string; readonly to: string } | "remove" | "repeat" | "swap" | "comment";
}

const edits: fc.Arbitrary<Edit> = fc.record({
  file: fc.nat(11),
  line: fc.nat(800),
  change: fc.oneof(
    fc.record({ from: fc.constantFrom(...words), to: fc.constantFrom(...words) }),
    fc.constantFrom("remove" as const, "repeat" as const, "swap" as const, "comment" as const),
  ),
});

function apply(text: string, { line, change }: Edit): string {
  const lines = text.split("\n");
  const index = line % lines.length;
  const [old = "", next = ""] = lines.slice(index, index + 2);
  const put = (...now: readonly string[]): string =>
    [...lines.slice(0, index), ...now, ...lines.slice(index + (change === "swap" ? 2 : 1))].join("\n");
  switch (change) {
    case "remove":
      return put();
    case "repeat":
      return put(old, old);
    case "swap":
      return put(next, old);
    case "comment":
      return put("# changed", old);
    default:
      return put(old.replace(change.from, change.to));
  }
}

const stages = { loadDocument, buildModel, runChecks, emit };

/** The program as a process that has just begun has it: nothing is remembered of anything. */
async function freshStages(): Promise<typeof stages> {
  vi.resetModules();
  const [load, build, checks, plan] = await Promise.all([
    import("../../src/document/load.js"),
    import("../../src/model/build.js"),
    import("../../src/checks/run.js"),
    import("../../src/emit/plan.js"),
  ]);
  return { ...load, ...build, ...checks, ...plan };
}

async function outcome(
  cwd: string,
  entry: string,
  memory?: DocumentMemory,
  { loadDocument, buildModel, runChecks, emit } = stages,
): Promise<unknown> {
  const options = { entry, overlays: ["more.yaml"], cwd };
  const loaded = await loadDocument(memory === undefined ? options : { ...options, memory });
  const { diagnostics } = loaded;
  if (loaded.document === null) return { diagnostics };
  const built = buildModel(loaded.document);
  const findings = runChecks(built.model, loaded.document);
  const files = await emit(built.model, {
    framework: "fastify",
    importExtension: "js",
    handlersImport: "../api",
  });
  return { diagnostics, root: loaded.document.root, built, findings, files };
}

describe("reading a document again after edits", () => {
  it.each(starts)("comes to what reading it anew comes to (%s)", async (_, entry, start) => {
    const cwd = scratchFolder();
    // Most edits are of the document itself.
    const names = [...Object.keys(start), entry, entry];
    await fc.assert(
      fc.asyncProperty(fc.array(edits, { minLength: 1, maxLength: 8 }), async (steps) => {
        const memory = new DocumentMemory(100, 100);
        const texts: Record<string, string> = { ...start };
        let last = "";
        for (const step of [null, ...steps]) {
          const before = { ...texts };
          const edited = names[(step?.file ?? 0) % names.length] ?? entry;
          if (step !== null) texts[edited] = apply(texts[edited] ?? "", step);
          for (const [file, text] of Object.entries(texts)) writeIn(cwd, file, text);
          const again = JSON.stringify(await outcome(cwd, entry, memory));
          expect(again).toBe(JSON.stringify(await outcome(cwd, entry)));
          if (step === null) expect(again).toContain('"root"');
          // A mistake would hide all further edits.
          if (!again.includes('"root"')) Object.assign(texts, before);
          last = again;
        }
        expect(last).toBe(JSON.stringify(await outcome(cwd, entry, undefined, await freshStages())));
      }),
      { numRuns: 5 },
    );
  });
});

describe("an edit of one operation", () => {
  /** The schemas of the model before and after an edit. */
  async function schemas(
    start: string,
    from: string,
    to: string,
  ): Promise<readonly [before: unknown, after: unknown]> {
    const cwd = scratchFolder();
    const memory = new DocumentMemory(100, 100);
    const read = async (says: string): Promise<unknown> => {
      writeIn(cwd, "openapi.yaml", says);
      const loaded = await loadDocument({ entry: "openapi.yaml", overlays: [], cwd, memory });
      return loaded.document === null ? null : buildModel(loaded.document).model.schemas;
    };
    return [await read(start), await read(start.replace(from, to))];
  }

  const plain = document.replace("VERSION", "3.1.1");
  const id = "operationId: listOrders\n";
  const withLine = (line: string): string => `${id}      ${line}\n`;

  it("leaves what components come to alone where it refers to no others", async () => {
    const line = "parameters: [{ name: page, in: query, schema: { type: integer } }]";
    const [before, after] = await schemas(plain, id, withLine(line));
    expect(before).not.toBeNull();
    expect(after).toBe(before);
  });

  it("gives components another variant where it asks for one", async () => {
    const schema = '{ $ref: "#/components/schemas/Problem" }';
    const line = `requestBody: { content: { application/json: { schema: ${schema} } } }`;
    const [before, after] = await schemas(plain, id, withLine(line));
    expect(JSON.stringify(before)).not.toContain('"ProblemCreate"');
    expect(JSON.stringify(after)).toContain('"ProblemCreate"');
  });

  it("changes what others refer to in it", async () => {
    const place = "#/paths/~1orders/get/requestBody/content/application~1json/schema/properties/kind";
    const body = "{ type: object, properties: { kind: { type: string, maxLength: 7 } } }";
    const start = plain
      .replace(id, withLine(`requestBody: { content: { application/json: { schema: ${body} } } }`))
      .replace(
        /(?<=operationId: createOrder.*application\/json: \{ schema: )\{[^}]*\}/su,
        `{ $ref: "${place}" }`,
      );
    const [before, after] = await schemas(start, "maxLength: 7", "maxLength: 9");
    expect(JSON.stringify(before)).toContain('"maxLength":7');
    expect(JSON.stringify(after)).toContain('"maxLength":9');
  });
});
