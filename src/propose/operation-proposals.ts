import type { JsonObject, OpenApiDocument } from "../document/document.js";
import type { Model, Operation } from "../model/model.js";
import { indexResources } from "../model/resource-index.js";
import {
  because,
  carriersIn,
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
import type { Naming } from "./kinds.js";
import type { Tentative } from "./tentative.js";
import { withTarget } from "./tentative-proposals.js";

export interface OperationContext {
  /** Before anything was proposed: what its author said about who may call. */
  readonly original: OpenApiDocument;
  /** The entry file, references not followed. */
  readonly entry: JsonObject;
  /** With schemes, resources and properties as they are proposed, and its model. */
  readonly document: OpenApiDocument;
  readonly model: Model;
  readonly reach: Reach;
  readonly limits: Limits;
  readonly tentative: readonly Tentative[];
  readonly naming: Naming;
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
  /** Pointers of the closed operations that open when their `closed` is deleted. */
  readonly ready: readonly string[];
}

/** Opens what is certain and closes the rest, until the rules find nothing that closing could mend. */
export function proposeOperations(context: OperationContext): OperationStage {
  const judged = judgeAllOperations(context);
  const { document } = context;
  const model = withSubjects(context.model, judged);
  const annotated = { ...document, root: withProposals(document.root, judged.flatMap(openProposal)) };
  const { faults, isWhole } = faultReasons(annotated, model, context.considered);
  const reasons = new Map(judged.flatMap((each) => reasonFor(each, faults)));
  // Closing can only take faults away: where each names its operation, none is left.
  const remaining = isWhole ? [] : closeFaults(annotated, model, reasons, context.considered);
  const closed = judged.filter(({ operation }) => reasons.has(operation.pointer));
  return {
    proposals: judged.flatMap((each) =>
      reasons.has(each.operation.pointer) ? closedProposal(each, reasons) : openProposal(each),
    ),
    remaining,
    unreachable: judged.flatMap(({ operation, place }) => (place === "nowhere" ? [operation] : [])),
    ready: closed.filter((each) => isReady(each, faults)).map(({ operation }) => operation.pointer),
  };
}

/** The model with what the annotations of operations will say. */
function withSubjects(model: Model, judged: readonly Judged[]): Model {
  const said = new Map(judged.map((each) => [each.operation.pointer, each]));
  const operations = model.operations.map((plain) => {
    const { operation = plain, verdict } = said.get(plain.pointer) ?? {};
    const { resource, action } = verdict?.annotation ?? {};
    return typeof resource === "string" && typeof action === "string"
      ? { ...operation, resource, action }
      : operation;
  });
  return { ...model, operations };
}

/** What the rules have against each operation if all were open, and whether that is all they find. */
function faultReasons(
  document: OpenApiDocument,
  model: Model,
  considered: (operation: Operation) => boolean,
): { readonly faults: ReadonlyMap<string, string>; readonly isWhole: boolean } {
  const open = model.operations.filter((operation) => operation.closed === null && considered(operation));
  const carriers = carriersIn(document.root);
  const found = faultsOf(model, document).map((fault) => {
    const named = culprits(fault, open);
    return { fault, named: named.length > 0 ? named : carriers(fault, open) };
  });
  const reasons = found.flatMap(({ fault, named }) =>
    named.map(({ pointer }) => [pointer, because(fault)] as const),
  );
  return { faults: new Map(reasons.reverse()), isWhole: found.every(({ named }) => named.length > 0) };
}

function isReady({ operation, verdict }: Judged, faults: ReadonlyMap<string, string>): boolean {
  return verdict.kind === "closed" && verdict.isReady && !faults.has(operation.pointer);
}

function reasonFor(
  { operation, verdict }: Judged,
  faults: ReadonlyMap<string, string>,
): readonly (readonly [pointer: string, reason: string])[] {
  const fault = faults.get(operation.pointer);
  if (verdict.kind === "open") return fault === undefined ? [] : [[operation.pointer, fault]];
  const isNew = fault !== undefined && verdict.isReady;
  return [[operation.pointer, isNew ? `${fault} ${verdict.reason}` : verdict.reason]];
}

function judgeAllOperations(context: OperationContext): readonly Judged[] {
  const { original, document, model, reach, limits, entry } = context;
  const [before, now] = [slotsByPointer(original.root), slotsByPointer(document.root)];
  const index = indexResources(model.resources);
  const tentative = new Map(context.tentative.map((each) => [each.name, each]));
  return model.operations.filter(context.considered).flatMap((plain): readonly Judged[] => {
    const operation = withTarget(plain, context.naming);
    const [slot, written] = [now.get(operation.pointer), before.get(operation.pointer)];
    if (slot === undefined || written === undefined) return [];
    const openness = opennessOf(original.root, written);
    const place = placeOf(slot, entry, reach);
    const asked = { root: document.root, model, slot, operation, openness, limits, index, tentative };
    return [{ operation, place, verdict: writable(judgeOperation(asked), place) }];
  });
}

/** Beside a reference there is no place for more than annotations. */
function writable(verdict: Verdict, place: Place): Verdict {
  if (place === "operation" || Object.keys(verdict.beside).length === 0) return verdict;
  const reason = "Nothing says who may call it: state its `security` where it stands.";
  return { kind: "closed", annotation: {}, reason, isReady: false, beside: {} };
}

function openProposal({ operation, place, verdict }: Judged): readonly Proposal[] {
  if (place === "nowhere") return [];
  const { annotation, beside } = verdict;
  const [confidence, why] =
    verdict.kind === "open" ? [verdict.confidence, verdict.why] : (["low", verdict.reason] as const);
  const proposal = annotates("operation", operation.pointer, annotation, confidence, why);
  return [{ ...proposal, update: { ...beside, ...proposal.update } }];
}

function closedProposal(
  { operation, place, verdict }: Judged,
  reasons: ReadonlyMap<string, string>,
): readonly Proposal[] {
  if (place === "nowhere") return [];
  const reason = reasons.get(operation.pointer) ?? "";
  const closed = closing(operation.pointer, reason, verdict.annotation);
  return [verdict.kind === "open" ? closed : { ...closed, update: { ...verdict.beside, ...closed.update } }];
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
