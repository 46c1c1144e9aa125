import { parseMediaType, parseParameters } from "./media-type.js";

/** What the headers of a part of `multipart/form-data` say (RFC 7578 §4). */
export interface PartHeaders {
  readonly name: string;
  /** As the sender spells it; null where the part is called no file. */
  readonly fileName: string | null;
  /** Lower case, without parameters; null where the sender states none. */
  readonly mediaType: string | null;
}

/** Header fields of a part: lower-case names, values as bytes in Latin-1. */
export type RawPartHeaders = Readonly<Record<string, readonly string[]>>;

/** Transfer encodings that change nothing (RFC 7578 §4.7 allows no others). */
const identities: ReadonlySet<string> = new Set(["7bit", "8bit", "binary"]);

/** Reads the headers of a part, or says what is wrong with them. */
export function readPartHeaders(
  raw: RawPartHeaders,
):
  | { readonly kind: "headers"; readonly headers: PartHeaders }
  | { readonly kind: "fault"; readonly reason: string } {
  const disposition = readDisposition(raw["content-disposition"] ?? []);
  if (disposition === null) return fault("a part without a well-formed name");
  const encodings = raw["content-transfer-encoding"] ?? [];
  if (encodings.some((encoding) => !identities.has(encoding.trim().toLowerCase())))
    return fault("a part with a transfer encoding");
  const types = raw["content-type"] ?? [];
  const type = types.length === 1 ? parseMediaType(types[0] ?? "") : null;
  if (types.length > 0 && type === null) return fault("a part with a malformed type");
  const charset = type?.parameters.get("charset")?.toLowerCase() ?? "utf-8";
  if (charset !== "utf-8" && charset !== "us-ascii") return fault("a part that is not encoded in UTF-8");
  return { kind: "headers", headers: { ...disposition, mediaType: type?.essence ?? null } };
}

function fault(reason: string): { readonly kind: "fault"; readonly reason: string } {
  return { kind: "fault", reason };
}

function readDisposition(values: readonly string[]): Pick<PartHeaders, "name" | "fileName"> | null {
  const [value = "", ...more] = values;
  const text = /^form-data[\t ]*(;.*)$/i.exec(value)?.[1];
  if (text === undefined || more.length > 0) return null;
  // Browsers leave backslashes as they are (WHATWG HTML §4.10.22.8), so they must not be read as escapes of each other.
  const parameters = parseParameters(text.replaceAll(/\\(?!")/g, "\\\\"));
  const name = decodeName(parameters?.get("name"));
  if (parameters === null || name === null || name === undefined || name === "") return null;
  const fileName = decodeName(parameters.get("filename")) ?? decodeExtended(parameters.get("filename*"));
  return parameters.has("filename") && fileName === null ? null : { name, fileName: fileName ?? null };
}

/** UTF-8 in which only quotes and line ends are escaped (WHATWG HTML §4.10.22.8); null where it is malformed. */
function decodeName(text: string | undefined): string | null | undefined {
  if (text === undefined) return undefined;
  try {
    const decoded = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
      Buffer.from(text, "latin1"),
    );
    const plain = decoded.replaceAll("%22", '"').replaceAll("%0D", "\r").replaceAll("%0A", "\n");
    return plain.includes("\0") ? null : plain;
  } catch {
    return null;
  }
}

/** `UTF-8''na%C3%AFve.txt` (RFC 8187 §3.2). */
function decodeExtended(text: string | undefined): string | null {
  const encoded = /^utf-8'[^']*'(.*)$/i.exec(text ?? "")?.[1];
  if (encoded === undefined) return null;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return null;
  }
}
