import type { JsonObject } from "../document/document.js";
import { isTrue, textMember } from "./members.js";
import { mediaTypes, type MediaType } from "./media-types.js";
import type { RequestBody, Response, ResponseHeader } from "./model.js";
import type { OperationSlot } from "./operation-slots.js";
import { resolveMember, resolvedMembers } from "./references.js";
import type { SchemaUse, Split } from "./split/split.js";

export interface BodyDraft {
  readonly required: boolean;
  readonly content: readonly MediaType[];
  readonly purpose: "create" | "update";
  readonly pointer: string;
}

export interface ResponseDraft {
  readonly status: string;
  readonly description: string;
  readonly content: readonly MediaType[];
  /** Whether it answers a creation, and so may reveal a secret once. */
  readonly reveals: boolean;
  readonly headers: readonly ResponseHeader[];
  readonly pointer: string;
}

export function draftBody(
  root: JsonObject,
  slot: OperationSlot,
  purpose: "create" | "update",
): BodyDraft | null {
  const body = resolveMember(root, slot, "requestBody");
  if (body === undefined) return null;
  const content = mediaTypes(root, body, "request").served;
  return { required: isTrue(body.value, "required"), content, purpose, pointer: body.pointer };
}

export function draftResponses(
  root: JsonObject,
  slot: OperationSlot,
  action: string,
): readonly ResponseDraft[] {
  return resolvedMembers(root, slot, "responses")
    .filter(([status]) => /^(?:[1-5](?:[0-9]{2}|XX)|default)$/iu.test(status))
    .map(([status, response]) => ({
      status: status === "default" ? status : status.toUpperCase(),
      description: textMember(response.value, "description") ?? "",
      content: mediaTypes(root, response, "response").served,
      reveals: action === "create" && /^2/u.test(status),
      headers: resolvedMembers(root, response, "headers")
        .filter(([name]) => name.toLowerCase() !== "content-type")
        .map(([name, header]) => ({ name, required: isTrue(header.value, "required") })),
      pointer: response.pointer,
    }));
}

export function bodyUses(body: BodyDraft | null): readonly SchemaUse[] {
  return body === null ? [] : body.content.map(({ schema }) => ({ spot: schema, flavour: body.purpose }));
}

export function responseUses({ content, reveals }: ResponseDraft): readonly SchemaUse[] {
  return content.map(({ schema }) => ({ spot: schema, flavour: reveals ? "revealed" : "read" }));
}

export function finishBody(body: BodyDraft, split: Split): RequestBody {
  const { required, purpose, pointer } = body;
  const content = body.content.map(({ name, schema }) => ({
    mediaType: name,
    purpose,
    schema: split.used({ spot: schema, flavour: purpose }),
  }));
  return { required, content, pointer };
}

export function finishResponse(response: ResponseDraft, split: Split): Response {
  const { status, description, headers, pointer } = response;
  const content = response.content.map(({ name, kind, schema }) => ({
    mediaType: name,
    kind,
    schema: split.used({ spot: schema, flavour: response.reveals ? "revealed" : "read" }),
  }));
  return { status, description, content, headers, pointer };
}
