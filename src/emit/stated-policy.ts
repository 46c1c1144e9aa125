import { recalling } from "../document/remember.js";
import { defaultStyles, explodesByDefault } from "../model/parameter-styles.js";
import type {
  ColumnPolicy,
  OperationPolicy,
  ParameterPolicy,
  ParameterType,
  ResourcePolicy,
  StatedColumn,
  StatedOperation,
  StatedParameter,
  StatedResource,
} from "../runtime/core/policy.js";

// What is left out here, `runtime/core/stated-policy.ts` puts back.

/** The policy of an operation as `policy.ts` states it; the same object as before for the same policy. */
export function statedOperation(operation: OperationPolicy): StatedOperation {
  return operations(operation, [], () => {
    const { resource, authenticates, parameters, body, ...stated } = without(operation, "id");
    return {
      ...stated,
      ...(resource === null ? {} : { resource }),
      ...(authenticates === null ? {} : { authenticates }),
      ...(parameters.length === 0 ? {} : { parameters: parameters.map(statedParameter) }),
      ...(body === null ? {} : { body }),
    };
  });
}

const operations = recalling<StatedOperation>();

/** The policy of a resource, likewise. */
export function statedResource(resource: ResourcePolicy): StatedResource {
  return resources(resource, [], () => {
    const columns = Object.entries(resource.columns);
    return {
      ...without(resource, "name"),
      columns: Object.fromEntries(
        columns.map(([property, column]) => [property, statedColumn(property, column)]),
      ),
    };
  });
}

const resources = recalling<StatedResource>();

function statedColumn(property: string, column: ColumnPolicy): StatedColumn {
  return column.column === property ? without(column, "column") : column;
}

function statedParameter(parameter: ParameterPolicy): StatedParameter {
  const { in: location, name, required, style, explode, type, ...more } = parameter;
  return {
    in: location,
    name,
    required,
    ...(style === defaultStyles[location] ? {} : { style }),
    ...(explode === explodesByDefault(style) ? {} : { explode }),
    type: statedType(type),
    ...more,
  };
}

function statedType(type: ParameterType): StatedParameter["type"] {
  if (type.kind !== "scalar") return type;
  const [only, ...more] = type.types;
  return only === undefined || more.length > 0 ? type : only;
}

function without<Value extends object, Key extends keyof Value>(value: Value, key: Key): Omit<Value, Key> {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)) as Omit<Value, Key>;
}
