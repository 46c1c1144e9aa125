import type { JsonObject } from "../document/document.js";
import type { IdBinding, RequestPointer } from "../runtime/core/policy.js";
import { annotation } from "./annotation.js";
import type { BodyId } from "./body-ids.js";
import { textMember } from "./members.js";
import type { UnboundId } from "./model.js";
import type { PathId } from "./path-ids.js";
import type { Spot } from "./references.js";
import { idSubject, isIdList, type ResourceIndex } from "./resource-index.js";
import { words } from "./words.js";

export interface Bindings {
  readonly bindings: readonly IdBinding[];
  readonly unbound: readonly UnboundId[];
}

interface FoundId {
  readonly at: RequestPointer;
  readonly resource: string | null;
  readonly action: string;
  readonly role: IdBinding["role"];
  readonly pointer: string;
}

export interface RequestIds {
  readonly path: readonly PathId[];
  readonly parameters: readonly Spot<JsonObject>[];
  /** In the one value that a query string is. */
  readonly queryString: readonly BodyId[];
  readonly body: readonly BodyId[];
}

/** Actions that are about no single row. */
const collectionActions: ReadonlySet<string> = new Set(["list", "create"]);

/** What ids of technical things are called, which are no objects of anybody's. */
const technicalSubjects: ReadonlySet<string> = new Set([
  "request",
  "correlation",
  "trace",
  "span",
  "parent span",
  "idempotency",
]);

/** Which ids of a request the fence checks, for which action; and those of which nobody knows what they identify. */
export function bindIds(
  ids: RequestIds,
  resource: string | null,
  action: string,
  index: ResourceIndex,
): Bindings {
  const found = [
    ...ids.path.map((id, position) => pathBinding(id, position === ids.path.length - 1, resource, action)),
    ...ids.parameters.flatMap((parameter) => parameterBinding(parameter, index)),
    ...ids.queryString.map((id) => inner("querystring", id)),
    ...ids.body.map((id) => inner("body", id)),
  ];
  const bound = (id: FoundId): boolean => id.resource !== null && index.byName(id.resource) !== undefined;
  return {
    bindings: found.flatMap((id) =>
      bound(id) ? [{ at: id.at, resource: id.resource ?? "", action: id.action, role: id.role }] : [],
    ),
    unbound: found
      .filter((id) => !bound(id))
      .map(({ at, resource: name, pointer }) => ({ at, resource: name, pointer })),
  };
}

/** The last id is the operation's own object, unless the operation is about something inside that object. */
function pathBinding(id: PathId, last: boolean, resource: string | null, action: string): FoundId {
  const target = last && !collectionActions.has(action) && (resource === null || id.resource === resource);
  const { name, pointer } = id;
  const at: RequestPointer = { kind: "path", name };
  return {
    at,
    resource: id.resource,
    action: target ? action : "read",
    role: target ? "target" : "parent",
    pointer,
  };
}

function parameterBinding({ value, pointer }: Spot<JsonObject>, index: ResourceIndex): readonly FoundId[] {
  const name = textMember(value, "name") ?? "";
  const place = textMember(value, "in");
  if (place !== "query" && place !== "header") return [];
  const at: RequestPointer =
    place === "query" ? { kind: "query", name } : { kind: "header", name: name.toLowerCase() };
  const found = { at, action: "read", role: "reference", pointer } as const;
  const declared = annotation("parameter", value).resource;
  if (declared !== undefined) return [{ ...found, resource: declared }];
  if (isIdList(name)) return [{ ...found, resource: null }];
  const plain = words(name)
    .filter((word) => word !== "x")
    .join(" ");
  const subject = idSubject(plain);
  if (subject === null || subject === "" || technicalSubjects.has(subject)) return [];
  return [{ ...found, resource: index.byIdName(plain)?.name ?? null }];
}

function inner(kind: "querystring" | "body", { path, resource, action, pointer }: BodyId): FoundId {
  return { at: { kind, pointer: path }, resource, action, role: "reference", pointer };
}
