import type { JsonObject } from "../document/document.js";
import { propertiesOf } from "../model/properties.js";
import { valueFacts } from "../model/value-facts.js";
import { camelCase, plural, singular, snakeCase, words } from "../model/words.js";
import { subjectOfId, wordsOf } from "./names.js";
import { ownershipOf, tenantOf } from "./owner.js";
import { isGrant } from "./person-names.js";
import { rowPaths, type RowPath } from "./rows.js";

/** A schema that may become a resource, with what its access would be. */
export type Candidate = Certain | Doubtful;

export interface Certain {
  readonly kind: "certain";
  readonly rows: Rows;
  readonly access: JsonObject;
  readonly tenant: string | null;
  readonly why: string;
}

export interface Doubtful {
  readonly kind: "doubtful";
  readonly rows: Rows;
  /** What its access would be if the doubt were unfounded, or null. */
  readonly access: JsonObject | null;
  readonly why: string;
}

/** The rows of one schema, and every path by which one of them is read. */
export interface Rows {
  readonly name: string;
  readonly pointer: string;
  readonly first: RowPath;
  readonly paths: readonly RowPath[];
}

/** What an owner may do. Further verbs (refund, approve) are often not the owner's: somebody has to grant them. */
const plainActions = ["list", "read", "create", "update", "delete"];

/** What callers cannot choose; a name or a slug they often can. */
const idWords: ReadonlySet<string> = new Set(["id", "uuid", "guid"]);

/** People as collections: their rows are the callers themselves. */
const selves: ReadonlySet<string> = new Set(["user", "customer", "patient"]);

/**
 * Every schema whose rows have a path of their own, with whom they belong to.
 * @param objection why a schema must not become a resource all the same, or null
 */
export function candidates(root: JsonObject, objection: (rows: Rows) => string | null): readonly Candidate[] {
  const own = rowsBySchema(root).map((rows): Candidate => {
    const why = objection(rows);
    return why === null ? owned(root, rows) : { kind: "doubtful", rows, access: null, why };
  });
  const barred = new Set(own.filter(({ rows }) => objection(rows) !== null));
  return withChildren(root, own, barred);
}

/** What makes a certain candidate a resource. */
export function resourceAnnotation({ rows, access, tenant }: Certain): JsonObject {
  const table = tableOf(rows);
  return {
    ...(table === null ? {} : { table }),
    ...(rows.first.id.name === "id" ? {} : { id: rows.first.id.name }),
    ...(tenant === null ? {} : { tenant }),
    access: [access],
  };
}

function rowsBySchema(root: JsonObject): readonly Rows[] {
  const found = new Map<string, RowPath[]>();
  for (const path of rowPaths(root)) {
    const paths = found.get(path.schema.pointer) ?? [];
    found.set(path.schema.pointer, [...paths, path]);
  }
  return [...found.entries()].flatMap(([pointer, paths]) => {
    const [first] = paths;
    return first === undefined ? [] : [{ name: first.name, pointer, first, paths }];
  });
}

function owned(root: JsonObject, rows: Rows): Candidate {
  const { name, first, paths } = rows;
  const collections = new Set(paths.map(({ collection }) => singular(wordsOf(collection))));
  const ids = new Set(paths.map(({ id }) => id.name));
  if (collections.size > 1 || ids.size > 1) {
    const listed = paths.map(({ path }) => path).join(", ");
    return {
      kind: "doubtful",
      rows,
      access: null,
      why: `${name} is read by several kinds of path: ${listed}`,
    };
  }
  const ownership = ownershipOf(root, first.schema, name);
  // Whose own id it is, is no owner of it but the person itself.
  if (ownership.kind !== "nobody" && ownership.property === first.id.name) return self(root, rows);
  switch (ownership.kind) {
    case "owner": {
      const tenant = tenantOf(root, first.schema);
      const access = { owner: ownership.property, actions: plainActions };
      return { kind: "certain", rows, access, tenant, why: ownership.why };
    }
    case "doubtful":
      return { kind: "doubtful", rows, access: { owner: ownership.property }, why: ownership.why };
    case "nobody":
      return self(root, rows);
  }
}

