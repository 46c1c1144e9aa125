import fc from "fast-check";
import type {
  AccessAlternative,
  AccessCondition,
  ColumnPolicy,
  ResourcePolicy,
  Scalar,
} from "../../src/runtime/core/policy.js";
import type { Principal } from "../../src/runtime/core/principal.js";
import { alternative, column, principal } from "../support/data-policy.js";

/** A row by property names; memberships by column names. */
export type Cells = Readonly<Record<string, Scalar | null>>;

export interface World {
  readonly access: Readonly<Record<ResourceName, readonly AccessAlternative[]>>;
  readonly rows: Readonly<Record<ResourceName, readonly Cells[]>>;
  readonly members: Readonly<Record<MemberTable, readonly Cells[]>>;
}

export interface Question {
  readonly resource: ResourceName;
  readonly action: string;
  readonly principal: Principal | null;
  readonly parents: Readonly<Record<string, Scalar>>;
}

export type ResourceName = "Account" | "Project" | "Task";
export type MemberTable = "account_members" | "task_members";
export const resourceNames: readonly ResourceName[] = ["Account", "Project", "Task"];

export const uuids = [
  "1f0e8c5a-0d6b-4a43-9a39-3f1c0a7d1e01",
  "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee",
] as const;
const instants = ["2026-01-02T03:04:05Z", "2026-01-02T03:04:05.12Z", "1999-12-31T23:59:59.999Z"];
const subjects = ["1", "2", "ann", uuids[0]];
const strangeSubjects = [
  "01",
  "",
  "Ann",
  uuids[0].toUpperCase(),
  "'; drop table tasks; --",
  "nul\0",
  "\ud800",
];
const actions = ["list", "read", "create", "update", "delete", "approve"];

const identities = {
  ownerId: column("owner_id"),
  tenantId: column("tenant_id"),
  region: column("region"),
  status: column("status"),
};
const columns: Readonly<Record<ResourceName, Readonly<Record<string, ColumnPolicy>>>> = {
  Account: { id: column("id", "integer"), parentId: column("parent_id", "integer"), ...identities },
  Project: {
    id: column("id", "uuid"),
    accountId: column("account_id", "integer"),
    ...identities,
    ownerId: column("owner_id", "uuid"),
  },
  Task: {
    id: column("id", "bigint"),
    projectId: column("project_id", "uuid"),
    ...identities,
    ownerId: column("owner_id", "integer"),
    done: column("done", "boolean"),
    score: column("score", "number"),
    dueAt: column("due_at", "timestamp"),
    day: column("day", "date"),
  },
};

const ids: Readonly<Record<ResourceName, readonly Scalar[]>> = {
  Account: [1, 2, 3],
  Project: uuids,
  Task: [1, 2, 3, 4, 5, 6],
};

export function policies(access: World["access"]): Readonly<Record<ResourceName, ResourcePolicy>> {
  const shared = { id: "id", tenant: "tenantId", hide: 404 } as const;
  return {
    // No tenant, and one that encloses others of its kind.
    Account: {
      ...shared,
      tenant: null,
      name: "Account",
      table: "accounts",
      columns: columns.Account,
      access: access.Account,
      parent: { resource: "Account", via: "parentId" },
    },
    Project: {
      ...shared,
      name: "Project",
      table: "projects",
      columns: columns.Project,
      access: access.Project,
      parent: { resource: "Account", via: "accountId" },
    },
    Task: {
      ...shared,
      name: "Task",
      table: "tasks",
      columns: columns.Task,
      access: access.Task,
      parent: { resource: "Project", via: "projectId" },
    },
  };
}

// --- access ------------------------------------------------------------------------------------------------------

const pools: Readonly<Record<string, readonly Scalar[]>> = {
  ownerId: ["1", "ann", uuids[0]],
  tenantId: ["t1", "t2"],
  region: ["eu", "us", "1"],
  status: ["draft", "open"],
  done: [true, false],
  score: [0.1, -0, 1e21],
  dueAt: [...instants, "2026-01-02T04:04:05+01:00"],
  day: ["2026-02-28", "2026-02-30"],
};

const parentOf = {
  Account: ["Account", "parentId"],
  Project: ["Account", "accountId"],
  Task: ["Project", "projectId"],
} as const;
const memberTable = { Account: "account_members", Task: "task_members" } as const;

function condition(resource: ResourceName): fc.Arbitrary<AccessCondition> {
  const properties = Object.keys(columns[resource]).filter((property) => pools[property] !== undefined);
  const where = fc
    .constantFrom(...properties)
    .chain((property) =>
      fc
        .subarray([...(pools[property] ?? [])], { minLength: 1 })
        .map((values): AccessCondition => ({ kind: "where", column: property, values })),
    );
  const match = fc.record({
    kind: fc.constant("match" as const),
    column: fc.constantFrom(...properties),
    claim: fc.constantFrom("region", "status", "mixed", "constructor"),
  });
  const [parent, via] = parentOf[resource];
  const fixed: AccessCondition[] = [
    { kind: "owner", column: "ownerId" },
    { kind: "parent", resource: parent, via },
  ];
  return fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...fixed) }, where, match, ...member(resource));
}

