import type { JsonObject } from "../document/document.js";
import { joinPointer } from "../document/pointer.js";
import type { Outline } from "../model/build.js";
import { columnName, tableName } from "../model/names.js";
import { propertiesOf } from "../model/properties.js";
import { valueFacts, type ValueFacts } from "../model/value-facts.js";
import { camelCase, plural, singular, snakeCase, words } from "../model/words.js";
import type { Home, Kind } from "./kinds.js";
import { indefinite, subjectOfId, wordsOf } from "./names.js";
import { ownershipOf, tenantOf } from "./owner.js";
import { isGrant, isPerson } from "./person-names.js";
import type { Confidence, Proposal } from "./proposal.js";

/** A resource that is proposed without knowing whose its rows are: somebody has to answer a question. */
export interface Tentative {
  readonly name: string;
  readonly pointer: string;
  /** Rows that a schema shows and that are there for who created them: reading them shows nobody what is somebody else's. */
  readonly isOwn: boolean;
  /** What has to be answered before anything about it is opened. */
  readonly question: string;
  readonly proposal: Proposal;
}

/** Nobody's rows are read by their names, and these names are free in most rows. */
const ownerColumns = ["ownerId", "accountId", "ownedBy"];

const actions = ["list", "read", "create", "update", "delete"];

/** Resources for kinds of rows, with the parents and owners that their paths and properties suggest. */
export function tentativeResources(
  root: JsonObject,
  model: Outline,
  kinds: readonly Kind[],
): readonly Tentative[] {
  const tables = new Tables(model, kinds);
  const parents = parentsOf(kinds);
  return kinds.map((kind) => tentative(root, kind, parents.get(kind.name) ?? null, tables));
}

interface Parent {
  readonly name: string;
  readonly noun: string;
}

function tentative(root: JsonObject, kind: Kind, parent: Parent | null, tables: Tables): Tentative {
  const whose = whoseRows(root, kind, parent);
  const { name, rows, homes } = kind;
  const id = rows === null ? "id" : rows.id.name;
  const table = tables.of(name, homes[0]?.prefix.collection ?? null);
  const resource = {
    ...(table === null ? {} : { table }),
    ...(id === "id" ? {} : { id }),
    ...(whose.tenant === null ? {} : { tenant: whose.tenant }),
    access: [{ ...whose.access, actions }],
  };
  const pointer = rows?.schema.pointer ?? joinPointer("/components/schemas", name);
  const where = homes[0]?.prefix.path ?? null;
  const why =
    rows === null
      ? `no schema shows what ${where ?? "ids outside of paths"} ${where === null ? "name" : "names"}: this is its row; ${whose.why}`
      : whose.why;
  const proposal: Proposal = {
    topic: "resource",
    pointer,
    update: { ...(rows === null ? rowSchema(kind.sent) : {}), "x-security": { resource } },
    why,
    confidence: whose.confidence,
    ...(rows === null ? { adds: true } : {}),
  };
  return {
    name,
    pointer,
    isOwn: whose.isOwn && rows !== null && !isPerson(kind.noun),
    question: whose.question,
    proposal,
  };
}

/** No more than the id, of the type that requests carry. */
function rowSchema(sent: ValueFacts | null): JsonObject {
  const [type] = sent?.types ?? [];
  const isNumber = type === "integer";
  const format =
    sent?.format === undefined || sent.format === null || type === undefined ? {} : { format: sent.format };
  return {
    type: "object",
    properties: { id: { type: isNumber ? "integer" : "string", ...format, readOnly: true } },
  };
}

interface Whose {
  readonly access: JsonObject;
  readonly tenant: string | null;
  readonly why: string;
  readonly question: string;
  readonly isOwn: boolean;
  readonly confidence: Confidence;
}

function whoseRows(root: JsonObject, kind: Kind, parent: Parent | null): Whose {
  const { name, rows } = kind;
  const ownership = rows === null ? null : ownershipOf(root, rows.schema, name);
  if (ownership !== null && ownership.kind !== "nobody" && ownership.property !== rows?.id.name) {
    const doubt = ownership.kind === "doubtful" ? ownership.why : "whoever calls need not be a person";
    return {
      access: { owner: ownership.property },
      tenant: null,
      why: `"${ownership.property}" names a person, but ${doubt}`,
      question: `Does ${indefinite(name)} belong to whom "${ownership.property}" names? ${capitalised(doubt)}.`,
      isOwn: false,
      confidence: "low",
    };
  }
  const via = parent === null ? null : viaOf(root, kind, parent);
  if (parent !== null && via !== null) {
    return {
      access: { parent: parent.name, via },
      tenant: null,
      why: `its paths lead through ${indefinite(parent.name)}: whoever may read or update that may read or change it`,
      question: `May whoever may reach ${indefinite(parent.name)} reach every ${name} in it?`,
      isOwn: !isGrant(wordsOf(name)),
      confidence: "low",
    };
  }
  const owner = freeColumn(root, kind);
  const tenant = rows === null ? null : tenantOf(root, rows.schema);
  return {
    access: { owner },
    tenant: null,
    why: `nothing in it says whose it is: "${owner}", a column that only the server sees, is whoever creates it${tenant === null ? "" : `; "${tenant}" may be its tenant`}`,
    question: `Is ${indefinite(name)} there for nobody but who creates it ("${owner}")?`,
    isOwn: !isGrant(wordsOf(name)),
    confidence: "low",
  };
}

