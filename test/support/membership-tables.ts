import type { ColumnPolicy, ColumnType } from "../../src/runtime/core/policy.js";
import type { Table } from "../../src/runtime/data/source.js";
import { idColumn, type Resources } from "../../src/runtime/data/tables.js";

/**
 * Tables that `member` conditions name and no resource holds: one column that points to the resource, one for the
 * principal, and those of `where`, all but the first text. Their properties are named as their columns.
 */
export function membershipTables(resources: Resources): readonly Table[] {
  const tables = new Map<string, Table>();
  for (const policy of Object.values(resources)) {
    for (const condition of policy.access.flatMap((alternative) => alternative.conditions)) {
      if (condition.kind !== "member") continue;
      const known = tables.get(condition.table);
      const columns = {
        [condition.resource]: plainColumn(condition.resource, idColumn(policy).type),
        [condition.principal]: plainColumn(condition.principal, "text"),
        ...Object.fromEntries(
          Object.keys(condition.where).map((column) => [column, plainColumn(column, "text")]),
        ),
        ...known?.columns,
      };
      tables.set(condition.table, {
        name: condition.table,
        columns,
        key: known?.key ?? [condition.resource, condition.principal],
      });
    }
  }
  const held = new Set(Object.values(resources).map((policy) => policy.table));
  return [...tables.values()].filter((table) => !held.has(table.name));
}

function plainColumn(column: string, type: ColumnType): ColumnPolicy {
  return { column, type, nullable: true, create: false, update: false, credential: false, queryable: false };
}
