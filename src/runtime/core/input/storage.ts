import { looksLike, sniff } from "./sniff.js";
import type { Spool } from "./spool.js";
import { StoredFile, type UploadedFile } from "./uploaded-file.js";

/** What a file is asked to be. */
export interface Expected {
  /** Name of the form's field; null where the body is the file. */
  readonly field: string | null;
  /** The sender's name for it, made safe. */
  readonly name: string | null;
  /** As the sender states it. */
  readonly mediaType: string;
  readonly maxBytes: number;
}

/** A file as an inspection sees it. */
export interface Inspected {
  readonly field: string | null;
  readonly file: UploadedFile;
  /** The type that its first bytes tell, or null where they tell none. */
  readonly sniffed: string | null;
}

/** Looks at a file before the handler does; a sentence refuses it, for the sender to read. */
export type Inspect = (inspected: Inspected) => Promise<string | undefined>;

export type Kept =
  | { readonly kind: "kept"; readonly file: UploadedFile }
  | { readonly kind: "too-large" }
  | { readonly kind: "another-type" }
  | { readonly kind: "refused"; readonly message: string };

/** Keeps files that are within their bounds and look like what they are called. */
export class Storage {
  readonly #spool: Spool;
  readonly #inspect: Inspect | undefined;

  constructor(spool: Spool, inspect: Inspect | undefined) {
    this.#spool = spool;
    this.#inspect = inspect;
  }

  async keep(source: AsyncIterable<Uint8Array>, expected: Expected): Promise<Kept> {
    const { field, name, mediaType, maxBytes } = expected;
    const spooled = await this.#spool.store(source, maxBytes);
    if (spooled === null) return { kind: "too-large" };
    const { path, size, head } = spooled;
    if (!looksLike(head, mediaType)) return { kind: "another-type" };
    const file = new StoredFile({ name, mediaType, size, path });
    const message = size === 0 ? undefined : await this.#inspect?.({ field, file, sniffed: sniff(head) });
    return message === undefined ? { kind: "kept", file } : { kind: "refused", message };
  }

  remove(): Promise<void> {
    return this.#spool.remove();
  }
}
