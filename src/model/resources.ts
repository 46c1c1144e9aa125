import type { JsonObject } from "../document/document.js";
import { joinPointer } from "../document/pointer.js";
import { deref } from "../document/reference.js";
import { recalling, remembering } from "../document/remember.js";
import type { ColumnType } from "../runtime/core/policy.js";
import { accessAlternatives, stampedProperties } from "./access.js";
import { annotation } from "./annotation.js";
import { isObject, memberOf } from "../document/json.js";
import type { Column, Resource } from "./model.js";
import { columnName, NameScope, repositoryName, tableName, typeName } from "./names.js";
import { propertiesOf, type Property } from "./properties.js";
import { memberSpots, type Spot } from "./references.js";
import { columnType, valueFacts } from "./value-facts.js";
import { exposureOf } from "./visibility.js";
import type { ResourceAnnotation } from "./vocabulary/places.js";

interface Declared extends Spot {
  readonly name: string;
  readonly written: ResourceAnnotation;
}

/**
 * The component schemas that `x-security.resource` makes resources. The schemas of their columns are null: they are known
 * once the visibility split is done.
 */
export function buildResources(root: JsonObject): readonly Resource[] {
  const declared = declaredResources(root);
  const repositories = new NameScope(["transaction"]);
  const types = new NameScope();
  const all = new Set(declared.map(({ pointer }) => pointer));
  const relations = [...all].join("\n");
  const drafts = declared.map((each) => {
    const names: Names = {
      repository: repositories.claim(repositoryName(each.name)),
      typeName: types.claim(typeName(each.name)),
    };
    const build = (): Resource => buildResource(root, each, all, names);
    if (!isObject(each.value)) return build();
    const { name, pointer } = each;
    return built(root, each.value, [name, pointer, names.repository, names.typeName, relations], build);
  });
  const ids = new Map(drafts.map((draft) => [draft.name, columnOf(draft, draft.id)?.type]));
  return drafts.map((draft) => typedVia(draft, ids));
}

const built = remembering<Resource>();

/** What it is called in the generated code, unlike any other. */
type Names = Pick<Resource, "repository" | "typeName">;

/** Name → where the schema of the resource stands. */
function declaredResources(root: JsonObject): readonly Declared[] {
  const components: Spot = { value: root["components"] ?? null, pointer: "/components" };
  return memberSpots(components, "schemas").flatMap(([name, spot]) => {
    const written = annotation("schema", spot.value).resource;
    return written === undefined ? [] : [{ ...spot, name, written }];
  });
}

function buildResource(
  root: JsonObject,
  declared: Declared,
  all: ReadonlySet<string>,
  names: Names,
): Resource {
  const { name, written, pointer } = declared;
  const resourcePointer = joinPointer(pointer, "x-security", "resource");
  const alternatives = accessAlternatives(written.access ?? [], joinPointer(resourcePointer, "access"));
  const parent = alternatives
    .flatMap(({ policy }) => policy.conditions)
    .find((each) => each.kind === "parent");
  const tenant = written.tenant ?? null;
  const id = written.id ?? "id";
  const stamped = stampedProperties(alternatives, tenant);
  return {
    name,
    ...names,
    table: written.table ?? tableName(name),
    id,
    tenant,
    hide: written.hide ?? 404,
    unique: (written.unique ?? []).map((names) => (typeof names === "string" ? [names] : names)),
    columns: buildColumns(root, declared, { id, stamped, all, pointer: resourcePointer }),
    access: alternatives.length === 0 ? { kind: "unspecified" } : { kind: "specified", value: alternatives },
    parent: parent === undefined ? null : { resource: parent.resource, via: parent.via },
    pointer,
  };
}

interface ColumnContext {
  readonly id: string;
  readonly stamped: ReadonlySet<string>;
  /** Pointers of all resources. */
  readonly all: ReadonlySet<string>;
  readonly pointer: string;
}

function buildColumns(root: JsonObject, declared: Declared, context: ColumnContext): readonly Column[] {
  const properties = propertiesOf(root, declared).filter(
    (property) => !holdsResource(root, property, context.all),
  );
  const known = new Set(properties.map(({ name }) => name));
  const unseen = [context.id, ...context.stamped].filter(
    (name, index, names) => !known.has(name) && names.indexOf(name) === index,
  );
  return [
    ...unseen.map((name) => serverColumn(name, context)),
    ...properties.map((property) => schemaColumn(root, property, context)),
  ];
}

/** A property that shows another resource, or a list of one, is a relation and not a value of the row. */
function holdsResource(root: JsonObject, property: Property, all: ReadonlySet<string>): boolean {
  const { value } = deref(root, property.value, property.pointer);
  const items = memberOf(value, "items");
  return [property.value, ...(items === undefined ? [] : [items])].some((each) =>
    all.has(deref(root, each, "").pointer),
  );
}

function serverColumn(property: string, { id, pointer }: ColumnContext): Column {
  return {
    property,
    column: columnName(property),
    type: property === id ? "uuid" : "text",
    nullable: false,
    read: false,
    create: false,
    update: false,
    origin: "server",
    stamped: property !== id,
    sensitive: null,
    queryable: false,
    required: false,
    default: null,
    values: [],
    schema: null,
    pointer,
  };
}

function schemaColumn(root: JsonObject, property: Property, { id, stamped }: ColumnContext): Column {
  const facts = valueFacts(root, property);
  const exposure = exposureOf(root, property.value);
  const type = columnType(facts);
  const closed = stamped.has(property.name);
  return {
    property: property.name,
    column: columnName(property.name),
    type,
    nullable: facts.nullable || !(property.required || closed || property.name === id),
    read: exposure.read,
    create: closed ? false : exposure.create,
    update: closed ? false : exposure.update,
    origin: "schema",
    // A row that is its own owner (a customer of itself) is made by somebody else: its id is no copy of the caller's.
    stamped: closed && property.name !== id,
    sensitive: exposure.sensitive,
    queryable: type !== "json" && exposure.read === true && exposure.sensitive !== "credential",
    required: property.required && exposure.create !== false && !closed && facts.default === null,
    default: facts.default,
    values: facts.values,
    schema: null,
    pointer: property.pointer,
  };
}

/** A `via` column that the schema does not show has the type of the parent's id. */
function typedVia(draft: Resource, ids: ReadonlyMap<string, ColumnType | undefined>): Resource {
  const { parent } = draft;
  const type = parent === null ? undefined : ids.get(parent.resource);
  if (parent === null || type === undefined) return draft;
  return typed(draft, [type], () => {
    const isShown = ({ property, origin }: Column): boolean => property !== parent.via || origin === "schema";
    const columns = draft.columns.map((column) => (isShown(column) ? column : { ...column, type }));
    return { ...draft, columns };
  });
}

const typed = recalling<Resource>();

function columnOf({ columns }: Resource, property: string): Column | undefined {
  return columns.find((column) => column.property === property);
}
