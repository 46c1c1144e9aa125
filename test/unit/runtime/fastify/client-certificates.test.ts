import { request, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import { connect, type ConnectionOptions } from "node:tls";
import { fastify, type FastifyInstance } from "fastify";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { MutualTlsScheme } from "../../../../src/runtime/core/policy.js";
import type { Principal } from "../../../../src/runtime/core/principal.js";
import { fencePlugin } from "../../../../src/runtime/fastify/plugin.js";
import { createFastifyServer } from "../../../../src/runtime/fastify/server.js";
import { createAuthority, type Authority, type Issued } from "../../../support/authorities.js";
import { createTestFence, operation, route, serverPolicy } from "../core/harness.js";

let ours: Authority;
let theirs: Authority;
let server: Issued;
let robot: Issued;
beforeAll(() => {
  ours = createAuthority("ours");
  theirs = createAuthority("theirs");
  server = ours.issue({ subject: "/CN=localhost", names: "DNS:localhost", usage: "serverAuth" });
  robot = ours.issue({ subject: "/O=Acme/CN=robot", names: "URI:spiffe://acme/robot,DNS:robot.acme" });
});
afterAll(() => {
  ours.close();
  theirs.close();
});

const mutual: MutualTlsScheme = {
  kind: "mutual-tls",
  name: "machine",
  place: { in: "connection", name: "certificate", prefix: null },
  certificates: { kind: "secret", name: "CERTIFICATES" },
  grants: "roles",
};

let app: FastifyInstance | undefined;
afterEach(() => app?.close());

interface World {
  readonly port: number;
  readonly principals: readonly (Principal | null)[];
  readonly log: readonly Record<string, unknown>[];
}

async function listen(
  scheme: Partial<MutualTlsScheme> = {},
  { records = [] as readonly object[], tls = true, clock = Date.now } = {},
): Promise<World> {
  const principals: (Principal | null)[] = [];
  const policy = operation({
    path: "/things",
    parameters: [],
    authentication: { kind: "required", alternatives: [[{ scheme: "machine", grants: [] }]] },
  });
  const handler = async ({ principal }: { readonly principal: Principal | null }) => {
    principals.push(principal);
    return { status: 200, body: { id: "1" } };
  };
  const open = route(operation({ id: "open", path: "/open", parameters: [] }));
  const { fence, log } = await createTestFence([route(policy, { handler }), open], {
    policy: serverPolicy({ schemes: { machine: { ...mutual, ...scheme } } }),
    secrets: async () => JSON.stringify(records),
    clock,
  });
  const https = { cert: server.cert, key: server.key, ca: ours.ca };
  app = createFastifyServer(fence, tls ? { https } : {});
  await app.listen({ host: "127.0.0.1", port: 0 });
  return { port: (app.server.address() as AddressInfo).port, principals, log: log.lines };
}

function call(port: number, client: Partial<Issued> = {}, path = "/things"): Promise<number> {
  const { cert, key } = client;
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: "localhost",
        family: 4,
        port,
        path,
        ca: ours.ca,
        agent: false,
        ...(cert && key && { cert, key }),
      },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      },
    );
    sent.on("error", reject).end();
  });
}

