import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { format } from "prettier";
import {
  generateProject,
  startServer,
  type GeneratedProject,
  type RunningServer,
} from "../support/generated.js";

const integer = { type: "integer" };
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const droplet = ref("Droplet");
const droplets = { type: "array", items: droplet };
const object = (properties: object, ...required: string[]) => ({ type: "object", properties, required });

const query = (name: string, schema: object) => ({ name, in: "query", schema });
const paging = [
  query("page", { ...integer, minimum: 1, default: 1 }),
  query("per_page", { ...integer, minimum: 1, maximum: 100, default: 20 }),
];

function operation(operationId: string, status: string, schema: object | null, more: object = {}): object {
  const content = schema === null ? {} : { content: { "application/json": { schema } } };
  const responses = { [status]: { description: "", ...content } };
  return { operationId, "x-security": { public: "test" }, responses, ...more };
}

/** A list of its own for each way to describe one. */
function list(id: string, schema: object, parameters: readonly object[] = []): object {
  const written = { resource: "Droplet", action: "list", public: "test" };
  return { get: operation(id, "200", schema, { parameters, "x-security": written }) };
}

const requestBody = { required: true, content: { "application/json": { schema: droplet } } };

const document = {
  openapi: "3.1.0",
  info: { title: "Envelopes", version: "1" },
  security: [],
  paths: {
    "/droplets": {
      get: operation(
        "listDroplets",
        "200",
        {
          allOf: [
            { properties: { droplets } },
            object({ links: { type: "object" } }),
            object({ meta: { allOf: [ref("Meta"), { required: ["total"] }] } }, "meta"),
          ],
        },
        { parameters: [...paging, query("size", { type: "string" })] },
      ),
      post: operation("createDroplet", "201", { properties: { droplet } }, { requestBody }),
    },
    "/droplets/{dropletId}": {
      parameters: [
        { name: "dropletId", in: "path", required: true, schema: { type: "string", format: "uuid" } },
      ],
      get: operation(
        "getDroplet",
        "200",
        object(
          { droplet: { allOf: [droplet], description: "It." }, meta: { type: "object" } },
          "droplet",
          "meta",
        ),
      ),
      put: operation("updateDroplet", "200", object({ data: droplet }, "data"), { requestBody }),
    },
    "/cursors": list("listByCursor", object({ data: droplets, next_cursor: { type: ["string", "null"] } }), [
      query("cursor", { type: "string" }),
      query("limit", { ...integer, minimum: 1, maximum: 50 }),
    ]),
    "/pages": list(
      "listPages",
      object({ results: droplets, page: integer, total_count: integer }, "page"),
      paging,
    ),
    "/forgotten": {
      post: operation("createForgotten", "201", droplet, {
        requestBody: { content: requestBody.content },
        "x-security": { resource: "Droplet", action: "create", public: "test" },
      }),
    },
    "/two": list("listTwo", object({ data: droplets, included: droplets })),
    "/unknown": list("listUnknown", object({ data: droplets, checksum: { type: "string" } }, "checksum")),
    "/wrong": list("listWrong", object({ data: droplets, next: { type: "string" } })),
    "/large": list("listLarge", object({ data: droplets }), [
      query("page", { ...integer, minimum: 1, default: 1 }),
      query("per_page", { ...integer, maximum: 200, default: 20 }),
    ]),
    "/zero": list("listFromZero", object({ data: droplets }), [
      query("page", { ...integer, minimum: 0, default: 0 }),
      query("per_page", { ...integer, maximum: 100, default: 20 }),
    ]),
  },
  components: {
    schemas: {
      Droplet: {
        ...object(
          { id: { type: "string", format: "uuid", readOnly: true }, size: { type: "string" } },
          "id",
          "size",
        ),
        "x-security": { resource: { access: [{ anyone: true, any: true }] } },
      },
      Meta: object({ total: integer }),
    },
  },
};

let project: GeneratedProject;
let server: RunningServer;

beforeAll(async () => {
  project = await generateProject("envelopes", document);
  const { handlers } = await project.load<{ handlers: object }>("src/handlers/index.js");
  const { memorySource } = await project.load<{ memorySource: () => object }>("src/api/index.js");
  server = await startServer(project, handlers, undefined, { data: memorySource() });
}, 120_000);

afterAll(() => server.close());

async function call(path: string, method = "GET", body?: object): Promise<unknown> {
  const answer = await fetch(server.origin + path, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  return answer.ok ? answer.json() : answer.status;
}

describe("handlers that are written for answers with an envelope", () => {
  it("create, read, change and list rows where the envelope leaves no doubt", async () => {
    const sizes = ["s", "m", "s"];
    const created: { readonly droplet: { readonly id: string } }[] = [];
    for (const size of sizes)
      created.push((await call("/droplets", "POST", { size })) as (typeof created)[0]);
    const [first] = created;
    const id = first?.droplet.id ?? "";
    expect(first).toEqual({ droplet: { id, size: "s" } });
    expect(await call(`/droplets/${id}`)).toEqual({ droplet: { id, size: "s" }, meta: {} });
    expect(await call(`/droplets/${id}`, "PUT", { size: "l" })).toEqual({ data: { id, size: "l" } });
    expect(await call("/droplets?page=2&per_page=2")).toMatchObject({ droplets: [{}], meta: { total: 3 } });
    expect(await call("/droplets?size=s")).toMatchObject({ droplets: [{ size: "s" }], meta: { total: 1 } });
    const pages = await call("/pages?page=3&per_page=1");
    expect(pages).toMatchObject({ results: [{}], page: 3, total_count: 3 });
    const { data, next_cursor } = (await call("/cursors?limit=2")) as { data: []; next_cursor: string };
    const rest = await call(`/cursors?limit=2&cursor=${next_cursor}`);
    expect([data.length, rest]).toMatchObject([2, { data: [{}], next_cursor: null }]);
  });

  it("ask for a body that the document forgot to require", async () => {
    expect(await call("/forgotten", "POST")).toBe(422);
    expect(await call("/forgotten", "POST", { size: "s" })).toMatchObject({ size: "s" });
  });

  it.each(["two", "unknown", "wrong", "large", "zero"])("say 501 where it leaves doubt: %s", async (path) => {
    expect(await call(`/${path}`)).toBe(501);
  });

  it("pass the strictest compiler and the linter, and are written as prettier would", async () => {
    expect(await project.problems()).toEqual([]);
    const handlers = project.files.filter(({ path }) => path.startsWith("src/handlers/"));
    for (const { text } of handlers) expect(await format(text, { parser: "typescript" })).toBe(text);
  }, 120_000);
});
