import { invalidInput, type Refusal } from "../ending.js";
import type { RequestHeaders } from "../message.js";
import type { BodyContent } from "../policy.js";
import { isJson, matchMediaType, parseMediaType, type MediaType } from "./media-type.js";

/** What the sender says that it sends, and what of the declared that is. */
export interface MatchedContent {
  readonly kind: "matched";
  readonly sent: MediaType;
  readonly content: BodyContent;
}

/** Finds the declared content that a body belongs to. RFC 9110 §15.5.16; the types that are accepted are not secret. */
export function matchContent(
  declared: readonly BodyContent[],
  headers: RequestHeaders,
): MatchedContent | Refusal {
  const types = declared.map(({ mediaType }) => mediaType);
  const values = headers.get("content-type") ?? [];
  const sent = values.length === 1 ? parseMediaType(values[0] ?? "") : null;
  const matched = sent === null ? null : matchMediaType(types, sent.essence);
  const content = declared.find(({ mediaType }) => mediaType === matched);
  if (sent === null || content === undefined || !carries(content, sent.essence)) {
    return invalidInput(415, "media type", { detail: `Send one of: ${types.join(", ")}.` });
  }
  const charset = sent.parameters.get("charset")?.toLowerCase() ?? "utf-8";
  if (content.kind !== "file" && charset !== "utf-8" && charset !== "us-ascii") {
    return invalidInput(415, "charset", { detail: "Text must be encoded in UTF-8." });
  }
  return { kind: "matched", sent, content };
}

/** Under a range, types that are read in another way are refused: nobody would hold them against the schema. */
function carries({ kind, mediaType }: BodyContent, essence: string): boolean {
  switch (kind) {
    case "json":
      return isJson(essence) || mediaType === essence;
    case "text":
    case "form":
    case "multipart":
      return true;
    case "file":
      return mediaType === essence || !essence.startsWith("multipart/");
  }
}
