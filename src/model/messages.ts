import type { JsonObject } from "../document/document.js";
import type { BodyContent } from "../runtime/core/policy.js";
import { recalling, remembering } from "../document/remember.js";
import { isTrue, textMember } from "./members.js";
import { formPolicy, multipartPolicy } from "./form-policy.js";
import { withFiles } from "./form-files.js";
import { mediaTypes, type MediaType } from "./media-types.js";
import { draftHeaders, finishHeaders, headerUses, type HeaderDraft } from "./answer-headers.js";
import type { RequestBody, RequestContent, Response } from "./model.js";
import type { OperationSlot } from "./operation-slots.js";
import { resolveMember, resolvedMembers, type Spot } from "./references.js";
import { requestMediaTypes, type RequestMediaType } from "./request-media-types.js";
import { maxBytes } from "./binary.js";
import { parameterType } from "./parameter-type.js";
import type { Flavour } from "./split/flavour.js";
import type { SchemaUse, Split } from "./split/split.js";

export interface BodyDraft {
  readonly required: boolean;
  readonly content: readonly { readonly policy: BodyContent; readonly schema: Spot }[];
  readonly purpose: "create" | "update";
  readonly pointer: string;
}

/** `revealed` answers a creation, and so may show a secret once; `sent` is what comes back to a request of the server's own. */
export type AnswerFlavour = Extract<Flavour, "read" | "revealed" | "sent">;

export interface ResponseDraft {
  readonly status: string;
  readonly description: string;
  readonly content: readonly MediaType[];
  readonly flavour: AnswerFlavour;
  readonly headers: readonly HeaderDraft[];
  readonly pointer: string;
}

export function draftBody(
  root: JsonObject,
  slot: OperationSlot,
  purpose: "create" | "update",
): BodyDraft | null {
  const body = resolveMember(root, slot, "requestBody");
  if (body === undefined) return null;
  const content = requestMediaTypes(root, body).served.map((each) => ({
    policy: bodyContent(root, each),
    schema: each.schema,
  }));
  return { required: isTrue(body.value, "required"), content, purpose, pointer: body.pointer };
}

function bodyContent(root: JsonObject, media: RequestMediaType): BodyContent {
  const { kind, name: mediaType, schema } = media;
  switch (kind) {
    case "json":
      return { kind, mediaType, ...(media.sequence === true ? { sequence: true } : {}) };
    case "text": {
      const type = parameterType(root, schema);
      const isPlain = type.kind !== "scalar" || type.types.includes("string");
      return { kind, mediaType, ...(isPlain ? {} : { type }) };
    }
    case "form":
      return { kind, mediaType, form: formPolicy(root, media) };
    case "multipart":
      return { kind, mediaType, ...multipartPolicy(root, media) };
    case "file": {
      const bound = maxBytes(root, schema);
      return { kind, mediaType, ...(bound === undefined ? {} : { maxBytes: bound }) };
    }
  }
}

export function draftResponses(
  root: JsonObject,
  operation: Spot,
  flavourOf: (status: string) => AnswerFlavour,
): readonly ResponseDraft[] {
  return resolvedMembers(root, operation, "responses")
    .filter(([status]) => /^(?:[1-5](?:[0-9]{2}|XX)|default)$/iu.test(status))
    .map(([status, response]) => {
      const flavour = flavourOf(status);
      return drafts(root, response.value, [response.pointer, status, flavour], () => ({
        status: status === "default" ? status : status.toUpperCase(),
        description: textMember(response.value, "description") ?? "",
        content: mediaTypes(root, response).served,
        flavour,
        headers: draftHeaders(root, response),
        pointer: response.pointer,
      }));
    });
}

/** Hundreds of operations refer to the same few answers. */
const drafts = remembering<ResponseDraft>();

export function bodyUses(body: BodyDraft | null): readonly SchemaUse[] {
  return body === null ? [] : body.content.map(({ schema }) => ({ spot: schema, flavour: body.purpose }));
}

export function takesFiles(body: BodyDraft | null): boolean {
  return body?.content.some(({ policy }) => policy.kind === "multipart" && policy.files.length > 0) ?? false;
}

export function responseUses(response: ResponseDraft): readonly SchemaUse[] {
  const { content, headers, flavour } = response;
  return usesOf(response, [], () => [
    ...content.map(({ schema }) => ({ spot: schema, flavour })),
    ...headerUses(headers, flavour),
  ]);
}

const usesOf = recalling<readonly SchemaUse[]>();

export function finishBody(body: BodyDraft, split: Split): RequestBody {
  const { required, purpose, pointer } = body;
  const content = body.content.map(({ policy, schema }): RequestContent => {
    const used = split.used({ spot: schema, flavour: purpose });
    const files = policy.kind === "multipart" ? policy.files : [];
    return { policy, purpose, schema: withFiles(used, files, split.schemas) };
  });
  return { required, content, pointer };
}

export function finishResponse(response: ResponseDraft, split: Split): Response {
  return finished(response, [split.schemas], () => finishAnew(response, split));
}

/** With the same variants, the same draft comes to the same. */
const finished = recalling<Response>();

function finishAnew(response: ResponseDraft, split: Split): Response {
  const { status, description, flavour, pointer } = response;
  const content = response.content.map(({ name, kind, schema }) => ({
    mediaType: name,
    kind,
    schema: split.used({ spot: schema, flavour }),
  }));
  const headers = finishHeaders(response.headers, split, flavour);
  return { status, description, content, headers, pointer };
}
