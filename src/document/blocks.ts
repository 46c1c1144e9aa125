import { changeBetween } from "../diagnostics/text-change.js";
import type { JsonObject, JsonValue } from "./document.js";
import { isObject } from "./json.js";
import { reuse, reuseObject } from "./reuse.js";
import type { Span } from "./position.js";
import type { Find, Parsed } from "./syntax.js";

/** Lines that hold one member of an object, from its key to the next one's. */
export interface Block {
  readonly key: string;
  readonly start: number;
  readonly end: number;
  readonly value: JsonValue;
  /** Where the value is an object that is itself read block by block. */
  readonly inner: readonly Block[] | null;
}

/** How a syntax writes an object with a line for each member. */
export interface BlockSyntax {
  /** A member longer than this is read block by block, if it can be. */
  readonly longest: number;
  /** The part of a text that holds the members of the outermost object. */
  outermost(text: string): Stretch | null;
  /** Splits the text between two offsets into members; null where it is not laid out so. */
  split(text: string, start: number, end: number): readonly Stretch[] | null;
  /** The part of a member that holds the members of its value; null where that is no object on lines of its own. */
  body(text: string, member: Stretch): Stretch | null;
  /** Reads a text that holds one member, as an object with that member. */
  read(text: string): Parsed;
  /** Finds members in the text as a whole. */
  find(text: string): Find;
}

export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** What a text was read as: its next version takes the unchanged blocks over. */
export interface BlockMemory {
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly root: JsonObject;
}

export interface ReadBlocks {
  readonly value: JsonObject;
  readonly find: Find;
  readonly memory: BlockMemory;
}

/**
 * Reads an object block by block. Blocks that stood in the text before are not read again, and objects that are equal to
 * those that were read before are the same ones. Null where the text is not laid out in blocks, or has a mistake: then it
 * has to be read as a whole.
 */
export function readBlocks(text: string, syntax: BlockSyntax, before: BlockMemory | null): ReadBlocks | null {
  const blocks =
    (before === null ? null : changeOneBlock(text, syntax, before)) ?? readAllBlocks(text, syntax, before);
  if (blocks === null) return null;
  const root = objectOf(blocks, before?.root);
  return { value: root, find: createFind(text, blocks, syntax), memory: { text, blocks, root } };
}

function readAllBlocks(
  text: string,
  syntax: BlockSyntax,
  before: BlockMemory | null,
): readonly Block[] | null {
  const outermost = syntax.outermost(text);
  if (outermost === null) return null;
  const known = before === null ? new Map<string, JsonObject>() : blocksByText(before);
  return new BlockReader(text, syntax, known).members(outermost, before?.root);
}

/** Text of a block → an object with its member. */
function blocksByText({ text, blocks }: BlockMemory): Map<string, JsonObject> {
  const known = new Map<string, JsonObject>();
  const add = (list: readonly Block[]): void => {
    for (const { key, start, end, value, inner } of list) {
      if (inner === null) known.set(text.slice(start, end), { [key]: value });
      else add(inner);
    }
  };
  add(blocks);
  return known;
}

class BlockReader {
  readonly #text: string;
  readonly #syntax: BlockSyntax;
  readonly #known: ReadonlyMap<string, JsonObject>;

  constructor(text: string, syntax: BlockSyntax, known: ReadonlyMap<string, JsonObject>) {
    this.#text = text;
    this.#syntax = syntax;
    this.#known = known;
  }

  /** The members of an object; null where one of them cannot be read, or a key stands twice. */
  members(body: Stretch, previous: JsonValue | undefined): readonly Block[] | null {
    const stretches = this.#syntax.split(this.#text, body.start, body.end);
    if (stretches === null) return null;
    const blocks: Block[] = [];
    const keys = new Set<string>();
    for (const stretch of stretches) {
      const block = this.#long(stretch, previous) ?? this.#short(stretch, previous);
      if (block === null || keys.has(block.key)) return null;
      keys.add(block.key);
      blocks.push(block);
    }
    return blocks;
  }

  #long(stretch: Stretch, previous: JsonValue | undefined): Block | null {
    if (stretch.end - stretch.start <= this.#syntax.longest) return null;
    const body = this.#syntax.body(this.#text, stretch);
    const key = body === null ? null : this.#keyOf(stretch, body);
    if (body === null || key === null) return null;
    const before = isObject(previous) ? previous[key] : undefined;
    const inner = this.members(body, before);
    return inner === null ? null : { ...stretch, key, value: objectOf(inner, before), inner };
  }

