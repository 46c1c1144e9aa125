import { invalidInput, type Refusal } from "../ending.js";
import type { FilePolicy, PartPolicy } from "../policy.js";
import { decodeText } from "./decode-text.js";
import { readFields, settleFields, takesField } from "./fields.js";
import { safeFileName } from "./file-name.js";
import { isJson, matchMediaType } from "./media-type.js";
import { MultipartFault, readParts, type RawPart } from "./multipart.js";
import { readPartHeaders, type PartHeaders } from "./part-headers.js";
import { escapeToken } from "./pointer.js";
import type { NamedText } from "./query.js";
import type { Storage } from "./storage.js";
import type { BodyReading, MultipartUpload } from "./upload-reader.js";
import type { UploadedFile } from "./uploaded-file.js";

/** A refusal that ends the reading of parts. */
class PartRefusal extends Error {
  override readonly name = "PartRefusal";
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.reason);
    this.refusal = refusal;
  }
}

/** What has been read so far, in the sender's order. */
interface Gathered {
  readonly texts: NamedText[];
  readonly files: { readonly name: string; readonly file: UploadedFile }[];
  fieldBytes: number;
  fileCount: number;
}

/**
 * Reads `multipart/form-data` (RFC 7578): fields into memory, files to where they wait for the handler. Whatever the document
 * does not declare is refused by name before its bytes are kept.
 */
export async function readMultipartForm(upload: MultipartUpload, storage: Storage): Promise<BodyReading> {
  const { content, sent, caps } = upload;
  const gathered: Gathered = { texts: [], files: [], fieldBytes: 0, fileCount: 0 };
  const source = { bytes: 0 };
  const maxParts = caps.array + caps.properties + caps.files;
  try {
    await readParts(capped(upload, source), sent.parameters.get("boundary") ?? "", maxParts, (part) =>
      readPart(part, upload, storage, gathered),
    );
  } catch (error) {
    if (error instanceof PartRefusal) return error.refusal;
    if (error instanceof MultipartFault)
      return source.bytes === 0 && error.message.endsWith("early")
        ? { kind: "empty" }
        : malformed(error.message);
    throw error;
  }
  return assemble(content, gathered, caps.depth);
}

/** Counts the bytes of the whole body on their way. */
async function* capped(
  { source, caps }: MultipartUpload,
  count: { bytes: number },
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    count.bytes += chunk.length;
    if (count.bytes > caps.upload) throw new PartRefusal(tooLarge("", caps.upload));
    yield chunk;
  }
}

async function readPart(
  part: RawPart,
  upload: MultipartUpload,
  storage: Storage,
  gathered: Gathered,
): Promise<void> {
  const read = readPartHeaders(part.headers);
  if (read.kind === "fault") throw new PartRefusal(malformed(read.reason));
  const { content } = upload;
  const { headers } = read;
  const file = content.files.find(({ name }) => name === headers.name);
  if (file !== undefined) return readFilePart(part, headers, file, upload, storage, gathered);
  await readTextPart(part, headers, upload, gathered);
}

async function readTextPart(
  part: RawPart,
  headers: PartHeaders,
  { content, fieldBytes }: MultipartUpload,
  gathered: Gathered,
): Promise<void> {
  const { name } = headers;
  const pointer = `/${escapeToken(name)}`;
  const declared = content.parts.find((each) => each.name === name);
  if (!takesField(content.form, name)) throw new PartRefusal(malformed("unknown field", pointer));
  if (!isExpected(declared, headers.mediaType)) throw new PartRefusal(wrongType(declared, pointer));
  const chunks: Uint8Array[] = [];
  for await (const chunk of part.body) {
    gathered.fieldBytes += chunk.length;
    if (gathered.fieldBytes > fieldBytes) throw new PartRefusal(tooLarge("", fieldBytes));
    chunks.push(chunk);
  }
  const value = decodeText(Buffer.concat(chunks));
  if (value === null) throw new PartRefusal(malformed("must be UTF-8 without byte order mark", pointer));
  gathered.texts.push({ name, value });
}

/** A part that states no type is taken for what is declared; text and JSON say little that their content does not. */
function isExpected(declared: PartPolicy | undefined, mediaType: string | null): boolean {
  if (mediaType === null) return true;
  const types = declared?.mediaTypes ?? ["text/plain"];
  if (matchMediaType(types, mediaType) !== null) return true;
  return types.some(isJson) && isJson(mediaType);
}

async function readFilePart(
  part: RawPart,
  headers: PartHeaders,
  file: FilePolicy,
  { caps }: MultipartUpload,
  storage: Storage,
  gathered: Gathered,
): Promise<void> {
  const pointer = `/${escapeToken(file.name)}`;
  const mediaType = headers.mediaType ?? "application/octet-stream";
  const name = headers.fileName === null ? null : safeFileName(headers.fileName);
  const isDeclared = matchMediaType(file.mediaTypes, mediaType) !== null;
  // What browsers send for an input that was left empty has neither name nor type.
  if (!isDeclared && headers.fileName !== "") throw new PartRefusal(wrongType(file, pointer));
  gathered.fileCount += 1;
  if (gathered.fileCount > caps.files) {
    throw new PartRefusal(
      invalidInput(413, "too many files", { detail: `Send at most ${String(caps.files)} files.` }),
    );
  }
  const maxBytes = Math.min(file.maxBytes ?? caps.upload, caps.upload);
  const stored = await storage.keep(part.body, { field: file.name, name, mediaType, maxBytes });
  switch (stored.kind) {
    case "too-large":
      throw new PartRefusal(tooLarge(pointer, maxBytes));
    case "another-type":
      throw new PartRefusal(wrongType(file, pointer));
    case "refused":
      throw new PartRefusal(malformed(stored.message, pointer));
    case "kept":
      if (stored.file.size === 0 && headers.fileName === "") return;
      if (!isDeclared) throw new PartRefusal(wrongType(file, pointer));
      gathered.files.push({ name: file.name, file: stored.file });
  }
}

function assemble(
  { form, files }: MultipartUpload["content"],
  gathered: Gathered,
  maxDepth: number,
): BodyReading {
  // Texts of parts are not encoded, but a delimiter inside of one must not be taken for one of a style.
  const read = readFields(form, gathered.texts, { decode: withoutNull, maxDepth }, "field");
  if (read.kind === "fault") return malformed(read.message, read.pointer);
  const settled = settleFields(read.readings);
  if (settled.kind === "fault") return malformed(settled.message, settled.pointer);
  const values: Record<string, unknown> = Object.assign(Object.create(null), settled.values);
  for (const { name, many } of files) {
    const own = gathered.files.filter((each) => each.name === name).map(({ file }) => file);
    if (own.length > 1 && !many) return malformed("must occur once", `/${escapeToken(name)}`);
    if (own.length > 0) values[name] = many ? own : own[0];
  }
  return { kind: "value", value: values };
}

function withoutNull(text: string): string | null {
  return text.includes("\0") ? null : text;
}

function malformed(reason: string, pointer = ""): Refusal {
  return invalidInput(400, reason, { errors: [{ in: "body", pointer, message: reason }] });
}

function tooLarge(pointer: string, limit: number): Refusal {
  const message = `must have at most ${String(limit)} bytes`;
  return invalidInput(413, "body too large", { errors: [{ in: "body", pointer, message }] });
}

function wrongType(declared: PartPolicy | undefined, pointer: string): Refusal {
  const types = (declared?.mediaTypes ?? ["text/plain"]).join(", ");
  return invalidInput(415, "media type of a part", {
    errors: [{ in: "body", pointer, message: `must be of the type ${types}` }],
  });
}
