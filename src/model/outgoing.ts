import { methods } from "../document/grammar.js";
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

/** Webhooks, then the callbacks of operations that requests can reach, each in the order of the document. */
export function draftOutgoing(root: JsonObject): readonly OutgoingDraft[] {
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
  return named([...distinct(webhooks), ...distinct(callbacks)]);
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

function requestsOf(root: JsonObject, item: Spot<JsonObject>, place: Place): readonly OutgoingDraft[] {
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
    const body = resolveMember(root, spot, "requestBody");
    const served = body === undefined ? [] : mediaTypes(root, body).served;
    return {
      kind,
      expression,
      method,
      id: slots.length === 1 ? name : `${method.toLowerCase()} ${name}`,
      summary: textMember(spot.value, "summary") ?? null,
      payload: served.find((media) => media.kind === "json" || media.kind === "text") ?? null,
      pointer: spot.pointer,
    };
  });
}

/** A callback that several operations share is one. */
function distinct(drafts: readonly OutgoingDraft[]): readonly OutgoingDraft[] {
  return [...new Map(drafts.map((draft) => [draft.pointer, draft])).values()];
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