  #keyOf(stretch: Stretch, body: Stretch): string | null {
    const rest = this.#text.slice(body.end, stretch.end);
    const empty = this.#syntax.read(this.#text.slice(stretch.start, body.start) + rest);
    return empty.kind === "value" && isObject(empty.value) ? (Object.keys(empty.value)[0] ?? null) : null;
  }

  #short(stretch: Stretch, previous: JsonValue | undefined): Block | null {
    const text = this.#text.slice(stretch.start, stretch.end);
    const member = this.#known.get(text) ?? readMember(text, this.#syntax, previous);
    const [key] = member === null ? [] : Object.keys(member);
    return member === null || key === undefined
      ? null
      : { ...stretch, key, value: member[key] ?? null, inner: null };
  }
}

/** An object with the one member that a text holds; null where it holds anything else. */
function readMember(text: string, syntax: BlockSyntax, previous: JsonValue | undefined): JsonObject | null {
  const parsed = syntax.read(text);
  if (parsed.kind === "mistakes" || !isObject(parsed.value)) return null;
  const [key, ...others] = Object.keys(parsed.value);
  if (key === undefined || others.length > 0) return null;
  const before = isObject(previous) && Object.hasOwn(previous, key) ? previous[key] : undefined;
  return { [key]: reuse(before, parsed.value[key] ?? null) };
}

/** The object that blocks make up; the previous one where nothing in it is new. */
function objectOf(blocks: readonly Block[], previous: JsonValue | undefined): JsonObject {
  return reuseObject(previous, Object.fromEntries(blocks.map(({ key, value }) => [key, value])));
}

/**
 * The blocks of a text that differs from the one before within a single block, which is the usual edit: the others stay or
 * move along. Null where more has changed.
 */
function changeOneBlock(text: string, syntax: BlockSyntax, before: BlockMemory): readonly Block[] | null {
  const change = changeBetween(before.text, text);
  return changeWithin(before.blocks, before.root, { text, syntax, ...change });
}

interface Change {
  readonly text: string;
  readonly syntax: BlockSyntax;
  /** The part of the text before that is no more, and how much longer the text is now. */
  readonly start: number;
  readonly end: number;
  readonly growth: number;
}

function changeWithin(blocks: readonly Block[], holder: JsonValue, change: Change): readonly Block[] | null {
  const index = blocks.findIndex(({ start, end }) => start < change.start && change.end < end);
  const block = blocks[index];
  if (block === undefined || !isObject(holder)) return null;
  const changed = changeBlock(block, holder, change);
  if (changed === null) return null;
  if (changed.key !== block.key && blocks.some(({ key }) => key === changed.key)) return null;
  return [
    ...blocks.slice(0, index),
    changed,
    ...blocks.slice(index + 1).map((each) => moved(each, change.growth)),
  ];
}

function changeBlock(block: Block, holder: JsonObject, change: Change): Block | null {
  const { key, start, inner, value } = block;
  const end = block.end + change.growth;
  // An edit before the colon may change the indentation, and with it what the member belongs to.
  if (change.text.slice(start, change.start).indexOf(":") === -1) return null;
  if (inner !== null) {
    const within = changeWithin(inner, value, change);
    return within === null ? null : { key, start, end, value: objectOf(within, value), inner: within };
  }
  const member = readMember(change.text.slice(start, end), change.syntax, holder);
  const [name] = member === null ? [] : Object.keys(member);
  return member === null || name === undefined
    ? null
    : { key: name, start, end, value: member[name] ?? null, inner: null };
}

function moved(block: Block, by: number): Block {
  const inner = block.inner?.map((each) => moved(each, by)) ?? null;
  return { ...block, start: block.start + by, end: block.end + by, inner };
}

/**
 * Finds members by their blocks first, so that only the block that holds them is looked into. What stands in no block, and
 * values that consist of many, are found in the text as a whole.
 */
function createFind(text: string, blocks: readonly Block[], syntax: BlockSyntax): Find {
  const indexes = new Map<readonly Block[], ReadonlyMap<string, Block>>();
  const finds = new Map<Block, Find>();
  let whole: Find | null = null;
  const blockAt = (list: readonly Block[], key: string): Block | undefined => {
    const index = indexes.get(list) ?? new Map(list.map((block) => [block.key, block]));
    indexes.set(list, index);
    return index.get(key);
  };
  const findIn = (block: Block): Find => {
    const known = finds.get(block);
    if (known !== undefined) return known;
    const parsed = syntax.read(text.slice(block.start, block.end));
    const find = parsed.kind === "value" ? parsed.find : syntax.find(text);
    finds.set(block, find);
    return find;
  };
  return (tokens, part) => {
    let list: readonly Block[] | null = blocks;
    for (let depth = 0; list !== null && depth < tokens.length; depth++) {
      const block = blockAt(list, tokens[depth] ?? "");
      if (block === undefined) break;
      if (block.inner === null) return shifted(findIn(block)(tokens.slice(depth), part), block.start);
      list = block.inner;
    }
    return (whole ??= syntax.find(text))(tokens, part);
  };
}

function shifted({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}
