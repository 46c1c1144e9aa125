import { isDeepStrictEqual } from "node:util";
import type { Model, Operation, Resource } from "../model/model.js";

/** The decisions about an operation that a person would want to hear of, by the name they go by in the document. */
const decisions: Readonly<Record<string, (operation: Operation) => unknown>> = {
  security: (operation) => operation.authentication,
  closed: (operation) => operation.closed,
  requires: (operation) => operation.requires,
  action: (operation) => operation.action,
  resource: (operation) => operation.resource,
  ids: (operation) => operation.bindings,
  rateLimit: (operation) => operation.rateLimits.map((policy) => policy.name),
  cost: (operation) => operation.cost,
  audit: (operation) => operation.audit,
  authenticates: (operation) => operation.authenticates,
  surface: (operation) => operation.surface,
};

/** What changed in the policy from one model to the next, one line a change; empty where nothing did. */
export function policyChanges(before: Model, after: Model): readonly string[] {
  const [old, now] = [byId(before), byId(after)];
  return [
    ...after.operations.flatMap((operation) => (old.has(operation.id) ? [] : [`added ${operation.id}`])),
    ...before.operations.flatMap((operation) => (now.has(operation.id) ? [] : [`removed ${operation.id}`])),
    ...after.operations.flatMap((operation) => changedOperation(old.get(operation.id), operation)),
    ...changedResources(before, after),
  ];
}

function changedOperation(before: Operation | undefined, after: Operation): readonly string[] {
  if (before === undefined) return [];
  const changed = Object.entries(decisions).flatMap(([name, decision]) =>
    isDeepStrictEqual(decision(before), decision(after)) ? [] : [name],
  );
  return changed.length === 0 ? [] : [`changed ${after.id}: ${changed.join(", ")}`];
}

function changedResources(before: Model, after: Model): readonly string[] {
  const old = new Map(before.resources.map((resource) => [resource.name, resource]));
  return after.resources.flatMap((resource) => {
    const previous = old.get(resource.name);
    if (previous === undefined) return [];
    const isSame = isDeepStrictEqual(accessOf(previous), accessOf(resource));
    return isSame ? [] : [`changed access to ${resource.name}`];
  });
}

function byId(model: Model): ReadonlyMap<string, Operation> {
  return new Map(model.operations.map((operation) => [operation.id, operation]));
}

function accessOf(resource: Resource): unknown {
  const { access } = resource;
  return access.kind === "unspecified" ? null : access.value.map((alternative) => alternative.policy);
}
