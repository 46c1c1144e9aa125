import type {
  AccessAlternative,
  AccessCondition,
  ColumnType,
  ResourcePolicy,
  Scalar,
} from "../../src/runtime/core/policy.js";
import {
  policies,
  type Cells,
  type MemberTable,
  type Question,
  type ResourceName,
  type World,
} from "./world.js";

/**
 * What the vocabulary says about access, row by row and as plainly as it can be said: no conditions, no SQL, none of the
 * runtime's code. Whatever differs from it is wrong there, or here.
 */
export function reachableIds(world: World, question: Question): readonly Scalar[] {
  const rows = world.rows[question.resource].filter(
    (row) =>
      mayTouch(world, question, question.resource, row, question.action, []) &&
      standsInPath(world, question, question.resource, row),
  );
  return rows.map((row) => row["id"] as Scalar);
}

function mayTouch(
  world: World,
  question: Question,
  name: ResourceName,
  row: Cells,
  action: string,
  below: readonly string[],
): boolean {
  if (below.includes(name)) return false;
  const policy = policies(world.access)[name];
  const judge = (condition: AccessCondition): boolean =>
    conditionHolds(world, question, policy, row, condition, action, [...below, name]);
  return policy.access.some(
    (one) =>
      (one.actions?.includes(action) ?? true) &&
      mayUse(one, question) &&
      (policy.tenant === null ||
        one.crossTenant ||
        isIdentity(policy, row, policy.tenant, question.principal?.tenant)) &&
      one.conditions.every(
        (condition) => ((one.any || one.crossTenant) && condition.kind === "owner") || judge(condition),
      ),
  );
}

function mayUse({ who }: AccessAlternative, { principal }: Question): boolean {
  if (who.kind === "anyone") return true;
  if (principal === null) return false;
  const { scopes, roles } = who.rights;
  return (
    scopes.every((scope) => principal.scopes.includes(scope)) &&
    (roles.length === 0 || roles.some((role) => principal.roles.includes(role)))
  );
}

function conditionHolds(
  world: World,
  question: Question,
  policy: ResourcePolicy,
  row: Cells,
  condition: AccessCondition,
  action: string,
  below: readonly string[],
): boolean {
  const { principal } = question;
  switch (condition.kind) {
    case "owner":
      return isIdentity(policy, row, condition.column, principal?.subject);
    case "match": {
      const claims = new Map(Object.entries(principal?.claims ?? {}));
      const claim = claims.get(condition.claim);
      return (Array.isArray(claim) ? (claim as unknown[]) : [claim]).some((value) =>
        isEqual(policy, row, condition.column, value),
      );
    }
    case "where":
      return condition.values.some((value) => isEqual(policy, row, condition.column, value));
    case "member":
      return world.members[condition.table as MemberTable].some(
        (member) =>
          member[condition.resource] === row["id"] &&
          member[condition.principal] === principal?.subject &&
          Object.entries(condition.where).every(([column, values]) =>
            values.some((value) => member[column] === String(value)),
          ),
      );
    case "parent": {
      const name = condition.resource as ResourceName;
      const needed = action === "list" || action === "read" ? "read" : "update";
      return parentRows(world, name, row[condition.via]).some((parent) =>
        mayTouch(world, question, name, parent, needed, below),
      );
    }
  }
}

/** Each enclosing object that the path names must be the one above the row, at its level. */
function standsInPath(world: World, question: Question, name: ResourceName, row: Cells): boolean {
  const policy = policies(world.access)[name];
  if (policy.parent === null) return true;
  const parent = policy.parent.resource as ResourceName;
  const named = question.parents[parent];
  if (named !== undefined && !isEqual(policy, row, policy.parent.via, named)) return false;
  // Of the three resources only tasks have something above their parent that a path could name.
  if (name !== "Task" || question.parents["Account"] === undefined) return true;
  return parentRows(world, parent, row[policy.parent.via]).some((above) =>
    standsInPath(world, question, parent, above),
  );
}

function parentRows(world: World, name: ResourceName, id: Scalar | null | undefined): readonly Cells[] {
  return world.rows[name].filter((candidate) => id !== null && id !== undefined && candidate["id"] === id);
}

function isIdentity(
  policy: ResourcePolicy,
  row: Cells,
  property: string,
  identity: string | null | undefined,
): boolean {
  return (
    identity !== null && identity !== undefined && identity !== "" && isEqual(policy, row, property, identity)
  );
}

function isEqual(policy: ResourcePolicy, row: Cells, property: string, wanted: unknown): boolean {
  const cell = row[property];
  const type = policy.columns[property]?.type;
  if (cell === null || cell === undefined || type === undefined) return false;
  return !["string", "number", "boolean"].includes(typeof wanted)
    ? false
    : spelling(type, wanted as Scalar) === spelling(type, cell);
}

/** Equal values have equal spellings; a value of the wrong kind is spelled like nothing else. */
function spelling(type: ColumnType, value: Scalar): unknown {
  switch (type) {
    case "text":
      return typeof value === "string" || Number.isInteger(value) ? String(value) : Symbol(type);
    case "uuid":
      return String(value).toLowerCase();
    case "timestamp":
      return typeof value === "string" && value.includes("T") ? Date.parse(value) : Symbol(type);
    default:
      return String(value);
  }
}
