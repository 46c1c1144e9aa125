import { createHash } from "node:crypto";
import { pino, type Logger } from "pino";
import { SignJWT, exportJWK, generateKeyPair, type CryptoKey } from "jose";
import type { BindAccess, Reach } from "../../../../src/runtime/core/access.js";
import { detectionPolicy } from "../../../support/detection-policy.js";
import { createFence, type Fence, type FenceOptions } from "../../../../src/runtime/core/fence.js";
import { apiKeyScheme } from "../../../../src/runtime/core/authentication/api-key-scheme.js";
import { basicScheme } from "../../../../src/runtime/core/authentication/basic-scheme.js";
import { keysOfIssuer, keysOfJwks } from "../../../../src/runtime/core/authentication/fetched-keys.js";
import { introspectionScheme } from "../../../../src/runtime/core/authentication/introspection-scheme.js";
import { guarding } from "../../../../src/runtime/core/input/guards.js";
import { jwtScheme } from "../../../../src/runtime/core/authentication/jwt-scheme.js";
import { mutualTlsScheme } from "../../../../src/runtime/core/authentication/mutual-tls-scheme.js";
import { keysOfSecret } from "../../../../src/runtime/core/authentication/static-keys.js";
import type { Header, IncomingRequest, OutgoingResponse } from "../../../../src/runtime/core/message.js";
import type { FenceParts } from "../../../../src/runtime/core/parts.js";
import type { OperationPolicy, RatePolicy, ServerPolicy } from "../../../../src/runtime/core/policy.js";
import type { HandlerAnswer, Problem } from "../../../../src/runtime/core/result.js";
import type { HandlerContext, Route } from "../../../../src/runtime/core/route.js";
import type { ResponseShapes } from "../../../../src/runtime/core/answer-shape.js";
import { object, value, type Guards } from "../../../../src/runtime/core/shape.js";
import type { OperationValidators } from "../../../../src/runtime/core/validator.js";

export const now = Date.parse("2026-01-01T00:00:00Z");
export const issuer = "https://id.example.com/";
export const audience = "orders-api";

/** An operation that everybody may call, to be overridden where a test needs more. */
export function operation(overrides: Partial<OperationPolicy> = {}): OperationPolicy {
  return {
    id: "getThing",
    method: "GET",
    path: "/things/{id}",
    surface: "public",
    authentication: { kind: "public", reason: "test", alternatives: [] },
    requires: null,
    action: "read",
    resource: null,
    bindings: [],
    rateLimits: [],
    cost: 1,
    authenticates: null,
    audit: { privileged: false, event: null },
    parameters: [
      {
        in: "path",
        name: "id",
        required: true,
        style: "simple",
        explode: false,
        type: { kind: "scalar", types: ["string"] },
      },
    ],
    body: null,
    ...overrides,
  };
}

export const jsonBody = {
  required: true,
  content: [{ kind: "json", mediaType: "application/json" }],
  limit: 1024,
} as const;

export function ratePolicy(overrides: Partial<RatePolicy> = {}): RatePolicy {
  return {
    name: "test",
    by: { kind: "address" },
    limit: 2,
    window: 60_000,
    algorithm: "sliding-window",
    count: "requests",
    at: "application",
    ...overrides,
  };
}

export function serverPolicy(overrides: Partial<ServerPolicy> = {}): ServerPolicy {
  return {
    title: "Test",
    version: "1",
    caps: { body: 1024, depth: 8, string: 100, array: 100, properties: 100, upload: 65_536, files: 3 },
    rateLimits: {},
    cors: null,
    transport: {
      tls: "intermediate",
      hsts: { maxAge: 63_072_000_000, includeSubDomains: true, preload: false },
      proxies: ["10.0.0.0/8"],
      certificate: { warn: 20 * 86_400_000, page: 3 * 86_400_000 },
    },
    detection: detectionPolicy,
    disclosure: null,
    schemes: {
      bearer: {
        kind: "jwt",
        name: "bearer",
        place: { in: "header", name: "Authorization", prefix: "Bearer" },
        algorithms: ["ES256"],
        issuer,
        audience,
        type: null,
        keys: { kind: "secret", name: "JWT_KEYS" },
        leeway: 30_000,
        maxAge: 43_200_000,
        claims: { subject: "sub", scopes: "scope", roles: "roles", tenant: "org" },
        privileged: { "orders:admin": 900_000 },
        grants: "scopes",
      },
      apiKey: {
        kind: "api-key",
        name: "apiKey",
        place: { in: "header", name: "X-API-Key", prefix: null },
        secret: "API_KEYS",
        grants: "roles",
      },
    },
    resources: {},
    operations: {},
    ...overrides,
  };
}

export interface RouteParts extends Partial<Omit<Route, "responses" | "guards">> {
  readonly responses?: ResponseShapes;
  readonly guards?: Guards;
}

