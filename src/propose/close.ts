import { requestProperties, responseProperties } from "../checks/messages.js";
import { judgeAll } from "../checks/run.js";
import type { Finding } from "../checks/finding.js";
import { rules, type RuleId } from "../diagnostics/rules.js";
import type { JsonObject, OpenApiDocument } from "../document/document.js";
import type { Model, Operation } from "../model/model.js";
import { annotates, type Proposal } from "./proposal.js";
import { withProposals } from "./merge.js";
import { slotsByPointer } from "./place.js";

export interface Fault {
  readonly rule: RuleId;
  readonly finding: Finding;
}

/** Errors that the rules find in a document, those that it ignores left out; all rules count where none are named. */
export function faultsOf(
  model: Model,
  document: OpenApiDocument,
  wanted?: readonly RuleId[],
): readonly Fault[] {
  const isOff = (rule: RuleId): boolean =>
    rules[rule].severity !== "error" || wanted?.includes(rule) === false;
  return judgeAll(model, document, isOff);
}

/** The operations that a fault is about: it stands in them, or it goes away when they are closed. */
export function culprits(fault: Fault, operations: readonly Operation[]): readonly Operation[] {
  const places = [fault.finding.pointer, ...(fault.finding.within ?? [])];
  return operations.filter(({ pointer }) =>
    places.some((place) => place === pointer || place.startsWith(`${pointer}/`)),
  );
}

/** Finds the operations whose messages carry the property that a fault is about, where that stands in a shared schema. */
export function carriersIn(root: JsonObject): typeof culprits {
  const carried = new Map<string, ReadonlySet<string>>();
  const slots = slotsByPointer(root);
  const pointersOf = (pointer: string): ReadonlySet<string> => {
    const known = carried.get(pointer);
    if (known !== undefined) return known;
    const slot = slots.get(pointer);
    const of = slot === undefined ? [] : [slot];
    const properties = [...requestProperties(root, of), ...responseProperties(root, of)];
    const found = new Set(properties.map((each) => each.pointer));
    carried.set(pointer, found);
    return found;
  };
  return ({ rule, finding }, operations) =>
    aboutMessages.has(rule)
      ? operations.filter(({ pointer }) => pointersOf(pointer).has(finding.pointer))
      : [];
}

/** Rules that look at what messages carry, and name the property alone. */
const aboutMessages: ReadonlySet<RuleId> = new Set(["undeclared-visibility", "exposed-credential"]);

/** A model in which further operations are closed: nothing else of a model depends on what is closed. */
export function withClosed(model: Model, reasons: ReadonlyMap<string, string>): Model {
  const operations = model.operations.map((operation) => {
    const closed = operation.closed ?? reasons.get(operation.pointer) ?? null;
    return closed === operation.closed ? operation : { ...operation, closed };
  });
  return { ...model, operations };
}

/** Operations whose faults name no operation, with what is wrong: each is tried alone, all others closed. */
export function faultyAlone(
  model: Model,
  document: OpenApiDocument,
  operations: readonly Operation[],
): readonly (readonly [pointer: string, reason: string])[] {
  const without = (open: Operation | null): readonly Fault[] => {
    const closed = operations.filter((each) => each !== open);
    const reasons = new Map(closed.map(({ pointer }) => [pointer, "tried without"]));
    const root = withProposals(document.root, closings(reasons));
    return faultsOf(withClosed(model, reasons), { ...document, root });
  };
  const always = new Set(without(null).map(keyOf));
  return operations.flatMap((operation) => {
    const fault = without(operation).find((each) => !always.has(keyOf(each)));
    return fault === undefined ? [] : [[operation.pointer, because(fault)] as const];
  });
}

/** A fault as the reason to close an operation. */
export function because({ rule, finding }: Fault): string {
  return `${rule}: ${finding.message}`;
}

function keyOf({ rule, finding }: Fault): string {
  return JSON.stringify([rule, finding.pointer, finding.message]);
}

export function closings(reasons: ReadonlyMap<string, string>): readonly Proposal[] {
  return [...reasons].map(([pointer, reason]) => closing(pointer, reason));
}

export function closing(pointer: string, reason: string, further: JsonObject = {}): Proposal {
  return annotates("closed", pointer, { ...further, closed: reason }, "high", reason);
}
