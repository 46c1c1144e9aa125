import { diagnostic, hasErrors, sortDiagnostics } from "./diagnostics/create.js";
import type { Diagnostic } from "./diagnostics/diagnostic.js";
import type { InputFile, OpenApiDocument } from "./document/document.js";
import type { DocumentMemory } from "./document/memory.js";
import { loadDocument } from "./document/load.js";
import type { RemoteOptions } from "./document/remote/policy.js";
import { Beside } from "./emit/beside.js";
import type { EmittedFile, EmitOptions } from "./emit/emitter.js";
import { buildModel } from "./model/build.js";
import type { Model } from "./model/model.js";
import { runChecks } from "./checks/run.js";
import { applySettings, readingRules, settingOf, type RuleSettings } from "./rule-settings.js";

export type { RemoteOptions };

export type Framework = "fastify";

/** How relative imports of the emitted code end: `./policy.js`, `./policy.ts` or `./policy`. */
export type ImportExtension = "js" | "ts" | "none";

/** What a run is busy with, for whoever shows progress. */
export type Stage = "reading" | "checking" | "emitting";

export { adjustableRules } from "./rule-settings.js";

export interface CheckOptions {
  /** The OpenAPI document (YAML or JSON): a path, absolute or relative to `cwd`, or an https URL. */
  readonly document: string;
  /** The folder that references between files must stay in, absolute or relative to `cwd`; that of the document by default. */
  readonly root?: string;
  /** What may be fetched from other hosts; nothing by default, but for the document itself where that is a URL. */
  readonly remote?: RemoteOptions;
  /** OpenAPI Overlays, applied in this order; absolute or relative to `cwd`. */
  readonly overlays?: readonly string[];
  /** Folder that paths in diagnostics are relative to; the process's own by default. */
  readonly cwd?: string;
  /** Severities of rules, changed knowingly. */
  readonly rules?: RuleSettings;
  readonly onStage?: (stage: Stage) => void;
  /** For a process that generates again and again: what the last time left. */
  readonly memory?: DocumentMemory;
}

export interface Judgement {
  /** Sorted by file, line and column. */
  readonly diagnostics: readonly Diagnostic[];
  /** Every file that was read, also when an error stands. */
  readonly inputs: readonly InputFile[];
  /** Null where the document could not be read. */
  readonly model: Model | null;
}

export interface GenerateOptions extends CheckOptions {
  readonly framework?: Framework;
  readonly importExtension?: ImportExtension;
  /** Whether `redisLimits` is generated. */
  readonly redis?: boolean;
  /** Import path from the folder of the handlers to the folder of the api; `../api` by default. */
  readonly handlersImport?: string;
  /** Whether a thread may be started where that is quicker; what comes out is the same. */
  readonly threads?: boolean;
}

export interface Generation extends Judgement {
  /** Empty while an error stands. */
  readonly files: readonly EmittedFile[];
}

/**
 * Judges a document: reads it with its overlays, builds the model and runs every rule. Touches no disk but to read.
 * Mistakes of the document's author are the answer's `diagnostics`; it throws only where ringfence itself is wrong.
 */
export async function check(options: CheckOptions): Promise<Judgement> {
  return await judgeDocument(options, {});
}

/** Who wants to know what becomes of a document before all of it is judged. */
interface Progress {
  readonly onInput?: (input: InputFile) => void;
  readonly onModel?: (model: Model) => void;
}

async function judgeDocument(
  options: CheckOptions,
  { onInput, onModel = () => undefined }: Progress,
): Promise<Judgement> {
  const cwd = options.cwd ?? process.cwd();
  options.onStage?.("reading");
  const { root, remote = {}, memory, overlays = [] } = options;
  const bounds = root === undefined ? { remote } : { remote, root };
  const kept = memory === undefined ? {} : { memory };
  const told = onInput === undefined ? {} : { onInput };
  const loaded = await loadDocument({ entry: options.document, overlays, cwd, ...bounds, ...kept, ...told });
  const read = applySettings(loaded.diagnostics, onlyOf(readingRules, options.rules ?? {}));
  if (loaded.document === null) {
    return { diagnostics: sortDiagnostics(read), inputs: loaded.inputs, model: null };
  }
  options.onStage?.("checking");
  const judged = judgeSafely(loaded.document, options.rules ?? {}, onModel);
  if (judged.model === null) {
    return {
      diagnostics: sortDiagnostics([...read, ...judged.findings]),
      inputs: loaded.inputs,
      model: null,
    };
  }
  const { model, findings } = judged;
  return { diagnostics: sortDiagnostics([...read, ...findings]), inputs: loaded.inputs, model };
}

/**
 * Turns a document into the files of a server, as texts; writing them is up to the caller.
 * No file is answered while a diagnostic of severity `error` stands.
 */
export async function generate(options: GenerateOptions): Promise<Generation> {
  const beside = options.threads === true ? new Beside() : null;
  try {
    return await generateWith(beside, options, {
      framework: options.framework ?? "fastify",
      importExtension: options.importExtension ?? "js",
      ...(options.redis === undefined ? {} : { redis: options.redis }),
      handlersImport: options.handlersImport ?? "../api",
    });
  } finally {
    beside?.stop();
  }
}

async function generateWith(
  beside: Beside | null,
  options: GenerateOptions,
  emitOptions: EmitOptions,
): Promise<Generation> {
  const judgement = await judgeDocument(options, {
    onInput: ({ text }) => beside?.expect(text.length),
    onModel: (model) => beside?.begin(model, emitOptions),
  });
  if (judgement.model === null || hasErrors(judgement.diagnostics)) return { ...judgement, files: [] };
  options.onStage?.("emitting");
  // Emitting needs the TypeScript compiler and Ajv; a document with errors should not wait for their import.
  const { emit } = await import("./emit/plan.js");
  try {
    return { ...judgement, files: await emit(judgement.model, emitOptions, beside ?? undefined) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { ...judgement, diagnostics: [...judgement.diagnostics, exhausted(judgement.inputs)], files: [] };
  }
}

/** Printing and compiling descend by calling themselves, and a hostile schema is wider than the stack is deep. */
function exhausted([entry]: readonly InputFile[]): Diagnostic {
  const location = { file: entry?.path ?? "", line: 1, column: 1, length: 1 };
  return diagnostic(
    "file-too-large",
    location,
    "A schema of this document is too wide or too deep to be compiled.",
  );
}

function onlyOf(rules: readonly string[], settings: RuleSettings): RuleSettings {
  return Object.fromEntries(Object.entries(settings).filter(([rule]) => rules.includes(rule)));
}

/** Models are built by following references, and a hostile document makes that way longer than the stack. */
function judgeSafely(
  document: OpenApiDocument,
  rules: RuleSettings,
  onModel: (model: Model) => void,
): { readonly model: Model | null; readonly findings: readonly Diagnostic[] } {
  try {
    return judge(document, rules, onModel);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = "Definitions refer to each other in a chain that is longer than can be followed.";
    return { model: null, findings: [diagnostic("file-too-large", document.locate(""), message)] };
  }
}

function judge(
  document: OpenApiDocument,
  rules: RuleSettings,
  onModel: (model: Model) => void,
): { model: Model; findings: readonly Diagnostic[] } {
  const built = buildModel(document, onModel);
  // Rules judge what the author meant. With a vocabulary error that is unknown, yet the other findings still help.
  const judged = applySettings(
    runChecks(built.model, document, (rule) => settingOf(rules, rule) === "off"),
    rules,
  );
  return { model: built.model, findings: [...built.diagnostics, ...judged] };
}
