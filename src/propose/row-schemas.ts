import type { JsonObject } from "../document/document.js";
import { memberOf } from "../document/json.js";
import { deref } from "../document/reference.js";
import { textMember } from "../model/members.js";
import { columnName } from "../model/names.js";
import { bodySchemas } from "../model/media-types.js";
import { contentSchema, parameterSpots, type OperationSlot } from "../model/operation-slots.js";
import { propertiesOf, type Property } from "../model/properties.js";
import { memberSpots, resolveMember, type Spot } from "../model/references.js";
import { valueFacts, type ValueFacts } from "../model/value-facts.js";
import { singular, words } from "../model/words.js";
import { answerOf, answeredSchema, componentNameOf, componentOf } from "./answered.js";
import { collectionPath, type Prefix } from "./id-uses.js";
import { wordsOf } from "./names.js";

/** A component schema that shows the rows an id names, and its property that holds the id. */
export interface RowSchema {
  readonly schema: Spot<JsonObject>;
  readonly name: string;
  readonly id: Property;
}

/** How rows are called by, where their path takes no `id`; the first that a schema has counts. */
const handles = ["slug", "login", "username", "handle", "key", "code", "name"];

export type SlotsByPath = ReadonlyMap<string, readonly OperationSlot[]>;

/**
 * What shows the rows that a prefix of a path names: what reading one answers, else what changing one answers, else what
 * the collection lists, else what creating one answers or takes. It must be a component that could be a table.
 */
export function rowSchemaOf(root: JsonObject, slots: SlotsByPath, prefix: Prefix): RowSchema | null {
  if (!prefix.isRow) return null;
  const sent = sentTo(root, slots, prefix);
  const collection = collectionPath(prefix);
  const row = slots.get(prefix.path) ?? [];
  const around = collection === null ? [] : (slots.get(collection) ?? []);
  const by = (list: readonly OperationSlot[], ...methods: readonly string[]): readonly OperationSlot[] =>
    methods.flatMap((method) => list.filter((slot) => slot.method === method));
  const shown = [
    ...by(row, "GET", "PUT", "PATCH").map((slot) => answeredSchema(root, slot)),
    ...by(around, "GET").map((slot) => listedSchema(root, slot)),
    ...by(around, "POST").map((slot) => answeredSchema(root, slot)),
    ...by(around, "POST").map((slot) => takenSchema(root, slot)),
  ];
  for (const schema of shown) {
    const found = schema === null ? null : asRows(root, schema, prefix, sent);
    if (found !== null) return found;
  }
  return null;
}

/** A component as the rows that a prefix names, where it has a property for the id and a column for each property. */
export function asRows(
  root: JsonObject,
  schema: Spot<JsonObject>,
  { parameter, collection }: Pick<Prefix, "parameter" | "collection">,
  sent: ValueFacts | null,
): RowSchema | null {
  const name = componentNameOf(schema.pointer);
  const properties = propertiesOf(root, schema);
  const columns = properties.map((property) => columnName(property.name));
  if (name === null || new Set(columns).size < columns.length) return null;
  const id = idAmong(root, properties, parameter, sent, collection === null ? [name] : [collection, name]);
  return id === null ? null : { schema, name, id };
}

function idAmong(
  root: JsonObject,
  properties: readonly Property[],
  parameter: string,
  sent: ValueFacts | null,
  ownNames: readonly string[],
): Property | null {
  const named = words(parameter);
  const plain = named.filter((word) => !["id", "uuid", "guid"].includes(word));
  const own = plain.length === 0 || ownNames.some((name) => speaks(name, plain.join(" ")));
  const wanted = [
    named.join(" "),
    ...(own ? ["id", "uuid"] : []),
    named.at(-1) ?? "",
    ...(own ? handles : []),
  ];
  const candidates = wanted.flatMap((name) => properties.filter((each) => wordsOf(each.name) === name));
  return candidates.find((property) => fits(valueFacts(root, property), sent)) ?? null;
}

function speaks(name: string, subject: string): boolean {
  const [one, other] = [singular(wordsOf(name)), singular(subject)];
  return one.endsWith(other) || other.endsWith(one) || abbreviates(one, other);
}

/** `lb` for `load balancer`. */
function abbreviates(name: string, short: string): boolean {
  return (
    name
      .split(" ")
      .map((word) => word[0])
      .join("") === short
  );
}

/** A text or a whole number, of the type that the path carries. */
function fits({ types }: ValueFacts, sent: ValueFacts | null): boolean {
  const isScalar = types.length === 1 && (types[0] === "string" || types[0] === "integer");
  const given = sent?.types ?? [];
  return isScalar && (given.length === 0 || given[0] === types[0]);
}

/** What is known of the value that stands in a path, from the parameter of any of its operations. */
export function sentTo(root: JsonObject, slots: SlotsByPath, { path, parameter }: Prefix): ValueFacts | null {
  const [slot] = slots.get(path) ?? [];
  return slot === undefined ? null : parameterFacts(root, slot, parameter);
}

export function parameterFacts(root: JsonObject, slot: OperationSlot, parameter: string): ValueFacts | null {
  const spot = parameterSpots(root, slot).find(
    ({ value }) => textMember(value, "in") === "path" && textMember(value, "name") === parameter,
  );
  const schema = spot === undefined ? undefined : contentSchema(root, spot);
  return schema === undefined ? null : valueFacts(root, schema);
}

/** The component of which a list is answered: the items, or those of the only list in an object around it. */
function listedSchema(root: JsonObject, slot: OperationSlot): Spot<JsonObject> | null {
  const answer = answerOf(root, slot);
  if (answer === null) return null;
  const target = deref(root, answer.value, answer.pointer);
  const direct = itemOf(root, target);
  if (direct !== null) return direct;
  const lists = propertiesOf(root, target).flatMap(
    (property) => itemOf(root, deref(root, property.value, property.pointer)) ?? [],
  );
  return lists.length === 1 ? (lists[0] ?? null) : null;
}

function itemOf(root: JsonObject, { value, pointer }: Spot): Spot<JsonObject> | null {
  const items = memberOf(value, "items");
  return items === undefined ? null : componentOf(root, { value: items, pointer: `${pointer}/items` });
}

function takenSchema(root: JsonObject, slot: OperationSlot): Spot<JsonObject> | null {
  const body = resolveMember(root, slot, "requestBody");
  const [schema] = body === undefined ? [] : bodySchemas(root, body, "request");
  return schema === undefined ? null : componentOf(root, schema);
}

/** Components that are objects, by their names as words: the first of a name counts. */
export function componentsByWords(root: JsonObject): ReadonlyMap<string, Spot<JsonObject>> {
  const components: Spot = { value: root["components"] ?? null, pointer: "/components" };
  const found = memberSpots(components, "schemas").flatMap(([name, spot]) => {
    const schema = componentOf(root, spot);
    return schema?.pointer === spot.pointer ? [[singular(wordsOf(name)), schema] as const] : [];
  });
  return new Map(found.reverse());
}
