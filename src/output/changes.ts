import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { mapLimited } from "./concurrency.js";
import { editedFile, foreignFile, unreadableManifest } from "./conflicts.js";
import { look, stands } from "./disk.js";
import type { DiskMemory } from "./disk-memory.js";
import { fingerprint } from "./hash.js";
import { isOurs, type Known } from "./known.js";
import {
  fileKey,
  fileOf,
  locate,
  manifestKey,
  manifestName,
  type Area,
  type Layout,
  type PlannedFile,
} from "./layout.js";
import { emptyManifest, parseManifest, type Manifest } from "./manifest.js";

/** What a run would do to one file. `before` is the text on disk, for the diff. */
export type FileChange =
  | { readonly kind: "create"; readonly file: PlannedFile }
  | { readonly kind: "update"; readonly file: PlannedFile; readonly before: string }
  | { readonly kind: "unchanged"; readonly file: PlannedFile }
  /** The user's: it exists, or it was deleted after it had been written once. */
  | { readonly kind: "kept"; readonly file: PlannedFile }
  /** It may not be touched; `before` is null where no file stands there. */
  | {
      readonly kind: "conflict";
      readonly file: PlannedFile;
      readonly before: string | null;
      readonly diagnostic: Diagnostic;
    };

/** What a run would do to a file that left the plan. */
export type StaleChange =
  | { readonly kind: "delete"; readonly file: StaleFile; readonly before: string }
  /** It was edited since it was written: it is the user's now. */
  | { readonly kind: "left"; readonly file: StaleFile };

export interface StaleFile {
  readonly area: Area;
  readonly path: string;
  readonly absolutePath: string;
  readonly shownPath: string;
}

/** The manifest of the last run; `diagnostic` where something unreadable stands in its place. */
export async function readManifest(layout: Layout): Promise<{
  readonly manifest: Manifest;
  readonly text: string | null;
  readonly diagnostic: Diagnostic | null;
}> {
  const { absolutePath, shownPath } = locate(layout, "api", manifestName);
  const found = await look(absolutePath);
  if (found.kind === "absent") return { manifest: emptyManifest, text: null, diagnostic: null };
  const text = found.kind === "file" ? found.content.toString("utf8") : null;
  const manifest = text === null ? null : parseManifest(text);
  return {
    manifest: manifest ?? emptyManifest,
    text,
    diagnostic: manifest === null ? unreadableManifest(shownPath) : null,
  };
}

/** Compares the plan with the disk. */
export async function compareFiles(
  files: readonly PlannedFile[],
  known: Known,
  memory: DiskMemory,
): Promise<readonly FileChange[]> {
  const isSetUp = hasHandlersIndex(files);
  const scaffolded = new Set(known.manifest.scaffolded);
  return await mapLimited(files, 32, async (file) =>
    file.ownership === "once"
      ? compareOnce(file, scaffolded, isSetUp)
      : await compareGenerated(file, known, memory),
  );
}

/** Files that the manifest lists and the plan does not. */
export async function compareStale(
  files: readonly PlannedFile[],
  known: Known,
  layout: Layout,
): Promise<readonly StaleChange[]> {
  const planned = new Set(files.map(fileKey));
  const listed = new Set([...Object.keys(known.manifest.files), ...generatedKeys(known)]);
  const stale = [...listed].filter((key) => !planned.has(key)).sort();
  const changes = await mapLimited(stale, 32, async (key): Promise<StaleChange | null> => {
    const file = staleFile(key, layout);
    const found = await look(file.absolutePath);
    if (found.kind === "absent") return null;
    return found.kind === "file" && isOurs(known, key, found.content)
      ? { kind: "delete", file, before: found.content.toString("utf8") }
      : { kind: "left", file };
  });
  return changes.filter((change) => change !== null);
}

async function compareGenerated(file: PlannedFile, known: Known, memory: DiskMemory): Promise<FileChange> {
  const hash = memory.fingerprintOf(file);
  if (memory.holds(file.absolutePath, hash)) return { kind: "unchanged", file };
  if (!stands(file.absolutePath)) return { kind: "create", file };
  const state = memory.stateBefore(file.absolutePath, hash);
  const found = await look(file.absolutePath);
  switch (found.kind) {
    case "absent":
      return { kind: "create", file };
    case "other":
      return { kind: "conflict", file, before: null, diagnostic: foreignFile(file.shownPath, found.what) };
    case "file": {
      const before = found.content.toString("utf8");
      // Equal texts are fine wherever they come from; so a lost manifest heals itself.
      if (fingerprint(before) === hash) {
        memory.note(state);
        return { kind: "unchanged", file };
      }
      if (isOurs(known, fileKey(file), found.content)) return { kind: "update", file, before };
      const isListed = Object.hasOwn(known.manifest.files, fileKey(file));
      const diagnostic = isListed ? editedFile(file.shownPath) : foreignFile(file.shownPath, "a file");
      return { kind: "conflict", file, before, diagnostic };
    }
  }
}

function compareOnce(file: PlannedFile, scaffolded: ReadonlySet<string>, isSetUp: boolean): FileChange {
  if (stands(file.absolutePath)) return { kind: "kept", file };
  // Whoever keeps handlers elsewhere deleted this one on purpose.
  if (isSetUp && scaffolded.has(fileKey(file))) return { kind: "kept", file };
  return { kind: "create", file };
}

function hasHandlersIndex(files: readonly PlannedFile[]): boolean {
  const index = files.find((file) => file.area === "handlers" && file.path === "index.ts");
  return index !== undefined && stands(index.absolutePath);
}

/** Files of the areas that are ours alone; what is announced for handlers is the user's once it stands. */
function generatedKeys({ announced }: Known): readonly string[] {
  return [...announced.keys()].filter((key) => fileOf(key).area !== "handlers" && key !== manifestKey);
}

function staleFile(key: string, layout: Layout): StaleFile {
  const file = fileOf(key);
  return { ...file, ...locate(layout, file.area, file.path) };
}
