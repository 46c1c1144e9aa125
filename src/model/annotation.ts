import type { JsonValue } from "../document/document.js";
import { isObject, memberOf } from "../document/json.js";
import { recalling, type Recall } from "../document/remember.js";
import type { Rights, Visibility } from "../runtime/core/policy.js";
import {
  places,
  type Annotation,
  type Place,
  type RightsAnnotation,
  type VisibilityAnnotation,
} from "./vocabulary/places.js";
import { readForm } from "./vocabulary/read.js";
import type { Typed } from "./vocabulary/form.js";

/**
 * What `x-security` says in a place; empty where there is none or where it could not be read. Mistakes in it are
 * reported once, by the walk over the whole document, and not here.
 */
export function annotation<P extends Place>(place: P, holder: JsonValue): Annotation<P> {
  const written = memberOf(holder, "x-security");
  const empty = {} as Annotation<P>;
  if (written === undefined) return empty;
  const read = (): Annotation<P> =>
    readForm(places[place] as unknown as Typed<Annotation<P>>, written, "").value ?? empty;
  return isObject(written) ? (annotations[place](written, [], read) as Annotation<P>) : read();
}

/** One memory for each place: what is written there may be the same object in two of them. */
const annotations = Object.fromEntries(
  Object.keys(places).map((place) => [place, recalling<object>()]),
) as Readonly<Record<Place, Recall<object>>>;

export function rightsOf(written: RightsAnnotation): Rights {
  return { scopes: written.scopes ?? [], roles: written.roles ?? [] };
}

export function visibilityOf(written: VisibilityAnnotation): Visibility {
  return typeof written === "boolean" ? written : rightsOf(written);
}
