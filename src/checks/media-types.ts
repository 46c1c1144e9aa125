import { openSlots } from "../model/closed.js";
import { mediaTypes } from "../model/media-types.js";
import type { OperationSlot } from "../model/operation-slots.js";
import { unsentPayloads } from "../model/outgoing.js";
import { resolveMember, resolvedMembers, type Spot } from "../model/references.js";
import { requestMediaTypes } from "../model/request-media-types.js";
import type { JsonObject } from "../document/document.js";
import type { Finding, Judge } from "./finding.js";

/** A body of which no media type can be served: the operation would be served in part. */
export const unservedMediaType: Judge = ({ document: { root } }) =>
  bodies(root).flatMap(({ served, unserved, slot }) =>
    served.length > 0 ? [] : unserved.map((each) => finding(each, slot, "is not served")),
  );

/** A media type that is left out beside others that are served. */
export const skippedMediaType: Judge = ({ document: { root } }) =>
  bodies(root).flatMap(({ served, unserved, slot }) =>
    served.length === 0 ? [] : unserved.map((each) => finding(each, slot, "is not served and left out")),
  );

/** A webhook or callback that could only be sent without the body that its receiver waits for. */
export const unsentPayload: Judge = ({ document: { root } }) =>
  unsentPayloads(root).map(({ mediaType, pointer, reason, operation }) => ({
    pointer,
    part: "key",
    message: `${mediaType} is not sent, and what it would be the body of is left out: ${reason}.`,
    within: [operation],
  }));

interface Body {
  readonly served: readonly unknown[];
  readonly unserved: readonly Unserved[];
  readonly slot: OperationSlot;
}

interface Unserved {
  readonly name: string;
  readonly pointer: string;
  readonly reason: string;
}

function bodies(root: JsonObject): readonly Body[] {
  return openSlots(root).flatMap((slot) => {
    const request = resolveMember(root, slot, "requestBody");
    const responses = resolvedMembers(root, slot, "responses").map(([, response]): Spot => response);
    return [
      ...(request === undefined ? [] : [{ ...requestMediaTypes(root, request), slot }]),
      ...responses.map((response) => ({ ...mediaTypes(root, response), slot })),
    ];
  });
}

function finding({ name, pointer, reason }: Unserved, slot: OperationSlot, what: string): Finding {
  return { pointer, part: "key", message: `${name} ${what}: ${reason}.`, within: [slot.pointer] };
}
