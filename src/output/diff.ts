import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from "diff";
import type { OutputPlan } from "./prepare.js";

/** A unified diff from the disk to what a run would write; empty where nothing is stale. */
export function unifiedDiff(plan: OutputPlan): string {
  const patches: string[] = [];
  for (const change of plan.files) {
    if (change.kind === "create") patches.push(patch(change.file.shownPath, null, change.file.text));
    if (change.kind === "update") patches.push(patch(change.file.shownPath, change.before, change.file.text));
    if (change.kind === "conflict")
      patches.push(patch(change.file.shownPath, change.before, change.file.text));
  }
  for (const change of plan.stale) {
    if (change.kind === "delete") patches.push(patch(change.file.shownPath, change.before, null));
  }
  return patches.join("");
}

function patch(shownPath: string, before: string | null, after: string | null): string {
  const [from, to] = [
    before === null ? "/dev/null" : `a/${shownPath}`,
    after === null ? "/dev/null" : `b/${shownPath}`,
  ];
  const hunks = structuredPatch(from, to, before ?? "", after ?? "", undefined, undefined, { context: 3 });
  return formatPatch(hunks, FILE_HEADERS_ONLY);
}
