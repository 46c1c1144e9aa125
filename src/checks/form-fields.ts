import type { JsonObject } from "../document/document.js";
import { isObject, memberOf } from "../document/json.js";
import { joinPointer } from "../document/pointer.js";
import { isBinary } from "../model/binary.js";
import { encodingOf, fileSchema } from "../model/form-policy.js";
import { isTrue, objectMember, textMember } from "../model/members.js";
import { openSlots } from "../model/closed.js";
import type { OperationSlot } from "../model/operation-slots.js";
import { parameterType } from "../model/parameter-type.js";
import { propertiesOf, type Property } from "../model/properties.js";
import { resolvedMembers, resolveMember, type Spot } from "../model/references.js";
import { requestMediaTypes, type RequestMediaType } from "../model/request-media-types.js";
import type { Finding, Judge } from "./finding.js";

/** Fields of forms that have no spelling, or that nothing could hold against their schema. */
export const unservedFormField: Judge = ({ document: { root } }) =>
  openSlots(root).flatMap((slot) => {
    const body = resolveMember(root, slot, "requestBody");
    if (body === undefined) return [];
    return requestMediaTypes(root, body)
      .served.filter(({ kind }) => kind === "form" || kind === "multipart")
      .flatMap((media) => judgeForm(root, slot, media));
  });

function judgeForm(root: JsonObject, slot: OperationSlot, media: RequestMediaType): readonly Finding[] {
  const { schema } = media;
  const within = [slot.pointer];
  const type = parameterType(root, schema);
  const says = isObject(schema.value) && Object.keys(schema.value).length > 0;
  if (says && type.kind !== "object") {
    return [{ pointer: schema.pointer, message: `A body of the type ${media.name} is an object.`, within }];
  }
  const positional = ["prefixEncoding", "itemEncoding"]
    .filter((key) => memberOf(media.media.value, key) !== undefined)
    .map((key) => ({
      pointer: joinPointer(media.media.pointer, key),
      message: `Parts of ${media.name} have names, so "${key}" says nothing about them.`,
      within,
    }));
  const fields = propertiesOf(root, schema).flatMap((property) =>
    [fieldFault(root, media, property), headerFault(root, media, property)].flatMap((fault) =>
      fault === null ? [] : [{ ...fault, within }],
    ),
  );
  return [...positional, ...openFiles(root, media).map((finding) => ({ ...finding, within })), ...fields];
}

function fieldFault(root: JsonObject, media: RequestMediaType, property: Property): Finding | null {
  const { name } = property;
  const encoding = encodingOf(media, name) ?? {};
  const at = joinPointer(media.media.pointer, "encoding", name);
  const style = textMember(encoding, "style");
  const isFile = media.kind === "multipart" && fileSchema(root, media, property) !== null;
  const types = (textMember(encoding, "contentType") ?? "").toLowerCase().split(/\s*,\s*/u);
  const unreadable = types.filter(
    (type) => type !== "" && !/^(?:text\/plain|\*\/\*|.*[/+]json)\b/u.test(type),
  );
  const type = parameterType(root, property);
  const inner = type.kind === "array" ? type.items : type;
  if (isFile || style !== undefined || inner.kind === "scalar" || unreadable.length < types.length)
    return null;
  return {
    pointer: joinPointer(at, "contentType"),
    message: `Nothing could hold the field "${name}" in ${unreadable.join(", ")} against its schema.`,
  };
}

/** Headers of parts are not read: one that is required would be missing for whoever relies on it. */
function headerFault(root: JsonObject, media: RequestMediaType, { name }: Property): Finding | null {
  const encoding = encodingOf(media, name);
  if (encoding === undefined) return null;
  const pointer = joinPointer(media.media.pointer, "encoding", name);
  const required = resolvedMembers(root, { value: encoding, pointer }, "headers").find(
    ([header, { value }]) => isTrue(value, "required") && !/^content-(?:type|disposition)$/iu.test(header),
  );
  return required === undefined
    ? null
    : {
        pointer: joinPointer(pointer, "headers", required[0]),
        message: `The header "${required[0]}" of a part is not read.`,
      };
}

function openFiles(root: JsonObject, { kind, schema }: RequestMediaType): readonly Finding[] {
  const further = objectMember(schema.value, "additionalProperties");
  const spot: Spot = { value: further ?? true, pointer: joinPointer(schema.pointer, "additionalProperties") };
  return kind === "multipart" && further !== undefined && isBinary(root, spot)
    ? [{ pointer: spot.pointer, message: "Files need fields with names that are declared." }]
    : [];
}
