import fs, { cpSync, rmSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { barrierText } from "../../../src/output/barrier.js";
import { Death, withFault, type Fault } from "../../support/faults.js";
import { readTree, scratchFolder, writeIn } from "../../support/scratch.js";
import { write } from "./request.js";

const first = {
  "api/index.ts": "export const a = 1;\n",
  "api/policy.ts": "1;\n",
  "api/validators/old.ts": "old\n",
  "handlers/index.ts": "scaffold\n",
  "deploy/schema.sql": "--\n",
};
const second = {
  "api/index.ts": "export const a = 2;\n",
  "api/policy.ts": "2;\n",
  "api/validators/new.ts": "new\n",
  "handlers/index.ts": "scaffold\n",
  "handlers/create-note.ts": "scaffold of a new one\n",
  "deploy/schema.sql": "-- two\n",
};
/** Only files behind the entry change: it carries the barrier and comes back as it was. */
const sameEntry = { ...second, "api/index.ts": first["api/index.ts"] };

type Files = Readonly<Record<string, string>>;

const theirs = {
  "src/api/notes.md": "mine",
  "src/handlers/lib.ts": "my code\n",
  "deploy/nginx.conf": "mine",
};

/** What the disk shows a build: everything but what waits in the staging folders. */
function shownTree(cwd: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(readTree(cwd)).filter(([name]) => !name.split("/").includes(".ringfence")),
  );
}

/** The tree without the manifest, which no build looks at. */
function served(tree: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tree).filter(([name]) => !name.endsWith(".ringfence.json")));
}

async function treeOf(...versions: readonly Files[]): Promise<Record<string, string>> {
  const cwd = scratchFolder(theirs);
  for (const version of versions) await write(cwd, version);
  return shownTree(cwd);
}

/** Processes die here, machines do not: nothing has to wait for the disk. */
const { fsyncSync } = fs;
beforeAll(() => {
  fs.fsyncSync = () => undefined;
  syncBuiltinESMExports();
});
afterAll(() => {
  fs.fsyncSync = fsyncSync;
  syncBuiltinESMExports();
});

/** Every fault of a kind, one after the other, until one comes too late to strike. */
async function atEveryCall(
  kind: Fault["kind"],
  from: Files | null,
  to: Files,
  judge: (cwd: string, thrown: unknown) => Promise<void>,
): Promise<number> {
  const start = scratchFolder(theirs);
  if (from !== null) await write(start, from);
  for (let at = 1; ; at += 1) {
    const cwd = scratchFolder();
    cpSync(start, cwd, { recursive: true });
    const { thrown, calls } = await withFault({ at, kind }, () => write(cwd, to));
    await judge(cwd, thrown);
    const isOver = calls < at;
    rmSync(cwd, { recursive: true });
    if (isOver) return at - 1;
  }
}

interface Case {
  readonly title: string;
  readonly from: Files | null;
  readonly to: Files;
  readonly deaths: readonly ("death" | "late-death")[];
  readonly refusals: readonly string[];
}

const cases: readonly Case[] = [
  { title: "a first generation", from: null, to: second, deaths: ["death"], refusals: ["EIO", "full"] },
  {
    title: "an update",
    from: first,
    to: second,
    deaths: ["death", "late-death"],
    refusals: ["EIO", "EACCES", "full"],
  },
  {
    title: "an update that leaves the entry as it is",
    from: first,
    to: sameEntry,
    deaths: ["death"],
    refusals: ["EIO"],
  },
  {
    title: "a change of one file",
    from: first,
    to: { ...first, "api/policy.ts": "2;\n" },
    deaths: ["death"],
    refusals: ["EIO"],
  },
];

describe.each(cases)("$title", ({ from, to, deaths, refusals }) => {
  it.each(deaths)(
    "that ends by %s at any call leaves the old files, the new ones or the barrier, and the next run heals it",
    async (kind) => {
      const before = from === null ? theirs : await treeOf(from);
      const after = await treeOf(...(from === null ? [to] : [from, to]));
      const returned = from === null ? [after] : [before, await treeOf(from, to, from)];
      const entry = "src/api/index.ts";
      let barred = 0;
      const points = await atEveryCall(kind, from, to, async (cwd, thrown) => {
        if (thrown !== null) expect(thrown).toBeInstanceOf(Death);
        const found = served(shownTree(cwd));
        expect(found).toMatchObject(theirs);
        // Where no entry was and none is yet, nobody can build on a part.
        const isBarred = found[entry] === barrierText || (from === null && found[entry] === undefined);
        if (isBarred) barred += 1;
        else expect([served(before), served(after)]).toContainEqual(found);

        expect((await write(cwd, from ?? to)).diagnostics).toEqual([]);
        // A scaffold that the interrupted run had finished is the user's, and stays when its operation goes.
        expect(returned).toContainEqual(readTree(cwd));
      });
      expect(points).toBeGreaterThan(15);
      if (from !== null && Object.keys(to).length > 5) expect(barred).toBeGreaterThan(3);
    },
    60_000,
  );

  it.each(refusals)(
    "that meets %s at any call is refused with the old files as they were, or succeeds",
    async (kind) => {
      const before = from === null ? theirs : await treeOf(from);
      const after = await treeOf(...(from === null ? [to] : [from, to]));
      await atEveryCall(kind, from, to, async (cwd, thrown) => {
        if (thrown === null) expect(shownTree(cwd)).toEqual(after);
        else {
          expect(thrown).toMatchObject({
            name: "OutputError",
            cause: expect.objectContaining({
              message: expect.stringContaining("injected") as string,
            }) as Error,
          });
          expect(shownTree(cwd)).toEqual(before);
        }
        expect((await write(cwd, to)).diagnostics).toEqual([]);
        expect(readTree(cwd)).toEqual(after);
      });
    },
    60_000,
  );
});

describe("what an interrupted run left", () => {
  it("is not restored over an edit that somebody made since", async () => {
    for (let at = 20; at < 40; at += 1) {
      const cwd = scratchFolder();
      await write(cwd, first);
      await withFault({ at, kind: "death" }, () => write(cwd, second));
      writeIn(cwd, "src/api/policy.ts", "edited;\n");
      const plan = await write(cwd, second);
      expect(plan.diagnostics).toMatchObject([{ rule: "output-edited" }]);
      expect(readTree(cwd)["src/api/policy.ts"]).toBe("edited;\n");
      rmSync(cwd, { recursive: true });
    }
  });
});
