import { commit, isServed, type CommitStep } from "./commit.js";
import { entryFile } from "./barrier.js";
import { findEscapes } from "./confine.js";
import { fingerprint } from "./hash.js";
import { fileKey, locate, manifestName, type Layout } from "./layout.js";
import { withLock } from "./lock.js";
import type { OutputPlan } from "./prepare.js";
import { recover } from "./recover.js";

/**
 * Runs `work`, which compares and writes, as the only ringfence that writes to these folders, after putting right what
 * an interrupted run left in them.
 * @throws OutputError where another run does not come to its end, or the interrupted one cannot be put right
 */
export async function exclusively<T>(layout: Layout, work: () => Promise<T>): Promise<T> {
  // Folders that would lead astray are refused by `work`; not even a lock may be put there.
  if ((await findEscapes(stagingFiles(layout), layout)).length > 0) return await work();
  return await withLock(layout.api, async () => {
    recover(layout);
    return await work();
  });
}

/**
 * Does what the plan says, all of it or nothing. Throws where the plan holds a conflict.
 * @throws OutputError where the disk refuses
 */
export function applyOutput(plan: OutputPlan): void {
  if (plan.diagnostics.length > 0) throw new Error("a plan with conflicts must not be applied");
  const steps = [...plan.files.flatMap((change) => writing(change, plan)), ...plan.stale.flatMap(deleting)];
  const isExchange = steps.filter(isServed).length > 1;
  commit(isExchange ? [...steps, ...barred(plan)] : steps, plan.layout);
}

function writing(change: OutputPlan["files"][number], { manifest }: OutputPlan): readonly CommitStep[] {
  if (change.kind !== "create" && change.kind !== "update") return [];
  const { text } = change.file;
  const before = change.kind === "update" ? fingerprint(change.before) : null;
  const file = fileKey(change.file);
  return [{ file, before, after: manifest.files[file] ?? fingerprint(text), text }];
}

function deleting(change: OutputPlan["stale"][number]): readonly CommitStep[] {
  if (change.kind !== "delete") return [];
  return [{ file: fileKey(change.file), before: fingerprint(change.before), after: null, text: null }];
}

/** The entry, where it stays as it is: it carries the barrier all the same. */
function barred(plan: OutputPlan): readonly CommitStep[] {
  return plan.files.flatMap((change): readonly CommitStep[] => {
    if (change.kind !== "unchanged" || fileKey(change.file) !== entryFile) return [];
    const hash = fingerprint(change.file.text);
    return [{ file: entryFile, before: hash, after: hash, text: null }];
  });
}

function stagingFiles(layout: Layout): Parameters<typeof findEscapes>[0] {
  return (["api", "handlers", "deploy"] as const).map((area) => ({
    area,
    ...locate(layout, area, manifestName),
  }));
}
