import { Dicer } from "@fastify/busboy";
import type { Readable } from "node:stream";
import type { RawPartHeaders } from "./part-headers.js";

/** One part of a multipart body; its bytes must be read, or the body does not go on. */
export interface RawPart {
  readonly headers: RawPartHeaders;
  readonly body: AsyncIterable<Uint8Array>;
}

/** Stops the reading of a body; what it says is for whoever started it. */
export class MultipartFault extends Error {
  override readonly name = "MultipartFault";
}

/** Header fields and bytes of the header of one part. Senders use three fields and some hundred bytes. */
const headerLimits = { maxHeaderPairs: 16, maxHeaderSize: 16_384 } as const;

/** A boundary may be no longer (RFC 2046 §5.1.1), and holds only these characters. */
const boundaryPattern = /^[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]$/;

/**
 * Splits a multipart body (RFC 2046 §5.1) and hands over its parts, one after the other. Resolves when every part was dealt with;
 * rejects with MultipartFault where the body is malformed or has too many parts, and with whatever `onPart` rejects. Then the
 * rest of the source stays unread.
 */
export async function readParts(
  source: AsyncIterable<Uint8Array>,
  boundary: string,
  maxParts: number,
  onPart: (part: RawPart) => Promise<void>,
): Promise<void> {
  if (!boundaryPattern.test(boundary)) throw new MultipartFault("a malformed boundary");
  const splitter = new Splitter(boundary, maxParts, onPart);
  try {
    for await (const chunk of source) await splitter.write(chunk);
    await splitter.end();
  } catch (error) {
    await splitter.abort(error);
    throw error;
  }
}

class Splitter {
  readonly #dicer: Dicer;
  readonly #streams: Readable[] = [];
  readonly #parts: Promise<void>[] = [];
  readonly #finished: Promise<void>;
  readonly #failure: Promise<never>;
  readonly #fail: (error: unknown) => void;
  /** Whether the header of the latest part has not ended yet; the parser is silent about one that never does. */
  #inHeader = false;
  #failed = false;
  #ended = false;

  constructor(boundary: string, maxParts: number, onPart: (part: RawPart) => Promise<void>) {
    let reject: (error: unknown) => void = () => undefined;
    this.#failure = new Promise<never>((_, refuse) => (reject = refuse));
    // Nobody may be waiting for it when it comes.
    this.#failure.catch(() => undefined);
    this.#fail = (error) => {
      this.#failed = true;
      reject(error);
    };
    this.#dicer = new Dicer({ boundary, ...headerLimits });
    // The parser says so as soon as it has seen the last boundary, which may be before `end`.
    this.#finished = new Promise((resolve) => {
      this.#dicer.on("finish", () => {
        this.#ended = true;
        resolve();
      });
    });
    this.#dicer.on("error", () => {
      this.#fail(new MultipartFault("a multipart body that ends early"));
    });
    this.#dicer.on("part", (stream) => {
      this.#take(stream as Readable, maxParts, onPart);
    });
  }

  /** Waits until the bytes are taken, which parts that are read slowly delay, or until something went wrong. */
  async write(chunk: Uint8Array): Promise<void> {
    // What follows the last boundary says nothing (RFC 2046 §5.1.1).
    if (this.#ended) return;
    const taken = new Promise<void>((resolve) => {
      this.#dicer.write(chunk, () => {
        resolve();
      });
    });
    // The parser never confirms the chunk in which it finds the last boundary while a part is paused.
    await Promise.race([taken, this.#finished, this.#failure]);
  }

  async end(): Promise<void> {
    if (!this.#ended) this.#dicer.end();
    await Promise.race([this.#finished, this.#failure]);
    if (this.#inHeader) throw new MultipartFault("a part whose header does not end");
    await Promise.race([Promise.all(this.#parts), this.#failure]);
  }

  /** Ends every part that is still being read, and waits until nobody reads any more. */
  async abort(error: unknown): Promise<void> {
    this.#fail(error);
    for (const stream of this.#streams) stream.destroy();
    await Promise.allSettled(this.#parts);
  }

  #take(stream: Readable, maxParts: number, onPart: (part: RawPart) => Promise<void>): void {
    stream.on("error", () => undefined);
    const index = this.#parts.length;
    if (this.#inHeader) this.#fail(new MultipartFault("a part whose header does not end"));
    if (index >= maxParts) this.#fail(new MultipartFault("too many parts"));
    if (this.#failed) {
      stream.resume();
      return;
    }
    this.#inHeader = true;
    this.#streams.push(stream);
    const header = this.#headerOf(stream);
    this.#parts.push(
      this.#handOver(header, this.#parts.at(-1), (headers) =>
        onPart({ headers, body: stream as AsyncIterable<Uint8Array> }),
      ),
    );
  }

  /** One part after the other: what comes of a body must not depend on which of its files is stored first. */
  async #handOver(
    header: Promise<RawPartHeaders>,
    previous: Promise<void> | undefined,
    onPart: (headers: RawPartHeaders) => Promise<void>,
  ): Promise<void> {
    try {
      const headers = await Promise.race([header, this.#failure]);
      await previous;
      if (!this.#failed) await onPart(headers);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The parser drops in silence what exceeds its limits, so what comes close to them is refused. */
  #headerOf(stream: Readable): Promise<RawPartHeaders> {
    return new Promise((resolve, reject) => {
      stream.once("header", (header: RawPartHeaders) => {
        this.#inHeader = false;
        const fields = Object.entries(header).flatMap(([name, values]) =>
          values.map((value) => name + value),
        );
        const size = fields.reduce((sum, field) => sum + field.length, 0);
        if (fields.length >= headerLimits.maxHeaderPairs || size >= headerLimits.maxHeaderSize / 2) {
          reject(new MultipartFault("a part with too long a header"));
        } else resolve(header);
      });
    });
  }
}
