import { AccessDenied } from "../core/access.js";
import type { Scalar } from "../core/policy.js";
import { boundTo, reachable, withId, type Access, type Bound } from "./access.js";
import { admit } from "./admission.js";
import { assume } from "./assume.js";
import { always, and } from "./condition.js";
import { filterCondition, identifyingCondition } from "./filter.js";
import { afterCursor, encodeCursor, orderOf, sortSteps } from "./keyset.js";
import type { Condition, Row } from "./source.js";
import { columnOf } from "./tables.js";
import { clientValues, serverValues, type Written } from "./written.js";

/** A property to sort by, with `-` before it for the descending order. */
export type Sort<Filter> = (keyof Filter & string) | `-${keyof Filter & string}`;

export interface ListQuery<Filter, Verb extends string> extends As<Verb> {
  readonly filter?: Filter | undefined;
  readonly sort?: readonly Sort<Filter>[] | undefined;
  /** 20 where absent, 1 to 100. */
  readonly limit?: number | undefined;
  /** `next` of the page before. Throws `InvalidCursor` where it belongs to no such list. */
  readonly after?: string | undefined;
  /** Rows to leave out, for paging by number; keyset paging with `after` stays exact while rows come and go. */
  readonly offset?: number | undefined;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Cursor of the next page, or null where this is the last. */
  readonly next: string | null;
}

/** Uses the alternatives of a verb of the document instead of those of the plain action. */
export interface As<Verb extends string> {
  readonly as?: Verb | undefined;
}

export interface WriteOptions<Item, Verb extends string> extends As<Verb> {
  /** Values that the server decides; never pass on what came from the request. */
  readonly set?: Partial<Item> | undefined;
}

/**
 * The rows of one resource that the caller may reach: each method carries the fence's condition, and there is no method
 * without it. `values` are whitelisted for the principal: `DataPolicyError` otherwise.
 */
export interface Repository<Item, Create, Update, Filter, Verb extends string = never> {
  /** Action `list`. */
  list(query?: ListQuery<Filter, Verb>): Promise<Page<Item>>;
  /** Action `list`. */
  count(filter?: Filter, options?: As<Verb>): Promise<number>;
  /** Action `read`. */
  read(id: Scalar, options?: As<Verb>): Promise<Item | undefined>;
  /** The first match in the order of ids; action `read`. Every property of the filter needs a value. */
  find(filter: Filter, options?: As<Verb>): Promise<Item | undefined>;
  /**
   * Action `create`. Throws `AccessDenied` where no alternative grants it, `ParentNotFound` where the enclosing object
   * is not there for the caller, `UniqueViolation`, `ReferenceViolation`, `InvalidValue`.
   */
  create(values: Create, options?: WriteOptions<Item, Verb>): Promise<Item>;
  /**
   * Action `update`; undefined where the row is not there. Throws `AccessDenied` where `values` would move the row to
   * where the caller may not touch it; what the server decides in `set` may.
   */
  update(id: Scalar, values: Update, options?: WriteOptions<Item, Verb>): Promise<Item | undefined>;
  /** Action `delete`; was there a row? */
  delete(id: Scalar, options?: As<Verb>): Promise<boolean>;
}

const pageSize = { usual: 20, most: 100 };

export function createRepository<
  Item,
  Create extends object,
  Update extends object,
  Filter extends object,
  Verb extends string = never,
