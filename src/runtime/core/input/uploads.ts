import { invalidInput } from "../ending.js";
import { readMultipartForm } from "./multipart-form.js";
import { Spool } from "./spool.js";
import { Storage, type Inspect } from "./storage.js";
import type { BodyReading, FileUpload, UploadReader } from "./upload-reader.js";

export interface UploadOptions {
  /** Folder in which files wait, each request's in one of its own. Default: the system's folder for temporary files. */
  readonly folder?: string;
  /** Asked about every file after its size and first bytes were found right, and before the handler runs. */
  readonly inspect?: Inspect;
}

/** Reads bodies that carry files. They wait on disk, so that handlers see nothing before everything is validated. */
export function createUploadReader({ folder, inspect }: UploadOptions = {}): UploadReader {
  return {
    open: () => {
      const storage = new Storage(new Spool(folder), inspect);
      return {
        readMultipart: (upload) => readMultipartForm(upload, storage),
        readFile: (upload) => readFileBody(upload, storage),
        close: () => storage.remove(),
      };
    },
  };
}

async function readFileBody(
  { content, sent, source, caps }: FileUpload,
  storage: Storage,
): Promise<BodyReading> {
  const maxBytes = Math.min(content.maxBytes ?? caps.upload, caps.upload);
  const kept = await storage.keep(source, { field: null, name: null, mediaType: sent.essence, maxBytes });
  switch (kept.kind) {
    case "too-large":
      return invalidInput(413, "body too large", {
        detail: `The body must not exceed ${String(maxBytes)} bytes.`,
      });
    case "another-type":
      return invalidInput(415, "another type than stated", {
        detail: "The body is not of the type that it is called.",
      });
    case "refused":
      return invalidInput(400, "refused by inspection", {
        errors: [{ in: "body", pointer: "", message: kept.message }],
      });
    case "kept":
      return kept.file.size === 0 ? { kind: "empty" } : { kind: "value", value: kept.file };
  }
}

export type { Inspect, Inspected } from "./storage.js";
export type { UploadedFile } from "./uploaded-file.js";
