import type { JsonValue } from "../../document/document.js";
import type { Form } from "./form.js";
import { quantityNouns } from "./quantity.js";

export type JsonType = "string" | "number" | "boolean" | "null" | "array" | "object";

export function jsonType(value: JsonValue): JsonType {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value as "string" | "number" | "boolean" | "object";
}

/** The JSON types that values of a form may have. */
export function jsonTypesOf(form: Form): readonly JsonType[] {
  switch (form.kind) {
    case "flag":
      return ["boolean"];
    case "integer":
      return ["number"];
    case "text":
    case "quantity":
      return ["string"];
    case "choice":
      return form.values.map((value) => jsonType(value));
    case "scalar":
      return ["string", "number", "boolean"];
    case "list":
      return ["array"];
    case "map":
    case "record":
    case "tagged":
      return ["object"];
    case "either":
      return form.branches.flatMap(jsonTypesOf);
  }
}

/** What a message says was expected. */
export function describe(form: Form): string {
  switch (form.kind) {
    case "flag":
      return "true or false";
    case "integer":
      return `a whole number of at least ${form.minimum}`;
    case "text":
      return form.noun;
    case "quantity":
      return quantityNouns[form.unit];
    case "choice":
      return alternatives(form.values.map((value) => JSON.stringify(value)));
    case "scalar":
      return "a string, a number, true or false";
    case "list":
      return `a list (of ${describe(form.item)}) that is not empty`;
    case "map":
      return `an object of ${form.noun}`;
    case "record":
      return `an object with keys of ${form.noun} (${Object.keys(form.fields).join(", ")})`;
    case "tagged":
      return `an object with one key (${Object.keys(form.cases).join(", ")})`;
    case "either":
      return form.branches.map(describe).join(", or ");
  }
}

function alternatives(words: readonly string[]): string {
  const last = words[words.length - 1] ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} or ${last}`;
}
