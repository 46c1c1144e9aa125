import type { JsonObject } from "../document/document.js";
import { annotation } from "./annotation.js";
import { textMember } from "./members.js";
import { contentSchema } from "./operation-slots.js";
import { parsePathKey, placeholdersOf } from "./path-template.js";
import type { Spot } from "./references.js";
import { idSubject, type ResourceIndex } from "./resource-index.js";
import { valueFacts } from "./value-facts.js";

/** One segment of a path template: what stands in it, and the names of its parameters. */
export interface Segment {
  readonly text: string;
  readonly parameters: readonly string[];
}

/** An id in the path, in the order of the path. */
export interface PathId {
  readonly name: string;
  /** Name of the resource whose id it is, or null where none could be told. */
  readonly resource: string | null;
  readonly pointer: string;
}

export function segmentsOf(path: string): readonly Segment[] {
  return parsePathKey(path)
    .path.split("/")
    .filter((text) => text !== "")
    .map((text) => ({ text, parameters: placeholdersOf(text) }));
}

/**
 * The ids in a path. Every path parameter counts as one, also when it is a UUID (C76), unless its values are listed or
 * are dates or plain numbers: whatever selects an object must be bound to a resource, or be ignored with a reason.
 * @param inferred name of the resource that the operation seems to be about
 * @param declared name of the one that it says it is about
 */
export function pathIds(
  root: JsonObject,
  index: ResourceIndex,
  path: string,
  parameters: readonly Spot<JsonObject>[],
  inferred: string | null,
  declared: string | undefined,
): readonly PathId[] {
  const segments = segmentsOf(path);
  const last = segments.findLast(({ parameters: names }) => names.length > 0)?.parameters.at(-1);
  const placed = segments.flatMap(({ parameters: names }, position) =>
    names.map((name) => ({ name, before: segments[position - 1]?.text ?? "" })),
  );
  const found = placed.flatMap(({ name, before }): readonly PathId[] => {
    const spot = parameters.find(
      ({ value }) => textMember(value, "in") === "path" && textMember(value, "name") === name,
    );
    if (spot === undefined) return [];
    const bound = annotation("parameter", spot.value).resource;
    if (bound !== undefined) return [{ name, resource: bound, pointer: spot.pointer }];
    if (!selectsObject(root, spot)) return [];
    const own = name === last ? inferred : null;
    return [{ name, resource: inferResource(index, name, before, own), pointer: spot.pointer }];
  });
  return declared === undefined ? found : withTarget(found, declared);
}

/** The last id names the resource that an operation declares, where nothing else says what it names and no other id does. */
function withTarget(ids: readonly PathId[], declared: string): readonly PathId[] {
  const last = ids.at(-1);
  if (last === undefined || last.resource !== null || ids.some(({ resource }) => resource === declared))
    return ids;
  return [...ids.slice(0, -1), { ...last, resource: declared }];
}

/** By the parameter's name (`orderId`), by the collection before it (`/orders/{id}`), by the resource's own id (`{slug}`). */
function inferResource(
  index: ResourceIndex,
  name: string,
  before: string,
  inferred: string | null,
): string | null {
  const named = index.byIdName(name);
  if (named !== undefined) return named.name;
  const subject = idSubject(name);
  const collection = index.bySegment(before);
  const speaksOfCollection = subject === null || subject === "" || index.bySegment(subject) === collection;
  if (collection !== undefined && speaksOfCollection) return collection.name;
  const own = inferred === null ? undefined : index.byName(inferred);
  return own !== undefined && (subject === "" || own.id === name) ? own.name : null;
}

function selectsObject(root: JsonObject, parameter: Spot): boolean {
  const schema = contentSchema(root, parameter);
  if (schema === undefined) return true;
  const { values, types, format } = valueFacts(root, schema);
  if (values.length > 0) return false;
  if (types.length > 0 && types.every((type) => type === "boolean" || type === "number")) return false;
  return format !== "date" && format !== "date-time";
}
