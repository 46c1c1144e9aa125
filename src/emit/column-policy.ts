import type { Column, Resource } from "../model/model.js";
import type { ColumnPolicy, GeneratedValue, Scalar } from "../runtime/core/policy.js";
import { sqlLiteral } from "./sql-text.js";

/** Timestamps that record what happens to the row itself, and so need nobody to set them. */
const recordedByStore =
  /^(?:created|inserted|added|registered|updated|modified|changed)(?:_(?:at|on|date|time))?$/;

/** How the runtime sees a column of this resource. */
export function columnPolicy(resource: Pick<Resource, "id">, column: Column): ColumnPolicy {
  const generated = generatedValue(resource, column);
  const initial = initialValue(column);
  return {
    column: column.column,
    type: column.type,
    nullable: column.nullable,
    create: column.create,
    update: column.update,
    credential: column.sensitive === "credential",
    queryable: column.queryable,
    ...(generated === null ? {} : { generated }),
    ...(initial === null ? {} : { default: initial }),
  };
}

/** The default of the document, or null where there is none or the column could not hold it. */
export function initialValue(column: Column): Scalar | null {
  return column.default !== null && sqlLiteral(column.type, column.default) !== null ? column.default : null;
}

/**
 * What the store fills in where a new row has no value, or null. An id of text that clients choose has no default: a
 * missing one is their mistake.
 */
export function generatedValue(resource: Pick<Resource, "id">, column: Column): GeneratedValue | null {
  if (column.property === resource.id) return generatedId(column);
  const moment = column.type === "timestamp" || column.type === "date";
  const readOnly = column.create === false && column.update === false;
  return moment && readOnly && column.default === null && recordedByStore.test(column.column) ? "now" : null;
}

function generatedId(column: Column): GeneratedValue | null {
  switch (column.type) {
    case "uuid":
      return "uuid";
    case "integer":
    case "bigint":
      return "identity";
    case "text":
      return column.create === false ? "uuid" : null;
    default:
      return null;
  }
}
