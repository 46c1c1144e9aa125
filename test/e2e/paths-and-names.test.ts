import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  generateProject,
  startServer,
  type GeneratedProject,
  type RunningServer,
} from "../support/generated.js";
import { requestTarget } from "../support/raw-request.js";

/** Names that mean something to JavaScript, to file systems or to people, in pairs that are easily confused. */
const names = [
  ...["class", "default", "constructor", "prototype", "toString", "hasOwnProperty", "then", "await"],
  ...[
    "con",
    "NUL",
    "aux",
    "index",
    "Order",
    "order",
    "ORDER",
    "order-",
    "or_der",
    "Promise",
    "Record",
    "Answer",
  ],
  ...[
    "注文",
    "注文2",
    "заказ",
    "größe",
    "👍",
    "👎",
    "a\u200bb",
    "ab",
    "1st",
    "",
    " ",
    "$",
    "-",
    "selectors",
    "policy",
  ],
  ...["x".repeat(300), `${"x".repeat(300)}y`, "many words ".repeat(40)],
];

/** One operation a name, with the name in every position that takes one. */
function namedPaths(): object {
  return Object.fromEntries(
    names.map((name, index) => [
      `/named/${String(index)}/{p}`,
      {
        get: {
          operationId: name,
          summary: name,
          tags: [name],
          "x-security": { public: "test" },
          parameters: [
            { name: "p", in: "path", required: true, schema: { type: "string", enum: ["a"] } },
            ...(/\S/.test(name) ? [{ name, in: "query", schema: { type: "string" } }] : []),
          ],
          responses: {
            "200": {
              description: name,
              content: {
                "application/json": {
                  schema: { $ref: `#/components/schemas/${schemaKey(index)}` },
                },
              },
            },
          },
        },
      },
    ]),
  );
}

/** Names of components are `^[a-zA-Z0-9._-]+$`; other letters occur all the same. */
const schemaKey = (index: number): string => {
  const name = (names[index] ?? "").replaceAll(/[\s~/]/g, "");
  return name === "" ? `Blank.${String(index)}` : name;
};

function namedSchemas(): object {
  return Object.fromEntries(
    names.map((name, index) => [
      schemaKey(index),
      {
        type: "object",
        properties: {
          title: { type: "string" },
          [name]: { type: "string" },
        },
      },
    ]),
  );
}

const oddPaths: readonly (readonly [method: string, path: string, ...parameters: string[]])[] = [
  ["get", "/a/{id}", "id"],
  ["get", "/a/mine"],
  ["post", "/a/{x}", "x"],
  ["get", "/a/{p}/", "p"],
  ["get", "/A/mine"],
  ["get", "/files/{name}.{ext}", "name", "ext"],
  ["get", "/files/{name}", "name"],
  ["get", "/range/{from}-{to}", "from", "to"],
  ["get", "/over/{x}/d", "x"],
  ["get", "/over/b{c}/d", "c"],
  ["get", "/over/{x}/{y}", "x", "y"],
  ["get", "/a.b(c)*+[d]$/{id}", "id"],
  ["get", "/:colon/*"],
  ["get", "/café/{名}", "名"],
  ["get", "/caf%C3%A9s"],
  ["get", "/jobs"],
  ["get", "/jobs?action=start"],
  ["get", "/here#there"],
  ["head", "/head/{id}", "id"],
  ["get", "/head/{id}", "id"],
  ["options", "/options"],
  ["trace", "/trace"],
  ["query", "/query"],
  ["COPY", "/files/{name}", "name"],
  ["M-SEARCH", "/query"],
];

const document = {
  openapi: "3.2.0",
  info: { title: "Names", version: "1" },
  security: [],
  tags: [
    { name: "a", summary: "A", kind: "nav" },
    { name: "b", parent: "a", kind: "badge" },
  ],
  paths: { ...namedPaths(), ...routedPaths() },
  components: { schemas: namedSchemas() },
};

function routedPaths(): object {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [method, path, ...parameters] of oddPaths) {
    const item = (paths[path] ??= {});
    const operation = {
      "x-security": { public: "test" },
      parameters: parameters.map((name) => ({
        name,
        in: "path",
        required: true,
        schema: { type: "string", maxLength: 50 },
        "x-security": { ignore: { "unbound-id": "test" } },
      })),
      responses: {
        "200": { description: "", summary: "", content: { "application/json": { schema: {} } } },
      },
    };
    if (/^[a-z]+$/.test(method)) item[method] = operation;
    else item["additionalOperations"] = { ...(item["additionalOperations"] as object), [method]: operation };
  }
  return paths;
}

interface Context {
  readonly params: object;
  readonly query: object;
}

let project: GeneratedProject;
let server: RunningServer;

