import { writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runChecks } from "../../src/checks/run.js";
import { loadDocument } from "../../src/document/load.js";
import { DocumentMemory } from "../../src/document/memory.js";
import { emit } from "../../src/emit/plan.js";
import { buildModel } from "../../src/model/build.js";
import { scratchFolder } from "../support/scratch.js";

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

interface Edit {
  readonly file: "openapi.yaml" | "more.yaml";
  readonly line: number;
  readonly change: { readonly from: string; readonly to: string } | "remove" | "repeat";
}

const edits: fc.Arbitrary<Edit> = fc.record({
  file: fc.constantFrom<Edit["file"][]>("openapi.yaml", "openapi.yaml", "openapi.yaml", "more.yaml"),
  line: fc.nat(200),
  change: fc.oneof(
    fc.record({ from: fc.constantFrom(...words), to: fc.constantFrom(...words) }),
    fc.constantFrom("remove" as const, "repeat" as const),
  ),
});

function apply(text: string, { line, change }: Edit): string {
  const lines = text.split("\n");
  const index = line % lines.length;
  const old = lines[index] ?? "";
  const now =
    change === "remove" ? [] : change === "repeat" ? [old, old] : [old.replace(change.from, change.to)];
  return [...lines.slice(0, index), ...now, ...lines.slice(index + 1)].join("\n");
}

async function outcome(cwd: string, memory?: DocumentMemory): Promise<unknown> {
  const options = { entry: "openapi.yaml", overlays: ["more.yaml"], cwd };
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
  it.each(["3.0.4", "3.1.1"])("comes to what reading it anew comes to (%s)", async (version) => {
    const cwd = scratchFolder();
    const start = { "openapi.yaml": document.replace("VERSION", version), "more.yaml": overlay };
    await fc.assert(
      fc.asyncProperty(fc.array(edits, { minLength: 1, maxLength: 8 }), async (steps) => {
        const memory = new DocumentMemory(100, 100);
        const texts: Record<Edit["file"], string> = { ...start };
        for (const step of [null, ...steps]) {
          const before = { ...texts };
          if (step !== null) texts[step.file] = apply(texts[step.file], step);
          for (const [file, text] of Object.entries(texts)) writeFileSync(path.join(cwd, file), text);
          const again = JSON.stringify(await outcome(cwd, memory));
          expect(again).toBe(JSON.stringify(await outcome(cwd)));
          // A mistake would hide all further edits.
          if (!again.includes('"root"')) Object.assign(texts, before);
        }
      }),
      { numRuns: 6 },
    );
  });
});
