import { invalidInput, type Ending, type Refusal } from "../ending.js";
import type { Exchange } from "../exchange.js";
import type { RequestHeaders } from "../message.js";
import type { BodyContent, BodyPolicy } from "../policy.js";
import { matchContent, type MatchedContent } from "./content-type.js";
import { decodeText } from "./decode-text.js";
import { readForm } from "./form.js";
import { readJsonSequence } from "./json-sequence.js";
import { readJson } from "./json-text.js";
import { spelled, spellScalar } from "./spelling.js";
import type { BodyReading, UploadSession } from "./upload-reader.js";

/**
 * Reads the body within its caps. The announced length is checked before the first byte is read, the real one while
 * reading. A body that the operation does not declare is refused, empty ones aside.
 */
export async function readBody(exchange: Exchange): Promise<Ending | undefined> {
  const declared = exchange.plan?.route.policy.body ?? null;
  const framing = readFraming(exchange.headers);
  if (framing.kind === "refusal") return framing;
  if (declared === null) return framing.announced ? readNone(exchange) : undefined;
  if (!framing.announced) return declared.required ? missingBody : undefined;
  const matched = matchContent(declared.content, exchange.headers);
  if (matched.kind === "refusal") return matched;
  const limit = limitOf(matched.content, declared, exchange);
  if (framing.length > limit) return oversized(limit);
  try {
    return await readContent(exchange, matched, limit);
  } catch (error) {
    if (error instanceof InterruptedBody) return interrupted;
    throw error;
  }
}

/** The sender went away, or the connection broke, before the body was whole. */
class InterruptedBody extends Error {}

const interrupted: Refusal = {
  kind: "refusal",
  status: 400,
  reason: "the body ended early",
  event: null,
};

/** Tells apart what goes wrong with the connection from what goes wrong here. */
async function* arriving(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await chunks.next().catch((error: unknown) => {
        throw new InterruptedBody("the body ended early", { cause: error });
      });
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await chunks.return?.();
  }
}

/** What the headers say about the length of the body. */
type Framing = { readonly kind: "framing"; readonly announced: boolean; readonly length: number } | Refusal;

function readFraming(headers: RequestHeaders): Framing {
  const length = headers.get("content-length") ?? [];
  if (length.length > 1 || !/^\d*$/.test(length[0] ?? "")) return invalidInput(400, "Content-Length");
  const encodings = headers.get("content-encoding") ?? [];
  if (encodings.some((encoding) => encoding.trim().toLowerCase() !== "identity")) {
    return invalidInput(415, "content encoding", { detail: "Content codings are not supported." });
  }
  const transfer = headers.get("transfer-encoding")?.join(",").trim().toLowerCase() ?? "chunked";
  if (transfer !== "chunked") {
    return invalidInput(415, "transfer coding", { detail: "Transfer codings are not supported." });
  }
  const bytes = Number(length[0] ?? 0);
  return { kind: "framing", announced: bytes > 0 || headers.has("transfer-encoding"), length: bytes };
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

function limitOf(content: BodyContent, declared: BodyPolicy, exchange: Exchange): number {
  const carriesFiles = content.kind === "multipart" || content.kind === "file";
  return carriesFiles ? exchange.services.policy.caps.upload : declared.limit;
}

async function readNone({ incoming, headers }: Exchange): Promise<Refusal | undefined> {
  if (Number(headers.get("content-length")?.[0] ?? 0) > 0) return undeclaredBody;
  return (await collect(incoming.body, 0)) === null ? undeclaredBody : undefined;
}

async function readContent(
  exchange: Exchange,
  { content, sent }: MatchedContent,
  limit: number,
): Promise<Refusal | undefined> {
  const reading = await interpret(exchange, { kind: "matched", content, sent }, limit);
  if (reading.kind === "refusal") return reading;
  if (reading.kind === "empty") {
    return exchange.plan?.route.policy.body?.required === true ? missingBody : undefined;
  }
  exchange.contentType = { sent: sent.essence, declared: content.mediaType };
  exchange.body = reading.value;
  return undefined;
}

function interpret(
  exchange: Exchange,
  { content, sent }: MatchedContent,
  limit: number,
): Promise<BodyReading> {
  const { incoming, services, plan } = exchange;
  const source = arriving(incoming.body);
  switch (content.kind) {
    case "json":
    case "text":
    case "form":
      return readText(content, source, limit, services.policy.caps.depth);
    case "multipart":
    case "file": {
      const uploads = openUploads(exchange);
      const { caps } = services.policy;
      const common = { sent, source, caps, fieldBytes: plan?.route.policy.body?.limit ?? 0 };
      return content.kind === "file"
        ? uploads.readFile({ ...common, content })
        : uploads.readMultipart({ ...common, content });
    }
  }
}

/** `createFence` holds that there is a reader where an operation needs one. */
function openUploads(exchange: Exchange): UploadSession {
  const { uploads } = exchange.services;
  if (uploads === null) throw new Error("no reader for uploads");
  exchange.uploads = uploads.open();
  return exchange.uploads;
}

async function readText(
  content: Extract<BodyContent, { kind: "json" | "text" | "form" }>,
  source: AsyncIterable<Uint8Array>,
  limit: number,
  maxDepth: number,
): Promise<BodyReading> {
  const bytes = await collect(source, limit);
  if (bytes === null) return oversized(limit);
  if (bytes.length === 0) return { kind: "empty" };
  const text = decodeText(bytes);
  if (text === null) return malformed("not UTF-8 without byte order mark");
  switch (content.kind) {
    case "text": {
      const reading = content.type === undefined ? spelled(text) : spellScalar(text, content.type.types);
      return reading.kind === "invalid" ? malformed(reading.message) : reading;
    }
    case "json": {
      const reading = (content.sequence === true ? readJsonSequence : readJson)(text, maxDepth);
      return reading.kind === "refused" ? malformed(reading.reason, reading.pointer) : reading;
    }
    case "form": {
      const reading = readForm(content.form, text, maxDepth);
      return reading.kind === "fault"
        ? malformed(reading.message, reading.pointer)
        : { kind: "value", value: reading.values };
    }
  }
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

function malformed(reason: string, pointer = ""): Refusal {
  return invalidInput(400, reason, {
    errors: [{ in: "body", pointer, message: reason }],
  });
}
