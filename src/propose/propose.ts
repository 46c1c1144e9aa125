import type { OpenApiDocument, JsonObject } from "../document/document.js";
import { formatPointer, parsePointer } from "../document/pointer.js";
import { operationSlots } from "../model/operation-slots.js";
import { annotation } from "../model/annotation.js";
import { buildModel } from "../model/build.js";
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
import { reachOf, type Reach } from "./reach.js";
import { proposeResources, type ResourceStage } from "./resource-proposals.js";
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
}

/**
 * Everything that a document lacks before a server can be generated from it. What can be told is annotated, whatever
 * remains is closed. A document that is annotated already is only given what the rules miss.
 * @param entry the entry file as it is written, references not followed
 */
export function propose(document: OpenApiDocument, entry: JsonObject): Proposed {
  const excluded = new Map<string, string>();
  for (;;) {
    const attempt = proposeWithout(document, entry, excluded);
    const spoilt = attempt.resources.certain.flatMap(({ rows }) => {
      const fault = attempt.operations.remaining.find(({ finding }) =>
        isWithin(finding.pointer, rows.pointer),
      );
      return fault === undefined ? [] : [[rows.pointer, fault.finding.message] as const];
    });
    if (spoilt.length === 0) {
      const { proposals, resources, operations } = attempt;
      return { proposals, doubts: resources.doubtful, unreachable: operations.unreachable };
    }
    for (const [pointer, reason] of spoilt) excluded.set(pointer, reason);
  }
}

interface Attempt {
  readonly proposals: readonly Proposal[];
  readonly resources: ResourceStage;
  readonly operations: OperationStage;
}

function proposeWithout(
  document: OpenApiDocument,
  entry: JsonObject,
  excluded: ReadonlyMap<string, string>,
): Attempt {
  const fresh = isFresh(document.root);
  const stages = new Stages(document, entry);
  stages.add(proposeSchemes(document.root));
  const faults = faultsOf(stages.model, stages.document);
  const faulty = new Set(faults.flatMap(({ finding }) => [finding.pointer, ...(finding.within ?? [])]));
  const considered = ({ pointer }: Operation): boolean =>
    fresh || [...faulty].some((place) => isWithin(place, pointer));
  stages.add(proposeServers(document.root, findings(faults, "insecure-server")));
  stages.add(unusedKeys(document.root, faults));
  stages.add(proposeOperationIds(document.root, findings(faults, "duplicate-operation-id")));
  const resources = proposeResources({ ...stages.view(), excluded, considered });
  stages.add(resources.proposals);
  const found = resources.proposals.length === 0 ? faults : faultsOf(stages.model, stages.document);
  stages.add([
    ...(fresh ? proposeSensitive(document.root) : []),
    ...proposeHidden(findings(found, "exposed-credential")),
    ...proposeVisibility(findings(found, "undeclared-visibility")),
  ]);
  const limits = limitsBeside(annotation("document", document.root));
  const operations = proposeOperations({
    ...stages.view(),
    original: document,
    document: stages.document,
    limits,
    resources,
    considered,
  });
  stages.add(operations.proposals);
  stages.add(proposeLimits(limits));
  return { proposals: stages.proposals, resources, operations };
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
  readonly #original: OpenApiDocument;
  readonly #entry: JsonObject;
  readonly #proposals: Proposal[] = [];
  #model: Model | null = null;
  document: OpenApiDocument;

  constructor(document: OpenApiDocument, entry: JsonObject) {
    this.#original = document;
    this.#entry = entry;
    this.document = document;
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
  view(): { root: JsonObject; model: Model; reach: Reach } {
    return { root: this.document.root, model: this.model, reach: this.#reach() };
  }

  /** Adds what an overlay of the entry can say. */
  add(proposals: readonly Proposal[]): void {
    if (proposals.length === 0) return;
    const reach = this.#reach();
    this.#proposals.push(...proposals.filter(({ pointer }) => reach(pointer)));
    this.document = { ...this.#original, root: withProposals(this.#original.root, this.#proposals) };
    if (proposals.some(({ topic }) => topic === "scheme" || topic === "resource")) this.#model = null;
  }

  /** What was proposed already can be added to. */
  #reach(): Reach {
    return reachOf(withProposals(this.#entry, this.#proposals));
  }
}

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
