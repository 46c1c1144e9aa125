import { openSlots } from "../model/closed.js";
import { mediaTypes, type MediaTypes } from "../model/media-types.js";
import type { OperationSlot } from "../model/operation-slots.js";
import { resolveMember, resolvedMembers, type Spot } from "../model/references.js";
import type { JsonObject } from "../document/document.js";
import type { Finding, Judge } from "./finding.js";

/** A body of which no media type can be served: the operation would be served in part. */
export const unservedMediaType: Judge = ({ document: { root } }) =>
  bodies(root).flatMap(({ served, unserved, slot }) =>
    served.length > 0 ? [] : unserved.map((each) => finding(each, slot, "is not served yet")),
  );

/** A media type that is left out beside others that are served. */
export const skippedMediaType: Judge = ({ document: { root } }) =>
  bodies(root).flatMap(({ served, unserved, slot }) =>
    served.length === 0 ? [] : unserved.map((each) => finding(each, slot, "is not served yet and left out")),
  );

interface Body extends MediaTypes {
  readonly slot: OperationSlot;
}

function bodies(root: JsonObject): readonly Body[] {
  return openSlots(root).flatMap((slot) => {
    const request = resolveMember(root, slot, "requestBody");
    const responses = resolvedMembers(root, slot, "responses").map(([, response]): Spot => response);
    return [
      ...(request === undefined ? [] : [{ ...mediaTypes(root, request, "request"), slot }]),
      ...responses.map((response) => ({ ...mediaTypes(root, response, "response"), slot })),
    ];
  });
}

function finding(
  each: { readonly name: string; readonly pointer: string },
  slot: OperationSlot,
  what: string,
): Finding {
  return { pointer: each.pointer, part: "key", message: `${each.name} ${what}.`, within: [slot.pointer] };
}
