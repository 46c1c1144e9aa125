import { methods } from "../document/grammar.js";
import { joinPointer } from "../document/pointer.js";
import type { JsonObject } from "../document/document.js";
import { isObject } from "../document/json.js";
import { valueAt } from "../document/reference.js";
import { textMember } from "./members.js";
import { mediaTypes, type MediaType } from "./media-types.js";
import { draftResponses, finishResponse, responseUses, type ResponseDraft } from "./messages.js";
import type { Outgoing } from "./model.js";
import { fileName, identifier, NameScope } from "./names.js";
import { operationSlots } from "./operation-slots.js";
import { draftParameters, type UnsentParameter } from "./outgoing-parameters.js";
import type { ParameterDraft } from "./parameters.js";
import { memberSpots, resolveMember, resolveObject, resolvedMembers, type Spot } from "./references.js";
import type { SchemaUse, Split } from "./split/split.js";

/** A request of the server's own with everything decided but its schema. */
export interface OutgoingDraft extends Omit<Outgoing, "parameters" | "payload" | "replies"> {
  readonly parameters: readonly ParameterDraft[];
  readonly payload: MediaType | null;
  readonly replies: readonly ResponseDraft[];
}

type UnnamedDraft = Omit<OutgoingDraft, "fileName">;

/** A body of which no media type can be sent, as it is written: what would carry it is left out. */
export interface UnsentPayload {
  readonly mediaType: string;
  readonly pointer: string;
  readonly reason: string;
  /** Of the operation that describes the request. */
  readonly operation: string;
}

/** Webhooks, then the callbacks of operations that requests can reach, each in the order of the document. */
export function draftOutgoing(root: JsonObject): readonly OutgoingDraft[] {
  return named(requests(root).flatMap(({ draft }) => (draft === null ? [] : [draft])));
}

export function unsentPayloads(root: JsonObject): readonly UnsentPayload[] {
  return requests(root).flatMap(({ unsent }) => unsent);
}

export function unsentParameters(root: JsonObject): readonly UnsentParameter[] {
  return requests(root).flatMap(({ draft, omitted }) => (draft === null ? [] : omitted));
}

/** A request of the server's own, or what keeps it from being sent. */
interface Request {
  readonly pointer: string;
  readonly draft: UnnamedDraft | null;
  readonly unsent: readonly UnsentPayload[];
  readonly omitted: readonly UnsentParameter[];
}

function requests(root: JsonObject): readonly Request[] {
  const document = { value: root, pointer: "" };
  const webhooks = resolvedMembers(root, document, "webhooks").flatMap(([name, item]) =>
    requestsOf(root, item, { kind: "webhook", name, expression: null }),
  );
  const callbacks = operationSlots(root).flatMap((slot) =>
    resolvedMembers(root, slot, "callbacks").flatMap(([name, callback]) =>
      Object.entries(callback.value).flatMap(([expression, value]) => {
        const spot = { value, pointer: `${callback.pointer}/${escaped(expression)}` };
        const item = expression.startsWith("x-") ? undefined : resolveObject(root, spot);
        return item === undefined ? [] : requestsOf(root, item, { kind: "callback", name, expression });
      }),
    ),
  );
  return [...distinct(webhooks), ...distinct(callbacks)];
}

/** The operations of webhooks and callbacks. */
export function outgoingOperations(root: JsonObject): readonly Spot<JsonObject>[] {
  return draftOutgoing(root).flatMap(({ pointer }) => {
    const value = valueAt(root, pointer);
    return isObject(value) ? [{ value, pointer }] : [];
  });
}

export function outgoingUses({ parameters, payload, replies }: OutgoingDraft): readonly SchemaUse[] {
  return [
    ...parameters.map(({ schema }) => sentUse(schema)),
    ...(payload === null ? [] : [sentUse(payload.schema)]),
    ...replies.flatMap(responseUses),
  ];
}

