import { createHmac } from "node:crypto";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { CredentialUse } from "../../../../../src/runtime/core/authentication/last-use.js";
import type { ApiKeyScheme } from "../../../../../src/runtime/core/policy.js";
import type { Principal } from "../../../../../src/runtime/core/principal.js";
import { environmentSecrets } from "../../../../../src/runtime/core/secrets.js";
import { apiKey, createTestFence, keyRecords, now, operation, route, serverPolicy } from "../harness.js";

const pepper = "p".repeat(32);
const day = 86_400_000;

async function setUp(scheme: Partial<ApiKeyScheme>, options: Parameters<typeof createTestFence>[1] = {}) {
  const base = serverPolicy();
  const changed = { ...base.schemes["apiKey"], ...scheme } as ApiKeyScheme;
  const policy = operation({
    authentication: { kind: "required", alternatives: [[{ scheme: "apiKey", grants: [] }]] },
  });
  const fence = await createTestFence([route(policy)], {
    policy: { ...base, schemes: { apiKey: changed } },
    ...options,
  });
  const send = (key: string) => fence.send({ headers: [["X-API-Key", key]] });
  return { ...fence, send };
}

function peppered(key: string, with_ = pepper): string {
  return `hmac-sha256:${createHmac("sha256", with_).update(key).digest("hex")}`;
}

function secretsOf(values: Readonly<Record<string, string>>) {
  return async (name: string): Promise<string | undefined> => values[name];
}

test("records show the same to everybody: handlers cannot give a key roles for good", async () => {
  const seen: unknown[] = [];
  const handler = async ({ principal }: { readonly principal: Principal | null }) => {
    const { roles } = principal?.claims as { roles: string[] };
    seen.push([...roles]);
    expect(() => roles.push("admin")).toThrow(TypeError);
    return { status: 200, body: { id: "1" } };
  };
  const authentication = { kind: "required", alternatives: [[{ scheme: "apiKey", grants: [] }]] } as const;
  const { send } = await createTestFence([route(operation({ authentication }), { handler })]);
  for (const headers of [[["X-API-Key", apiKey]], [["X-API-Key", apiKey]]] as const)
    expect((await send({ headers })).status).toBe(200);
  expect(seen).toEqual([["service"], ["service"]]);
});

describe("API keys with a pepper", () => {
  const records = JSON.stringify([{ digest: peppered("k1"), subject: "one" }]);

  test("[C20] are hashed with it, beside keys from before", async () => {
    const merged = JSON.stringify([
      ...(JSON.parse(records) as object[]),
      ...(JSON.parse(keyRecords()) as object[]),
    ]);
    const secrets = secretsOf({ API_KEYS: merged, PEPPER: pepper });
    const { send } = await setUp({ pepper: "PEPPER" }, { secrets });
    expect((await send("k1")).status).toBe(200);
    expect((await send(apiKey)).status).toBe(200);
    expect((await send("k2")).status).toBe(401);
    const other = await setUp(
      { pepper: "PEPPER" },
      { secrets: secretsOf({ API_KEYS: records, PEPPER: "q".repeat(32) }) },
    );
    expect((await other.send("k1")).status).toBe(401);
  });

  test.each<[string, Partial<ApiKeyScheme>, Readonly<Record<string, string>>, RegExp]>([
    [
      "a pepper that could be guessed",
      { pepper: "PEPPER" },
      { API_KEYS: records, PEPPER: "short" },
      /PEPPER is shorter/,
    ],
    ["no pepper", { pepper: "PEPPER" }, { API_KEYS: records }, /PEPPER is missing/],
    ["peppered records without a pepper", {}, { API_KEYS: records }, /digest is not sha256/],
  ])("[C20] refuse to start with %s", async (_name, scheme, values, message) => {
    await expect(setUp(scheme, { secrets: secretsOf(values) })).rejects.toThrow(message);
  });
});

describe("records of a scheme that rotates", () => {
  const record = (expires?: number) => {
    const [first] = JSON.parse(keyRecords()) as object[];
    return JSON.stringify([
      { ...first, ...(expires === undefined ? {} : { expires: new Date(expires).toISOString() }) },
    ]);
  };

  test("[C75] end before the rotation does", async () => {
    const { send } = await setUp({ rotate: 90 * day }, { records: record(now + 89 * day) });
    expect((await send(apiKey)).status).toBe(200);
  });

  test.each([
    ["have no end", undefined],
    ["end too late", now + 91 * day],
  ])("[C75] keep the server from starting where they %s", async (_name, expires) => {
    await expect(setUp({ rotate: 90 * day }, { records: record(expires) })).rejects.toThrow(/rotation/);
  });
});

describe("the last use of a key", () => {
  test("is told once a minute, without the key, and fails no request", async () => {
    let time = now;
    const uses: CredentialUse[] = [];
    const onCredentialUsed = (use: CredentialUse): void => {
      uses.push(use);
      if (uses.length === 2) throw new Error("the table is gone");
    };
    const { send, log } = await setUp({}, { onCredentialUsed, clock: () => time });
    for (const wait of [0, 0, 59_999, 1, 0]) {
      time += wait;
      expect((await send(apiKey)).status).toBe(200);
    }
    await send("wrong");
    expect(uses.map(({ at }) => at - now)).toEqual([0, 60_000]);
    expect(uses[0]).toMatchObject({ schemes: ["apiKey"], subject: "partner" });
    expect(JSON.stringify(uses)).not.toContain(apiKey);
    await expect.poll(() => log.lines.some(({ event }) => event === "sys_crash")).toBe(true);
  });
});

describe("a secret in a file that changes while the server runs", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "ringfence-secret-"));
  const file = path.join(folder, "keys");
  afterAll(() => {
    delete process.env["TEST_KEYS_FILE"];
    rmSync(folder, { recursive: true });
  });
  const write = (text: string): void => {
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  };
  const records = (...keys: readonly string[]): string =>
    JSON.stringify(keys.map((key) => ({ digest: peppered(key), subject: key })));

  test("[C56] is read again; what is broken changes nothing and is told once", async () => {
    process.env["TEST_KEYS_FILE"] = file;
    write(`${records("old")}\n`);
    const read = async (name: string) => (name === "PEPPER" ? pepper : environmentSecrets(name));
    const { send, log, close } = await setUp(
      { secret: "TEST_KEYS", pepper: "PEPPER" },
      { secrets: Object.assign(read, { pollEvery: 5 }) },
    );
    const events = (event: string) => log.lines.filter((line) => line["event"] === event);
    expect(events("secret_loaded").map(({ secret }) => secret)).toEqual(["TEST_KEYS", "PEPPER"]);
    expect((await send("new")).status).toBe(401);
    write(records("old", "new"));
    await expect.poll(() => events("secret_loaded").length).toBe(3);
    expect([(await send("old")).status, (await send("new")).status]).toEqual([200, 200]);
    for (const broken of ["[", '[{"digest":"hunter2","subject":"x"}]', ""]) {
      const before = events("secret_rejected").length;
      write(broken);
      await expect.poll(() => events("secret_rejected").length).toBe(before + 1);
      expect((await send("new")).status).toBe(200);
    }
    rmSync(file);
    await expect.poll(() => events("secret_rejected").length).toBe(4);
    expect((await send("new")).status).toBe(200);
    write(records("new"));
    await expect.poll(() => events("secret_loaded").length).toBe(4);
    expect([(await send("old")).status, (await send("new")).status]).toEqual([401, 200]);
    expect(JSON.stringify(log.lines)).not.toContain("hunter2");
    await close();
  });
});
