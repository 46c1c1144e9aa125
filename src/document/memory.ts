import { readBlocks, type BlockMemory, type BlockSyntax } from "./blocks.js";
import { Decoding } from "./decoding.js";
import type { InputFile, JsonObject } from "./document.js";
import { jsonBlocks } from "./json-blocks.js";
import type { Origins } from "./origins.js";
import { reuse } from "./reuse.js";
import type { Parsed } from "./syntax.js";
import { yamlBlocks } from "./yaml-blocks.js";

const shortestInBlocks = 100_000;

interface ReadFile {
  readonly text: string;
  readonly parsed: Parsed;
  readonly blocks: BlockMemory | null;
}

/**
 * What a document was read as the last time. Reading it again gives the same objects for everything that is still equal,
 * so that what is remembered of them holds. A document that is read once needs none.
 */
export class DocumentMemory {
  readonly #shortest: number;
  readonly #longest: number;
  readonly #files = new Map<string, ReadFile>();
  readonly #decodings = new Map<string, Decoding>();
  readonly #stages = new Map<string, JsonObject>();

  /** Texts shorter than `shortest` are read as a whole; of longer ones, members longer than `longest` in parts. */
  constructor(shortest = shortestInBlocks, longest = 40_000) {
    this.#shortest = shortest;
    this.#longest = longest;
  }

  /** The bytes of a file as text; null where they are none. */
  decode(absolutePath: string, bytes: Buffer): string | null {
    const decoding = this.#decodings.get(absolutePath) ?? new Decoding();
    this.#decodings.set(absolutePath, decoding);
    return decoding.read(bytes);
  }

  /** Reads a file, of which `parse` reads all. */
  read(input: InputFile, parse: () => Parsed): Parsed {
    const { absolutePath, text } = input;
    const before = this.#files.get(absolutePath);
    if (before?.text === text) return before.parsed;
    const inBlocks = text.length < this.#shortest ? null : this.#readInBlocks(input, before?.blocks ?? null);
    const read = inBlocks ?? readWhole(text, parse(), before);
    this.#files.set(absolutePath, read);
    return read.parsed;
  }

  #readInBlocks(input: InputFile, before: BlockMemory | null): ReadFile | null {
    const { text } = input;
    const syntax = { ...blockSyntax(input), longest: this.#longest };
    const read = readBlocks(text, syntax, before);
    if (read === null) return null;
    const { value, find, memory } = read;
    return { text, parsed: { kind: "value", value, find }, blocks: memory };
  }

  /** The document at a stage of its preparation, with the objects of the last time where they are equal. */
  keep(
    stage: "overlaid" | "bundled" | "repaired" | "normal",
    root: JsonObject,
    origins: Origins,
  ): JsonObject {
    const kept = reuse(this.#stages.get(stage), root, (from, to) => {
      origins.carry(from, to);
    }) as JsonObject;
    this.#stages.set(stage, kept);
    return kept;
  }
}

/** Reads a file that is read once: JSON fastest as a whole; of long YAML the places of single blocks are found much sooner. */
export function readOnce(input: InputFile, parse: () => Parsed): Parsed {
  const isWhole = input.text.length < shortestInBlocks || isJson(input);
  return isWhole ? parse() : new DocumentMemory().read(input, parse);
}

function readWhole(text: string, parsed: Parsed, before: ReadFile | undefined): ReadFile {
  const blocks = before?.blocks ?? null;
  if (parsed.kind === "mistakes" || before?.parsed.kind !== "value") return { text, parsed, blocks };
  return { text, parsed: { ...parsed, value: reuse(before.parsed.value, parsed.value) }, blocks };
}

function blockSyntax(input: InputFile): BlockSyntax {
  return isJson(input) ? jsonBlocks : yamlBlocks;
}

/** By name or by look. */
function isJson({ path, text }: InputFile): boolean {
  return /\.json$/iu.test(path) || /^\s*\{/u.test(text);
}
