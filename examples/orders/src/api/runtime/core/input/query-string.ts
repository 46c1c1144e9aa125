import type { FieldError } from "../ending.js";
import type { NamedValues } from "../exchange.js";
import type { QueryStringPolicy } from "../policy.js";
import { readForm } from "./form.js";
import { misspelled, spelled, spellJson, type Spelled } from "./spelling.js";
import type { Reading } from "./styles.js";

/** What the parameters of one location came to: their values by name, or the one value that a whole query string is. */
export type Settled =
  | { readonly kind: "values"; readonly values: NamedValues }
  | { readonly kind: "fault"; readonly error: FieldError };

/** Reads a query string that is one value (OpenAPI 3.2 §4.12.1). One that is left out is an object without members. */
export function readQueryString(policy: QueryStringPolicy, query: string, reading: Reading): Settled {
  if (query === "") return policy.required ? fault("", "is required") : { kind: "values", values: {} };
  if (policy.kind === "form") {
    const read = readForm(policy.form, query, reading.maxDepth);
    return read.kind === "fault" ? fault(read.pointer, read.message) : read;
  }
  const text = reading.decode(query);
  const read =
    text === null ? misspelled("must be percent-encoded UTF-8") : spell(policy.kind, text, reading);
  return read.kind === "invalid"
    ? fault("", read.message)
    : { kind: "values", values: read.value as NamedValues };
}

function spell(kind: "json" | "text", text: string, reading: Reading): Spelled {
  return kind === "json" ? spellJson(text, reading.maxDepth) : spelled(text);
}

function fault(pointer: string, message: string): Settled {
  return { kind: "fault", error: { in: "query", pointer, message } };
}
