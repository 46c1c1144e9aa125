import type { LiftedFilter } from "../core/access.js";
import type { AccessAlternative, AccessCondition, ResourcePolicy, Scalar } from "../core/policy.js";
import { holds, type Principal } from "../core/principal.js";
import { always, among, and, exists, never, or } from "./condition.js";
import type { Condition } from "./source.js";
import { columnOf, idColumn, resourceNamed, type Resources } from "./tables.js";
import { joinable, toScalar } from "./values.js";

/** Which rows an action may touch, and which filters were lifted to say so. */
export interface Permission {
  readonly condition: Condition;
  /** Alternatives with `any` or `crossTenant` whose rights the principal holds; each use is audited, whatever row it finds. */
  readonly lifted: readonly LiftedFilter[];
}

/** Whose access is compiled: the policies, the principal, and the resources already on the way up to the parents. */
interface Subject {
  readonly resources: Resources;
  readonly principal: Principal | null;
  readonly trail: readonly string[];
}

/**
 * Compiles the access of a resource to the condition that its rows must satisfy for this action and principal.
 * Nothing is granted unless an alternative grants it; whatever the principal lacks (a tenant, a claim, a value that the
 * column could hold) makes its alternative false.
 */
export function permission(
  resources: Resources,
  resource: string,
  action: string,
  principal: Principal | null,
): Permission {
  return permissionOf({ resources, principal, trail: [] }, resourceNamed(resources, resource), action);
}

/** One alternative alone, as `create` needs it; null where it does not grant the action to the principal. */
export function alternativePermission(
  resources: Resources,
  policy: ResourcePolicy,
  alternative: AccessAlternative,
  action: string,
  principal: Principal | null,
): Permission | null {
  return grants(alternative, action, principal)
    ? bind({ resources, principal, trail: [policy.name] }, policy, alternative, action)
    : null;
}

/**
 * Joins the enclosing ids of the path: `/orders/{orderId}/items` reaches no item of another order, whoever asks.
 * `parents` holds ids by resource name; resources that do not enclose this one are ignored.
 */
export function withinPath(
  resources: Resources,
  resource: string,
  parents: Readonly<Record<string, Scalar>>,
): Condition {
  return enclosed(resources, resourceNamed(resources, resource), parents, []);
}

/** Values of a `match` claim that the column can hold; none where the principal has no such claim. */
export function claimValues(
  policy: ResourcePolicy,
  condition: { column: string; claim: string },
  principal: Principal | null,
): readonly Scalar[] {
  if (principal === null || !Object.hasOwn(principal.claims, condition.claim)) return [];
  const claim = principal.claims[condition.claim];
  return storable(policy, condition.column, Array.isArray(claim) ? claim : [claim]);
}

/** Does the alternative lift the owner filter? `crossTenant` lifts both. */
export function lifts(alternative: AccessAlternative): boolean {
  return alternative.any || alternative.crossTenant;
}

function permissionOf(subject: Subject, policy: ResourcePolicy, action: string): Permission {
  // A chain of parents that comes back to a resource grants nothing more: it could be followed for ever.
  if (subject.trail.includes(policy.name)) return { condition: never, lifted: [] };
  const here = { ...subject, trail: [...subject.trail, policy.name] };
  const granted = policy.access
    .filter((alternative) => grants(alternative, action, subject.principal))
    .map((alternative) => bind(here, policy, alternative, action));
  return {
    condition: or(...granted.map((one) => one.condition)),
    lifted: granted.flatMap((one) => one.lifted),
  };
}

function grants(alternative: AccessAlternative, action: string, principal: Principal | null): boolean {
  if (alternative.actions !== null && !alternative.actions.includes(action)) return false;
  return alternative.who.kind === "anyone" || holds(principal, alternative.who.rights);
}

function bind(
  subject: Subject,
  policy: ResourcePolicy,
  alternative: AccessAlternative,
  action: string,
): Permission {
  const kept = alternative.conditions.filter(
    (condition) => condition.kind !== "owner" || !lifts(alternative),
  );
  const parts = kept.map((condition) => bindCondition(subject, policy, condition, action));
  const tenant = alternative.crossTenant ? always : tenantCondition(policy, subject.principal);
  const condition = and(tenant, ...parts.map((part) => part.condition));
  if (condition.kind === "false") return { condition, lifted: [] };
  const own = lifts(alternative) ? [{ resource: policy.name, action }] : [];
  return { condition, lifted: [...own, ...parts.flatMap((part) => part.lifted)] };
}