beforeAll(async () => {
  project = await generateProject("paths-and-names", document);
  const { policy } = await project.load<{ policy: { operations: Record<string, Record<string, unknown>> } }>(
    "src/api/policy.js",
  );
  const handlers = Object.fromEntries(
    Object.entries(policy.operations).map(([id, { method, path }]) => [
      id,
      async ({ params, query }: Context) => ({
        status: 200,
        body: String(path).startsWith("/named")
          ? { ...query, undeclared: true }
          : { route: `${String(method)} ${String(path)}`, ...params },
      }),
    ]),
  );
  server = await startServer(project, handlers);
}, 120_000);

afterAll(() => server.close());

const ask = async (method: string, target: string): Promise<unknown> => {
  const { status, body } = await requestTarget(server.port, method, target);
  return status === 200 ? (body === "" ? "" : (JSON.parse(body) as unknown)) : status;
};

describe("paths", () => {
  it.each([
    ["GET", "/a/mine", { route: "GET /a/mine" }],
    ["GET", "/a/m%69ne", { route: "GET /a/mine" }],
    ["GET", "/A/mine", { route: "GET /A/mine" }],
    ["GET", "/a/Mine", { route: "GET /a/{id}", id: "Mine" }],
    ["GET", "/a/min%C3%A9%2F%3F", { route: "GET /a/{id}", id: "miné/?" }],
    ["POST", "/a/mine", { route: "POST /a/{x}", x: "mine" }],
    ["GET", "/a/1/", { route: "GET /a/{p}/", p: "1" }],
    ["GET", "/a/", 404],
    ["GET", "/files/a.b.txt", { route: "GET /files/{name}.{ext}", name: "a", ext: "b.txt" }],
    ["GET", "/files/a", { route: "GET /files/{name}", name: "a" }],
    ["COPY", "/files/a.txt", { route: "COPY /files/{name}", name: "a.txt" }],
    ["MOVE", "/files/a.txt", 405],
    ["GET", "/range/1-2-3", { route: "GET /range/{from}-{to}", from: "1", to: "2-3" }],
    ["GET", "/over/b1/d", { route: "GET /over/b{c}/d", c: "1" }],
    ["GET", "/over/1/d", { route: "GET /over/{x}/d", x: "1" }],
    ["GET", "/over/b/z", { route: "GET /over/{x}/{y}", x: "b", y: "z" }],
    ["GET", "/a.b(c)*+[d]$/7", { route: "GET /a.b(c)*+[d]$/{id}", id: "7" }],
    ["GET", "/a.b(c)*+d$/7", 404],
    ["GET", "/:colon/*", { route: "GET /:colon/*" }],
    ["GET", "/x/y", 404],
    ["GET", "/caf%C3%A9/x", { route: "GET /café/{名}", 名: "x" }],
    ["GET", "/caf%c3%a9s", { route: "GET /caf%C3%A9s" }],
    ["GET", "/jobs", { route: "GET /jobs" }],
    ["GET", "/jobs?action=start", { route: "GET /jobs?action=start" }],
    ["GET", "/jobs?action=stop", 400],
    ["GET", "/here", { route: "GET /here#there" }],
    ["HEAD", "/jobs", ""],
    ["OPTIONS", "/options", { route: "OPTIONS /options" }],
    ["TRACE", "/trace", { route: "TRACE /trace" }],
    ["QUERY", "/query", { route: "QUERY /query" }],
    ["M-SEARCH", "/query", { route: "M-SEARCH /query" }],
    ["GET", "/query", 405],
  ])("%s %s", async (method, target, expected) => {
    expect(await ask(method, target)).toEqual(expected);
  });

  it("HEAD and OPTIONS of a path say what GET and the methods of the document say", async () => {
    const { head } = await requestTarget(server.port, "OPTIONS", "/files/a.txt");
    expect(head).toMatch(/^HTTP\/1.1 204 /);
    expect(head).toMatch(/\r\nallow: COPY, GET, HEAD, OPTIONS\r\n/i);
    const own = await requestTarget(server.port, "HEAD", "/head/1");
    expect([own.status, own.body]).toEqual([200, ""]);
    expect(own.head).toContain("content-length: 36\r\n");
  });
});

describe("names", () => {
  it("[C43] are data: every operation answers under its own, with the members that it declares", async () => {
    for (const [index, name] of names.entries()) {
      const query = /\S/.test(name) ? `?${encodeURIComponent(name)}=v` : "";
      const answer = await ask("GET", `/named/${String(index)}/a${query}`);
      const shown = query === "" ? {} : Object.fromEntries([[name, "v"]]);
      expect(answer, JSON.stringify(name)).toEqual(shown);
    }
  });

  it("become identifiers and files that a compiler, a linter and every file system take", async () => {
    const files = project.files.map(({ path }) => path);
    for (const file of files) {
      expect(file).toMatch(/^[\w./-]+$/);
      expect(file.split("/").at(-1)?.length).toBeLessThan(130);
      expect(file).not.toMatch(/(^|\/)(con|prn|aux|nul|com\d|lpt\d)\./i);
    }
    expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(files.length);
    expect(await project.problems()).toEqual([]);
  }, 120_000);
});
