import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  AccessDenied,
  ParentNotFound,
  type AccessRequest,
  type Reach,
} from "../../../../src/runtime/core/access.js";
import { InvalidCursor, InvalidValue, UniqueViolation } from "../../../../src/runtime/core/data-errors.js";
import { hashPassword, verifyPassword } from "../../../../src/runtime/core/password.js";
import type { IdBinding, OperationPolicy, ResourcePolicy } from "../../../../src/runtime/core/policy.js";
import { byteBody } from "../../../../src/runtime/core/output/stream-answer.js";
import { conflict, notFound, unauthorized, type HandlerAnswer } from "../../../../src/runtime/core/result.js";
import { environmentSecrets } from "../../../../src/runtime/core/secrets.js";
import type { ResponseShapes } from "../../../../src/runtime/core/answer-shape.js";
import { json, object, value } from "../../../../src/runtime/core/shape.js";
import {
  answering,
  createKeys,
  createTestFence,
  jsonBody,
  mint,
  operation,
  reaching,
  route,
  serverPolicy,
  withJson,
} from "./harness.js";

const id = (name: string, role: IdBinding["role"], resource = "Order"): IdBinding => {
  return { at: { kind: "path", name }, resource, action: "read", role };
};

const resource = (hide: 404 | 403): ResourcePolicy => {
  return {
    name: "Order",
    table: "orders",
    id: "id",
    tenant: null,
    hide,
    columns: {},
    access: [],
    parent: null,
  };
};

describe("ids", () => {
  const bound = operation({ bindings: [id("id", "target")] });
  const reach = (value: unknown): Reach =>
    value === "mine" ? "reachable" : value === "theirs" ? "hidden" : "missing";

  async function setUp(hide: 404 | 403) {
    const policy = serverPolicy({ resources: { Order: resource(hide) } });
    const fence = await createTestFence([route(bound)], { policy, bind: reaching(reach) });
    return { ...fence, get: (name: string) => fence.send({ params: { id: name } }) };
  }

  test("[C21] [C22] not yours is not there, byte for byte, and no handler runs", async () => {
    const { get } = await setUp(404);
    expect((await get("mine")).status).toBe(200);
    const own = ["x-request-id", "traceparent"];
    const [theirs, gone] = await Promise.all(
      ["theirs", "gone"].map(async (name) => {
        const { status, headers, body } = await get(name);
        return { status, body, headers: headers.filter(([header]) => !own.includes(header)) };
      }),
    );
    expect(theirs).toMatchObject({ status: 404 });
    expect(theirs).toEqual(gone);
  });

  test("[C22] what a handler does not find looks the same", async () => {
    const { get } = await setUp(404);
    const { send } = await createTestFence([route(operation(), { handler: answering(notFound()) })]);
    expect((await send()).body).toBe((await get("theirs")).body);
  });

  test("[C61] only the log tells them apart", async () => {
    const { get, log } = await setUp(404);
    await get("theirs");
    expect(log.lines.at(-1)).toMatchObject({ event: "malicious_direct_reference", status: 404 });
    await get("gone");
    expect(log.lines.at(-1)).toMatchObject({ event: "request", status: 404 });
  });

  test("[C23] 403 where the resource asks for it", async () => {
    const { get } = await setUp(403);
    expect([(await get("theirs")).status, (await get("gone")).status]).toEqual([403, 404]);
  });

  test("[C21] ids in bodies and lists are held against the data too; parents join", async () => {
    const asked: [string, unknown][] = [];
    const seen: AccessRequest[] = [];
    const policy: OperationPolicy = operation({
      method: "POST",
      body: jsonBody,
      bindings: [
        {
          at: { kind: "body", pointer: "/lines/*/sku" },
          resource: "Product",
          action: "read",
          role: "reference",
        },
        {
          at: { kind: "body", pointer: "/warehouse" },
          resource: "Warehouse",
          action: "read",
          role: "reference",
        },
        id("id", "parent"),
      ],
    });
    const { send } = await createTestFence([route(policy)], {
      bind: (request) => {
        seen.push(request);
        return {
          data: {},
          reach: async (binding, value) => (
            asked.push([binding.resource, value]),
            value === "bad" ? "hidden" : "reachable"
          ),
        };
      },
    });
    expect((await send(withJson('{"lines":[{"sku":"a"},{"sku":"b"}],"warehouse":null}'))).status).toBe(200);
    expect(asked).toEqual([
      ["Order", "1"],
      ["Product", "a"],
      ["Product", "b"],
    ]);
    expect(seen[0]?.parents).toEqual({ Order: "1" });
    expect((await send(withJson('{"lines":[{"sku":"a"},{"sku":"bad"}]}'))).status).toBe(404);
  });

  test("[C22] those in a query string that is one value are held against the data as well", async () => {
    const pointers = ["/orderId", "/lines/*/orderId", "/ids/*"];
    const policy = operation({
      queryString: { kind: "json", required: false },
      bindings: pointers.map((pointer) => ({
        at: { kind: "querystring", pointer },
        resource: "Order",
        action: "read",
        role: "reference",
      })),
    });
    const reach = (value: unknown): Reach => (value === "mine" ? "reachable" : "hidden");
    const { send } = await createTestFence([route(policy)], { bind: reaching(reach) });
    const statusOf = async (query: unknown): Promise<number> =>
      (await send({ target: `/things/1?${encodeURIComponent(JSON.stringify(query))}` })).status;
    expect(await statusOf({ orderId: "mine", lines: [{ orderId: "mine" }], ids: ["mine"] })).toBe(200);
    expect(await statusOf({ orderId: "theirs" })).toBe(404);
    expect(await statusOf({ lines: [{ orderId: "mine" }, { orderId: "theirs" }] })).toBe(404);
    expect(await statusOf({ ids: ["mine", "theirs"] })).toBe(404);
  });

  test("[C28] [C62] lifting the owner filter is logged with who and what", async () => {
    const keys = await createKeys();
    const authentication = { kind: "required", alternatives: [[{ scheme: "bearer", grants: [] }]] } as const;
    const policy = operation({ authentication, audit: { privileged: true, event: null } });
    const { send, log } = await createTestFence([route(policy)], {
      keys,
      bind: ({ onLifted }) => {
        onLifted({ resource: "Order", action: "read" });
        return { data: {}, reach: async () => "reachable" };
      },
    });
    await send({ headers: [["authorization", `Bearer ${await mint(keys, { sub: "root" })}`]] });
    const [lifted, request] = log.lines.slice(-2);
    expect(lifted).toMatchObject({
      event: "authz_admin",
      subject: "root",
      resource: "Order",
      action: "read",
    });
    expect(request).toMatchObject({
      event: "authz_admin",
      subject: "root",
      operation: "getThing",
      privileged: true,
      status: 200,
    });
  });
});

