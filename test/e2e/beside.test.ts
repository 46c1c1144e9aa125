import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { generate } from "ringfence";
import { Beside } from "../../src/emit/beside.js";
import { shareNames } from "../../src/emit/claims.js";
import { makePlan } from "../../src/emit/emitter.js";
import { emit } from "../../src/emit/plan.js";
import { allShares, takeShares } from "../../src/emit/shares.js";
import { typedFiles } from "../../src/emit/typed-files.js";
import { ordersModel } from "../support/orders-model.js";
import { scratchFolder } from "../support/scratch.js";

const options = { framework: "fastify", importExtension: "js", handlersImport: "../api" } as const;
const thread = new URL("../../dist/bundle/beside-thread.js", import.meta.url);
/** More characters than any document needs for a thread to be worthwhile. */
const many = 1e9;

const started: Beside[] = [];

function start(entry: URL, { processors = 2, characters = many } = {}): Beside {
  const beside = new Beside(entry, processors);
  started.push(beside);
  beside.expect(characters);
  beside.begin(ordersModel, options);
  return beside;
}

const running = (source: string): URL => new URL(`data:text/javascript,${encodeURIComponent(source)}`);

afterEach(() => {
  for (const beside of started.splice(0)) beside.stop();
});

describe("a thread beside", () => {
  it("makes the same files as are made in place", async () => {
    const made = await start(thread).files();
    const plan = makePlan(ordersModel, options);
    expect(made?.typed).toEqual(await typedFiles(plan));
    expect([...(made?.shared.values() ?? [])].flat()).toEqual(allShares(plan));
  });

  it("makes nothing that another thread makes", async () => {
    const beside = start(thread);
    const own = takeShares(makePlan(ordersModel, options), beside.claims, "back");
    const made = await beside.files();
    const taken = [...own.keys(), ...(made?.shared.keys() ?? [])];
    expect(taken.sort()).toEqual([...shareNames].sort());
  });

  it.each([
    ["cannot be loaded", new URL("file:///nowhere/thread.js")],
    ["throws", running("throw new Error('broken')")],
    ["throws later", running("setTimeout(() => { throw new Error('broken'); }, 20)")],
    ["rejects", running("Promise.reject(new Error('broken'))")],
    ["ends without a word", running("process.exit(0)")],
  ])(
    "that %s answers null, and all is done in place",
    async (_, entry) => {
      const beside = start(entry);
      const files = await emit(ordersModel, options, beside);
      expect(await beside.files()).toBeNull();
      expect(files).toEqual(await emit(ordersModel, options));
    },
    30_000,
  );

  it("is not started for a small document, or where there is one processor", async () => {
    expect(await start(thread, { characters: 1000 }).files()).toBeNull();
    expect(await start(thread, { processors: 1 }).files()).toBeNull();
  });

  it("changes no byte of what a large document comes to", async () => {
    const folder = scratchFolder();
    writeFileSync(path.join(folder, "openapi.json"), JSON.stringify(largeDocument()));
    const of = (threads: boolean) => generate({ document: "openapi.json", cwd: folder, threads });
    const { files, diagnostics } = await of(true);
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(files.length).toBeGreaterThan(100);
    expect(byPath(files)).toEqual(byPath((await of(false)).files));
  });

  it("leaves nothing behind where the document has errors", async () => {
    const folder = scratchFolder();
    const document = { ...largeDocument(), security: undefined };
    writeFileSync(path.join(folder, "openapi.json"), JSON.stringify(document));
    const { files, diagnostics } = await generate({ document: "openapi.json", cwd: folder, threads: true });
    expect(files).toEqual([]);
    expect(diagnostics.some(({ rule }) => rule === "operation-without-security")).toBe(true);
  });
});

function byPath(files: readonly { readonly area: string; readonly path: string; readonly text: string }[]) {
  return new Map(files.map(({ area, path, text }) => [`${area}/${path}`, text]));
}

function largeDocument() {
  const names = Array.from({ length: 60 }, (_, index) => `Thing${String(index)}`);
  return {
    openapi: "3.1.0",
    info: { title: "Things", version: "1" },
    security: [{ bearer: [] }],
    "x-security": { rateLimits: { default: { limit: 10, window: "1m", by: "credential" } } },
    paths: Object.fromEntries(names.map((name) => [`/${name.toLowerCase()}`, { get: operation(name) }])),
    components: {
      securitySchemes: { bearer },
      schemas: Object.fromEntries(names.map((name) => [name, thing(name)])),
    },
  };
}

const bearer = {
  type: "http",
  scheme: "bearer",
  "x-security": {
    algorithms: ["ES256"],
    issuer: "https://id.example.com/",
    audience: "things",
    keys: { secret: "KEYS" },
  },
};

function operation(name: string) {
  const schema = { $ref: `#/components/schemas/${name}` };
  const content = { "application/json": { schema } };
  return { operationId: `get${name}`, responses: { 200: { description: "It.", content } } };
}

function thing(name: string) {
  const properties = Array.from({ length: 60 }, (_, index) => [
    `property${String(index)}`,
    {
      type: "string",
      maxLength: 100 + index,
      description: `${name}'s ${"long ".repeat(16)}${String(index)}.`,
    },
  ]);
  return { type: "object", required: ["property1"], properties: Object.fromEntries(properties) as object };
}
