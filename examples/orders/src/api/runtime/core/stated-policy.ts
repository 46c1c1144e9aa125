import type {
  BodyPolicy,
  ColumnPolicy,
  OperationPolicy,
  ParameterPolicy,
  ParameterStyle,
  ParameterType,
  ResourcePolicy,
  ScalarType,
} from "./policy.js";

/**
 * The policy as `policy.ts` states it. What opens something is always said; only a name that stands before it already, how
 * OpenAPI spells a parameter that says nothing of it, and what is not accepted at all may be left out.
 */

/** An operation, under its id. */
export interface StatedOperation extends Omit<
  OperationPolicy,
  "id" | "resource" | "authenticates" | "parameters" | "body"
> {
  /** Absent where it belongs to none. */
  readonly resource?: string;
  /** Absent where it checks no credentials. */
  readonly authenticates?: NonNullable<OperationPolicy["authenticates"]>;
  /** Absent where it takes none. */
  readonly parameters?: readonly StatedParameter[];
  /** Absent where it takes none. */
  readonly body?: BodyPolicy;
}

export interface StatedParameter extends Omit<ParameterPolicy, "style" | "explode" | "type"> {
  /** OpenAPI's for the location where absent. */
  readonly style?: ParameterStyle;
  /** OpenAPI's for the style where absent. */
  readonly explode?: boolean;
  /** The name of a scalar type stands for that alone. */
  readonly type: ParameterType | ScalarType["types"][number];
}

/** A resource, under its name. */
export interface StatedResource extends Omit<ResourcePolicy, "name" | "columns"> {
  readonly columns: Readonly<Record<string, StatedColumn>>;
}

/** A column, under the name of its property. */
export interface StatedColumn extends Omit<ColumnPolicy, "column"> {
  /** Absent where the database calls it as the document does. */
  readonly column?: string;
}

/** The policies of operations in full, by id. */
export function operationPolicies<Id extends string>(
  operations: Readonly<Record<Id, StatedOperation>>,
): Readonly<Record<Id, OperationPolicy>> {
  return mapped(operations, (id, { parameters = [], ...stated }) => ({
    resource: null,
    authenticates: null,
    body: null,
    ...stated,
    id,
    parameters: parameters.map(parameterPolicy),
  }));
}

/** The policies of resources in full, by name. */
export function resourcePolicies(
  resources: Readonly<Record<string, StatedResource>>,
): Readonly<Record<string, ResourcePolicy>> {
  return mapped(resources, (name, stated) => ({
    ...stated,
    name,
    columns: mapped(stated.columns, (property, column) => ({ column: property, ...column })),
  }));
}

/** How parameters are spelled that say nothing of it. OpenAPI 3.2 §4.12.2.2. */
const usualStyles = { path: "simple", query: "form", header: "simple", cookie: "form" } as const;
const exploding: ReadonlySet<string> = new Set(["form", "cookie"]);

function parameterPolicy({ type, ...stated }: StatedParameter): ParameterPolicy {
  const style = stated.style ?? usualStyles[stated.in];
  return {
    explode: exploding.has(style),
    ...stated,
    style,
    type: typeof type === "string" ? { kind: "scalar", types: [type] } : type,
  };
}

function mapped<Key extends string, Stated, Whole>(
  record: Readonly<Record<Key, Stated>>,
  whole: (key: Key, stated: Stated) => Whole,
): Readonly<Record<Key, Whole>> {
  const entries = Object.entries<Stated>(record) as [Key, Stated][];
  // Each key of the one is a key of the other.
  return Object.fromEntries(entries.map(([key, stated]) => [key, whole(key, stated)])) as Record<Key, Whole>;
}