describe("errors of handlers", () => {
  test.each<[unknown, number]>([
    [new AccessDenied("Order", "create"), 403],
    [new ParentNotFound("Order"), 404],
    [new InvalidCursor(), 400],
    [new InvalidValue("name"), 422],
    [new UniqueViolation("orders"), 409],
    [new TypeError("x is undefined"), 500],
    ["a text", 500],
    [undefined, 500],
  ])("[C46] %s", async (error, status) => {
    const handler = async () => {
      throw error;
    };
    const response = await (await createTestFence([route(operation(), { handler })])).send();
    expect(response.status).toBe(status);
    expect(String(response.body)).not.toMatch(/Order|orders|undefined|name/);
  });

  test("problems may carry a sentence, 401 carries a challenge", async () => {
    const { send } = await createTestFence([
      route(operation(), { handler: answering(conflict("Already paid.")) }),
    ]);
    expect((await send()).json()).toEqual({
      type: "about:blank",
      title: "Conflict",
      status: 409,
      detail: "Already paid.",
    });
    const login = await createTestFence([route(operation(), { handler: answering(unauthorized()) })]);
    expect((await login.send()).header("www-authenticate")).toBe('Bearer realm="Test"');
  });
});

describe("answers", () => {
  const responses: ResponseShapes = {
    "200": {
      "application/json": { kind: "json", shape: object({ id: value }) },
      "text/csv": { kind: "text" },
    },
    "202": {},
    "4XX": { "application/json": { kind: "json", shape: json } },
    "206": { "application/*": byteBody },
  };

  async function answer(given: HandlerAnswer, method = "GET") {
    const { send, log } = await createTestFence([
      route(operation(), { handler: answering(given), responses }),
    ]);
    return { response: await send({ method }), line: () => log.lines.at(-1) };
  }

  test.each<[string, HandlerAnswer]>([
    ["an undeclared status", { status: 201, body: { id: 1 } }],
    ["no status at all", { status: Number.NaN }],
    ["an undeclared media type", { status: 200, body: "<b>", contentType: "text/html" }],
    ["no choice among several media types", { status: 200, body: { id: 1 } }],
    ["a text where JSON is declared", { status: 200, body: '{"secret":1}', contentType: "application/json" }],
    ["an object where text is declared", { status: 200, body: { secret: 1 }, contentType: "text/csv" }],
    ["a body where none is declared", { status: 202, body: { secret: 1 } }],
    ["a text where bytes are declared", { status: 206, body: "secret" }],
  ])("[C45] %s cannot leave", async (_name, given) => {
    const { response, line } = await answer(given);
    expect(response.status).toBe(500);
    expect(String(response.body)).not.toContain("secret");
    expect(line()).toMatchObject({ event: "sys_crash", status: 500 });
  });

  test("[C43] what is declared leaves as declared", async () => {
    const { response } = await answer({
      status: 200,
      body: { id: 1, password: "x" },
      contentType: "application/json",
    });
    expect([response.status, response.body]).toEqual([200, '{"id":1}']);
    expect(
      (await answer({ status: 200, body: "a,b", contentType: "text/csv" })).response.header("content-type"),
    ).toBe("text/csv; charset=utf-8");
    expect((await answer({ status: 404, body: { a: [1] } })).response.json()).toEqual({ a: [1] });
    expect((await answer({ status: 206, body: new Uint8Array([1]) })).response.header("content-type")).toBe(
      "application/octet-stream",
    );
    expect((await answer({ status: 202 })).response.body).toBeNull();
  });

  test.each<[string, Record<string, string | readonly string[]>]>([
    ["CR LF in a value", { link: "a\r\nset-cookie: admin=1" }],
    ["a line feed in a value", { link: "a\nb" }],
    ["a null in a value", { link: "a\0b" }],
    ["letters beyond Latin-1", { link: "\u010d\u010a" }],
    ["a line break in one of several cookies", { "set-cookie": ["a=1", "b=2\r\nx: admin=1"] }],
    ["a line break in a name", { "x-a\r\nx-b": "1" }],
    ["a length of its own", { "Content-Length": "0" }],
    ["a permission for other origins", { "Access-Control-Allow-Origin": "*" }],
  ])("[C41] %s is held back", async (_name, headers) => {
    const { response, line } = await answer({ status: 202, headers });
    expect(response.status).toBe(500);
    for (const [name, text] of response.headers)
      expect(name + text).not.toMatch(/[\r\n\0]|admin=1|^access-control/);
    expect(line()).toMatchObject({ event: "sys_crash" });
  });

  test("[C42] every answer forbids sniffing, framing and scripts", async () => {
    const refused = (await answer({ status: 201 })).response;
    const passed = (await answer({ status: 202, headers: { Location: "/things/2" } })).response;
    for (const response of [refused, passed]) {
      expect(response.header("x-content-type-options")).toBe("nosniff");
      expect(response.header("content-security-policy")).toBe("default-src 'none'; frame-ancestors 'none'");
    }
    expect(passed.header("location")).toBe("/things/2");
    expect(refused.header("cache-control")).toBe("no-store");
  });

  test("what was made for one caller is not stored, whatever the handler says", async () => {
    const keys = await createKeys();
    const authentication = { kind: "required", alternatives: [[{ scheme: "bearer", grants: [] }]] } as const;
    const handler = answering({ status: 200, body: { id: 1 }, headers: { "Cache-Control": "public" } });
    const { send } = await createTestFence([route(operation({ authentication }), { handler })], { keys });
    const response = await send({ headers: [["authorization", `Bearer ${await mint(keys)}`]] });
    expect(response.headers.filter(([name]) => name === "cache-control")).toEqual([
      ["cache-control", "no-store"],
    ]);
    const open = await createTestFence([route(operation(), { handler })]);
    expect((await open.send()).header("cache-control")).toBe("public");
  });

  test("HEAD has the length of GET and no body", async () => {
    const { response } = await answer(
      { status: 200, body: { id: 1 }, contentType: "application/json" },
      "HEAD",
    );
    expect([response.body, response.header("content-length")]).toEqual([null, "8"]);
  });
});

