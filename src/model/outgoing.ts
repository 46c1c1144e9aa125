import { methods } from "../document/grammar.js";
import { joinPointer } from "../document/pointer.js";
import type { JsonObject } from "../document/document.js";
import { isObject } from "../document/json.js";
import { valueAt } from "../document/reference.js";
import { textMember } from "./members.js";
import { mediaTypes, type MediaType } from "./media-types.js";
import type { Outgoing } from "./model.js";
import { identifier, NameScope } from "./names.js";
import { operationSlots } from "./operation-slots.js";
import { memberSpots, resolveMember, resolveObject, resolvedMembers, type Spot } from "./references.js";
import type { SchemaUse, Split } from "./split/split.js";

/** A request of the server's own with everything decided but its schema. */
export interface OutgoingDraft extends Omit<Outgoing, "payload"> {
  readonly payload: MediaType | null;
}

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

/** A request of the server's own, or what keeps it from being sent. */
interface Request {
  readonly pointer: string;
  readonly draft: OutgoingDraft | null;
  readonly unsent: readonly UnsentPayload[];
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

export function outgoingUses({ payload }: OutgoingDraft): readonly SchemaUse[] {
  return payload === null ? [] : [{ spot: payload.schema, flavour: "read" }];
}

export function finishOutgoing(draft: OutgoingDraft, split: Split): Outgoing {
  const { payload, ...rest } = draft;
  if (payload === null) return { ...rest, payload };
  const { name: mediaType, kind, schema } = payload;
  return { ...rest, payload: { mediaType, kind, schema: split.used({ spot: schema, flavour: "read" }) } };
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
    const draft = { kind, expression, method, id, summary, payload, pointer };
    return { pointer, draft: unsent.length > 0 ? null : draft, unsent };
  });
}

const sent: ReadonlySet<string> = new Set<MediaType["kind"]>(["json", "text", "binary"]);

/** The first media type that can be sent as a whole; where there is none, those that the document wants. */
function payloadOf(
  root: JsonObject,
  operation: Spot<JsonObject>,
): { readonly payload: MediaType | null; readonly unsent: readonly UnsentPayload[] } {
  const body = resolveMember(root, operation, "requestBody");
  if (body === undefined) return { payload: null, unsent: [] };
  const { served, unserved } = mediaTypes(root, body);
  const payload = served.find(({ kind }) => sent.has(kind)) ?? null;
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

function named(drafts: readonly OutgoingDraft[]): readonly OutgoingDraft[] {
  const scopes = { webhook: new NameScope(), callback: new NameScope() };
  return drafts.map((draft) => ({
    ...draft,
    id: scopes[draft.kind].claim(identifier(draft.id, draft.kind)),
  }));
}

function escaped(token: string): string {
  return token.replaceAll("~", "~0").replaceAll("/", "~1");
}
