import type { RuleId } from "../diagnostics/rules.js";
import type { OpenApiDocument, JsonObject } from "../document/document.js";
import { formatPointer, parsePointer } from "../document/pointer.js";
import { operationSlots } from "../model/operation-slots.js";
import { annotation } from "../model/annotation.js";
import { buildModel, outlineModel, type Outline, type OutlinedOperation } from "../model/build.js";
import { defaultRateLimit } from "../model/document-policy.js";
import type { Model, Operation } from "../model/model.js";
import { faultsOf, type Fault } from "./close.js";
import { limitsOf, type Limits } from "./limits.js";
import { withProposals } from "./merge.js";
import { schemesAsked } from "./operations.js";
import { proposeOperationIds } from "./operation-ids.js";
import { proposeOperations, type OperationStage } from "./operation-proposals.js";
import { isFresh } from "./place.js";
import { proposeHidden, proposeSensitive, proposeVisibility } from "./properties.js";
import { annotates, type Proposal } from "./proposal.js";
import { reachOf, type Reach, type ReferenceTo } from "./reach.js";
import { namingOf, type Naming } from "./kinds.js";
import { proposeResources } from "./resource-proposals.js";
import { tentativeResources, type Tentative } from "./tentative.js";
import { grantVerbs, proposeBindings } from "./tentative-proposals.js";
import type { Doubtful } from "./resources.js";
import { proposeSchemes } from "./schemes.js";
import { proposeServers } from "./servers.js";
import type { Annotation } from "../model/vocabulary/places.js";

export interface Proposed {
  readonly proposals: readonly Proposal[];
  /** Schemas that may be resources, and why they are not proposed. */
  readonly doubts: readonly Doubtful[];
  /** Operations that would have to be annotated in another file than the entry. */
  readonly unreachable: readonly Operation[];
  /** Pointers of the closed operations that open when their `closed` is deleted. */
  readonly ready: readonly string[];
}

/** What is proposed for. */
export interface Proposing {
  readonly document: OpenApiDocument;
  /** The entry file as it is written, references not followed. */
  readonly entry: JsonObject;
  readonly referenceTo: ReferenceTo;
}

/**
 * Everything that a document lacks before a server can be generated from it. What can be told is annotated, whatever
 * remains is closed. A document that is annotated already is only given what the rules miss.
 */
export function propose(subject: Proposing): Proposed {
  const excluded = new Map<string, string>();
  for (;;) {
    const attempt = proposeWithout(subject, excluded);
    const spoilt = attempt.pointers.flatMap((pointer) => {
      const fault = attempt.operations.remaining.find(({ finding }) => isWithin(finding.pointer, pointer));
      return fault === undefined ? [] : [[pointer, fault.finding.message] as const];
    });
    if (spoilt.length === 0) {
      const { proposals, doubts, operations } = attempt;
      return { proposals, doubts, unreachable: operations.unreachable, ready: operations.ready };
    }
    for (const [pointer, reason] of spoilt) excluded.set(pointer, reason);
  }
}

interface Attempt {
  readonly proposals: readonly Proposal[];
  readonly doubts: readonly Doubtful[];
  /** Of the schemas that are proposed as resources. */
  readonly pointers: readonly string[];
  readonly operations: OperationStage;
}

function proposeWithout(subject: Proposing, excluded: ReadonlyMap<string, string>): Attempt {
  const { document, entry } = subject;
  const fresh = isFresh(document.root);
  const stages = new Stages(subject);
  stages.add(proposeSchemes(document.root));
  const considered = fresh ? () => true : amongFaults(stages);
  const resources = proposeResources({ ...stages.view(), excluded, considered });
  stages.add(resources.proposals);
  const { tentative, naming } = proposeTentative(stages, considered, excluded);
  const found = faultsOf(stages.model, stages.document, answered);
  stages.add([
    ...proposeServers(document.root, findings(found, "insecure-server")),
    ...unusedKeys(document.root, found),
    ...proposeOperationIds(document.root, findings(found, "duplicate-operation-id")),
    ...(fresh ? proposeSensitive(document.root) : []),
    ...proposeHidden(findings(found, "exposed-credential")),
    ...proposeVisibility(findings(found, "undeclared-visibility")),
  ]);
  const limits = limitsBeside(annotation("document", document.root));
  const operations = proposeOperations({
    ...stages.view(),
    original: document,
    entry,
    document: stages.document,
    model: stages.model,
    limits,
    tentative,
    naming,
    considered,
  });
  stages.add(operations.proposals);
  stages.add(proposeLimits(limits));
  const pointers = [
    ...resources.certain.map(({ rows }) => rows.pointer),
    ...tentative.map((each) => each.pointer),
  ];
  const mine = new Set(pointers.map((pointer) => parsePointer(pointer)?.at(-1) ?? ""));
  stages.add(grantVerbs(stages.document.root, stages.model, considered, mine, naming));
  const doubts = resources.doubtful.filter(({ rows }) => excluded.has(rows.pointer));
  return { proposals: stages.proposals, doubts, pointers, operations };
}