test("[C41] a handler names the media type in `contentType`, never in a header of its own", async () => {
  const headers = { "Content-Type": "text/html" };
  const { send } = await createTestFence([
    route(operation(), { handler: answering({ status: 200, body: { id: "1" }, headers }) }),
  ]);
  const response = await send();
  expect([response.status, response.header("content-type")]).toEqual([500, "application/problem+json"]);
});

describe("the log", () => {
  test("[C65] keeps the words of foreign errors to themselves: they quote values", async () => {
    const quoting = Object.assign(new Error("Key (email)=(ada@example.com) violates\n    at hunter2"), {
      code: "P0001",
      constraint: "customers_email_check",
      detail: "ada@example.com",
    });
    const parsing = (): never => JSON.parse("hunter2") as never;
    for (const fail of [() => Promise.reject(quoting), async () => parsing()]) {
      const { send, log } = await createTestFence([route(operation(), { handler: fail })]);
      expect((await send()).status).toBe(500);
      expect(JSON.stringify(log.lines)).not.toMatch(/hunter2|ada@example/);
      expect(log.lines.at(-1)?.["error"]).toMatchObject({ stack: expect.arrayContaining([]) as unknown });
    }
    const { send, log } = await createTestFence([
      route(operation(), { handler: () => Promise.reject(quoting) }),
    ]);
    await send();
    expect(log.lines.at(-1)?.["error"]).toMatchObject({
      name: "Error",
      code: "P0001",
      constraint: "customers_email_check",
    });
  });

  test("[C55] [C65] holds no credential, body, query value or forged line", async () => {
    const keys = await createKeys();
    const authentication = { kind: "required", alternatives: [[{ scheme: "bearer", grants: [] }]] } as const;
    const policy = operation({ method: "POST", authentication, body: jsonBody });
    const { send, log } = await createTestFence([route(policy)], { keys });
    const token = await mint(keys);
    const request = withJson('{"password":"hunter2-body"}');
    const agent = `curl\u001b[31m\u2028${"x".repeat(1000)}`;
    const headers = [
      ...(request.headers ?? []),
      ["authorization", `Bearer ${token}`],
      ["user-agent", agent],
      ["cookie", "sid=cookie-value"],
    ] as const;
    await send({ ...request, headers });
    await send({
      ...withJson('{"password":"hunter2-body"}'),
      headers,
      target: "/things/1?token=query-value",
    });
    const text = JSON.stringify(log.lines);
    for (const secret of [token, token.split(".")[2] ?? "", "hunter2", "cookie-value", "query-value"])
      expect(text).not.toContain(secret);
    const line = log.lines.at(-1) ?? {};
    expect(String(line["userAgent"])).toHaveLength(254);
    expect(Object.keys(line).sort()).toEqual(
      [
        "address",
        "authentication",
        "credential",
        "durationMs",
        "event",
        "level",
        "method",
        "operation",
        "reason",
        "requestId",
        "status",
        "subject",
        "tenant",
        "time",
        "traceparent",
        "userAgent",
      ].sort(),
    );
  });

  test("[C60] a login is logged with address, user agent and a stand-in for the identity", async () => {
    const policy = operation({
      id: "login",
      method: "POST",
      body: jsonBody,
      authenticates: { identity: { kind: "body", pointer: "/email" } },
    });
    const { send, log } = await createTestFence([route(policy)]);
    const request = withJson('{"email":"alice@example.com"}');
    await send({ ...request, headers: [...(request.headers ?? []), ["User-Agent", "curl/8"]] });
    expect(log.lines.at(-1)).toMatchObject({
      event: "authn_login_success",
      address: "127.0.0.1",
      userAgent: "curl/8",
      operation: "login",
    });
    expect(log.lines.at(-1)?.["attempted"]).toMatch(/^[0-9a-f]{32}$/);
    expect(JSON.stringify(log.lines)).not.toContain("alice");
  });

  test("[C62] an operation's own event names its success", async () => {
    const policy = operation({ audit: { privileged: true, event: "role.changed" } });
    const { send, log } = await createTestFence([route(policy)]);
    await send();
    expect(log.lines.at(-1)).toMatchObject({ event: "role.changed", privileged: true });
  });
});

