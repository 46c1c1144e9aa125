import { AccessDenied, ParentNotFound } from "../core/access.js";
import type { AccessAlternative, ResourcePolicy, Scalar } from "../core/policy.js";
import { reportLifted, type Bound } from "./access.js";
import { assume } from "./assume.js";
import { and, equals } from "./condition.js";
import { alternativePermission, claimValues, lifts, withinPath } from "./predicate.js";
import type { Condition, DataSource, Table } from "./source.js";
import { columnOf, tableOf, type Resources } from "./tables.js";
import { toStored } from "./values.js";
import { ownerProperties, type Written } from "./written.js";

/**
 * Completes a new row and lets it in: stamps owner, tenant and the way to the parent, then asks whether an alternative
 * grants `action` for the row as it will be. Alternatives that lift nothing are tried first. `member` never grants a new
 * row, as nobody can be a member of it yet.
 *
 * Throws `ParentNotFound` where an alternative failed for the enclosing object, else `AccessDenied`.
 */
export async function admit(bound: Bound, action: string, given: Written): Promise<Written> {
  const { access, policy } = bound;
  const { resources, request } = access;
  const draft = stamp(bound, given);
  const candidates = [...policy.access].sort((left, right) => Number(lifts(left)) - Number(lifts(right)));
  let missingParent: string | null = null;
  for (const alternative of candidates) {
    const granted = alternativePermission(resources, policy, alternative, action, request.principal);
    if (granted === null || alternative.conditions.some((condition) => condition.kind === "member")) continue;
    const row = stampClaims(bound, alternative, draft);
    const condition = and(withinPath(resources, policy.name, request.parents), granted.condition);
    if (await satisfied(bound, condition, row)) {
      reportLifted(access, granted);
      return row;
    }
    missingParent ??= parentOf(alternative);
  }
  throw missingParent === null ? new AccessDenied(policy.name, action) : new ParentNotFound(missingParent);
}

/** What the fence decides about a new row, wherever the handler did not decide it through `set`. */
function stamp({ access, policy }: Bound, given: Written): Written {
  const { principal, parents } = access.request;
  const row = new Map(given);
  for (const owner of ownerProperties(policy)) {
    // An account owns itself: who opens one for somebody else must not lend it their own id.
    const named = owner === policy.id && columnOf(policy, owner)?.generated !== undefined;
    if (!named) fill(policy, row, owner, principal?.subject);
  }
  if (policy.tenant !== null) fill(policy, row, policy.tenant, principal?.tenant);
  if (policy.parent !== null && Object.hasOwn(parents, policy.parent.resource)) {
    fill(policy, row, policy.parent.via, parents[policy.parent.resource]);
  }
  return row;
}

/** A claim with one value decides the column; of several values the row must hold one already. */
function stampClaims({ access, policy }: Bound, alternative: AccessAlternative, draft: Written): Written {
  const row = new Map(draft);
  for (const condition of alternative.conditions) {
    if (condition.kind !== "match") continue;
    const [value, ...others] = claimValues(policy, condition, access.request.principal);
    if (others.length === 0) fill(policy, row, condition.column, value);
  }
  return row;
}

function fill(
  policy: ResourcePolicy,
  row: Map<string, unknown>,
  property: string,
  value: Scalar | null | undefined,
): void {
  const column = columnOf(policy, property);
  if (column === undefined || row.has(column.column) || value === null || value === undefined || value === "")
    return;
  const stored = toStored(column.type, value);
  if (stored !== undefined) row.set(column.column, stored);
}

/** Decides the condition for a row that is not stored yet; only what it says about other tables is asked of the store. */
async function satisfied(
  { access, policy, table }: Bound,
  condition: Condition,
  written: Written,
): Promise<boolean> {
  const row = new Map(
    Object.values(policy.columns).map(({ column, type, default: initial }) => [
      column,
      written.has(column) ? written.get(column) : toStored(type, initial ?? null),
    ]),
  );
  return holdsFor(access.source, access.resources, assume(condition, table, row), row);
}

async function holdsFor(
  source: DataSource,
  resources: Resources,
  condition: Condition,
  row: Written,
): Promise<boolean> {
  switch (condition.kind) {
    case "true":
      return true;
    case "and":
      for (const part of condition.parts) if (!(await holdsFor(source, resources, part, row))) return false;
      return true;
    case "or":
      for (const part of condition.parts) if (await holdsFor(source, resources, part, row)) return true;
      return false;
    case "exists": {
      const related = relatedTable(resources, condition.table);
      const value = row.get(condition.local);
      if (related === null || value === null || value === undefined) return false;
      return (
        (await source.count(related, and(equals(condition.foreign, value as Scalar), condition.where))) > 0
      );
    }
    default:
      return false;
  }
}

/** New rows are joined to parents only, so the related table is always a resource's. */
function relatedTable(resources: Resources, name: string): Table | null {
  const policy = Object.values(resources).find((candidate) => candidate.table === name);
  return policy === undefined ? null : tableOf(policy);
}

function parentOf(alternative: AccessAlternative): string | null {
  return alternative.conditions.find((condition) => condition.kind === "parent")?.resource ?? null;
}