/** Rules whose findings a proposal answers. */
const answered: readonly RuleId[] = [
  ...(["insecure-server", "scheme-in-url", "duplicate-operation-id"] as const),
  ...(["exposed-credential", "undeclared-visibility"] as const),
];

/** Of a document that is annotated already, only what the rules have something against is looked at. */
function amongFaults(stages: Stages): (operation: OutlinedOperation) => boolean {
  const faulty = new Set(
    faultsOf(stages.model, stages.document).flatMap(({ finding }) => [
      finding.pointer,
      ...(finding.within ?? []),
    ]),
  );
  return ({ pointer }) => [...faulty].some((place) => isWithin(place, pointer));
}

/** Resources for all ids that are still unbound, and what ties the ids to them. */
function proposeTentative(
  stages: Stages,
  considered: (operation: OutlinedOperation) => boolean,
  excluded: ReadonlyMap<string, string>,
): { readonly tentative: readonly Tentative[]; readonly naming: Naming } {
  const before = stages.view();
  const mayBecome = (pointer: string): boolean => !excluded.has(pointer) && before.reach(pointer);
  const naming = namingOf(before.root, before.model, considered, mayBecome);
  const tentative = tentativeResources(before.root, before.model, naming.kinds);
  stages.add(tentative.map(({ proposal }) => proposal));
  const { root, model, reach } = stages.view();
  stages.add(proposeBindings(root, model, considered, naming, reach));
  return { tentative, naming };
}

function limitsBeside({ rateLimit, rateLimits }: Annotation<"document">): Limits {
  return limitsOf(rateLimit ?? defaultRateLimit, new Set(Object.keys(rateLimits ?? {})));
}

function proposeLimits(limits: Limits): readonly Proposal[] {
  const rateLimits = limits.definitions();
  const why = "guessing, searching and moving many rows at once cost more than other calls";
  return Object.keys(rateLimits).length === 0 ? [] : [annotates("limits", "", { rateLimits }, "medium", why)];
}

/** What was proposed so far, and the document and model with it. */
class Stages {
  readonly #subject: Proposing;
  readonly #proposals: Proposal[] = [];
  #model: Model | null = null;
  #outline: Outline | null = null;
  document: OpenApiDocument;

  constructor(subject: Proposing) {
    this.#subject = subject;
    this.document = subject.document;
  }

  get proposals(): readonly Proposal[] {
    return this.#proposals;
  }

  /** Built again only where something was added that it depends on. */
  get model(): Model {
    this.#model ??= buildModel(this.document).model;
    return this.#model;
  }

  /** The state that the next stage goes out from. */
  view(): { root: JsonObject; model: Outline; reach: Reach } {
    this.#outline ??= this.#model ?? outlineModel(this.document.root);
    return { root: this.document.root, model: this.#outline, reach: this.#reach() };
  }

  /** Adds what an overlay of the entry can say. */
  add(proposals: readonly Proposal[]): void {
    if (proposals.length === 0) return;
    const reach = this.#reach();
    this.#proposals.push(...proposals.filter(({ pointer, adds }) => adds === true || reach(pointer)));
    const { document } = this.#subject;
    this.document = { ...document, root: withProposals(document.root, this.#proposals) };
    if (proposals.some(({ topic }) => modelled.has(topic))) {
      this.#model = null;
      this.#outline = null;
    }
  }

  /** What was proposed already can be added to. */
  #reach(): Reach {
    const { entry, referenceTo } = this.#subject;
    return reachOf(withProposals(entry, this.#proposals), this.document.root, referenceTo);
  }
}

/** Topics that a model depends on before operations are judged. */
const modelled: ReadonlySet<Proposal["topic"]> = new Set(["scheme", "resource", "binding"]);

/** Keys in the query that no operation asks for: nothing travels in a URL as long as none does. */
function unusedKeys(root: JsonObject, faults: readonly Fault[]): readonly Proposal[] {
  const asked = new Set(operationSlots(root).flatMap((slot) => schemesAsked(root, slot)));
  const why = "no operation asks for it";
  return findings(faults, "scheme-in-url").flatMap(({ pointer }) => {
    const scheme = formatPointer((parsePointer(pointer) ?? []).slice(0, -1));
    const name = parsePointer(scheme)?.at(-1) ?? "";
    const ignore = { "scheme-in-url": `CONFIRM: ${why}` };
    return asked.has(name) ? [] : [annotates("scheme", scheme, { ignore }, "medium", why)];
  });
}

function findings(faults: readonly Fault[], rule: Fault["rule"]): readonly Fault["finding"][] {
  return faults.filter((fault) => fault.rule === rule).map(({ finding }) => finding);
}

function isWithin(pointer: string, ancestor: string): boolean {
  return pointer === ancestor || pointer.startsWith(`${ancestor}/`);
}
