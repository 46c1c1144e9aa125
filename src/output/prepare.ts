import path from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { InputFile } from "../document/document.js";
import type { EmittedFile } from "../emit/emitter.js";
import { compareFiles, compareStale, readManifest, type FileChange, type StaleChange } from "./changes.js";
import { findEscapes } from "./confine.js";
import { look } from "./disk.js";
import { DiskMemory } from "./disk-memory.js";
import { format } from "./format.js";
import { fingerprint } from "./hash.js";
import { readAnnounced } from "./known.js";
import { fileKey, locate, manifestName, place, type Area, type Layout, type PlannedFile } from "./layout.js";
import { emptyManifest, serializeManifest, type Manifest, type RecordedOptions } from "./manifest.js";

export interface OutputRequest {
  readonly files: readonly EmittedFile[];
  readonly inputs: readonly InputFile[];
  readonly layout: Layout;
  /** Version of ringfence. */
  readonly tool: string;
  /** Recorded in the manifest. */
  readonly options: RecordedOptions;
  /** Whether prettier runs. */
  readonly format: boolean;
  /** For a process that writes again and again: what the last time left. */
  readonly memory?: DiskMemory;
}

/** Everything that a run would do, before it does any of it. */
export interface OutputPlan {
  readonly layout: Layout;
  /** One change a planned file; the manifest's is the last. */
  readonly files: readonly FileChange[];
  readonly stale: readonly StaleChange[];
  /** Reasons not to write at all. */
  readonly diagnostics: readonly Diagnostic[];
  readonly manifest: Manifest;
  readonly previous: Manifest;
  /** Handlers, as shown paths, that serve no operation any more. They are the user's to delete. */
  readonly obsolete: readonly string[];
}

/** Formats the files and compares them with the disk; reads only. */
export async function prepareOutput(request: OutputRequest): Promise<OutputPlan> {
  const { layout } = request;
  const placed = place(request.files, layout);
  const escapes = await findEscapes(
    [...placed, { area: "api", ...locate(layout, "api", manifestName) }],
    layout,
  );
  if (escapes.length > 0) return refused(layout, escapes);
  const memory = request.memory ?? new DiskMemory();
  const files = request.format ? await format(placed, memory.format) : placed;
  const previous = await readManifest(layout);
  const known = { manifest: previous.manifest, announced: readAnnounced(layout) };
  const changes = await compareFiles(files, known, memory);
  const stale = await compareStale(files, known, layout);
  const manifest = nextManifest(request, files, memory);
  const manifestChange = compareManifest(layout, manifest, previous);
  const all = [...changes, manifestChange];
  return {
    layout,
    files: all,
    stale,
    diagnostics: [
      ...all.flatMap((change) => (change.kind === "conflict" ? [change.diagnostic] : [])),
      ...(await findEscapes(
        stale.map((change) => change.file),
        layout,
      )),
    ],
    manifest,
    previous: previous.manifest,
    obsolete: await findObsolete(previous.manifest, manifest, layout),
  };
}

function refused(layout: Layout, diagnostics: readonly Diagnostic[]): OutputPlan {
  return {
    layout,
    files: [],
    stale: [],
    diagnostics,
    manifest: emptyManifest,
    previous: emptyManifest,
    obsolete: [],
  };
}

function nextManifest(request: OutputRequest, files: readonly PlannedFile[], memory: DiskMemory): Manifest {
  const generated = files.filter((file) => file.ownership === "generated");
  const scaffolded = files.filter((file) => file.ownership === "once");
  return {
    tool: request.tool,
    options: request.options,
    inputs: Object.fromEntries(
      request.inputs.map((input) => [inputKey(request.layout, input), inputFingerprint(input)]),
    ),
    files: Object.fromEntries(generated.map((file) => [fileKey(file), memory.fingerprintOf(file)])),
    scaffolded: scaffolded.map(fileKey),
  };
}

/** The hash of the bytes is the fingerprint already, unless line ends or a byte order mark make a difference. */
function inputFingerprint({ text, sha256, verbatim }: InputFile): string {
  return verbatim ? sha256 : fingerprint(text);
}

/** Relative to the manifest, so that it is the same wherever the command runs from; of what was fetched, the URL. */
function inputKey(layout: Layout, input: InputFile): string {
  if (!path.isAbsolute(input.absolutePath)) return input.absolutePath;
  return path.relative(layout.api, input.absolutePath).split(path.sep).join("/");
}

function compareManifest(
  layout: Layout,
  manifest: Manifest,
  previous: { readonly text: string | null; readonly diagnostic: Diagnostic | null },
): FileChange {
  const text = serializeManifest(manifest);
  const place = locate(layout, "api", manifestName);
  const file: PlannedFile = { area: "api", path: manifestName, ...place, text, ownership: "generated" };
  const before = previous.text;
  if (previous.diagnostic !== null)
    return { kind: "conflict", file, before, diagnostic: previous.diagnostic };
  if (before === null) return { kind: "create", file };
  return fingerprint(before) === fingerprint(text)
    ? { kind: "unchanged", file }
    : { kind: "update", file, before };
}

async function findObsolete(previous: Manifest, next: Manifest, layout: Layout): Promise<readonly string[]> {
  const obsolete: string[] = [];
  const scaffolded = new Set(next.scaffolded);
  for (const key of previous.scaffolded) {
    if (scaffolded.has(key)) continue;
    const slash = key.indexOf("/");
    const { absolutePath, shownPath } = locate(layout, key.slice(0, slash) as Area, key.slice(slash + 1));
    if ((await look(absolutePath)).kind !== "absent") obsolete.push(shownPath);
  }
  return obsolete;
}
