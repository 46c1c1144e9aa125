import { DataPolicyError, InvalidValue } from "../core/data-errors.js";
import { hashPassword } from "../core/password.js";
import type { ColumnPolicy, ResourcePolicy, Visibility } from "../core/policy.js";
import { visible, type Principal } from "../core/principal.js";
import { columnOf } from "./tables.js";
import { toStored } from "./values.js";

/** Column → value as the store holds it. */
export type Written = ReadonlyMap<string, unknown>;

type Values = Readonly<Record<string, unknown>>;

/**
 * Values that come from a request, whitelisted: only properties that this principal may send on this occasion.
 * Anything else means that the handler passed something on unchecked, and throws `DataPolicyError`.
 */
export function clientValues(
  policy: ResourcePolicy,
  occasion: "create" | "update",
  principal: Principal | null,
  values: Values,
): Promise<Written> {
  const fixed = occasion === "update" ? fixedProperties(policy) : stampedProperties(policy);
  return stored(policy, values, (property, column) => {
    const visibility: Visibility = occasion === "create" ? column.create : column.update;
    return !fixed.has(property) && visible(principal, visibility);
  });
}

/** Values that the handler decides. On update, what places a row (id, owner, tenant, `via`) stays as it is even so. */
export function serverValues(
  policy: ResourcePolicy,
  occasion: "create" | "update",
  values: Values,
): Promise<Written> {
  const fixed = occasion === "update" ? fixedProperties(policy) : new Set<string>();
  return stored(policy, values, (property) => !fixed.has(property));
}

/** Properties that the fence fills in on create: the owners, the tenant and the way to the parent. */
export function stampedProperties(policy: ResourcePolicy): ReadonlySet<string> {
  const conditions = policy.access.flatMap((alternative) => alternative.conditions);
  const vias = conditions.flatMap((condition) => (condition.kind === "parent" ? [condition.via] : []));
  const parent = policy.parent === null ? [] : [policy.parent.via];
  const tenant = policy.tenant === null ? [] : [policy.tenant];
  return new Set([...ownerProperties(policy), ...vias, ...parent, ...tenant]);
}

/** Properties that an `owner` condition compares with the subject. */
export function ownerProperties(policy: ResourcePolicy): readonly string[] {
  const conditions = policy.access.flatMap((alternative) => alternative.conditions);
  return conditions.flatMap((condition) => (condition.kind === "owner" ? [condition.column] : []));
}

function fixedProperties(policy: ResourcePolicy): ReadonlySet<string> {
  return new Set([...stampedProperties(policy), policy.id]);
}

async function stored(
  policy: ResourcePolicy,
  values: Values,
  allowed: (property: string, column: ColumnPolicy) => boolean,
): Promise<Written> {
  const written = new Map<string, unknown>();
  for (const [property, value] of Object.entries(values)) {
    if (value === undefined) continue;
    const column = columnOf(policy, property);
    if (column === undefined || !allowed(property, column)) {
      throw new DataPolicyError(`${property} of ${policy.name} may not be written here`);
    }
    written.set(column.column, await storedValue(property, column, value));
  }
  return written;
}

async function storedValue(property: string, column: ColumnPolicy, value: unknown): Promise<unknown> {
  if (column.credential && typeof value === "string") return hashPassword(value);
  const stored = toStored(column.type, value);
  if (stored === undefined) throw new InvalidValue(property);
  return stored;
}
