import { snakeCase, singular, words } from "./words.js";
import type { Resource } from "./model.js";

/** Finds resources by the ways in which paths, names and annotations speak of them. */
export interface ResourceIndex {
  readonly byName: (name: string) => Resource | undefined;
  readonly byPointer: (pointer: string) => Resource | undefined;
  /** `orders`, `line-items` and `order` name Order, LineItem and Order; so does the name of the table. */
  readonly bySegment: (segment: string) => Resource | undefined;
  /** `orderId`, `order_id` and `order-id` are ids of Order. */
  readonly byIdName: (name: string) => Resource | undefined;
}

/** `parents`: the pointer of each union of a family → that of the parent, whose resource it is. */
export function indexResources(
  resources: readonly Resource[],
  parents: ReadonlyMap<string, string> = new Map(),
): ResourceIndex {
  const byName = new Map(resources.map((each) => [each.name, each]));
  const byPointer = new Map(resources.map((each) => [each.pointer, each]));
  const byWords = new Map(
    resources.flatMap((each) => [
      [wordKey(each.table), each],
      [wordKey(each.name), each],
    ]),
  );
  const bySegment = (segment: string): Resource | undefined => byWords.get(wordKey(segment));
  return {
    byName: (name) => byName.get(name),
    byPointer: (pointer) => byPointer.get(parents.get(pointer) ?? pointer),
    bySegment,
    byIdName: (name) => {
      const subject = idSubject(name);
      return subject === null || subject === "" ? undefined : bySegment(subject);
    },
  };
}

/** What a name that looks like an id is the id of: `order` for `orderId`, empty for a bare `id`; null for other names. */
export function idSubject(name: string): string | null {
  const all = words(name);
  const last = all.at(-1);
  return last !== undefined && idWords.has(last) ? all.slice(0, -1).join(" ") : null;
}

/** `orderIds`: ids of several. */
export function isIdList(name: string): boolean {
  const all = words(name);
  return all.length > 1 && ["ids", "uuids", "guids"].includes(all.at(-1) ?? "");
}

const idWords: ReadonlySet<string> = new Set(["id", "uuid", "guid"]);

/** In the singular, so that plural and singular meet. */
function wordKey(name: string): string {
  return singular(snakeCase(words(name).join("_")));
}
