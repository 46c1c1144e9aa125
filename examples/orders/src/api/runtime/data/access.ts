import type { AccessRequest, Reach } from "../core/access.js";
import type { IdBinding, ResourcePolicy, Scalar } from "../core/policy.js";
import { and, equals, never } from "./condition.js";
import { permission, withinPath, type Permission } from "./predicate.js";
import type { Condition, DataSource, Table } from "./source.js";
import { idColumn, resourceNamed, tableOf, type Resources } from "./tables.js";
import { toScalar } from "./values.js";

/**
 * What one request may reach. Only the generated `data.ts` holds one; handlers get repositories made from it, which keep
 * it to themselves.
 */
export interface Access {
  readonly source: DataSource;
  readonly resources: Resources;
  readonly request: AccessRequest;
  /** Filters whose lifting this request has already reported: once each is enough for the audit. */
  readonly reported: Set<string>;
}

export function createAccess(source: DataSource, resources: Resources, request: AccessRequest): Access {
  const { trace } = request;
  const marked = trace === undefined ? source : (source.traced?.(trace) ?? source);
  return { source: marked, resources, request, reported: new Set() };
}

/** One resource as one request sees it. */
export interface Bound {
  readonly access: Access;
  readonly policy: ResourcePolicy;
  readonly table: Table;
}

export function boundTo(access: Access, resource: string): Bound {
  const policy = resourceNamed(access.resources, resource);
  return { access, policy, table: tableOf(policy) };
}

/**
 * Is the row of this id there for the caller? A target is joined with the enclosing ids of the path, a parent with those
 * that enclose it, a reference with none. An answer other than `reachable` costs the same two queries whether the row
 * is missing or hidden.
 */
export async function reach(access: Access, binding: IdBinding, id: Scalar): Promise<Reach> {
  const bound = boundTo(access, binding.resource);
  const where = withId(bound, id);
  const path = withinPath(access.resources, binding.resource, joinedParents(access, binding));
  const reachable = and(where, path, permitted(bound, binding.action));
  if ((await access.source.count(bound.table, reachable)) > 0) return "reachable";
  return (await access.source.count(bound.table, where)) > 0 ? "hidden" : "missing";
}

/** Rows of the resource that this action may touch, within the enclosing ids of the path. */
export function reachable(bound: Bound, action: string): Condition {
  const { resources, request } = bound.access;
  return and(withinPath(resources, bound.policy.name, request.parents), permitted(bound, action));
}

/** The row of this id; no row where the id is none that the column could hold. */
export function withId({ policy }: Bound, id: Scalar): Condition {
  const column = idColumn(policy);
  const value = toScalar(column.type, id);
  return value === undefined ? never : equals(column.column, value);
}

/**
 * Tells the audit which filters are lifted. An alternative counts as used when its rights hold, whether or not the row
 * would have been reached without it: a simple rule, and one that misses nothing.
 */
export function reportLifted({ request, reported }: Access, { lifted }: Pick<Permission, "lifted">): void {
  for (const event of lifted) {
    const key = JSON.stringify([event.resource, event.action]);
    if (reported.has(key)) continue;
    reported.add(key);
    request.onLifted(event);
  }
}

function permitted({ access, policy }: Bound, action: string): Condition {
  const granted = permission(access.resources, policy.name, action, access.request.principal);
  reportLifted(access, granted);
  return granted.condition;
}

function joinedParents({ request }: Access, binding: IdBinding): Readonly<Record<string, Scalar>> {
  switch (binding.role) {
    case "target":
      return request.parents;
    case "parent":
      // Its own id stands in the list as well, where a resource encloses others of its kind.
      return Object.fromEntries(
        Object.entries(request.parents).filter(([resource]) => resource !== binding.resource),
      );
    case "reference":
      return {};
  }
}
