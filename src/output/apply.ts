import type { FileChange } from "./changes.js";
import { fingerprint } from "./hash.js";
import { fileKey, manifestName } from "./layout.js";
import { serializeManifest, type Manifest } from "./manifest.js";
import type { OutputPlan } from "./prepare.js";
import { deleteAll, writeAll, type Write } from "./write.js";

type WrittenChange = Extract<FileChange, { readonly kind: "create" | "update" }>;

/**
 * Does what the plan says: first a manifest that announces the new files, then the files, then the deletions, and at
 * last the manifest that stands. Throws where the plan holds a conflict; `OutputError` where the disk refuses.
 */
export async function applyOutput(plan: OutputPlan): Promise<void> {
  if (plan.diagnostics.length > 0) throw new Error("a plan with conflicts must not be applied");
  const changes = plan.files.filter(isWritten);
  const files = changes.filter((change) => change.file.path !== manifestName);
  const deletions = plan.stale.filter((change) => change.kind === "delete");
  const manifest = changes.find((change) => change.file.path === manifestName);
  if (manifest === undefined) {
    await writeAll(files.map(toWrite));
    return;
  }
  if (files.length + deletions.length > 0) {
    await writeAll([{ ...toWrite(manifest), text: serializeManifest(announce(plan, files)) }]);
  }
  await writeAll(files.map(toWrite));
  await deleteAll(
    deletions.map(({ file }) => ({ absolutePath: file.absolutePath, root: plan.layout[file.area] })),
  );
  await writeAll([toWrite(manifest)]);
}

function isWritten(change: FileChange): change is WrittenChange {
  return change.kind === "create" || change.kind === "update";
}

function toWrite(change: WrittenChange): Write {
  return { absolutePath: change.file.absolutePath, text: change.file.text };
}

/** What the disk holds now, and what it will hold: a run that dies in between leaves nothing that looks like somebody else's. */
function announce(plan: OutputPlan, changes: readonly WrittenChange[]): Manifest {
  const generated = changes.filter((change) => change.file.ownership === "generated");
  const present = generated.flatMap((change) =>
    change.kind === "update" ? [[fileKey(change.file), fingerprint(change.before)] as const] : [],
  );
  return {
    ...plan.previous,
    tool: plan.manifest.tool,
    files: { ...plan.previous.files, ...Object.fromEntries(present) },
    pending: Object.fromEntries(
      generated.map((change) => [fileKey(change.file), fingerprint(change.file.text)]),
    ),
  };
}
