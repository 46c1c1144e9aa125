import { dirname, extname, relative, resolve } from "node:path";
import { diagnostic, hasErrors, sortDiagnostics } from "../diagnostics/create.js";
import type { Diagnostic, Location } from "../diagnostics/diagnostic.js";
import { checkAliases } from "./alias-check.js";
import { bundle } from "./bundle.js";
import type { InputFile, JsonObject, LocationPart, OpenApiDocument } from "./document.js";
import { Files } from "./files.js";
import { isObject, typeName } from "./json.js";
import type { DocumentMemory } from "./memory.js";
import { normalise } from "./normalise.js";
import { Origins, rootOrigin, tokensOf } from "./origins.js";
import { applyOverlays } from "./overlay.js";
import { formatReference, parsePointer } from "./pointer.js";
import { startRecording } from "./reference.js";
import { RemoteDocuments } from "./remote/documents.js";
import { isUrl, parseUrl, RemotePolicy, type RemoteOptions } from "./remote/policy.js";
import { checkReferenceChains } from "./reference-chains.js";
import { repair, type Repair } from "./repair.js";
import { SchemaResources } from "./schema-resources.js";
import { isProseName, type Source } from "./source.js";
import { checkSchemaCycles } from "./schema-cycles.js";
import { checkStructure } from "./structure/check.js";
import { readVersion } from "./version.js";

export interface LoadOptions {
  /** The document: a path, relative to `cwd` or absolute, or an https URL. */
  readonly entry: string;
  /** Paths of overlays, applied in this order. */
  readonly overlays: readonly string[];
  readonly cwd: string;
  /** An overlay that is not on disk yet, applied after the others. */
  readonly draft?: Draft;
  /** The folder that references must stay in, relative to `cwd` or absolute; the entry's own where absent. */
  readonly root?: string;
  /** What an earlier reading of the same document left, to be given to the next. */
  readonly memory?: DocumentMemory;
  /** What may be fetched from other hosts; nothing where absent, but for the entry where that is a URL. */
  readonly remote?: RemoteOptions;
  /** Told of every file as soon as it is read. */
  readonly onInput?: (input: InputFile) => void;
}

/** A text and the path that it will be written to. */
export interface Draft {
  readonly path: string;
  readonly text: string;
}

export interface Loaded {
  /** Null where an error stands. */
  readonly document: OpenApiDocument | null;
  /** The entry file with its overlays, references not followed; null with the document. */
  readonly entry: JsonObject | null;
  /**
   * By which the entry refers to what stands at a pointer of the document, where another file has it
   * (`schemas/order.yaml#/Order`); null for what the entry or an overlay has itself.
   */
  readonly referenceTo: (pointer: string) => string | null;
  readonly diagnostics: readonly Diagnostic[];
  /** Every file that was read, also those of a document that has errors. */
  readonly inputs: readonly InputFile[];
}

/**
 * Reads an OpenAPI description: syntax, overlays, references across files, structure, and the normal form of 3.1.
 * Every mistake of the user's is a located diagnostic; nothing is thrown for it.
 */
export async function loadDocument(options: LoadOptions): Promise<Loaded> {
  if (options.memory !== undefined) startRecording();
  const entry = isUrl(options.entry) ? parseUrl(options.entry) : null;
  const remote = new RemoteDocuments(new RemotePolicy(options.remote ?? {}, entry), entry);
  for (;;) {
    const loaded = loadOnce(options, remote);
    if (!(await remote.fetchWanted())) return loaded;
  }
}

function loadOnce(options: LoadOptions, remote: RemoteDocuments): Loaded {
  const diagnostics: Diagnostic[] = [];
  const report = (each: Diagnostic): void => void diagnostics.push(each);
  const cwd = resolve(options.cwd);
  const root = options.root ?? (isUrl(options.entry) ? cwd : dirname(resolve(cwd, options.entry)));
  const files = new Files({ cwd, root, remote, report, memory: options.memory, onInput: options.onInput });
  const read = load(options, files, report);
  const isWhole = read !== null && !hasErrors(diagnostics);
  return {
    document: isWhole ? read.document : null,
    entry: isWhole ? read.entry : null,
    referenceTo: read?.referenceTo ?? (() => null),
    diagnostics: sortDiagnostics(diagnostics),
    inputs: files.inputs,
  };
}

