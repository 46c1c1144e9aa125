import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { afterEach, describe, expect, test } from "vitest";
import { discoveredKeys, jwksAt } from "../../../../../src/runtime/core/authentication/remote-keys.js";
import type { JwtScheme } from "../../../../../src/runtime/core/policy.js";
import { createKeys, issuer, serverPolicy } from "../harness.js";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

const scheme = serverPolicy().schemes["bearer"] as JwtScheme;
const metadata = "/.well-known/openid-configuration";

describe("keys that are fetched", () => {
  test("are found through the issuer's metadata", async () => {
    const { jwks } = await createKeys();
    const base: string = await serve((request, response) => {
      response.end(request.url === metadata ? JSON.stringify({ issuer, jwks_uri: `${base}/keys` }) : jwks);
    });
    expect(await discoveredKeys(scheme, base + metadata)()).toMatchObject([
      { id: "one", algorithm: "ES256" },
    ]);
  });

  test.each<[string, (base: string) => object, RegExp]>([
    ["another issuer", (base) => ({ issuer: `${issuer}x`, jwks_uri: base }), /another issuer/],
    [
      "the issuer without its slash",
      (base) => ({ issuer: issuer.slice(0, -1), jwks_uri: base }),
      /another issuer/,
    ],
    ["no keys", () => ({ issuer }), /names no keys/],
    ["keys in clear text", () => ({ issuer, jwks_uri: "http://id.example.com/keys" }), /not on https/],
    ["keys in a file", () => ({ issuer, jwks_uri: "file:///etc/passwd" }), /not on https/],
  ])("[C18] metadata that names %s is refused", async (_name, answer, message) => {
    const base: string = await serve((_request, response) => response.end(JSON.stringify(answer(base))));
    await expect(discoveredKeys(scheme, base + metadata)()).rejects.toThrow(message);
  });

  test.each<[string, RequestListener, RegExp]>([
    [
      "too much",
      (_request, response) => response.end(`{"keys":[],"x":"${"a".repeat(300_000)}"}`),
      /more than/,
    ],
    [
      "without end",
      (_request, response) =>
        void Readable.from(letters())
          .on("error", () => undefined)
          .pipe(response),
      /more than/,
    ],
    ["a redirect", (_request, response) => response.writeHead(302, { location: "/x" }).end(), /reached/],
    ["an error", (_request, response) => response.writeHead(500).end("{}"), /answered 500/],
    ["no JSON", (_request, response) => response.end("<html>"), /no JSON object/],
    ["keys twice", (_request, response) => response.end('{"keys":[],"keys":[]}'), /no JSON object/],
    ["no set", (_request, response) => response.end('{"keys":{}}'), /no set of keys/],
    [
      "too many keys",
      (_request, response) => response.end(JSON.stringify({ keys: Array(65).fill({}) })),
      /too many/,
    ],
  ])("a source that answers %s is cut off", async (_name, listener, message) => {
    await expect(jwksAt(scheme, await serve(listener))()).rejects.toThrow(message);
  });

  test("[C18] shared secrets, private keys and keys for other purposes are passed over", async () => {
    const { jwks } = await createKeys();
    const [key] = (JSON.parse(jwks) as { keys: object[] }).keys;
    const keys = [
      { kty: "oct", k: Buffer.alloc(64).toString("base64url"), alg: "HS256" },
      { ...key, d: "AAAA" },
      { ...key, use: "enc" },
      { ...key, key_ops: ["sign"] },
      { ...key, alg: "ES384" },
      { kty: "RSA", n: Buffer.alloc(128, 1).toString("base64url"), e: "AQAB", alg: "RS256" },
      null,
      key,
    ];
    const base = await serve((_request, response) => response.end(JSON.stringify({ keys })));
    expect(await jwksAt({ ...scheme, algorithms: ["ES256", "RS256"] }, base)()).toHaveLength(1);
  });

  test("[C18] are never fetched in clear text", () => {
    expect(() => jwksAt(scheme, "http://id.example.com/keys")).toThrow(/not on https/);
    expect(() => jwksAt(scheme, "http://localhost:1@id.example.com/keys")).toThrow(/not on https/);
  });
});

function* letters(): Generator<string> {
  for (;;) yield "a".repeat(65_536);
}
