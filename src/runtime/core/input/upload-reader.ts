import type { Refusal } from "../ending.js";
import type { BodyContent, Caps } from "../policy.js";
import type { MediaType } from "./media-type.js";

/** What reading a body came to. */
export type BodyReading =
  { readonly kind: "value"; readonly value: unknown } | { readonly kind: "empty" } | Refusal;

/** A body that carries files, before anything of it was read. */
export interface Upload<Content extends BodyContent> {
  readonly content: Content;
  readonly sent: MediaType;
  readonly source: AsyncIterable<Uint8Array>;
  readonly caps: Caps;
  /** Bytes of all parts that are no files. */
  readonly fieldBytes: number;
}

export type MultipartUpload = Upload<Extract<BodyContent, { kind: "multipart" }>>;
export type FileUpload = Upload<Extract<BodyContent, { kind: "file" }>>;

/** Reads bodies that carry files; only servers that have such operations need one. */
export interface UploadReader {
  readonly open: () => UploadSession;
}

/** The files of one request. */
export interface UploadSession {
  readonly readMultipart: (upload: MultipartUpload) => Promise<BodyReading>;
  readonly readFile: (upload: FileUpload) => Promise<BodyReading>;
  /** Removes the files; those that the handler kept elsewhere are its own. */
  readonly close: () => Promise<void>;
}
