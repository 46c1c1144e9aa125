import type { OpenApiDocument } from "../document/document.js";
import type { Model, Operation } from "../model/model.js";
import {
  because,
  closing,
  closings,
  culprits,
  faultsOf,
  faultyAlone,
  withClosed,
  type Fault,
} from "./close.js";
import type { Limits } from "./limits.js";
import { withProposals } from "./merge.js";
import { judgeOperation, type Verdict } from "./operations.js";
import { placeOf, slotsByPointer, type Place } from "./place.js";
import { annotates, type Proposal } from "./proposal.js";
import { opennessOf } from "./public.js";
import type { Reach } from "./reach.js";
import type { ResourceStage } from "./resource-proposals.js";

export interface OperationContext {
  /** Before anything was proposed: what its author said about who may call. */
  readonly original: OpenApiDocument;
  /** With schemes, resources and properties as they are proposed, and its model. */
  readonly document: OpenApiDocument;
  readonly model: Model;
  readonly reach: Reach;
  readonly limits: Limits;
  readonly resources: ResourceStage;
  /** Which operations are to be judged; of the others, their author has spoken. */
  readonly considered: (operation: Operation) => boolean;
}

interface Judged {
  readonly operation: Operation;
  readonly place: Place;
  readonly verdict: Verdict;
}

export interface OperationStage {
  readonly proposals: readonly Proposal[];
  /** Faults that closing operations does not mend. */
  readonly remaining: readonly Fault[];
  /** Operations that an overlay of the entry cannot reach. */
  readonly unreachable: readonly Operation[];
}

/** Opens what is certain and closes the rest, until the rules find nothing that closing could mend. */
export function proposeOperations(context: OperationContext): OperationStage {
  const judged = judgeAllOperations(context);
  const { document, model } = context;
  const opened = judged.flatMap(openProposal);
  const reasons = new Map(
    judged.flatMap(({ operation, verdict }) =>
      verdict.kind === "closed" ? [[operation.pointer, verdict.reason] as const] : [],
    ),
  );
  const annotated = { ...document, root: withProposals(document.root, opened) };
  const remaining = closeFaults(annotated, model, reasons, context.considered);
  return {
    proposals: judged.flatMap((each) =>
      reasons.has(each.operation.pointer) ? closedProposal(each, reasons) : openProposal(each),
    ),
    remaining,
    unreachable: judged.flatMap(({ operation, place }) => (place.kind === "nowhere" ? [operation] : [])),
  };
}

function judgeAllOperations(context: OperationContext): readonly Judged[] {
  const { original, document, model, reach } = context;
  const [before, now] = [slotsByPointer(original.root), slotsByPointer(document.root)];
  const doubts = doubtsOf(model, context.resources);
  const judged = model.operations.filter(context.considered).flatMap((operation): readonly Judged[] => {
    const [slot, written] = [now.get(operation.pointer), before.get(operation.pointer)];
    if (slot === undefined || written === undefined) return [];
    const openness = opennessOf(original.root, written);
    const place = placeOf(slot, slot.pathItem.pointer, reach);
    const asked = { root: document.root, model, slot, operation, openness, limits: context.limits, doubts };
    return [{ operation, place, verdict: judgeOperation(asked) }];
  });
  return closeTogether(judged);
}

/** Where only the path can be annotated, one closed operation closes all, and so does one that would need words of its own. */
function closeTogether(judged: readonly Judged[]): readonly Judged[] {
  const shut = new Set(
    judged.flatMap(({ place, verdict }) =>
      place.kind === "pathItem" && (verdict.kind === "closed" || needsWords(verdict)) ? [place.pointer] : [],
    ),
  );
  return judged.map((each) => {
    const { place, verdict } = each;
    if (place.kind !== "pathItem" || !shut.has(place.pointer) || verdict.kind === "closed") return each;
    const reason = "its path stands in another file, where each operation can be annotated";
    return { ...each, verdict: { kind: "closed", annotation: {}, reason } };
  });
}

function needsWords(verdict: Extract<Verdict, { kind: "open" }>): boolean {
  const inferred = ["resource", "action"];
  return (
    Object.keys(verdict.beside).length > 0 ||
    Object.keys(verdict.annotation).some((key) => !inferred.includes(key))
  );
}

function openProposal({ operation, place, verdict }: Judged): readonly Proposal[] {
  if (verdict.kind === "closed" || place.kind !== "operation") return [];
  const { annotation, beside, confidence, why } = verdict;
  const proposal = annotates("operation", operation.pointer, annotation, confidence, why);
  return [{ ...proposal, update: { ...beside, ...proposal.update } }];
}

function closedProposal(
  { operation, place, verdict }: Judged,
  reasons: ReadonlyMap<string, string>,
): readonly Proposal[] {
  const reason = reasons.get(operation.pointer) ?? "";
  switch (place.kind) {
    case "operation":
      return [closing(operation.pointer, reason, verdict.kind === "closed" ? verdict.annotation : {})];
    case "pathItem":
      return [closing(place.pointer, reason)];
    case "nowhere":
      return [];
  }
}

/** Adds to the reasons until no fault is left that an operation could be closed for; answers the others. */
function closeFaults(
  annotated: OpenApiDocument,
  model: Model,
  reasons: Map<string, string>,
  considered: (operation: Operation) => boolean,
): readonly Fault[] {
  for (;;) {
    const document = { ...annotated, root: withProposals(annotated.root, closings(reasons)) };
    const now = withClosed(model, reasons);
    const open = now.operations.filter((operation) => operation.closed === null && considered(operation));
    const faults = faultsOf(now, document);
    if (faults.length === 0 || open.length === 0) return faults;
    const named = faults.flatMap((fault) =>
      culprits(fault, open).map(({ pointer }) => [pointer, because(fault)] as const),
    );
    const found = named.length > 0 ? named : faultyAlone(now, document, open);
    if (found.length === 0) return faults;
    for (const [pointer, reason] of found) reasons.set(pointer, reason);
  }
}

/** Why the resource of an operation may be nobody's: from the doubtful schema whose rows its path is about. */
function doubtsOf(model: Model, { doubtful }: ResourceStage): ReadonlyMap<string, string> {
  const paths = doubtful.flatMap(({ rows, why }) => rows.paths.map(({ path }) => ({ path, why })));
  return new Map(
    model.operations.flatMap(({ pointer, path: own }) => {
      const about = paths
        .filter(({ path }) => own === path || own.startsWith(`${path}/`) || own === collectionOf(path))
        .sort((one, other) => other.path.length - one.path.length)[0];
      return about === undefined ? [] : [[pointer, about.why] as const];
    }),
  );
}

function collectionOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}
