import { mkdirSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { FastifyInstance } from "fastify";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { typeErrors, transpile, writeProject, type ProjectFile } from "../support/compile.js";
import { readTree } from "../support/scratch.js";
import { run } from "../unit/cli/run.js";
import { answers, crud, done, inPath, json, object, text, uuid } from "../unit/propose/support/specimen.js";

/** A document as they are found: no annotations, a scheme that cannot be verified, a plain server, an odd path. */
const document = {
  openapi: "3.0.3",
  info: { title: "Shop", version: "1" },
  servers: [{ url: "http://shop.example.com" }],
  security: [{ bearer: [] }],
  paths: {
    ...crud("/orders", "orderId", "Order"),
    ...crud("/orders/{orderId}/items", "itemId", "Item"),
    ...crud("/pets", "petId", "Pet"),
    "/login": {
      post: {
        security: [],
        requestBody: json(object({ email: text, password: text })),
        ...answers(object({ token: text })),
      },
    },
    "/health": { get: { security: [], ...done } },
    "/legacy": { get: { security: [{ digest: [] }], ...done } },
    "/it's/[odd]/{name}": { delete: { parameters: [inPath("name")], ...done } },
  },
  components: {
    securitySchemes: {
      bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
      digest: { type: "http", scheme: "digest" },
    },
    schemas: {
      Order: object({ id: { ...uuid, readOnly: true }, userId: text, note: text, status: text }),
      Item: object({ id: { ...uuid, readOnly: true }, orderId: uuid, sku: text }),
      Pet: object({ id: uuid, name: text, keeperId: text }),
    },
  },
};

interface Api {
  readonly createServer: (options: object) => Promise<FastifyInstance>;
  readonly memorySource: () => object;
  readonly policy: {
    readonly operations: Readonly<
      Record<string, { readonly method: string; readonly path: string; readonly closed?: string }>
    >;
  };
}

let folder: string;
let files: readonly ProjectFile[];
let api: Api;
let server: FastifyInstance;
const log: string[] = [];
const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });

beforeAll(async () => {
  folder = writeProject("init-e2e", [{ path: "openapi.yaml", text: stringify(document) }]);
  mkdirSync(`${folder}src`, { recursive: true });
  const init = await run(folder, ["init", "--yes"]);
  expect(init.code, init.stderr).toBe(0);
  const generated = await run(folder, ["generate"]);
  expect(generated.code, generated.stderr).toBe(0);
  files = Object.entries(readTree(`${folder}src`)).map(([path, source]) => ({
    path: `src/${path}`,
    text: source,
  }));
  transpile(folder, files);
  api = (await import(pathToFileURL(`${folder}src/api/index.js`).href)) as Api;
  const { handlers } = (await import(pathToFileURL(`${folder}src/handlers/index.js`).href)) as {
    handlers: object;
  };
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: "one", alg: "ES256" }] });
  const logger = pino({}, { write: (line: string) => void log.push(line) });
  server = await api.createServer({ handlers, data: api.memorySource(), secrets: async () => keys, logger });
}, 180_000);

afterAll(async () => {
  await server.close();
});

async function tokenOf(subject: string): Promise<string> {
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: "ES256", kid: "one" })
    .setIssuer("https://issuer.invalid/")
    .setAudience("confirm-the-audience")
    .setSubject(subject)
    .setIssuedAt()
    .setExpirationTime("5m")
    .sign(privateKey);
  return `Bearer ${token}`;
}

const operations = (): Api["policy"]["operations"][string][] => Object.values(api.policy.operations);
const urlOf = (template: string): string =>
  encodeURI(
    template.replace("{name}", "x").replaceAll(/\{[^}]+\}/gu, "8e8e1c5e-57a2-4d6c-9e0e-0c5f3c1f7a11"),
  );

describe("a document without annotations, after init and generate", () => {
  it("compiles under the strictest flags", () => {
    expect(typeErrors(folder, files)).toEqual([]);
  }, 180_000);

  it("[C12] refuses a stranger everywhere but where it was said to be public", async () => {
    const answered = await Promise.all(
      operations().map(async ({ method, path }) => {
        const { statusCode } = await server.inject({ method: method as "GET", url: urlOf(path) });
        return [`${method} ${path}`, statusCode] as const;
      }),
    );
    const open = answered.filter(([, status]) => status !== 401 && status !== 403);
    expect(open.map(([name]) => name)).toEqual(["POST /login", "GET /health"]);
    expect(answered).toHaveLength(16);
  });

  it("[C12] refuses whoever has a token wherever nobody decided, without asking a handler", async () => {
    const authorization = await tokenOf("alice");
    const closed = operations().filter((operation) => operation.closed !== undefined);
    expect(closed.map(({ path }) => path)).toEqual(
      expect.arrayContaining(["/pets", "/pets/{petId}", "/legacy", "/it's/[odd]/{name}"]),
    );
    for (const { method, path } of closed) {
      const { statusCode } = await server.inject({
        method: method as "GET",
        url: urlOf(path),
        headers: { authorization },
      });
      expect(statusCode, `${method} ${path}`).toBe(403);
    }
    expect(log.some((line) => line.includes("closed: credentials of digest cannot be verified yet"))).toBe(
      true,
    );
  });

  it("[C21] [C24] serves what was inferred to its owner, and hides it from others", async () => {
    const [alice, bob] = [await tokenOf("alice"), await tokenOf("bob")];
    const as = (authorization: string) => ({ headers: { authorization } });
    const created = await server.inject({
      method: "POST",
      url: "/orders",
      payload: { note: "mine" },
      ...as(alice),
    });
    expect(created.statusCode, created.body).toBe(201);
    const { id, userId } = created.json<{ id: string; userId: string }>();
    expect(userId).toBe("alice");
    const url = `/orders/${id}`;
    expect((await server.inject({ method: "GET", url, ...as(alice) })).json()).toMatchObject({
      note: "mine",
    });
    const hidden = await server.inject({ method: "GET", url, ...as(bob) });
    const missing = await server.inject({ method: "GET", url: urlOf("/orders/{orderId}"), ...as(bob) });
    expect([hidden.statusCode, hidden.body]).toEqual([404, missing.body]);
    const item = { method: "POST", url: `${url}/items`, payload: { sku: "a" } } as const;
    expect((await server.inject({ ...item, ...as(alice) })).statusCode).toBe(201);
    expect((await server.inject({ ...item, ...as(bob) })).statusCode).toBe(404);
  });

  it("[C72] takes no owner, and nothing that looks privileged, from a request", async () => {
    const authorization = await tokenOf("alice");
    for (const payload of [{ userId: "bob" }, { status: "paid" }]) {
      const { statusCode } = await server.inject({
        method: "POST",
        url: "/orders",
        payload,
        headers: { authorization },
      });
      expect(statusCode).toBe(400);
    }
  });
});