function tenantCondition(policy: ResourcePolicy, principal: Principal | null): Condition {
  return policy.tenant === null ? always : identityCondition(policy, policy.tenant, principal?.tenant);
}

/** An empty identity is no identity: it must not meet rows whose owner was never filled in. */
function identityCondition(
  policy: ResourcePolicy,
  property: string,
  identity: string | null | undefined,
): Condition {
  return identity === null || identity === undefined || identity === ""
    ? never
    : oneOf(policy, property, [identity]);
}

function bindCondition(
  subject: Subject,
  policy: ResourcePolicy,
  condition: AccessCondition,
  action: string,
): Permission {
  const { principal } = subject;
  switch (condition.kind) {
    case "owner":
      return unlifted(identityCondition(policy, condition.column, principal?.subject));
    case "match":
      return unlifted(oneOf(policy, condition.column, claimValues(policy, condition, principal)));
    case "where":
      return unlifted(oneOf(policy, condition.column, condition.values));
    case "member":
      return unlifted(memberCondition(subject, policy, condition));
    case "parent":
      return parentPermission(subject, policy, condition, action);
  }
}

function unlifted(condition: Condition): Permission {
  return { condition, lifted: [] };
}

function memberCondition(
  { resources, principal }: Subject,
  policy: ResourcePolicy,
  condition: AccessCondition & { kind: "member" },
): Condition {
  const held = Object.values(resources).find(({ table }) => table === condition.table);
  const storedIn = (column: string, value: Scalar): readonly Scalar[] => {
    const type = Object.values(held?.columns ?? {}).find((one) => one.column === column)?.type ?? "text";
    return [toScalar(type, type === "text" ? String(value) : value)].filter((one) => one !== undefined);
  };
  const subject = principal?.subject ?? "";
  if (subject === "") return never;
  const where = Object.entries(condition.where).map(([column, values]) =>
    among(
      column,
      values.flatMap((value) => storedIn(column, value)),
    ),
  );
  const relation = { table: condition.table, foreign: condition.resource, local: idColumn(policy).column };
  return exists(relation, and(among(condition.principal, storedIn(condition.principal, subject)), ...where));
}

/** Reading a child needs `read` on its parent, everything else needs `update`. */
function parentPermission(
  subject: Subject,
  policy: ResourcePolicy,
  condition: { readonly resource: string; readonly via: string },
  action: string,
): Permission {
  const parent = resourceNamed(subject.resources, condition.resource);
  const inherited = permissionOf(subject, parent, action === "read" || action === "list" ? "read" : "update");
  const joined = joinParent(policy, parent, condition.via, inherited.condition);
  return { condition: joined, lifted: joined.kind === "false" ? [] : inherited.lifted };
}

function joinParent(
  policy: ResourcePolicy,
  parent: ResourcePolicy,
  via: string,
  where: Condition,
): Condition {
  const local = columnOf(policy, via);
  const foreign = idColumn(parent);
  if (local === undefined || !joinable(local.type, foreign.type)) return never;
  return exists({ table: parent.table, foreign: foreign.column, local: local.column }, where);
}

function enclosed(
  resources: Resources,
  policy: ResourcePolicy,
  parents: Readonly<Record<string, Scalar>>,
  trail: readonly string[],
): Condition {
  if (policy.parent === null || trail.includes(policy.name)) return always;
  const parent = resourceNamed(resources, policy.parent.resource);
  const { [parent.name]: id, ...further } = parents;
  // The id of the parent is spent on this step: what encloses the parent is another object, even of the same kind.
  const above = enclosed(resources, parent, further, [...trail, policy.name]);
  return and(
    id === undefined ? always : oneOf(policy, policy.parent.via, [id]),
    above.kind === "true" ? always : joinParent(policy, parent, policy.parent.via, above),
  );
}

function oneOf(policy: ResourcePolicy, property: string, values: readonly Scalar[]): Condition {
  const column = columnOf(policy, property);
  return column === undefined ? never : among(column.column, storable(policy, property, values));
}

function storable(policy: ResourcePolicy, property: string, values: readonly unknown[]): readonly Scalar[] {
  const column = columnOf(policy, property);
  return column === undefined
    ? []
    : values.map((value) => toScalar(column.type, value)).filter((value) => value !== undefined);
}