function freeColumn(root: JsonObject, { rows }: Kind): string {
  const taken = new Set(
    rows === null ? [] : propertiesOf(root, rows.schema).map(({ name }) => columnName(name)),
  );
  for (let number = 1; ; number++) {
    const names = ownerColumns.map((name) => (number === 1 ? name : `${name}${String(number)}`));
    const free = names.find((name) => !taken.has(columnName(name)));
    if (free !== undefined) return free;
  }
}

/** The property that holds the parent's id, or the name of the one that only the server sees; null where neither can be. */
function viaOf(root: JsonObject, { rows }: Kind, { name, noun }: Parent): string | null {
  const called = new Set([noun, singular(wordsOf(name))]);
  const hidden = camelCase(`${singular(wordsOf(name))} id`);
  if (rows === null) return hidden;
  const properties = propertiesOf(root, rows.schema);
  const shown = properties.find(
    (property) => called.has(subjectOfId(property.name) ?? "") && property.name !== rows.id.name,
  );
  if (shown !== undefined) return valueFacts(root, shown).types[0] === "string" ? shown.name : null;
  return properties.some((each) => columnName(each.name) === columnName(hidden)) ? null : hidden;
}

/** The resource around all paths of a kind, as long as nothing is around itself. */
function parentsOf(kinds: readonly Kind[]): ReadonlyMap<string, Parent> {
  const nouns = new Map(kinds.map(({ name, noun }) => [name, noun]));
  const parents = new Map<string, Parent>();
  for (const { name, homes } of kinds) {
    const parent = soleAround(homes);
    if (parent === null || leadsTo(parents, parent, name)) continue;
    parents.set(name, { name: parent, noun: nouns.get(parent) ?? singular(wordsOf(parent)) });
  }
  return parents;
}

function soleAround(homes: readonly Home[]): string | null {
  const [first, ...others] = new Set(homes.map(({ around }) => around));
  return first === undefined || others.length > 0 ? null : first;
}

function leadsTo(parents: ReadonlyMap<string, Parent>, from: string, to: string): boolean {
  for (let at: string | undefined = from; at !== undefined; at = parents.get(at)?.name)
    if (at === to) return true;
  return false;
}

/** Tables of which no two are called alike, not even in another number. */
class Tables {
  readonly #taken: Set<string>;

  /** Names of collections that hold rows of several kinds: none of them is the table of one. */
  readonly #shared: ReadonlySet<string>;

  constructor({ resources }: Outline, kinds: readonly Kind[]) {
    const collections = kinds.flatMap(({ homes }) => [
      ...new Set(homes.map(({ prefix }) => keyOf(prefix.collection ?? ""))),
    ]);
    this.#shared = new Set(collections.filter((each, index) => collections.indexOf(each) !== index));
    this.#taken = new Set(resources.flatMap(({ table, name }) => [keyOf(table), keyOf(name)]));
  }

  /** The name of a table where the schema's own would not do, else null. */
  of(name: string, collection: string | null): string | null {
    const own = tableName(name);
    const isOwn =
      collection === null || keyOf(collection) === keyOf(name) || this.#shared.has(keyOf(collection));
    const names = [...(isOwn ? [] : [plural(keyOf(collection)).slice(0, 60)]), own];
    const table =
      names.find((each) => isSqlName(each) && !this.#taken.has(keyOf(each))) ?? this.#numbered(own);
    this.#taken.add(keyOf(table)).add(keyOf(name));
    return table === own ? null : table;
  }

  #numbered(table: string): string {
    const base = table.replaceAll(/[^A-Za-z0-9_]/gu, "").slice(0, 55) || "rows";
    for (let number = 2; ; number++) {
      const name = `${base}_${String(number)}`;
      if (!this.#taken.has(keyOf(name))) return name;
    }
  }
}

function isSqlName(name: string): boolean {
  return /^[a-z_][a-z0-9_]*$/u.test(name);
}

function keyOf(name: string): string {
  return singular(snakeCase(words(name).join("_")));
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