/** `/users/{userId}`: a caller is there for itself, to be read and no more. */
function self(root: JsonObject, rows: Rows): Candidate {
  const { name, first } = rows;
  const collection = singular(wordsOf(first.collection));
  const doubt = (why: string): Doubtful => ({ kind: "doubtful", rows, access: null, why });
  const named = idWords.has(words(first.id.name).at(-1) ?? "");
  if (!selves.has(collection) || first.parent !== null || !named)
    return doubt(`nothing in ${name} says whose it is`);
  if (valueFacts(root, first.id).types[0] !== "string") {
    return doubt(
      `the id of a ${name} is no text, and a number may be somebody else's in the system that issues tokens`,
    );
  }
  const access = { owner: first.id.name, actions: ["read"] };
  return { kind: "certain", rows, access, tenant: null, why: `a caller may read the ${name} that it is` };
}

/** Rows of which nothing says whose they are belong to the row around them, where that is certain and the only one. */
function withChildren(
  root: JsonObject,
  found: readonly Candidate[],
  barred: ReadonlySet<Candidate>,
): readonly Candidate[] {
  const certain = new Map(
    found.flatMap((each) =>
      each.kind === "certain" ? each.rows.paths.map(({ path }) => [path, each] as const) : [],
    ),
  );
  const next = found.map((each) => {
    const mayInherit = each.kind === "doubtful" && each.access === null && !barred.has(each);
    return mayInherit ? (childOf(root, each.rows, certain) ?? each) : each;
  });
  const count = (list: readonly Candidate[]): number => list.filter(({ kind }) => kind === "certain").length;
  return count(next) === count(found) ? found : withChildren(root, next, barred);
}

function childOf(root: JsonObject, rows: Rows, certain: ReadonlyMap<string, Certain>): Certain | null {
  const { name, first, paths } = rows;
  const [parent, ...others] = [...new Set(paths.map((each) => certain.get(each.parent ?? "")))];
  if (parent === undefined || others.length > 0 || parent.rows.pointer === rows.pointer) return null;
  const via = viaOf(root, rows, parent.rows);
  if (via === null) return null;
  const given = isGrant(wordsOf(name));
  return {
    kind: "certain",
    rows,
    access: { parent: parent.rows.name, via, actions: given ? ["list", "read"] : plainActions },
    tenant: null,
    why: `it is only ever read inside a ${parent.rows.name} (${first.path})${given ? "; what is given may be seen by whom it is given to" : ""}`,
  };
}

/** The property that holds the parent's id, or the name of the one that the fence keeps beside the row. */
function viaOf(root: JsonObject, rows: Rows, parent: Rows): string | null {
  const called = [singular(wordsOf(parent.first.collection)), wordsOf(parent.name)];
  const properties = propertiesOf(root, rows.first.schema);
  const shown = properties.find(({ name }) => called.includes(subjectOfId(name) ?? ""));
  if (shown === undefined) {
    const name = camelCase(`${called[0] ?? ""} id`);
    return properties.some((each) => snakeCase(each.name) === snakeCase(name)) ? null : name;
  }
  const [own, theirs] = [valueFacts(root, shown).types[0], valueFacts(root, parent.first.id).types[0]];
  return own === theirs ? shown.name : null;
}

/** The table's name where the schema's own would not be found by the path (`OrderDto` in `/orders`), else null. */
function tableOf({ name, first }: Rows): string | null {
  const collection = singular(wordsOf(first.collection));
  if (singular(wordsOf(name)) === collection) return null;
  const table = plural(snakeCase(words(collection).join("_"))).slice(0, 60);
  return /^[a-z_][a-z0-9_]*$/u.test(table) ? table : null;
}