describe("passwords", () => {
  test("are stored as scrypt and verified", async () => {
    const stored = await hashPassword("correct horse");
    expect(stored).toMatch(/^\$scrypt\$ln=14,r=8,p=5\$/);
    expect(await verifyPassword("correct horse", stored)).toBe(true);
    expect(await verifyPassword("wrong horse", stored)).toBe(false);
    expect(await verifyPassword("correct horse", "plain text")).toBe(false);
    expect(await hashPassword("correct horse")).not.toBe(stored);
  });

  test("an unknown identity costs as much as a wrong password", async () => {
    const stored = await hashPassword("a");
    const time = async (known: string | undefined) => {
      const started = performance.now();
      expect(await verifyPassword("b", known)).toBe(false);
      return performance.now() - started;
    };
    const [wrong, unknown] = [await time(stored), await time(undefined)];
    expect(unknown).toBeGreaterThan(wrong / 4);
  });
});

describe("secrets", () => {
  test("come from the environment or from a file that it names", async () => {
    const folder = mkdtempSync(join(tmpdir(), "secrets-"));
    writeFileSync(join(folder, "key"), "from a file\n");
    process.env["FENCE_TEST_FILE"] = join(folder, "key");
    expect(await environmentSecrets("FENCE_TEST")).toBe("from a file");
    process.env["FENCE_TEST"] = "from the environment";
    expect(await environmentSecrets("FENCE_TEST")).toBe("from the environment");
    process.env["FENCE_TEST"] = "";
    expect(await environmentSecrets("FENCE_TEST")).toBe("from a file");
    delete process.env["FENCE_TEST"];
    delete process.env["FENCE_TEST_FILE"];
    rmSync(folder, { recursive: true });
    expect(await environmentSecrets("FENCE_TEST")).toBeUndefined();
  });
});
