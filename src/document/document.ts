import type { Location } from "../diagnostics/diagnostic.js";

export type JsonPrimitive = string | number | boolean | null;
export type JsonValue = JsonPrimitive | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** One file that was read: enough to know later whether it changed, and to draw a code frame. */
export interface InputFile {
  /** Relative to the working directory, forward slashes; the URL where it was fetched from one. */
  readonly path: string;
  /** The URL, which is no absolute path, where it was fetched from one. */
  readonly absolutePath: string;
  readonly text: string;
  /** Lower-case hexadecimal SHA-256 of the bytes. */
  readonly sha256: string;
  /** Whether the bytes are the text in UTF-8: no byte order mark was left out; and no line of it ends with CR LF. */
  readonly verbatim: boolean;
}

export type OpenApiVersion = "3.0" | "3.1" | "3.2";

/** Which part of an object member a location marks. */
export type LocationPart = "key" | "value";

/**
 * An OpenAPI description after overlays, bundling and normalisation.
 * `root` speaks OpenAPI 3.1 whatever the input was (JSON Schema 2020-12: type arrays instead of `nullable`,
 * numeric `exclusiveMinimum`, …), and every `$ref` in it is internal (`#/…`) and resolves.
 */
export interface OpenApiDocument {
  /** The version the author wrote. */
  readonly version: OpenApiVersion;
  readonly root: JsonObject;
  readonly inputs: readonly InputFile[];
  /**
   * Where the value at a JSON Pointer (RFC 6901, `""` is the root) of `root` was written. Survives `$ref`,
   * overlays and normalisation; a pointer to something that was not written answers with its nearest ancestor.
   */
  locate(pointer: string, part?: LocationPart): Location;
}
