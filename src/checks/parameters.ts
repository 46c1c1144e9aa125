import type { JsonObject } from "../document/document.js";
import { memberOf } from "../document/json.js";
import { openSlots } from "../model/closed.js";
import { textMember } from "../model/members.js";
import { contentSchema, parameterSpots } from "../model/operation-slots.js";
import { unsentParameters } from "../model/outgoing.js";
import { parameterType } from "../model/parameter-type.js";
import { contentTypeOf, isText } from "../model/parameters.js";
import type { Spot } from "../model/references.js";
import type { Judge } from "./finding.js";

/** A parameter that nothing could hold against its schema. OpenAPI 3.1 §4.8.12.2, 3.2 §4.12.1. */
export const unservedParameter: Judge = ({ document: { root } }) =>
  openSlots(root).flatMap((slot) =>
    parameterSpots(root, slot).flatMap((parameter) => {
      const message = faultOf(root, parameter);
      return message === null ? [] : [{ pointer: parameter.pointer, message, within: [slot.pointer] }];
    }),
  );

/** A parameter of a webhook or callback that nothing could write into its request. */
export const unsentParameter: Judge = ({ document: { root } }) =>
  unsentParameters(root).map(({ name, pointer, reason, operation }) => ({
    pointer,
    message: `The parameter ${name} is not sent: ${reason}.`,
    within: [operation],
  }));

function faultOf(root: JsonObject, parameter: Spot<JsonObject>): string | null {
  const { value } = parameter;
  const type = contentTypeOf(value);
  if (memberOf(value, "schema") !== undefined || type === undefined) return null;
  const isForm = type === "application/x-www-form-urlencoded";
  if (type === "application/json" || type.endsWith("+json")) return null;
  const schema = contentSchema(root, parameter);
  if (textMember(value, "in") === "querystring") {
    const isRead = isForm || schema === undefined || isText(root, schema);
    return isRead ? null : `Nothing could hold a query string in ${type} against its schema.`;
  }
  const isPlain = schema === undefined || parameterType(root, schema).kind === "scalar";
  return isPlain && !isForm ? null : `Nothing could hold a parameter in ${type} against its schema.`;
}
