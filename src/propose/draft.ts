import { diagnostic, hasErrors, sortDiagnostics } from "../diagnostics/create.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { runChecks } from "../checks/run.js";
import type { InputFile, OpenApiDocument } from "../document/document.js";
import { loadDocument } from "../document/load.js";
import type { RemoteOptions } from "../document/remote/policy.js";
import { buildModel, type BuiltModel } from "../model/build.js";
import type { Operation } from "../model/model.js";
import { textMember, objectMember } from "../model/members.js";
import { closing, culprits, faultsOf } from "./close.js";
import { overlayText } from "./overlay-text.js";
import type { Proposal } from "./proposal.js";
import { propose, type Proposed, type Proposing } from "./propose.js";

export interface DraftOptions {
  /** The OpenAPI document: a path, absolute or relative to `cwd`, or an https URL. */
  readonly document: string;
  /** The folder that references between files must stay in; that of the document by default. */
  readonly root?: string;
  /** What may be fetched from other hosts. */
  readonly remote?: RemoteOptions;
  /** Overlays that are applied before. */
  readonly overlays: readonly string[];
  /** Where the overlay will be written. */
  readonly path: string;
  readonly cwd: string;
}

export interface OverlayDraft extends Proposed {
  /** Empty where nothing is missing. */
  readonly text: string;
  /** What is still wrong once the overlay is applied. */
  readonly diagnostics: readonly Diagnostic[];
  readonly inputs: readonly InputFile[];
  readonly document: OpenApiDocument;
  readonly operations: readonly Operation[];
}

export interface Undrafted {
  readonly document: null;
  /** Why the document cannot be read, or what in its annotations is wrong. */
  readonly diagnostics: readonly Diagnostic[];
  readonly inputs: readonly InputFile[];
}

/** Closing what a fault is left in may bring another one to light; more rounds than this would be a circle. */
const rounds = 4;

/**
 * The overlay that a document lacks. It is applied and judged before it is answered: what the rules still find closes
 * the operations it is about, so that a server can be generated from the document with it.
 */
export async function draftOverlay(options: DraftOptions): Promise<OverlayDraft | Undrafted> {
  const loaded = await load(options, null);
  const { document, entry, inputs, referenceTo } = loaded;
  if (document === null || entry === null) return { document: null, diagnostics: loaded.diagnostics, inputs };
  try {
    const proposing = { document, entry, referenceTo };
    const proposed = propose(proposing);
    if (proposed.proposals.length > 0) return await settle(options, proposing, proposed);
    const built = buildModel(document);
    const { operations } = built.model;
    return { ...proposed, text: "", diagnostics: judge(document, built), inputs, document, operations };
  } catch (error) {
    // Models are built by following references, and a hostile document makes that way longer than the stack.
    if (!(error instanceof RangeError)) throw error;
    const message = "Definitions refer to each other in a chain that is longer than can be followed.";
    const diagnostics = [diagnostic("file-too-large", document.locate(""), message)];
    return { document: null, diagnostics, inputs };
  }
}

async function settle(
  options: DraftOptions,
  { document, entry, referenceTo }: Proposing,
  first: Proposed,
): Promise<OverlayDraft | Undrafted> {
  let proposed = first;
  for (let round = 1; ; round++) {
    const title = textMember(objectMember(document.root, "info"), "title") ?? "";
    const text = overlayText({
      title,
      entry,
      referenceTo,
      proposals: proposed.proposals,
      doubts: proposed.doubts,
    });
    const loaded = await load(options, text);
    if (loaded.document === null)
      return { document: null, diagnostics: loaded.diagnostics, inputs: loaded.inputs };
    const built = buildModel(loaded.document);
    const diagnostics = judge(loaded.document, built);
    const isLast = round === rounds || !hasErrors(diagnostics);
    const more = isLast ? [] : furtherClosings(loaded.document, built, proposed);
    if (more.length === 0) {
      const { operations } = built.model;
      return { ...proposed, text, diagnostics, inputs: loaded.inputs, document, operations };
    }
    proposed = { ...proposed, proposals: [...proposed.proposals, ...more] };
  }
}

function furtherClosings(
  document: OpenApiDocument,
  { model }: BuiltModel,
  { unreachable }: Proposed,
): readonly Proposal[] {
  const lost = new Set(unreachable.map(({ pointer }) => pointer));
  const open = model.operations.filter(({ closed, pointer }) => closed === null && !lost.has(pointer));
  const reasons = new Map(
    faultsOf(model, document).flatMap((fault) =>
      culprits(fault, open).map(({ pointer }) => [pointer, fault.finding.message] as const),
    ),
  );
  return [...reasons].map(([pointer, reason]) => closing(pointer, reason));
}

function judge(document: OpenApiDocument, { model, diagnostics }: BuiltModel): readonly Diagnostic[] {
  return sortDiagnostics([...diagnostics, ...runChecks(model, document)]);
}

async function load({ document, root, remote, overlays, path, cwd }: DraftOptions, text: string | null) {
  const draft = text === null ? {} : { draft: { path, text } };
  const bounds = { ...(root === undefined ? {} : { root }), ...(remote === undefined ? {} : { remote }) };
  return await loadDocument({ entry: document, overlays, cwd, ...bounds, ...draft });
}
