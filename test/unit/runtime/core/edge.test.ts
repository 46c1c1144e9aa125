import { describe, expect, test } from "vitest";
import { addressMatcher, plainAddress } from "../../../../src/runtime/core/client-address.js";
import { continueTrace } from "../../../../src/runtime/core/correlation.js";
import type { Header } from "../../../../src/runtime/core/message.js";
import type { HandlerContext } from "../../../../src/runtime/core/route.js";
import { createTestFence, incoming, operation, readable, route, serverPolicy } from "./harness.js";

describe("correlation", () => {
  test("[C64] an acceptable request id is kept, any other replaced, both are told", async () => {
    const { send, log } = await createTestFence([route(operation())]);
    const withId = (id: string) => send({ headers: [["X-Request-Id", id]] });
    expect((await withId("abc-1.2_3")).header("x-request-id")).toBe("abc-1.2_3");
    expect(log.lines.at(-1)).toMatchObject({ requestId: "abc-1.2_3" });
    for (const id of ["", "a b", "a\u001b[31m", "é", "x".repeat(129)]) {
      expect((await withId(id)).header("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  test("[C64] a trace is continued with a span of our own", async () => {
    const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    const { send, log } = await createTestFence([route(operation())]);
    const response = await send({ headers: [["traceparent", `00-${trace}-00f067aa0ba902b7-01`]] });
    const own = response.header("traceparent");
    expect(own).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-01$`));
    expect(own).not.toContain("00f067aa0ba902b7");
    expect(log.lines.at(-1)).toMatchObject({ traceparent: own });
  });

  test.each([
    undefined,
    "",
    "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
    "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-extra",
  ])("a malformed traceparent starts a new trace: %s", (received) => {
    const own = continueTrace(received);
    expect(own).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    expect(own).not.toContain("4bf92f3577b34da6a3ce929d0e0e4736");
  });

  test("a future version may carry more", () => {
    expect(continueTrace("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03-what")).toMatch(
      /^00-4bf92f3577b34da6.*-01$/,
    );
  });
});

describe("client address", () => {
  const handler = async ({ request }: HandlerContext) => ({ status: 200, body: { id: request.address } });

  async function seenFrom(address: string, headers: readonly Header[]) {
    const { send } = await createTestFence([route(operation(), { handler })]);
    const response = await send({ address, headers, encrypted: true });
    return response.status === 200 ? response.json()["id"] : response.status;
  }

  test.each<[string, string, Header[], unknown]>([
    ["without a proxy the header is ignored", "203.0.113.1", [["x-forwarded-for", "1.1.1.1"]], "203.0.113.1"],
    ["a declared proxy is believed", "10.0.0.1", [["x-forwarded-for", "1.1.1.1"]], "1.1.1.1"],
    [
      "what the client invented is left of what counts",
      "10.0.0.1",
      [["x-forwarded-for", "9.9.9.9, 1.1.1.1, 10.0.0.2"]],
      "1.1.1.1",
    ],
    [
      "several headers are one list",
      "10.0.0.1",
      [
        ["x-forwarded-for", "9.9.9.9"],
        ["x-forwarded-for", "1.1.1.1"],
      ],
      "1.1.1.1",
    ],
    [
      "an entry that is no address ends the walk",
      "10.0.0.1",
      [["x-forwarded-for", "1.1.1.1, unknown"]],
      "10.0.0.1",
    ],
    [
      "Forwarded with port and brackets",
      "10.0.0.1",
      [["forwarded", 'for="[2001:db8::1]:4711";proto=https']],
      "2001:db8::1",
    ],
    [
      "two headers that agree",
      "10.0.0.1",
      [
        ["x-forwarded-for", "1.1.1.1"],
        ["forwarded", "for=1.1.1.1"],
      ],
      "1.1.1.1",
    ],
    [
      "two headers that disagree",
      "10.0.0.1",
      [
        ["x-forwarded-for", "1.1.1.1"],
        ["forwarded", "for=2.2.2.2"],
      ],
      400,
    ],
    ["IPv4 inside IPv6", "::ffff:10.0.0.1", [["x-forwarded-for", "1.1.1.1"]], "1.1.1.1"],
  ])("[C11] %s", async (_name, address, headers, expected) => {
    const proto: Header[] = headers.some(([name]) => name === "x-forwarded-for")
      ? [["x-forwarded-proto", "https"]]
      : [];
    const secured = headers.map(([name, value]): Header => [
      name,
      name === "forwarded" && !value.includes("proto") ? `${value};proto=https` : value,
    ]);
    expect(await seenFrom(address, [...secured, ...proto])).toBe(expected);
  });

  test("spellings of addresses", () => {
    expect(["[::1]:80", "1.2.3.4:80", "fe80::1%eth0", "::FFFF:1.2.3.4", "1.2.3"].map(plainAddress)).toEqual([
      "::1",
      "1.2.3.4",
      "fe80::1",
      "1.2.3.4",
      null,
    ]);
    expect(() => addressMatcher(["example.com"])).toThrow(RangeError);
  });
});

describe("transport", () => {
  async function status(address: string, encrypted: boolean, headers: readonly Header[] = []) {
    const { send } = await createTestFence([route(operation())]);
    const response = await send({ address, encrypted, headers });
    return [response.status, response.header("strict-transport-security")];
  }
  const hsts = "max-age=63072000; includeSubDomains";

  test("[C01] plain HTTP is refused, without a redirect, except from the machine itself", async () => {
    const { send } = await createTestFence([route(operation())]);
    const response = await send({ address: "203.0.113.1" });
    expect([response.status, response.header("location")]).toEqual([403, undefined]);
    expect(await status("127.0.0.1", false)).toEqual([200, undefined]);
    expect(await status("::1", false)).toEqual([200, undefined]);
  });

  test("[C01] [C03] HSTS stands on TLS answers only, and a declared proxy may say what the client used", async () => {
    expect(await status("203.0.113.1", true)).toEqual([200, hsts]);
    const from: Header = ["x-forwarded-for", "1.1.1.1"];
    expect(await status("10.0.0.1", false, [from, ["x-forwarded-proto", "https"]])).toEqual([200, hsts]);
    expect(await status("10.0.0.1", false, [from, ["x-forwarded-proto", "http"]])).toEqual([403, undefined]);
    expect(await status("10.0.0.1", false, [from, ["x-forwarded-proto", "https, http"]])).toEqual([
      403,
      undefined,
    ]);
    expect(await status("10.0.0.1", true, [from, ["x-forwarded-proto", "http"]])).toEqual([403, undefined]);
    expect(await status("203.0.113.1", false, [["x-forwarded-proto", "https"]])).toEqual([403, undefined]);
  });

  test("[C01] a proxy on this machine does not make its clients local", async () => {
    const policy = serverPolicy({ transport: { ...serverPolicy().transport, proxies: ["127.0.0.1"] } });
    const { send } = await createTestFence([route(operation())], { policy });
    expect((await send({ headers: [["x-forwarded-for", "1.1.1.1"]] })).status).toBe(403);
    expect((await send({ headers: [["x-forwarded-proto", "http"]] })).status).toBe(403);
    expect((await send()).status).toBe(200);
  });
});

describe("CORS", () => {
  const cors = { origins: ["https://app.example.com"], credentials: true, maxAge: 600_000 };
  const authentication = {
    kind: "public",
    reason: "test",
    alternatives: [[{ scheme: "bearer", grants: [] }]],
  } as const;
  const origin = (value: string): Header => ["Origin", value];

  async function setUp(policy = serverPolicy({ cors })) {
    const fence = await createTestFence([route(operation({ authentication }))], { policy });
    const preflight = async (from: string, method: string, target = "/things/1") => {
      const headers = [origin(from), ["Access-Control-Request-Method", method] as const];
      return readable(await fence.unmatched(incoming({ method: "OPTIONS", target, headers })));
    };
    return { ...fence, preflight };
  }

  test("[C73] a listed origin is echoed, with credentials and Vary", async () => {
    const { send } = await setUp();
    const response = await send({ headers: [origin("https://app.example.com")] });
    expect(response.header("access-control-allow-origin")).toBe("https://app.example.com");
    expect(response.header("access-control-allow-credentials")).toBe("true");
    expect(response.header("vary")).toBe("Origin");
  });

  test.each([
    "https://evil.example",
    "null",
    "*",
    "https://app.example.com.evil.example",
    "http://app.example.com",
    "https://APP.example.com",
  ])("[C73] %s is not echoed", async (from) => {
    const listed = { ...cors, origins: [...cors.origins, "null", "*"] };
    const { send, preflight } = await setUp(serverPolicy({ cors: listed }));
    const response = await send({ headers: [origin(from)] });
    expect(response.header("access-control-allow-origin")).toBeUndefined();
    expect(response.header("vary")).toBe("Origin");
    const asked = await preflight(from, "GET");
    expect([asked.status, asked.header("access-control-allow-origin")]).toEqual([403, undefined]);
  });

  test("[C73] closed where no policy is declared", async () => {
    const { send, preflight } = await setUp(serverPolicy());
    expect(
      (await send({ headers: [origin("https://app.example.com")] })).header("access-control-allow-origin"),
    ).toBeUndefined();
    expect((await preflight("https://app.example.com", "GET")).status).toBe(403);
  });

  test("a preflight is answered for what the path really offers", async () => {
    const { preflight } = await setUp();
    const response = await preflight("https://app.example.com", "GET");
    expect([response.status, response.body]).toEqual([204, null]);
    expect(response.header("access-control-allow-methods")).toBe("GET, HEAD");
    expect(response.header("access-control-allow-headers")).toBe("authorization, traceparent, x-request-id");
    expect(response.header("access-control-max-age")).toBe("600");
    expect((await preflight("https://app.example.com", "DELETE")).status).toBe(403);
    expect((await preflight("https://app.example.com", "GET", "/nowhere")).status).toBe(404);
  });
});