export function route(
  policy: OperationPolicy,
  { responses = ok, guards, ...overrides }: RouteParts = {},
): Route {
  return {
    policy,
    validators: async (): Promise<OperationValidators> => ({}),
    responses: () => responses,
    ...(guards === undefined ? {} : { guards: guarding(() => guards) }),
    handler: answering({ status: 200, body: { id: "1" } }),
    ...overrides,
  };
}

export const ok: ResponseShapes = {
  "200": { "application/json": { kind: "json", shape: object({ id: value, name: value }) } },
};

export function answering(
  answer: HandlerAnswer | Problem,
): (context: HandlerContext) => Promise<HandlerAnswer | Problem> {
  return async () => answer;
}

/** An access layer whose rows are named by what they answer. */
export function reaching(reach: (id: unknown) => Reach): BindAccess {
  return () => ({ data: {}, reach: async (_binding, id) => reach(id) });
}

export interface TestKeys {
  readonly privateKey: CryptoKey;
  readonly jwks: string;
}

export async function createKeys(kid = "one", alg = "ES256"): Promise<TestKeys> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { privateKey, jwks: JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid, alg }] }) };
}

/** A token that is good unless a test spoils it. Times are seconds. */
export function mint(
  keys: TestKeys,
  claims: Readonly<Record<string, unknown>> = {},
  header: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const issued = now / 1000;
  return new SignJWT({ iss: issuer, aud: audience, sub: "alice", iat: issued, exp: issued + 600, ...claims })
    .setProtectedHeader({ alg: "ES256", kid: "one", ...header })
    .sign(keys.privateKey);
}

export const apiKey = "test-api-key-of-partner";

export function keyRecords(...records: readonly object[]): string {
  const digest = `sha256:${createHash("sha256").update(apiKey).digest("hex")}`;
  return JSON.stringify([{ digest, subject: "partner", roles: ["service"] }, ...records]);
}

/** Log lines of a fence, parsed. */
export interface TestLog {
  readonly logger: Logger;
  readonly lines: Record<string, unknown>[];
}

export function createTestLog(): TestLog {
  const lines: Record<string, unknown>[] = [];
  const logger = pino(
    { base: null },
    { write: (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  return { logger, lines };
}

/** Every part there is. */
export const parts: FenceParts = {
  schemes: {
    jwt: jwtScheme({ secret: keysOfSecret, jwks: keysOfJwks, discovery: keysOfIssuer }),
    "api-key": apiKeyScheme,
    basic: basicScheme,
    "mutual-tls": mutualTlsScheme,
    introspection: introspectionScheme,
  },
};

export interface TestFence extends Pick<Fence, "close" | "unmatched"> {
  readonly fence: Fence;
  readonly log: TestLog;
  /** Sends to the first route unless another is given. */
  readonly send: (request?: Partial<IncomingRequest>, to?: Route) => Promise<TestResponse>;
}

export interface TestResponse extends OutgoingResponse {
  readonly header: (name: string) => string | undefined;
  readonly json: () => Record<string, unknown>;
}

export async function createTestFence(
  routes: readonly Route[],
  options: Partial<FenceOptions> & { readonly keys?: TestKeys; readonly records?: string } = {},
): Promise<TestFence> {
  const log = createTestLog();
  const keys = options.keys ?? (await createKeys());
  const secrets: Record<string, string> = { JWT_KEYS: keys.jwks, API_KEYS: options.records ?? keyRecords() };
  const fence = await createFence({
    policy: serverPolicy(),
    routes,
    bind: () => ({ data: {}, reach: async () => "reachable" }),
    parts,
    secrets: async (name) => secrets[name],
    logger: log.logger,
    clock: () => now,
    ...options,
  });
  return {
    fence,
    log,
    close: fence.close,
    unmatched: fence.unmatched,
    send: async (request = {}, to = routes[0]) => {
      if (to === undefined) throw new Error("no route to send to");
      return readable(await fence.handle(to, incoming(request)));
    },
  };
}

export function incoming(overrides: Partial<IncomingRequest> = {}): IncomingRequest {
  return {
    method: "GET",
    target: "/things/1",
    params: { id: "1" },
    headers: [],
    address: "127.0.0.1",
    encrypted: false,
    body: bytes(),
    gone: new AbortController().signal,
    ...overrides,
  };
}

export async function* bytes(...chunks: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
}

/** Parts of a request that carries this JSON text. */
export function withJson(text: string, type = "application/json"): Partial<IncomingRequest> {
  const headers: Header[] = [
    ["Content-Type", type],
    ["Content-Length", String(Buffer.byteLength(text))],
  ];
  return { method: "POST", headers, body: bytes(text) };
}

export function readable(response: OutgoingResponse): TestResponse {
  return {
    ...response,
    header: (name) => response.headers.find(([key]) => key === name)?.[1],
    json: () => JSON.parse(String(response.body)) as Record<string, unknown>,
  };
}
