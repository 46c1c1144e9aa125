import type { ColumnPolicy, ResourcePolicy } from "../core/policy.js";
import type { Table } from "./source.js";

/** Policies of all resources, by name. */
export type Resources = Readonly<Record<string, ResourcePolicy>>;

/** The policy of a resource; generated code only names resources that exist. */
export function resourceNamed(resources: Resources, name: string): ResourcePolicy {
  const policy = Object.hasOwn(resources, name) ? resources[name] : undefined;
  if (policy === undefined) throw new Error(`the policy knows no resource ${name}`);
  return policy;
}

/** The column behind a property, or undefined where the resource has no such property. */
export function columnOf(
  policy: Pick<ResourcePolicy, "columns">,
  property: string,
): ColumnPolicy | undefined {
  return Object.hasOwn(policy.columns, property) ? policy.columns[property] : undefined;
}

/** The column of the resource's id. */
export function idColumn(policy: ResourcePolicy): ColumnPolicy {
  const column = columnOf(policy, policy.id);
  if (column === undefined) throw new Error(`resource ${policy.name} has no column for its id ${policy.id}`);
  return column;
}

/** The table that holds a resource. */
export function tableOf(policy: ResourcePolicy): Table {
  const unique = (policy.unique ?? []).map((names) =>
    names.flatMap((property) => columnOf(policy, property)?.column ?? []),
  );
  return { name: policy.table, columns: policy.columns, key: [idColumn(policy).column], unique };
}
