import * as prettier from "prettier";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/document/document.js";
import { generate } from "../../../src/generate.js";
import { typeErrors, writeProject } from "../../support/compile.js";
import { openDocument, openOperation } from "../../support/generated-server.js";

const token = { algorithms: ["ES256"], issuer: "https://id.example.com/", audience: "api" };
const bound = (dpop: JsonObject): JsonObject => ({
  type: "http",
  scheme: "dpop",
  "x-security": { ...token, keys: { secret: "JWT_KEYS" }, dpop },
});
const me = { get: { ...openOperation("me"), security: [{ bound: [] }], "x-security": {} } };
const upload: JsonObject = {
  put: openOperation("putRaw", {
    requestBody: { content: { "image/*": { schema: { type: "string", format: "binary" } } } },
  }),
};
const thing: JsonObject = {
  get: {
    operationId: "getThing",
    parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
    responses: {
      "200": {
        description: "It.",
        content: { "application/json": { schema: { $ref: "#/components/schemas/Thing" } } },
      },
    },
  },
};
const schemas: JsonObject = {
  Thing: {
    type: "object",
    required: ["id"],
    properties: { id: { type: "string", readOnly: true } },
    "x-security": { resource: { access: [{ owner: "ownerId" }] } },
  },
};
const servers = [
  { url: "https://api.example.com/v1" },
  { url: "https://{a}.example.com", variables: { a: { default: "b" } } },
];

function document(paths: JsonObject, rest: JsonObject = {}, dpop: JsonObject = {}): JsonObject {
  return {
    ...openDocument({ "/me": me, ...paths }),
    security: [{ bound: [] }],
    components: {
      securitySchemes: { bound: bound(dpop) },
      schemas: "/things/{id}" in paths ? schemas : {},
    },
    ...rest,
  };
}

async function generated(name: string, root: JsonObject, main = "") {
  const folder = writeProject(name, [{ path: "openapi.json", text: JSON.stringify(root) }]);
  const { files, diagnostics } = await generate({
    document: `${folder}openapi.json`,
    cwd: folder,
    redis: true,
  });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const api = files.filter(({ area }) => area === "api");
  writeProject(name, [
    ...api.map(({ path, text }) => ({ path: `api/${path}`, text })),
    { path: "main.ts", text: main },
  ]);
  const textOf = (path: string): string => files.find((file) => file.path === path)?.text ?? "";
  return { folder, textOf };
}

describe("a server whose tokens are bound to keys", () => {
  it.each<[string, JsonObject]>([
    ["alone", {}],
    ["with files", { "/raw": upload }],
    ["with rows", { "/things/{id}": thing }],
    ["with both", { "/raw": upload, "/things/{id}": thing }],
  ])("%s has an entry that is formatted, and compiles", async (name, paths) => {
    const { folder, textOf } = await generated(
      `proofs-${name.replace(" ", "-")}`,
      document(paths, { servers }),
    );
    const index = textOf("index.ts");
    expect(await prettier.format(index, { parser: "typescript" })).toBe(index);
    if (name === "with both") expect(typeErrors(folder, [{ path: "api/index.ts", text: "" }])).toEqual([]);
    expect(textOf("policy.ts")).toContain('urls: ["https://api.example.com/v1"]');
  });

  it("must be told its URLs where the document does not tell them", async () => {
    const main = `import { createServer, type Handlers } from "./api/index.js";
declare const handlers: Handlers;
await createServer({ handlers, publicUrls: ["https://api.example.com"] });
await createServer({ handlers });
`;
    const untold = await generated("proofs-untold", document({}, { servers: [{ url: "/v1" }] }), main);
    const errors = typeErrors(untold.folder, [{ path: "main.ts", text: "" }]);
    expect(errors).toEqual([expect.stringContaining("publicUrls")]);
    const told = await generated("proofs-told", document({}, { servers }));
    expect(told.textOf("index.ts")).toContain("readonly publicUrls?: readonly string[];");
  });

  it("lists the secret of its nonces, and what its tokens are", async () => {
    const { textOf } = await generated("proofs-nonces", document({}, { servers }, { nonce: "DPOP_NONCES" }));
    expect(textOf(".env.example")).toMatch(/# Makes nonces for proofs: .*\nDPOP_NONCES=\n/);
    expect(textOf("credentials.md")).toContain(
      "- Kind: signed tokens, each bound to a key of its holder's: of no use without it (RFC 9449)\n",
    );
    expect(textOf("credentials.md")).toContain("- Secrets: `JWT_KEYS`, `DPOP_NONCES`\n");
  });
});
