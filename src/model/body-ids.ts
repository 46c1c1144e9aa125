import { memberOf } from "../document/json.js";
import type { JsonObject } from "../document/document.js";
import { joinPointer } from "../document/pointer.js";
import { deref } from "../document/reference.js";
import { annotation } from "./annotation.js";
import { propertiesOf, type Property } from "./properties.js";
import type { Spot } from "./references.js";
import { idSubject, isIdList, type ResourceIndex } from "./resource-index.js";
import type { Stamped } from "./split/hidden.js";
import { conjuncts, valueFacts } from "./value-facts.js";
import { exposureOf } from "./visibility.js";

/** An id of another object somewhere in a request body. */
export interface BodyId {
  /** JSON Pointer into the body; `*` stands for every item of a list. */
  readonly path: string;
  readonly resource: string | null;
  readonly action: string;
  readonly pointer: string;
}

interface Search {
  readonly root: JsonObject;
  readonly index: ResourceIndex;
  readonly stamped: Stamped;
  readonly purpose: "create" | "update";
}

/** Ids that a request body may hold, at every depth: annotated, or with a name that looks like one. */
export function bodyIds(search: Search, body: Spot): readonly BodyId[] {
  return searchSchema(search, body, "", new Set());
}

function searchSchema(
  search: Search,
  schema: Spot,
  path: string,
  seen: ReadonlySet<string>,
): readonly BodyId[] {
  const target = deref(search.root, schema.value, schema.pointer);
  if (seen.has(target.pointer)) return [];
  const visited = new Set([...seen, target.pointer]);
  const parts = [target, ...conjuncts(search.root, target)];
  const closed = new Set(parts.flatMap((part) => [...(search.stamped.get(part.pointer) ?? [])]));
  const properties = propertiesOf(search.root, target).filter(({ name }) => !closed.has(name));
  const items = parts.flatMap((part) => {
    const value = memberOf(part.value, "items");
    return value === undefined ? [] : [{ value, pointer: `${part.pointer}/items` }];
  });
  return [
    ...properties.flatMap((property) =>
      searchProperty(search, property, joinPointer(path, property.name), visited),
    ),
    ...items.flatMap((item) => searchSchema(search, item, `${path}/*`, visited)),
  ];
}

function searchProperty(
  search: Search,
  property: Property,
  path: string,
  seen: ReadonlySet<string>,
): readonly BodyId[] {
  if (exposureOf(search.root, property.value)[search.purpose] === false) return [];
  const written = annotation("property", property.value);
  const action = written.action ?? "read";
  const { pointer } = property;
  if (written.resource !== undefined) return [{ path, resource: written.resource, action, pointer }];
  const { types } = valueFacts(search.root, property);
  if (types.includes("array") && isIdList(property.name))
    return [{ path: `${path}/*`, resource: null, action, pointer }];
  const identifies =
    (idSubject(property.name) ?? "") !== "" && types.some((type) => type === "string" || type === "integer");
  if (!identifies) return searchSchema(search, property, path, seen);
  return [{ path, resource: search.index.byIdName(property.name)?.name ?? null, action, pointer }];
}
