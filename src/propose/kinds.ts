import type { JsonObject } from "../document/document.js";
import { isObject, memberOf } from "../document/json.js";
import type { Outline, OutlinedOperation } from "../model/build.js";
import type { UnboundId } from "../model/model.js";
import { operationSlots, type OperationSlot } from "../model/operation-slots.js";
import { propertiesOf } from "../model/properties.js";
import { indexResources, type ResourceIndex } from "../model/resource-index.js";
import { valueFacts, type ValueFacts } from "../model/value-facts.js";
import { pascalCase, singular } from "../model/words.js";
import { valueAt } from "../document/reference.js";
import { contentSchema } from "../model/operation-slots.js";
import { nounOfReference, prefixOf, prefixesOf, subjectOf, type Prefix } from "./id-uses.js";
import { wordsOf } from "./names.js";
import {
  asRows,
  componentsByWords,
  parameterFacts,
  rowSchemaOf,
  type RowSchema,
  type SlotsByPath,
} from "./row-schemas.js";

/** Rows of one kind, which ids of the document name and which nobody made a resource yet. */
export interface Kind {
  readonly noun: string;
  /** Name of the component that becomes the resource. */
  readonly name: string;
  /** The component that shows them, or null where none does and one is added. */
  readonly rows: RowSchema | null;
  /** The paths by which they are named, with the resource or kind around each; the first is their home. */
  readonly homes: readonly Home[];
  /** Of the ids, where the component is added. */
  readonly sent: ValueFacts | null;
}

export interface Home {
  readonly prefix: Prefix;
  readonly around: string | null;
}

/** What every id that nobody bound names: of a request's paths by their prefix, elsewhere by place. */
export interface Naming {
  readonly kinds: readonly Kind[];
  /** The name of the resource that an id of an operation is of. */
  readonly resourceOf: (operation: OutlinedOperation, id: UnboundId) => string | null;
}

interface Draft {
  readonly noun: string;
  readonly name: string;
  readonly rows: RowSchema | null;
  readonly sent: ValueFacts | null;
  readonly prefixes: Prefix[];
}

/**
 * Finds out what the ids name of which the model says nothing.
 * @param mayBecome whether a component schema may become a resource
 */
export function namingOf(
  root: JsonObject,
  model: Outline,
  considered: (operation: OutlinedOperation) => boolean,
  mayBecome: (pointer: string) => boolean,
): Naming {
  const finder = new KindFinder(root, model, mayBecome);
  const operations = model.operations.filter((each) => considered(each) && each.unbound.length > 0);
  for (const operation of operations) {
    for (const { at, pointer } of operation.unbound)
      if (at.kind === "path") finder.addPath(operation, at.name, pointer);
  }
  finder.settlePaths();
  for (const operation of operations) {
    for (const id of operation.unbound) if (id.at.kind !== "path") finder.addReference(id);
  }
  return { kinds: finder.kinds(), resourceOf: (operation, id) => finder.resourceOf(operation, id) };
}

/** A prefix, and the operations in whose path it stands. */
interface Waiting {
  readonly prefix: Prefix;
  readonly operations: OutlinedOperation[];
  /** Of the parameter. */
  readonly pointer: string;
}

/** A shared parameter names the same everywhere, if it does so in so many of its operations. */
const majority = 0.8;

class KindFinder {
  readonly #root: JsonObject;
  readonly #index: ResourceIndex;
  readonly #mayBecome: (pointer: string) => boolean;
  readonly #slots: SlotsByPath;
  readonly #bySlot: ReadonlyMap<string, OperationSlot>;
  readonly #components: ReadonlyMap<string, RowSchema["schema"]>;
  readonly #taken: Set<string>;
  readonly #waiting = new Map<string, Waiting>();
  /** Names of resources and kinds. */
  readonly #byPrefix = new Map<string, string>();
  readonly #byNoun = new Map<string, string>();
  readonly #bySchema = new Map<string, string>();
  readonly #drafts = new Map<string, Draft>();
  readonly #model: Outline;

