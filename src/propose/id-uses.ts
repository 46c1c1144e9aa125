import type { UnboundId } from "../model/model.js";
import { segmentsOf, type Segment } from "../model/path-ids.js";
import { idSubject } from "../model/resource-index.js";
import { singular, words } from "../model/words.js";
import { wordsOf } from "./names.js";

/** An id in a path: the path up to it, and up to the id before it. */
export interface Prefix {
  /** `/shops/{shopId}/orders/{orderId}`. */
  readonly path: string;
  /** `/shops/{shopId}`, or null. */
  readonly around: string | null;
  readonly parameter: string;
  /** `orders`, where the id follows the name of a collection. */
  readonly collection: string | null;
  /** In words, in the singular: `order`. */
  readonly noun: string;
  /** Whether the path up to it is that of a row: `{repo}` of `/repos/{owner}/{repo}` is, `{owner}` is not. */
  readonly isRow: boolean;
}

/** Words at the end of a parameter's name that say how it names, not what. */
const naming: ReadonlySet<string> = new Set([
  ...["id", "ids", "uuid", "uuids", "guid", "key", "name", "slug", "number", "no", "code", "handle", "sid"],
  ...["identifier", "ref", "reference", "login", "num"],
]);

/** Segments that are no collection: versions, and how something is named. */
const passing = /^(?:v\d.*|api|rest|by[-_ ].*|@.*)$/iu;

/** Every id in a path, in its order. */
export function prefixesOf(path: string): readonly Prefix[] {
  const segments = segmentsOf(path);
  const found: Prefix[] = [];
  segments.forEach((segment, position) => {
    const upTo = `/${segments
      .slice(0, position + 1)
      .map(({ text }) => text)
      .join("/")}`;
    for (const parameter of segment.parameters) {
      const collection = collectionBefore(segments, position);
      const isLast = (segments[position + 1]?.parameters.length ?? 0) === 0;
      const noun = nounOf(parameter, collection, isLast);
      const around = found.at(-1)?.path ?? null;
      found.push({
        path: upTo,
        around: around === upTo ? null : around,
        parameter,
        collection,
        noun,
        isRow: isLast,
      });
    }
  });
  return found;
}

function collectionBefore(segments: readonly Segment[], position: number): string | null {
  const fixed = segments.slice(0, position).findLastIndex(({ parameters }) => parameters.length === 0);
  const text = segments[fixed]?.text;
  const isDirect = segments.slice(fixed + 1, position).length === 0;
  return text === undefined || !isDirect || passing.test(text) ? null : text;
}

/** `load balancer` for `{lb_id}` after `load_balancers`; `owner` for the first of `/repos/{owner}/{repo}`. */
function nounOf(parameter: string, collection: string | null, isLast: boolean): string {
  const subject = subjectOf(parameter);
  const own = subject === "" ? null : subject;
  const named = collection === null ? null : singular(wordsOf(collection));
  if (named === null || named === "") return own ?? "object";
  if (own === null || isLast) return own !== null && isPersonal(parameter, own, named) ? own : named;
  return own;
}

/** `{user_id}` after another collection is the id of a user. */
function isPersonal(parameter: string, own: string, named: string): boolean {
  return (
    idSubject(parameter) === own &&
    /\b(?:user|member|account|customer|person)$/u.test(own) &&
    !named.endsWith(own)
  );
}

/** What a name says that it names: `order` for `orderNumber`; empty for `id`. */
export function subjectOf(name: string): string {
  const all = [...words(name)];
  while (all.length > 0 && naming.has(all.at(-1) ?? "")) all.pop();
  return singular(all.join(" "));
}

/** What an id outside of the path is the id of: `vpc` for `vpc_uuid`, also deep in a body. */
export function nounOfReference({ at }: UnboundId): string {
  const name = "pointer" in at ? (at.pointer.split("/").findLast((token) => token !== "*") ?? "") : at.name;
  const subject = subjectOf(name.replace(/^x-/iu, ""));
  return subject === "" ? "object" : subject;
}

/** The prefix at which an operation has a parameter. */
export function prefixOf({ path }: { readonly path: string }, parameter: string): Prefix | undefined {
  return prefixesOf(path).find((each) => each.parameter === parameter);
}

/** The path of the collection that a prefix is a row of, or null where the last segment is more than the id. */
export function collectionPath({ path, parameter }: Prefix): string | null {
  const end = `/{${parameter}}`;
  return path.endsWith(end) && path.length > end.length ? path.slice(0, -end.length) : null;
}
