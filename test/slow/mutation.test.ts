import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

/**
 * Each fence is taken out of a copy of the emitted code, and the attack suite must notice: a test that cannot fail
 * proves nothing. Every mutation names the tests that stand for its fence.
 */
interface Mutation {
  readonly fence: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** A piece of the title of a test that must fail. */
  readonly caughtBy: string;
}

const pipeline = "src/api/runtime/core/pipeline.ts";

const mutations: readonly Mutation[] = [
  {
    fence: "authentication",
    file: pipeline,
    from: "  authenticate,\n",
    to: "",
    caughtBy: "refuses every protected operation without a token",
  },
  {
    fence: "owner predicate",
    file: "src/api/runtime/data/predicate.ts",
    from: "return unlifted(identityCondition(policy, condition.column, principal?.subject));",
    to: "return unlifted(always);",
    caughtBy: "answers somebody else's order like one that is not there",
  },
  {
    fence: "selector",
    file: "src/api/selectors.ts",
    from: 'riskScore: when({ scopes: [], roles: ["admin"] }, value)',
    to: "riskScore: value",
    caughtBy: "selects declared fields, per principal",
  },
  {
    fence: "validator",
    file: pipeline,
    from: "  validate,\n",
    to: "",
    caughtBy: "refuses fields that are not the caller's to set",
  },
  {
    fence: "limiter",
    file: pipeline,
    from: "  limitRequest,\n",
    to: "",
    caughtBy: "stops guessing at one identity after five failures",
  },
];

const root = fileURLToPath(new URL("../..", import.meta.url));
const work = `${root}test/.work`;

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

/** A copy of the example, with or without a change to one file; answers its folder. */
function copyExample(name: string, mutation?: Mutation): string {
  const folder = `${work}/${name}`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const part of ["src", "demo", "deploy"])
    cpSync(`${root}examples/orders/${part}`, `${folder}/${part}`, { recursive: true });
  if (mutation !== undefined) {
    const file = `${folder}/${mutation.file}`;
    const text = readFileSync(file, "utf8");
    expect(text.split(mutation.from).length, `${mutation.file} holds the fence exactly once`).toBe(2);
    writeFileSync(file, text.replace(mutation.from, mutation.to));
  }
  return folder;
}

/** Runs the attack suite against a copy; answers the titles of the tests that failed and that passed. */
async function attack(example: string): Promise<{ failed: string[]; passed: string[] }> {
  const report = `${example}/report.json`;
  const vitest = `${root}node_modules/vitest/vitest.mjs`;
  const args = [vitest, "run", "--config", ".config/vitest.config.ts", "test/e2e/orders.test.ts"];
  await new Promise<void>((resolve) => {
    execFile(
      process.execPath,
      [...args, "--reporter=json", `--outputFile=${report}`],
      { cwd: root, env: { ...process.env, RINGFENCE_EXAMPLE: example } },
      () => {
        resolve();
      },
    );
  });
  const { testResults } = JSON.parse(readFileSync(report, "utf8")) as Report;
  const tests = testResults.flatMap((file) => file.assertionResults);
  const titles = (status: string): string[] =>
    tests.filter((test) => test.status === status).map((test) => test.title);
  return { failed: titles("failed"), passed: titles("passed") };
}

describe("the attack suite", () => {
  it("passes on an unchanged copy", { timeout: 120_000 }, async () => {
    const { failed, passed } = await attack(copyExample("unchanged"));
    expect(failed).toEqual([]);
    expect(passed.length).toBeGreaterThan(20);
  });

  it.each(mutations)("notices that the $fence is gone", { timeout: 120_000 }, async (mutation) => {
    const { failed } = await attack(copyExample(mutation.fence.replace(" ", "-"), mutation));
    expect(failed.join("\n")).toContain(mutation.caughtBy);
  });
});