  constructor(root: JsonObject, model: Outline, mayBecome: (pointer: string) => boolean) {
    this.#root = root;
    this.#model = model;
    this.#mayBecome = mayBecome;
    this.#index = indexResources(model.resources);
    const slots = operationSlots(root);
    this.#slots = byPath(slots);
    this.#bySlot = new Map(slots.map((slot) => [slot.pointer, slot]));
    this.#components = componentsByWords(root);
    const schemas = memberOf(root["components"], "schemas");
    this.#taken = new Set(isObject(schemas) ? Object.keys(schemas) : []);
  }

  /** A parameter that operations share names the same in all of them, whatever stands around it. */
  addPath(operation: OutlinedOperation, parameter: string, pointer: string): void {
    const prefix = prefixOf(operation, parameter);
    if (prefix === undefined) return;
    const known = this.#waiting.get(keyOf(prefix));
    if (known !== undefined) {
      known.operations.push(operation);
      return;
    }
    const own = pointer.startsWith("/components/") ? subjectOf(parameter) : "";
    const named = own === "" ? prefix : { ...prefix, noun: own };
    this.#waiting.set(keyOf(prefix), { prefix: named, operations: [operation], pointer });
  }

  /** Prefixes whose rows something shows come first, so that others of the same noun find them. */
  settlePaths(): void {
    const shown = [...this.#waiting.values()].filter(({ prefix }) => !this.#settleShown(prefix));
    for (const { prefix, operations } of shown) {
      const slot = this.#bySlot.get(operations[0]?.pointer ?? "");
      const sent = slot === undefined ? null : parameterFacts(this.#root, slot, prefix.parameter);
      this.#join(this.#named(prefix.noun, prefix.parameter, sent), prefix);
    }
    this.#agree();
  }

  /** What nearly all operations with a shared parameter name by it, the others name as well. */
  #agree(): void {
    const byPointer = new Map<string, Waiting[]>();
    for (const each of this.#waiting.values())
      byPointer.set(each.pointer, [...(byPointer.get(each.pointer) ?? []), each]);
    for (const [pointer, uses] of byPointer) {
      const winner = pointer.startsWith("/components/") ? this.#winner(uses) : null;
      if (winner === null) continue;
      for (const { prefix } of uses) this.#move(prefix, winner);
    }
  }

  #winner(uses: readonly Waiting[]): string | null {
    const counts = new Map<string, number>();
    for (const { prefix, operations } of uses) {
      const name = this.#byPrefix.get(keyOf(prefix)) ?? "";
      counts.set(name, (counts.get(name) ?? 0) + operations.length);
    }
    const all = uses.reduce((sum, { operations }) => sum + operations.length, 0);
    const [most] = [...counts].sort(([, one], [, other]) => other - one);
    return most === undefined || most[1] < majority * all ? null : most[0];
  }

  /** A kind that nothing names any more is none. */
  #move(prefix: Prefix, name: string): void {
    const before = this.#byPrefix.get(keyOf(prefix)) ?? "";
    if (before === name) return;
    this.#byPrefix.set(keyOf(prefix), name);
    this.#drafts.get(name)?.prefixes.push(prefix);
    const left = this.#drafts.get(before);
    const index = left?.prefixes.findIndex((each) => keyOf(each) === keyOf(prefix)) ?? -1;
    if (left === undefined || index < 0) return;
    left.prefixes.splice(index, 1);
    if (left.prefixes.length > 0) return;
    this.#drafts.delete(before);
    for (const names of [this.#byNoun, this.#bySchema])
      for (const [key, value] of names) if (value === before) names.set(key, name);
  }

  addReference(id: UnboundId): void {
    const holder = valueAt(this.#root, id.pointer);
    const spot = { value: holder ?? null, pointer: id.pointer };
    const schema = "pointer" in id.at ? spot : contentSchema(this.#root, spot);
    const facts = schema === undefined ? null : valueFacts(this.#root, schema);
    const sent = facts?.types[0] === "array" ? null : facts;
    this.#named(nounOfReference(id), "id", sent);
  }

  resourceOf(operation: OutlinedOperation, id: UnboundId): string | null {
    if (id.at.kind !== "path") return this.#byNoun.get(nounOfReference(id)) ?? null;
    const prefix = prefixOf(operation, id.at.name);
    return prefix === undefined ? null : (this.#byPrefix.get(keyOf(prefix)) ?? null);
  }

  kinds(): readonly Kind[] {
    return [...this.#drafts.values()].map(({ prefixes, ...draft }) => ({
      ...draft,
      homes: prefixes.map((prefix) => ({ prefix, around: this.#around(prefix) })),
    }));
  }

  /** The resource of the id before, whether it is there already or one of the kinds. */
  #around({ path, around }: Prefix): string | null {
    if (around === null) return null;
    const outer = prefixesOf(path).find((each) => each.path === around);
    const known = outer === undefined ? undefined : this.#byPrefix.get(keyOf(outer));
    if (known !== undefined) return known;
    const operation = this.#model.operations.find((each) => each.path.startsWith(around));
    const bound = operation?.bindings.find(({ at }) => at.kind === "path" && at.name === outer?.parameter);
    return bound?.resource ?? null;
  }

  #settleShown(prefix: Prefix): boolean {
    const rows = rowSchemaOf(this.#root, this.#slots, prefix);
    if (rows === null) return false;
    const known = this.#index.byPointer(rows.schema.pointer)?.name ?? this.#bySchema.get(rows.schema.pointer);
    if (known === undefined && !this.#mayBecome(rows.schema.pointer)) return false;
    this.#join(known ?? this.#draft(prefix.noun, rows, null), prefix);
    return true;
  }

  /** What a noun is the name of: a resource, a kind, a component that could be one, else one that is added. */
  #named(noun: string, parameter: string, sent: ValueFacts | null): string {
    const known = this.#byNoun.get(noun) ?? this.#index.bySegment(noun)?.name;
    if (known !== undefined) {
      this.#byNoun.set(noun, known);
      return known;
    }
    const schema = this.#components.get(noun);
    const rows =
      schema === undefined ? null : asRows(this.#root, schema, { parameter, collection: noun }, sent);
    const usable =
      rows !== null && this.#mayBecome(rows.schema.pointer) && isPlain(this.#root, rows) ? rows : null;
    const name = usable === null ? undefined : this.#bySchema.get(usable.schema.pointer);
    return name ?? this.#draft(noun, usable, sent);
  }

  #join(name: string, prefix: Prefix): void {
    this.#byPrefix.set(keyOf(prefix), name);
    if (!this.#byNoun.has(prefix.noun)) this.#byNoun.set(prefix.noun, name);
    this.#drafts.get(name)?.prefixes.push(prefix);
  }

  #draft(noun: string, rows: RowSchema | null, sent: ValueFacts | null): string {
    const name = rows?.name ?? this.#claim(noun);
    const same = this.#sameWords(name);
    if (same !== undefined) {
      if (rows !== null) this.#bySchema.set(rows.schema.pointer, same);
      return same;
    }
    this.#drafts.set(name, { noun, name, rows, sent, prefixes: [] });
    if (rows !== null) this.#bySchema.set(rows.schema.pointer, name);
    if (!this.#byNoun.has(noun)) this.#byNoun.set(noun, name);
    return name;
  }

  /** `Order` for `Orders`: names that differ in number only mean the same to whoever infers ids. */
  #sameWords(name: string): string | undefined {
    const plain = singular(wordsOf(name));
    const drafted = [...this.#drafts.keys()].find((each) => singular(wordsOf(each)) === plain);
    return drafted ?? this.#index.bySegment(name)?.name;
  }

  #claim(noun: string): string {
    const base = pascalCase(noun).replace(/[^A-Za-z0-9_]/gu, "") || "Row";
    const letter = /^[A-Za-z]/u.test(base) ? base : `Row${base}`;
    for (let number = 1; ; number++) {
      const name = number === 1 ? letter : `${letter}Row${number === 2 ? "" : String(number - 1)}`;
      const words = singular(wordsOf(name));
      if ([...this.#taken].some((each) => each === name || singular(wordsOf(each)) === words)) continue;
      this.#taken.add(name);
      return name;
    }
  }
}

function byPath(slots: readonly OperationSlot[]): SlotsByPath {
  const found = new Map<string, OperationSlot[]>();
  for (const slot of slots) {
    const known = found.get(slot.path);
    if (known === undefined) found.set(slot.path, [slot]);
    else known.push(slot);
  }
  return found;
}

/** Whether a component is an object with more than an id. */
function isPlain(root: JsonObject, { schema }: RowSchema): boolean {
  return propertiesOf(root, schema).length > 1;
}

function keyOf({ path, parameter }: Prefix): string {
  return `${path} ${parameter}`;
}
