import type { IncomingHttpHeaders } from "node:http";
import { decodeText } from "../input/decode-text.js";
import { readJson } from "../input/json-text.js";
import { matchMediaType, parseMediaType } from "../input/media-type.js";
import { fieldErrors } from "../input/validation.js";
import { once } from "../once.js";
import { declaredStatus } from "../output/declared-status.js";
import type { Caps } from "../policy.js";
import { select, SelectionError } from "../select.js";
import type { ResponseShape, ResponseShapes } from "../answer-shape.js";
import type { OperationValidators, Validator } from "../validator.js";
import { longArray } from "./long-array.js";
import type { Arrival } from "./send.js";
import { textErrors } from "./text-errors.js";

/** A reply as the document declares it: of a body what is declared. */
export interface ReplyOf<Status extends number, ContentType extends string | null = null, Body = undefined> {
  readonly kind: "reply";
  readonly status: Status;
  /** Null where the document declares no body; what came all the same was not read. */
  readonly contentType: ContentType;
  readonly body: Body;
  /** As they came: nobody held them against the document. */
  readonly headers: IncomingHttpHeaders;
}

/** A reply that the document does not declare. Nothing of its body is handed on. */
export interface UnexpectedReply {
  readonly kind: "unexpected";
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly fault: ReplyFault;
}

/** What is wrong with a reply, in words that never repeat a value. */
export interface ReplyFault {
  readonly in: "status" | "content-type" | "body";
  /** JSON Pointer (RFC 6901) into the body. */
  readonly pointer: string;
  readonly message: string;
}

type AnyReply = ReplyOf<number, string | null, unknown>;

/** What a reply is held against. */
export interface ReplyDescription {
  readonly replies: () => ResponseShapes;
  readonly caps: Pick<Caps, "array" | "depth">;
}

/**
 * Reads a reply as input of a stranger: within the limits of the sender, and only what the document declares for its status and
 * media type. Rejects with Interrupted where the connection breaks off.
 */
export async function readReply(
  arrival: Arrival,
  description: ReplyDescription,
  validators: OperationValidators,
): Promise<AnyReply | UnexpectedReply> {
  const { status, headers } = arrival;
  const unexpected = (fault: ReplyFault): UnexpectedReply => {
    arrival.drop();
    return { kind: "unexpected", status, headers, fault };
  };
  const replies = once(description.replies)();
  const declared = declaredStatus(replies, status);
  if (declared === null) return unexpected(fault("status", "is not declared"));
  const contents = replies[declared] ?? {};
  if (Object.keys(contents).length === 0) {
    arrival.drop();
    return { kind: "reply", status, contentType: null, body: undefined, headers };
  }
  const content = contentOf(contents, headers);
  if ("message" in content) return unexpected(content);
  const bytes = await arrival.read();
  if (bytes === null) return unexpected(fault("body", "has too many bytes"));
  const validator = validators.answer?.[`${declared} ${content.mediaType}`];
  const body = readBody(bytes, content.shape, validator, description.caps);
  if (body.kind === "fault") return unexpected(body.fault);
  return { kind: "reply", status, contentType: content.essence, body: body.value, headers };
}

interface Content {
  readonly mediaType: string;
  readonly essence: string;
  readonly shape: ResponseShape;
}

/** The declared content that a reply says it has. */
function contentOf(
  contents: Readonly<Record<string, ResponseShape>>,
  headers: IncomingHttpHeaders,
): Content | ReplyFault {
  const sent = parseMediaType(headers["content-type"] ?? "");
  if (sent === null) return fault("content-type", "is missing or malformed");
  const mediaType = matchMediaType(Object.keys(contents), sent.essence);
  const shape = mediaType === null ? undefined : contents[mediaType];
  if (mediaType === null || shape === undefined) return fault("content-type", "is not declared");
  const charset = sent.parameters.get("charset")?.toLowerCase() ?? "utf-8";
  if (shape.kind !== "binary" && charset !== "utf-8" && charset !== "us-ascii")
    return fault("content-type", "must be in UTF-8");
  if ((headers["content-encoding"] ?? "identity").trim().toLowerCase() !== "identity")
    return fault("body", "has a content coding that nobody asked for");
  return { mediaType, essence: sent.essence, shape };
}

type BodyReading =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "fault"; readonly fault: ReplyFault };

function readBody(
  bytes: Uint8Array,
  shape: ResponseShape,
  validator: Validator | undefined,
  caps: ReplyDescription["caps"],
): BodyReading {
  if (shape.kind === "binary") return { kind: "value", value: bytes };
  const text = decodeText(bytes);
  if (text === null) return faulty("is not UTF-8 without byte order mark");
  if (shape.kind !== "json") {
    const [error] = textErrors(validator, text);
    return error === undefined ? { kind: "value", value: text } : faulty(error.message);
  }
  const reading = readJson(text, caps.depth);
  if (reading.kind === "refused") return faulty(reading.reason, reading.pointer);
  const long = longArray(reading.value, caps.array);
  if (long !== null) return faulty(`must have at most ${String(caps.array)} items`, long);
  const [error] = fieldErrors("body", validator, reading.value);
  if (error !== undefined) return faulty(error.message, error.pointer);
  try {
    return { kind: "value", value: select(shape.shape, reading.value, null) };
  } catch (error) {
    if (error instanceof SelectionError) return faulty("is not as declared", error.pointer);
    throw error;
  }
}

function faulty(message: string, pointer = ""): BodyReading {
  return { kind: "fault", fault: fault("body", message, pointer) };
}

function fault(location: ReplyFault["in"], message: string, pointer = ""): ReplyFault {
  return { in: location, pointer, message };
}
