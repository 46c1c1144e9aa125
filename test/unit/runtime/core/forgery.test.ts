import { beforeAll, describe, expect, test } from "vitest";
import type { Header } from "../../../../src/runtime/core/message.js";
import { hashPassword } from "../../../../src/runtime/core/password.js";
import { apiKey, createTestFence, operation, route, serverPolicy } from "./harness.js";

const session = {
  kind: "api-key",
  name: "session",
  place: { in: "cookie", name: "sid", prefix: null },
  secret: "API_KEYS",
  grants: "roles",
} as const;
const cors = { origins: ["https://shop.example.com"], credentials: true, maxAge: 0 };
const policy = serverPolicy({ cors, schemes: { ...serverPolicy().schemes, session } });
const either = {
  kind: "required",
  alternatives: [[{ scheme: "session", grants: [] }], [{ scheme: "apiKey", grants: [] }]],
} as const;

async function status(method: string, ...headers: readonly Header[]): Promise<number> {
  const { send } = await createTestFence([route(operation({ method, authentication: either }))], { policy });
  return (await send({ method, headers: [["Host", "api.example.com"], ...headers] })).status;
}

const cookie: Header = ["Cookie", `sid=${apiKey}`];

/** A program that is no browser's, and its answer when a browser attaches its credential by itself. */
const machine = {
  kind: "mutual-tls",
  name: "machine",
  place: { in: "connection", name: "certificate", prefix: null },
  certificates: { kind: "authority", subject: "common-name" },
  grants: "roles",
} as const;
const basic = {
  kind: "basic",
  name: "basic",
  place: { in: "header", name: "authorization", prefix: "Basic" },
  users: { kind: "application" },
  attempts: { address: { limit: 6, window: 60_000 }, identity: { limit: 3, window: 60_000 } },
  grants: "roles",
} as const;
const certificate = {
  verified: true,
  fingerprint: "00".repeat(32),
  commonName: "robot",
  alternativeNames: [],
  notBefore: 0,
  notAfter: Number.MAX_SAFE_INTEGER,
};

describe("credentials that browsers attach by themselves", () => {
  let password: string;
  beforeAll(async () => {
    password = await hashPassword("right");
  });

  async function statusOf(scheme: typeof machine | typeof basic, ...headers: readonly Header[]) {
    const policy = serverPolicy({ cors, schemes: { [scheme.name]: scheme } });
    const required = { kind: "required", alternatives: [[{ scheme: scheme.name, grants: [] }]] } as const;
    const closed = route(operation({ method: "POST", authentication: required }));
    const users = async () => ({ subject: "zoe", password });
    const { send } = await createTestFence([closed], { policy, users });
    const shown: Header = ["Authorization", `Basic ${Buffer.from("zoe:right").toString("base64")}`];
    return (
      await send({
        method: "POST",
        certificate,
        headers: [["Host", "api.example.com"], ...(scheme === basic ? [shown] : []), ...headers],
      })
    ).status;
  }

  test.each([
    ["a client certificate", machine],
    ["a password", basic],
  ] as const)("[C73] are refused from another site: %s", async (_name, scheme) => {
    expect(await statusOf(scheme, ["Sec-Fetch-Site", "cross-site"])).toBe(403);
    expect(await statusOf(scheme, ["Origin", "https://evil.example"])).toBe(403);
    expect(await statusOf(scheme, ["Sec-Fetch-Site", "same-origin"])).toBe(200);
    expect(await statusOf(scheme)).toBe(200);
  });
});

describe("cookies that another site makes a browser send", () => {
  test.each<[string, readonly Header[]]>([
    ["cross-site", [["Sec-Fetch-Site", "cross-site"]]],
    [
      "same-site, from a neighbour",
      [
        ["Sec-Fetch-Site", "same-site"],
        ["Origin", "https://evil.example.com"],
      ],
    ],
    [
      "claimed twice",
      [
        ["Sec-Fetch-Site", "same-origin"],
        ["Sec-Fetch-Site", "cross-site"],
      ],
    ],
    ["of another origin", [["Origin", "https://evil.example"]]],
    ["of an opaque origin", [["Origin", "null"]]],
    ["of the same host in clear", [["Origin", "http://api.example.com"]]],
  ])("[C73] are refused: %s", async (_name, headers) => {
    expect(await status("POST", cookie, ...headers)).toBe(403);
  });

  test.each<[string, string, readonly Header[]]>([
    ["a program", "POST", [cookie]],
    ["the own origin", "POST", [cookie, ["Sec-Fetch-Site", "same-origin"]]],
    ["the own origin of an old browser", "POST", [cookie, ["Origin", "https://api.example.com"]]],
    [
      "a listed origin",
      "POST",
      [cookie, ["Sec-Fetch-Site", "cross-site"], ["Origin", "https://shop.example.com"]],
    ],
    ["a link, which reads only", "GET", [cookie, ["Sec-Fetch-Site", "cross-site"]]],
    [
      "a script with a key of its own",
      "POST",
      [
        ["X-API-Key", apiKey],
        ["Origin", "https://evil.example"],
      ],
    ],
  ])("pass from %s", async (_name, method, headers) => {
    expect(await status(method, ...headers)).toBe(200);
  });
});