function load(
  options: LoadOptions,
  files: Files,
  report: (each: Diagnostic) => void,
): (Pick<Loaded, "referenceTo"> & { readonly document: OpenApiDocument; readonly entry: JsonObject }) | null {
  const entry = files.open(options.entry);
  const written = options.overlays.map((path) => files.open(path));
  const drafted = options.draft === undefined ? [] : [files.draft(options.draft)];
  const overlays = [...written, ...drafted].filter((each) => each !== null);
  if (entry === null) return null;
  const origins = new Origins();
  const plain = objectOf(entry, report);
  if (plain === null) return null;
  const keep = (stage: Parameters<DocumentMemory["keep"]>[0], root: JsonObject): JsonObject =>
    options.memory?.keep(stage, root, origins) ?? root;
  const overlaid = keep("overlaid", applyOverlays(plain, entry, overlays, origins, report));
  const version = readVersion(overlaid, entry);
  if (typeof version !== "string") {
    report(version);
    return null;
  }
  const overlaying = new Set(overlays);
  const resources = new SchemaResources({ entry, overlays: overlaying, root: overlaid, version });
  const bundled = keep(
    "bundled",
    bundle({
      root: overlaid,
      version,
      files,
      resources,
      origins,
      entry,
      overlays: overlaying,
      report,
    }),
  );
  const repairs = check(bundled, version, createLocate(bundled, entry, origins), report);
  const repaired = keep("repaired", repair(bundled, repairs, origins));
  const root = version === "3.0" ? keep("normal", normalise(repaired, rootOrigin(entry))) : repaired;
  const document = { version, root, inputs: files.inputs, locate: createLocate(repaired, entry, origins) };
  return { document, entry: overlaid, referenceTo: createReferenceTo(repaired, entry, overlaying, origins) };
}

function objectOf(entry: Source, report: (each: Diagnostic) => void): JsonObject | null {
  if (isObject(entry.value)) return entry.value;
  const isEmpty = entry.value === null;
  const message = `An OpenAPI document must be an object, ${isEmpty ? "but this file is empty" : `not ${typeName(entry.value)}`}.`;
  const help = `Name it .yaml or .json: what is called ${extname(entry.input.path)} is taken for prose.`;
  const isProse = typeof entry.value === "string" && isProseName(entry.input.path);
  report(diagnostic("openapi-structure", entry.locate([]), message, isProse ? { help } : {}));
  return null;
}

function check(
  root: JsonObject,
  version: OpenApiDocument["version"],
  locate: OpenApiDocument["locate"],
  report: (each: Diagnostic) => void,
): readonly Repair[] {
  const repairs = checkStructure(
    root,
    version,
    (pointer, message, { help, rule = "openapi-structure", part } = {}) => {
      report(diagnostic(rule, locate(pointer, part), message, help === undefined ? {} : { help }));
    },
  );
  checkAliases(root, (pointer, message) =>
    report(diagnostic("reference-circular", locate(pointer), message)),
  );
  checkReferenceChains(root, (pointer, message) =>
    report(diagnostic("file-too-large", locate(pointer), message)),
  );
  const help =
    "Let what the schemas have in common be a schema of its own, which refers to none of them, or put a property or an item in between.";
  checkSchemaCycles(root, (pointer, message, rule) =>
    report(
      rule === undefined
        ? diagnostic("reference-circular", locate(pointer), message, { help })
        : diagnostic(rule, locate(pointer), message),
    ),
  );
  return repairs;
}

function createReferenceTo(
  root: JsonObject,
  entry: Source,
  overlays: ReadonlySet<Source>,
  origins: Origins,
): Loaded["referenceTo"] {
  return (pointer) => {
    const origin = origins.trace(root, rootOrigin(entry), parsePointer(pointer) ?? []);
    const { source } = origin;
    if (source === entry || overlays.has(source)) return null;
    const tokens = tokensOf(origin);
    return `${fileReference(entry, source)}${tokens.length === 0 ? "" : formatReference(tokens)}`;
  };
}

/** The URI reference by which one file names another (RFC 3986 §4.2). */
function fileReference({ input: from }: Source, { input: to }: Source): string {
  if (isUrl(to.absolutePath)) return to.absolutePath;
  const path = relative(dirname(from.absolutePath), to.absolutePath).replaceAll("\\", "/");
  return path
    .split("/")
    .map((step) => encodeURIComponent(step))
    .join("/");
}

function createLocate(root: JsonObject, entry: Source, origins: Origins): OpenApiDocument["locate"] {
  return (pointer: string, part?: LocationPart): Location => {
    const origin = origins.trace(root, rootOrigin(entry), parsePointer(pointer) ?? []);
    return origin.source.locate(tokensOf(origin), part);
  };
}
