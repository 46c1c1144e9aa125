import { isUtf8 } from "node:buffer";

/** Bytes of a part of a file that ends with a line, and the text that they are. */
interface Piece {
  readonly bytes: Buffer;
  readonly text: string;
}

/** Reads the bytes of one file again and again as text, and looks anew only at the part that changed. */
export class Decoding {
  readonly #length: number;
  #pieces: readonly Piece[] = [];

  /** `length`: bytes of a piece, at least: so many that there are few, so few that one is a small part of a large file. */
  constructor(length = 1 << 18) {
    this.#length = length;
  }

  /** UTF-8 text, a byte order mark included, or null where the bytes are none. */
  read(bytes: Buffer): string | null {
    const before = this.#pieces;
    const [front, start] = equalFront(before, bytes);
    const [back, end] = equalBack(before.slice(front), bytes.subarray(start));
    const between = decodePieces(bytes.subarray(start, start + end), this.#length);
    if (between === null) return null;
    this.#pieces = [...before.slice(0, front), ...between, ...before.slice(before.length - back)];
    return this.#pieces.map(({ text }) => text).join("");
  }
}

/** How many of the first pieces the bytes begin with, and where the rest begins. */
function equalFront(pieces: readonly Piece[], bytes: Buffer): readonly [count: number, end: number] {
  let at = 0;
  for (const [index, piece] of pieces.entries()) {
    const next = at + piece.bytes.length;
    if (!bytes.subarray(at, next).equals(piece.bytes)) return [index, at];
    at = next;
  }
  return [pieces.length, at];
}

/** How many of the last pieces the bytes end with, and where these begin. */
function equalBack(pieces: readonly Piece[], bytes: Buffer): readonly [count: number, start: number] {
  let end = bytes.length;
  for (const [index, piece] of pieces.toReversed().entries()) {
    const start = end - piece.bytes.length;
    if (start < 0 || !bytes.subarray(start, end).equals(piece.bytes)) return [index, end];
    end = start;
  }
  return [pieces.length, end];
}

/** A line feed is no part of another character, so pieces that end with one can be told to be UTF-8 by themselves. */
function decodePieces(bytes: Buffer, length: number): readonly Piece[] | null {
  const pieces: Piece[] = [];
  for (let start = 0; start < bytes.length;) {
    const feed = bytes.indexOf(0x0a, start + length);
    const end = feed === -1 ? bytes.length : feed + 1;
    const text = decode(bytes.subarray(start, end));
    if (text === null) return null;
    // A copy, or the piece would hold the whole file in memory.
    pieces.push({ bytes: Buffer.from(bytes.subarray(start, end)), text });
    start = end;
  }
  return pieces;
}

/**
 * UTF-8 text, or null. `TextDecoder` tells the same, and takes five times as long. Neither YAML nor JSON has a NUL; every
 * second byte of UTF-16 is one, which would pass for UTF-8.
 */
export function decode(bytes: Buffer): string | null {
  return bytes.includes(0) || !isUtf8(bytes) ? null : bytes.toString("utf8");
}