function member(resource: ResourceName): readonly fc.Arbitrary<AccessCondition>[] {
  if (resource === "Project") return [];
  const table = memberTable[resource];
  const where = fc.constantFrom<Record<string, Scalar[]>>({}, { level: ["edit"] }, { level: ["view", 1] });
  return [
    where.map((restriction): AccessCondition => ({
      kind: "member",
      table,
      resource: "resource_id",
      principal: "user_id",
      where: restriction,
    })),
  ];
}

function someAlternative(resource: ResourceName): fc.Arbitrary<AccessAlternative> {
  const rights = fc.record({ scopes: fc.subarray(["s1", "s2"]), roles: fc.subarray(["admin", "staff"]) });
  const seldom = fc.oneof(
    { weight: 5, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  );
  const who = fc.oneof(
    { weight: 1, arbitrary: fc.constant({ kind: "anyone" as const }) },
    {
      weight: 3,
      arbitrary: fc.constant({ kind: "authenticated" as const, rights: { scopes: [], roles: [] } }),
    },
    { weight: 2, arbitrary: rights.map((held) => ({ kind: "authenticated" as const, rights: held })) },
  );
  return fc
    .record({
      conditions: fc.array(condition(resource), { maxLength: 2 }),
      who,
      any: seldom,
      crossTenant: seldom,
      actions: fc.option(fc.subarray(actions), { freq: 2 }),
    })
    .map(({ conditions, ...differing }) => alternative(conditions, differing));
}

// --- rows --------------------------------------------------------------------------------------------------------

const nullable = <T extends Scalar>(...values: readonly T[]): fc.Arbitrary<T | null> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom<T>(...values) },
    { weight: 1, arbitrary: fc.constant(null) },
  );

const identity = {
  tenantId: nullable("t1", "t2", "t1", "t2", ""),
  region: nullable("eu", "us", "1", "EU"),
  status: nullable("draft", "open"),
};
const account = fc.record({ ownerId: nullable("1", "2", "ann", "", "01", uuids[0]), ...identity });
const project = fc.record({ ownerId: nullable(...uuids), accountId: nullable(1, 2, 3), ...identity });
const task = fc.record({
  ownerId: nullable(1, 2),
  projectId: nullable(...uuids),
  done: nullable(true, false),
  score: nullable(0.1, 0, 1e21),
  dueAt: nullable(...instants),
  day: nullable("2026-02-28", "2026-03-01"),
  ...identity,
});
const membership = (of: readonly Scalar[]): fc.Arbitrary<readonly Cells[]> =>
  fc.uniqueArray(
    fc.record({
      resource_id: fc.constantFrom(...of),
      user_id: fc.constantFrom("1", "ann", uuids[0]),
      level: nullable("edit", "view", "1"),
    }),
    {
      maxLength: 4,
      selector: (row) => `${String(row.resource_id)} ${row.user_id}`,
    },
  );

function rowsOf(resource: ResourceName, row: fc.Arbitrary<Cells>): fc.Arbitrary<readonly Cells[]> {
  return fc.tuple(...ids[resource].map((id) => row.map((cells) => ({ ...cells, id }))));
}

/** Accounts enclose only later ones, so that references hold while rows are inserted in order. */
const accounts = fc
  .tuple(rowsOf("Account", account), fc.tuple(fc.boolean(), fc.boolean()))
  .map(([rows, [second, third]]) =>
    rows.map((row, index) => ({
      ...row,
      parentId: index === 1 && second ? 1 : index === 2 && third ? 2 : null,
    })),
  );

export const world: fc.Arbitrary<World> = fc.record({
  access: fc.record({
    Account: fc.array(someAlternative("Account"), { minLength: 1, maxLength: 3 }),
    Project: fc.array(someAlternative("Project"), { minLength: 1, maxLength: 3 }),
    Task: fc.array(someAlternative("Task"), { minLength: 1, maxLength: 4 }),
  }),
  rows: fc.record({ Account: accounts, Project: rowsOf("Project", project), Task: rowsOf("Task", task) }),
  members: fc.record({ account_members: membership(ids.Account), task_members: membership(ids.Task) }),
});

// --- questions ---------------------------------------------------------------------------------------------------

const claim = fc.constantFrom<unknown>(
  "eu",
  1,
  true,
  "open",
  null,
  { a: 1 },
  ["eu", "us"],
  [],
  [1, "draft", null],
  instants[1],
  0.1,
  "nul\0",
  "\ud800",
);
const caller = fc
  .record({
    subject: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...subjects) },
      fc.constantFrom(...strangeSubjects),
    ),
    tenant: fc.constantFrom("t1", "t2", "t1", "t2", "t1", "", null),
    scopes: fc.subarray(["s1", "s2"]),
    roles: fc.subarray(["admin", "staff", "other"]),
    claims: fc.dictionary(fc.constantFrom("region", "status", "mixed"), claim),
  })
  .map(({ subject, ...differing }) => principal(subject, differing));

/** Ids as they stand in a path: right, of another row, in another spelling, or none at all that the column could hold. */
const enclosing = fc.record(
  {
    Account: fc.constantFrom<Scalar>(1, 2, "2", "x", 99),
    Project: fc.constantFrom<Scalar>(...uuids, uuids[0].toUpperCase(), "x"),
    Other: fc.constant(1),
  },
  { requiredKeys: [] },
);

export const question: fc.Arbitrary<Question> = fc.record({
  resource: fc.constantFrom(...resourceNames),
  action: fc.constantFrom(...actions),
  principal: fc.option(caller, { nil: null, freq: 6 }),
  parents: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, enclosing),
});
