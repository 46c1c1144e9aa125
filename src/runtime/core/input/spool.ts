import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Bytes of the beginning that are kept for recognising what a file is. */
const headLength = 4_100;

export interface Spooled {
  readonly path: string;
  readonly size: number;
  readonly head: Uint8Array;
}

/** Files of one request, in a folder of its own that only this user may enter; made when the first file comes. */
export class Spool {
  readonly #parent: string;
  #folder: Promise<string> | null = null;
  #count = 0;

  constructor(parent: string = tmpdir()) {
    this.#parent = parent;
  }

  /** Writes a file as it comes; null as soon as it has more bytes than the limit. Rejects where the disk does. */
  async store(source: AsyncIterable<Uint8Array>, limit: number): Promise<Spooled | null> {
    this.#folder ??= mkdtemp(join(this.#parent, "upload-"));
    this.#count += 1;
    const name = String(this.#count);
    const path = join(await this.#folder, name);
    const file = await open(path, "wx", 0o600);
    const head: Uint8Array[] = [];
    let size = 0;
    try {
      for await (const chunk of source) {
        if (size < headLength) head.push(chunk.subarray(0, headLength - size));
        size += chunk.length;
        if (size > limit) return null;
        await file.writeFile(chunk);
      }
    } finally {
      await file.close();
    }
    return { path, size, head: Buffer.concat(head) };
  }

  /** Removes the folder with all that is in it. */
  async remove(): Promise<void> {
    if (this.#folder === null) return;
    await rm(await this.#folder, { recursive: true, force: true });
  }
}
