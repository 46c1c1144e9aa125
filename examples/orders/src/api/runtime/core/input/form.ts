import type { FormPolicy } from "../policy.js";
import { readFields, settleFields, type FieldFault } from "./fields.js";
import { percentDecode } from "./percent.js";
import { splitQuery } from "./query.js";
import type { NamedValues } from "../exchange.js";

/** Reads an `application/x-www-form-urlencoded` text by the declared fields. */
export function readForm(
  form: FormPolicy,
  text: string,
  maxDepth: number,
): { readonly kind: "values"; readonly values: NamedValues } | FieldFault {
  const read = readFields(form, splitQuery(text), { decode: percentDecode, maxDepth }, "field");
  return read.kind === "fault" ? read : settleFields(read.readings);
}