describe("client certificates", () => {
  test("[C20] are known by their fingerprints, when their chain is good", async () => {
    const stranger = ours.issue({ subject: "/CN=stranger" });
    const forged = theirs.issue({ subject: "/O=Acme/CN=robot", names: "URI:spiffe://acme/robot" });
    const records = [
      { fingerprint: robot.fingerprint, subject: "robot", roles: ["machine"], tenant: "acme" },
      { fingerprint: forged.fingerprint, subject: "forged" },
    ];
    const { port, principals, log } = await listen({}, { records });
    expect(await call(port, robot)).toBe(200);
    expect(principals[0]).toMatchObject({ subject: "robot", roles: ["machine"], tenant: "acme" });
    expect(await call(port, stranger)).toBe(401);
    expect(log.at(-1)).toMatchObject({ reason: "wrong: no such certificate" });
    expect(await call(port, forged)).toBe(401);
    expect(log.at(-1)).toMatchObject({ reason: "wrong: no chain to a trusted authority" });
    expect(await call(port)).toBe(401);
    expect(log.at(-1)).toMatchObject({ authentication: "missing" });
    expect(await call(port, {}, "/open")).toBe(200);
  });

  test("[C20] end with their dates, on a connection that lasts, and with their records", async () => {
    let time = Date.now();
    const expires = new Date(time + 60_000).toISOString();
    const records = [{ fingerprint: robot.fingerprint, subject: "robot", expires }];
    const { port, log } = await listen({}, { records, clock: () => time });
    expect(await call(port, robot)).toBe(200);
    time += 60_000;
    expect(await call(port, robot)).toBe(401);
    expect(log.at(-1)).toMatchObject({ authentication: "expired", reason: "expired: expires" });
    time += 8 * 86_400_000;
    expect(await call(port, robot)).toBe(401);
    expect(log.at(-1)).toMatchObject({ reason: "expired: certificate" });
    time -= 30 * 86_400_000;
    expect(await call(port, robot)).toBe(401);
    expect(log.at(-1)).toMatchObject({ reason: "wrong: certificate is not valid yet" });
  });

  test.each([
    ["san-uri", "spiffe://acme/robot"],
    ["san-dns", "robot.acme"],
    ["common-name", "robot"],
  ] as const)("[C20] of an authority say who it is: %s", async (subject, expected) => {
    const { port, principals } = await listen({ certificates: { kind: "authority", subject } });
    expect(await call(port, robot)).toBe(200);
    expect(principals[0]).toMatchObject({ subject: expected, scopes: [], roles: [] });
  });

  test.each([
    [
      "two names of a kind",
      "san-uri",
      { subject: "/CN=x", names: "URI:spiffe://acme/a,URI:spiffe://acme/b" },
    ],
    ["no name of a kind", "san-email", { subject: "/CN=x", names: "DNS:x" }],
    ["two common names", "common-name", { subject: "/CN=admin/CN=x" }],
    ["no names at all", "san-dns", { subject: "/CN=x" }],
    // The name of seven bytes `acme/` U+0000 `a`, which no database holds.
    [
      "a character of control",
      "san-uri",
      { subject: "/CN=x", names: "DER:30:09:86:07:61:63:6d:65:2f:00:61" },
    ],
  ] as const)("[C20] with %s are nobody's", async (_name, subject, wishes) => {
    const { port } = await listen({ certificates: { kind: "authority", subject } });
    expect(await call(port, ours.issue(wishes))).toBe(401);
  });

  test("[C20] without a subject are read all the same: by their other names, and without a fault", async () => {
    const { port, principals } = await listen({ certificates: { kind: "authority", subject: "san-uri" } });
    expect(await call(port, ours.issue({ subject: "/", names: "URI:spiffe://acme/job" }))).toBe(200);
    expect(principals[0]).toMatchObject({ subject: "spiffe://acme/job" });
    const stranger = theirs.issue({ subject: "/" });
    expect(await call(port, stranger)).toBe(401);
    expect(await call(port, stranger, "/open")).toBe(200);
  });

  test("[C20] a common name that shares its place with another attribute is nobody's", async () => {
    const { port } = await listen({ certificates: { kind: "authority", subject: "common-name" } });
    expect(await call(port, ours.issue({ subject: "/CN=robot+OU=x" }))).toBe(401);
    expect(await call(port, ours.issue({ subject: "/CN=robot/OU=x+CN=admin" }))).toBe(401);
  });

  test("[C20] a name that reads like two is one", async () => {
    const { port, principals } = await listen({ certificates: { kind: "authority", subject: "san-uri" } });
    const odd = ours.issue({
      subject: "/CN=x",
      names: "@names\n[names]\nURI=https://acme/a, URI:https://acme/admin",
    });
    expect(await call(port, odd)).toBe(200);
    expect(principals.map((each) => each?.subject)).toEqual(["https://acme/a, URI:https://acme/admin"]);
  });

  test("[C20] a session that is taken up again is as good as before, and no better", async () => {
    const records = [{ fingerprint: robot.fingerprint, subject: "robot" }];
    const { port } = await listen({}, { records });
    const base = { host: "127.0.0.1", servername: "localhost", port, ca: ours.ca };
    for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
      const first = await speak({ ...base, cert: robot.cert, key: robot.key, maxVersion });
      expect(first.status).toBe(200);
      const again = await speak({ ...base, maxVersion, ...(first.session && { session: first.session }) });
      expect(again).toMatchObject({ reused: true, status: 200 });
      const none = await speak({ ...base, maxVersion });
      const later = await speak({ ...base, maxVersion, ...(none.session && { session: none.session }) });
      expect(later.status).toBe(401);
    }
  });

  test("[C20] fail closed where TLS ends elsewhere, whatever headers say", async () => {
    const records = [{ fingerprint: robot.fingerprint, subject: "robot" }];
    const { port } = await listen({}, { records, tls: false });
    const pem = encodeURIComponent(robot.cert);
    const headers = {
      "x-forwarded-proto": "https",
      "x-client-cert": pem,
      "x-forwarded-client-cert": `Cert="${pem}"`,
    };
    expect((await fetch(`http://127.0.0.1:${String(port)}/things`, { headers })).status).not.toBe(200);
    const answer = await fetch(`http://127.0.0.1:${String(port)}/things`);
    expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([
      401,
      'ClientCertificate realm="Test"',
    ]);
  });

  test("[C20] need authorities: those of the web give everybody a certificate", async () => {
    const { fence } = await createTestFence([], {
      policy: serverPolicy({ schemes: { machine: mutual } }),
      secrets: async () => "[]",
    });
    const https = { cert: server.cert, key: server.key };
    expect(() => createFastifyServer(fence, { https })).toThrow(/needs https.ca/);
  });

  test("[C20] need authorities in a server of the application's, too", async () => {
    const { fence } = await createTestFence([], {
      policy: serverPolicy({ schemes: { machine: mutual } }),
      secrets: async () => "[]",
    });
    const open = { cert: server.cert, key: server.key, requestCert: true, rejectUnauthorized: false };
    const mount = async (https: ServerOptions): Promise<void> => {
      const foreign = fastify({ https });
      await foreign.register(fencePlugin(fence));
      await foreign.close();
    };
    await expect(mount(open)).rejects.toThrow(/needs https.ca/);
    await expect(mount({ ...open, ca: ours.ca })).resolves.toBeUndefined();
  });
});

interface Spoken {
  readonly status: number;
  readonly reused: boolean;
  readonly session: Buffer | undefined;
}

/** One request over a TLS connection, whose session may be one from before. */
function speak(options: ConnectionOptions): Promise<Spoken> {
  return new Promise((resolve, reject) => {
    let session: Buffer | undefined;
    let text = "";
    let reused = false;
    const socket = connect(options, () => {
      reused = socket.isSessionReused();
      socket.write("GET /things HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    });
    socket.on("session", (given: Buffer) => (session = given));
    socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
    socket.on("error", reject);
    socket.on("close", () => {
      resolve({ status: Number(text.split(" ")[1]), reused, session });
    });
  });
}