>(access: Access, resource: string): Repository<Item, Create, Update, Filter, Verb> {
  const bound = boundTo(access, resource);
  // The generated types describe the policy that rows are read and written by.
  const typed = (row: Row): Item => withoutEmpty(bound, row) as Item;
  return Object.freeze<Repository<Item, Create, Update, Filter, Verb>>({
    async list(query = {}) {
      const page = await list(bound, query);
      return { items: page.items.map(typed), next: page.next };
    },
    count: (filter, options) =>
      access.source.count(
        bound.table,
        and(reachable(bound, options?.as ?? "list"), filterCondition(bound.policy, filter ?? {})),
      ),
    async read(id, options) {
      const row = await first(bound, and(withId(bound, id), reachable(bound, options?.as ?? "read")));
      return row && typed(row);
    },
    async find(filter, options) {
      const row = await first(
        bound,
        and(identifyingCondition(bound.policy, filter), reachable(bound, options?.as ?? "read")),
      );
      return row && typed(row);
    },
    create: async (values, options) =>
      typed(await create(bound, options?.as ?? "create", values, options?.set ?? {})),
    async update(id, values, options) {
      const row = await update(bound, options?.as ?? "update", id, values, options?.set ?? {});
      return row && typed(row);
    },
    delete: async (id, options) =>
      (await access.source.delete(
        bound.table,
        and(withId(bound, id), reachable(bound, options?.as ?? "delete")),
      )) > 0,
  });
}

/** The row as the document describes it: where a property may be absent but not null, nothing is absent. */
function withoutEmpty({ policy }: Bound, row: Row): Row {
  const shown = Object.entries(row).filter(
    ([property, value]) => value !== null || columnOf(policy, property)?.omitNull !== true,
  );
  return Object.fromEntries(shown);
}

/**
 * Runs `work` with access to the same rows inside one transaction of the store. Only what goes through the access that
 * `work` is given belongs to it; the embedded database has one connection, so other calls there wait until it ends.
 */
export function transaction<T>(access: Access, work: (access: Access) => Promise<T>): Promise<T> {
  return access.source.transaction((source) => work({ ...access, source }));
}

/** A list query whose property names are no longer known to the compiler. */
type PlainQuery = Omit<ListQuery<object, string>, "sort"> & { readonly sort?: readonly string[] | undefined };

async function list(bound: Bound, query: PlainQuery): Promise<Page<Row>> {
  const { access, policy, table } = bound;
  const steps = sortSteps(policy, query.sort ?? []);
  const limit = Math.min(Math.max(Math.trunc(query.limit ?? pageSize.usual) || 1, 1), pageSize.most);
  const where = and(
    reachable(bound, query.as ?? "list"),
    filterCondition(policy, query.filter ?? {}),
    query.after === undefined ? always : afterCursor(steps, query.after),
  );
  const offset = Math.min(Math.max(Math.trunc(query.offset ?? 0) || 0, 0), Number.MAX_SAFE_INTEGER);
  // One row more than the page holds tells whether there is a next one.
  const rows = await access.source.select({ table, where, order: orderOf(steps), limit: limit + 1, offset });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? encodeCursor(steps, last) : null };
}

async function first({ access, policy, table }: Bound, where: Condition): Promise<Row | undefined> {
  const [row] = await access.source.select({
    table,
    where,
    order: orderOf(sortSteps(policy, [])),
    limit: 1,
    offset: 0,
  });
  return row;
}

async function create(bound: Bound, action: string, values: object, set: object): Promise<Row> {
  const given = merged(
    await clientValues(bound.policy, "create", bound.access.request.principal, { ...values }),
    await serverValues(bound.policy, "create", { ...set }),
  );
  return bound.access.source.insert(bound.table, Object.fromEntries(await admit(bound, action, given)));
}

async function update(
  bound: Bound,
  action: string,
  id: Scalar,
  values: object,
  set: object,
): Promise<Row | undefined> {
  const { access, policy, table } = bound;
  const decided = await serverValues(policy, "update", { ...set });
  const sent = await clientValues(policy, "update", access.request.principal, { ...values });
  const before = and(withId(bound, id), reachable(bound, action));
  const after = assume(before, table, new Map([...sent].filter(([column]) => !decided.has(column))));
  const [row] = await access.source.update(
    table,
    Object.fromEntries(merged(sent, decided)),
    and(before, after),
  );
  if (row === undefined && (await access.source.count(table, before)) > 0)
    throw new AccessDenied(policy.name, action);
  return row;
}

function merged(sent: Written, decided: Written): Written {
  return new Map([...sent, ...decided]);
}
