import { invalidInput, type Ending, type Refusal } from "../ending.js";
import type { Exchange } from "../exchange.js";
import { readForm } from "./form.js";
import { readJson } from "./json-text.js";
import { isJson, matchMediaType, parseMediaType, type MediaType } from "./media-type.js";

/**
 * Reads the body within its caps. The announced length is checked before the first byte is read, the real one while
 * reading. A body that the operation does not declare is refused, empty ones aside.
 */
export async function readBody(exchange: Exchange): Promise<Ending | undefined> {
  const declared = exchange.plan?.route.policy.body ?? null;
  const { headers, incoming } = exchange;
  const limit = declared?.limit ?? 0;
  const tooLarge = declared === null ? undeclaredBody : oversized(limit);
  const length = headers.get("content-length") ?? [];
  if (length.length > 1 || !/^\d*$/.test(length[0] ?? "")) return invalidInput(400, "Content-Length");
  if (Number(length[0] ?? 0) > limit) return tooLarge;
  const encodings = headers.get("content-encoding") ?? [];
  if (encodings.some((encoding) => encoding.trim().toLowerCase() !== "identity")) {
    return invalidInput(415, "content encoding", { detail: "Content codings are not supported." });
  }
  const announced = Number(length[0] ?? 0) > 0 || headers.has("transfer-encoding");
  const mediaType = announced && declared !== null ? acceptedType(exchange, declared.mediaTypes) : null;
  if (mediaType !== null && "kind" in mediaType) return mediaType;
  const bytes = announced ? await collect(incoming.body, limit) : new Uint8Array();
  if (bytes === null) return tooLarge;
  if (bytes.length > 0 && mediaType !== null) return interpret(exchange, mediaType, bytes);
  return declared?.required === true ? missingBody : undefined;
}

interface AcceptedType {
  readonly sent: MediaType;
  readonly declared: string;
}

const undeclaredBody = invalidInput(400, "a body where none is declared", {
  detail: "This operation takes no body.",
});

const missingBody = invalidInput(400, "no body", {
  errors: [{ in: "body", pointer: "", message: "is required" }],
});

function oversized(limit: number): Refusal {
  return invalidInput(413, "body too large", { detail: `The body must not exceed ${String(limit)} bytes.` });
}

/** RFC 9110 §15.5.16; the types that are accepted are not secret. */
function acceptedType(exchange: Exchange, declared: readonly string[]): AcceptedType | Refusal {
  const values = exchange.headers.get("content-type") ?? [];
  const sent = values.length === 1 ? parseMediaType(values[0] ?? "") : null;
  const matched = sent === null ? null : matchMediaType(declared, sent.essence);
  const refused = invalidInput(415, "media type", { detail: `Send one of: ${declared.join(", ")}.` });
  if (sent === null || matched === null || sent.essence.startsWith("multipart/")) return refused;
  const charset = sent.parameters.get("charset")?.toLowerCase() ?? "utf-8";
  if (isText(sent.essence) && charset !== "utf-8" && charset !== "us-ascii") {
    return invalidInput(415, "charset", { detail: "Text must be encoded in UTF-8." });
  }
  return { sent, declared: matched };
}

/** The bytes, or null as soon as there are more than the limit. The rest stays unread. */
async function collect(body: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function isText(essence: string): boolean {
  return isJson(essence) || essence.startsWith("text/") || essence === formType;
}

const formType = "application/x-www-form-urlencoded";

function interpret(exchange: Exchange, type: AcceptedType, bytes: Uint8Array): Refusal | undefined {
  const { essence } = type.sent;
  exchange.contentType = { sent: essence, declared: type.declared };
  if (!isText(essence)) {
    exchange.body = bytes;
    return undefined;
  }
  const text = decode(bytes);
  if (text === null) return malformed("not UTF-8 without byte order mark");
  if (essence.startsWith("text/")) {
    exchange.body = text;
    return undefined;
  }
  const reading = essence === formType ? readForm(text) : readJson(text, exchange.services.policy.caps.depth);
  if (reading.kind === "refused") return malformed(reading.reason);
  exchange.body = reading.value;
  return undefined;
}

function decode(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function malformed(reason: string): Refusal {
  return invalidInput(400, reason, { errors: [{ in: "body", pointer: "", message: reason }] });
}
