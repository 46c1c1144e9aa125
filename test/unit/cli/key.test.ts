import { createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { makeKey } from "../../../src/cli/commands/key.js";
import { isCurrentHash, verifyPassword } from "../../../src/runtime/core/password.js";
import { scratchFolder } from "../../support/scratch.js";
import { run } from "./run.js";

const now = Date.parse("2026-01-01T00:00:00Z");
const flags = { subject: "accounting", expires: "90d" };

describe("ringfence key", () => {
  it("prints the key once and keeps only its digest", async () => {
    const { code, stdout, stderr } = await run(scratchFolder(), [
      "key",
      "--subject",
      "accounting",
      "--scopes",
      "orders:export, orders:read",
    ]);
    expect(code).toBe(0);
    const [key = "", record = ""] = stdout.trimEnd().split("\n");
    expect(key).toMatch(/^rfk_[A-Za-z0-9_-]{43}$/);
    expect(JSON.parse(record)).toMatchObject({
      digest: `sha256:${createHash("sha256").update(key).digest("hex")}`,
      subject: "accounting",
      scopes: ["orders:export", "orders:read"],
    });
    expect(record).not.toContain(key);
    expect(stderr).not.toContain(key);
  });

  it("makes another key every time", async () => {
    const keys = await Promise.all(
      [1, 2].map(() => run(scratchFolder(), ["key", "--subject", "a", "--json"])),
    );
    const [first, second] = keys.map(({ stdout }) => (JSON.parse(stdout) as { key: string }).key);
    expect(first).not.toBe(second);
  });

  it.each([
    ["90d", "2026-04-01T00:00:00.000Z"],
    ["30m", "2026-01-01T00:30:00.000Z"],
    ["2027-01-31T12:00:00+01:00", "2027-01-31T11:00:00.000Z"],
  ])("[C75] ends: --expires %s", async (expires, expected) => {
    expect((await makeKey({ ...flags, expires }, new Uint8Array(32), now)).record.expires).toBe(expected);
  });

  it.each(["never", "", "2026-13-01T00:00:00Z", "99999999d", "2027", "2025-01-01T00:00:00Z", "0s"])(
    "[C75] makes no key without an end: --expires %j",
    async (expires) => {
      await expect(makeKey({ ...flags, expires }, new Uint8Array(32), now)).rejects.toThrow("--expires");
    },
  );

  it("holds roles and tenant where they are named", async () => {
    const { record } = await makeKey({ ...flags, roles: "admin", tenant: "t1" }, new Uint8Array(32), now);
    expect(record).toMatchObject({ roles: ["admin"], tenant: "t1" });
    expect(record).not.toHaveProperty("scopes");
  });

  it("belongs to somebody", async () => {
    await expect(makeKey({ ...flags, subject: " " }, new Uint8Array(32), now)).rejects.toThrow("--subject");
  });

  it("[C20] is hashed with a pepper that stands in the environment, never on the command line", async () => {
    process.env["TEST_PEPPER"] = "p".repeat(32);
    try {
      const { key, record } = await makeKey({ ...flags, pepper: "TEST_PEPPER" }, new Uint8Array(32), now);
      const digest = createHmac("sha256", "p".repeat(32)).update(key).digest("hex");
      expect(record).toMatchObject({ digest: `hmac-sha256:${digest}` });
    } finally {
      delete process.env["TEST_PEPPER"];
    }
    await expect(makeKey({ ...flags, pepper: "TEST_PEPPER" }, new Uint8Array(32), now)).rejects.toThrow(
      "TEST_PEPPER_FILE",
    );
  });

  it("[C20] may be a password, of which the record has the hash", async () => {
    const { key, record } = await makeKey({ ...flags, password: true }, new Uint8Array(32).fill(7), now);
    const { password } = record as { password: string };
    expect([await verifyPassword(key, password), isCurrentHash(password)]).toEqual([true, true]);
    await expect(
      makeKey({ ...flags, subject: "a:b", password: true }, new Uint8Array(32), now),
    ).rejects.toThrow("colon");
  });
});
