import { constants, createReadStream, type ReadStream } from "node:fs";
import { copyFile, readFile } from "node:fs/promises";

/**
 * A file of the request. It has arrived whole, is within its bounds, and looks like what it says it is. It waits on disk
 * and is removed when the handler has answered: what shall stay must be read or saved before.
 */
export interface UploadedFile {
  /** The sender's name for it: one safe path segment, for people to read. Null where there is none. Not unique. */
  readonly name: string | null;
  /** Lower case, without parameters, as the sender states it. */
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
  /** Where it waits, for tools that read files. */
  readonly path: string;
  /** The bytes, piece by piece. */
  readonly stream: () => ReadStream;
  /** All bytes at once: only for files that are known to be small. */
  readonly bytes: () => Promise<Uint8Array>;
  /** Copies it to a path that does not exist yet. Rejects with `EEXIST` where something stands there. */
  readonly saveTo: (path: string) => Promise<void>;
}

/** What is known of a file when it has been stored. */
export interface StoredFacts {
  readonly name: string | null;
  readonly mediaType: string;
  readonly size: number;
  readonly path: string;
}

/** A class, so that no answer can carry one by mistake: selection lets plain values through only. */
export class StoredFile implements UploadedFile {
  readonly name: string | null;
  readonly mediaType: string;
  readonly size: number;
  readonly path: string;

  constructor({ name, mediaType, size, path }: StoredFacts) {
    this.name = name;
    this.mediaType = mediaType;
    this.size = size;
    this.path = path;
  }

  readonly stream = (): ReadStream => createReadStream(this.path);

  readonly bytes = (): Promise<Uint8Array> => readFile(this.path);

  readonly saveTo = (path: string): Promise<void> => copyFile(this.path, path, constants.COPYFILE_EXCL);
}