export function finishOutgoing(draft: OutgoingDraft, split: Split): Outgoing {
  const { payload } = draft;
  return {
    ...draft,
    parameters: draft.parameters.map(({ policy, description, schema }) => ({
      policy,
      description,
      schema: split.used(sentUse(schema)),
    })),
    payload:
      payload === null
        ? null
        : { mediaType: payload.name, kind: payload.kind, schema: split.used(sentUse(payload.schema)) },
    replies: draft.replies.map((reply) => finishResponse(reply, split)),
  };
}

function sentUse(spot: Spot): SchemaUse {
  return { spot, flavour: "sent" };
}

type Place = Pick<Outgoing, "kind" | "expression"> & { readonly name: string };

function requestsOf(root: JsonObject, item: Spot<JsonObject>, place: Place): readonly Request[] {
  const { kind, name, expression } = place;
  const fixed = Object.keys(item.value).filter((key) => (methods as readonly string[]).includes(key));
  const slots = [
    ...fixed.flatMap((key) => {
      const spot = resolveMember(root, item, key);
      return spot === undefined ? [] : [{ method: key.toUpperCase(), spot }];
    }),
    ...memberSpots(item, "additionalOperations").flatMap(([method, written]) => {
      const spot = resolveObject(root, written);
      return spot === undefined ? [] : [{ method, spot }];
    }),
  ];
  return slots.map(({ method, spot }) => {
    const { payload, unsent } = payloadOf(root, spot);
    const id = slots.length === 1 ? name : `${method.toLowerCase()} ${name}`;
    const summary = textMember(spot.value, "summary") ?? null;
    const { pointer } = spot;
    const { parameters, omitted } = draftParameters(root, spot, item);
    const replies = repliesOf(root, spot);
    const draft = { kind, expression, method, id, summary, parameters, payload, replies, pointer };
    return { pointer, draft: unsent.length > 0 ? null : draft, unsent, omitted };
  });
}

/** What may come back: neither streams, which end when the other side likes, nor headers are held against the document. */
function repliesOf(root: JsonObject, operation: Spot<JsonObject>): readonly ResponseDraft[] {
  return draftResponses(root, operation, () => "sent").map((reply) => ({
    ...reply,
    content: reply.content.filter(isWhole),
    headers: [],
  }));
}

const wholeKinds: ReadonlySet<string> = new Set<MediaType["kind"]>(["json", "text", "binary"]);

function isWhole({ kind }: MediaType): boolean {
  return wholeKinds.has(kind);
}

/** The first media type that can be sent as a whole; where there is none, those that the document wants. */
function payloadOf(
  root: JsonObject,
  operation: Spot<JsonObject>,
): { readonly payload: MediaType | null; readonly unsent: readonly UnsentPayload[] } {
  const body = resolveMember(root, operation, "requestBody");
  if (body === undefined) return { payload: null, unsent: [] };
  const { served, unserved } = mediaTypes(root, body);
  const payload = served.find(isWhole) ?? null;
  const streams = served.map(({ name }) => ({
    name,
    pointer: joinPointer(body.pointer, "content", name),
    reason: "a stream is no payload",
  }));
  const unsent = [...unserved, ...streams].map(({ name, pointer, reason }) => ({
    mediaType: name,
    pointer,
    reason,
    operation: operation.pointer,
  }));
  return { payload, unsent: payload === null ? unsent : [] };
}

/** A callback that several operations share is one. */
function distinct(found: readonly Request[]): readonly Request[] {
  return [...new Map(found.map((request) => [request.pointer, request])).values()];
}

function named(drafts: readonly UnnamedDraft[]): readonly OutgoingDraft[] {
  const scopes = { webhook: new NameScope(), callback: new NameScope() };
  const files = new NameScope();
  return drafts.map((draft) => {
    const id = scopes[draft.kind].claim(identifier(draft.id, draft.kind));
    return { ...draft, id, fileName: files.claim(fileName(id), "-") };
  });
}

function escaped(token: string): string {
  return token.replaceAll("~", "~0").replaceAll("/", "~1");
}
