import type { Column, Resource } from "../../src/model/model.js";
import type {
  AccessAlternative,
  AccessCondition,
  ColumnPolicy,
  ColumnType,
  ResourcePolicy,
} from "../../src/runtime/core/policy.js";
import type { Principal } from "../../src/runtime/core/principal.js";

/** A column that everybody may write and query, with what differs. */
export function column(
  name: string,
  type: ColumnType = "text",
  differing: Partial<ColumnPolicy> = {},
): ColumnPolicy {
  const open = { nullable: true, create: true, update: true, credential: false, queryable: true };
  return { column: name, type, ...open, ...differing };
}

/** A column that no client writes. */
export function closed(
  name: string,
  type: ColumnType = "text",
  differing: Partial<ColumnPolicy> = {},
): ColumnPolicy {
  return column(name, type, { create: false, update: false, ...differing });
}

/** An alternative for anybody with credentials, with what differs. */
export function alternative(
  conditions: readonly AccessCondition[],
  differing: Partial<AccessAlternative> = {},
): AccessAlternative {
  const who = { kind: "authenticated", rights: { scopes: [], roles: [] } } as const;
  return { actions: null, who, conditions, any: false, crossTenant: false, ...differing };
}

export function principal(subject: string, differing: Partial<Principal> = {}): Principal {
  return {
    subject,
    tenant: null,
    scopes: [],
    roles: [],
    claims: {},
    schemes: ["bearer"],
    credential: "c0ffee",
    ...differing,
  };
}

/** The model of a resource that has this policy, for the schema of its table. */
export function modelOf(policy: ResourcePolicy): Resource {
  const pointer = `/components/schemas/${policy.name}`;
  return {
    name: policy.name,
    repository: policy.table,
    typeName: policy.name,
    table: policy.table,
    id: policy.id,
    tenant: policy.tenant,
    hide: policy.hide,
    unique: policy.unique ?? [],
    columns: Object.entries(policy.columns).map(([property, own]) => modelColumn(property, own)),
    access: { kind: "specified", value: policy.access.map((one) => ({ policy: one, pointer })) },
    parent: policy.parent,
    pointer,
  };
}

function modelColumn(property: string, policy: ColumnPolicy): Column {
  return {
    property,
    column: policy.column,
    type: policy.type,
    nullable: policy.nullable,
    read: true,
    create: policy.create,
    update: policy.update,
    origin: "schema",
    stamped: false,
    sensitive: policy.credential ? "credential" : null,
    queryable: policy.queryable,
    required: false,
    default: policy.default ?? null,
    values: [],
    schema: true,
    pointer: `/properties/${property}`,
  };
}
