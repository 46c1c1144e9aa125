import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readTree, scratchFolder, writeIn } from "../support/scratch.js";

const bin = fileURLToPath(new URL("../../bin/ringfence.js", import.meta.url));
const orders = readFileSync(new URL("../../examples/orders/openapi.yaml", import.meta.url), "utf8");

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line as its user would, with the output piped. */
function ringfence(cwd: string, ...args: readonly string[]): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { cwd, encoding: "utf8" });
  return { status, stdout, stderr };
}

/** The document with one piece changed; the piece must stand there. */
function changed(from: string, to: string): string {
  expect(orders).toContain(from);
  return orders.replace(from, to);
}

const mistakes: readonly (readonly [what: string, rule: string, marked: string, text: () => string])[] = [
  ["broken YAML", "syntax-error", "version", () => changed("  title: Orders", "  title: [Orders")],
  [
    "a duplicate key",
    "duplicate-key",
    "title",
    () => changed("  title: Orders", "  title: Orders\n  title: Shop"),
  ],
  [
    "a dangling $ref",
    "reference-missing",
    "Nothing",
    () => changed('$ref: "#/components/schemas/Health"', '$ref: "#/components/schemas/Nothing"'),
  ],
  [
    "a $ref that leaves the folder",
    "reference-escapes",
    "../../etc/passwd",
    () => changed('$ref: "#/components/schemas/Health"', '$ref: "../../etc/passwd"'),
  ],
  [
    "a $ref to the network",
    "reference-escapes",
    "http://example.com",
    () => changed('$ref: "#/components/schemas/Health"', '$ref: "http://example.com/health.yaml"'),
  ],
  [
    "a typo inside x-security",
    "vocabulary-key",
    "tenat",
    () => changed("          tenant: orgId\n", "          tenat: orgId\n"),
  ],
  [
    "a resource without access",
    "resource-without-access",
    "resource",
    () =>
      changed(
        "        resource:\n          access:\n            - { anyone: true, where: { published: true }, actions: [read, list] }\n            - { roles: [admin], any: true }",
        "        resource: {}",
      ),
  ],
  [
    "two operations with one id",
    "duplicate-operation-id",
    "getHealth",
    () => changed("operationId: login", "operationId: getHealth"),
  ],
];

describe("a mistake in the document", () => {
  it.each(mistakes)(
    "%s: a located error with a code frame, exit 1, nothing written",
    (_what, rule, marked, text) => {
      const folder = scratchFolder({ "openapi.yaml": text() });
      const before = readTree(folder);
      const { status, stderr } = ringfence(folder, "generate");
      expect(status).toBe(1);
      expect(stderr).toMatch(new RegExp(`openapi\\.yaml:\\d+:\\d+ error .*\\[${rule}\\]`));
      const framed = stderr.split("\n").filter((line) => line.startsWith(">"));
      expect(framed.join("\n")).toContain(marked);
      expect(stderr).toMatch(/^ *\| +\^+$/m);
      expect(readTree(folder)).toEqual(before);
    },
  );
});

describe("what belongs to the user", () => {
  it(
    "survives regeneration: edited handlers and foreign files inside of the output folder",
    { timeout: 120_000 },
    () => {
      const folder = scratchFolder({ "openapi.yaml": orders });
      expect(ringfence(folder, "generate").status).toBe(0);
      writeIn(folder, "src/handlers/get-order.ts", "// mine\n");
      writeIn(folder, "src/api/notes.txt", "mine as well\n");
      writeIn(folder, "openapi.yaml", changed("summary: Read an order", "summary: Read one order"));
      expect(ringfence(folder, "generate").status).toBe(0);
      const after = readTree(folder);
      expect(after["src/handlers/get-order.ts"]).toBe("// mine\n");
      expect(after["src/api/notes.txt"]).toBe("mine as well\n");
      expect(after["src/api/operations.ts"]).toContain("Read one order");
    },
  );
});

describe("a second run", () => {
  it("writes nothing, and --check notices an edit with a diff", { timeout: 120_000 }, () => {
    const folder = scratchFolder({ "openapi.yaml": orders });
    ringfence(folder, "generate");
    const before = readTree(folder);
    expect(ringfence(folder, "generate").stderr).toMatch(/ 0 files written/);
    expect(readTree(folder)).toEqual(before);
    expect(ringfence(folder, "generate", "--check").status).toBe(0);
    writeIn(folder, "openapi.yaml", changed("maximum: 1000 }", "maximum: 999 }"));
    const stale = ringfence(folder, "generate", "--check");
    expect(stale.status).toBe(1);
    expect(stale.stdout).toMatch(/^\+.*999/m);
    expect(stale.stdout).toMatch(/^-.*1000/m);
    expect(readTree(folder)["src/api/types.ts"]).toBe(before["src/api/types.ts"]);
  });
});
