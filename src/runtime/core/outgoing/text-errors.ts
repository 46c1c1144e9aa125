import type { FieldError } from "../ending.js";
import { spellScalar } from "../input/spelling.js";
import { fieldErrors } from "../input/validation.js";
import type { Validator } from "../validator.js";

/** What a schema has against a body of text: as the text it is, or as the number or word that it spells. */
export function textErrors(validator: Validator | undefined, text: string): readonly FieldError[] {
  const errors = fieldErrors("body", validator, text);
  if (errors.length === 0) return [];
  const reading = spellScalar(text, ["integer", "number", "boolean"]);
  const isSpelled = reading.kind === "value" && fieldErrors("body", validator, reading.value).length === 0;
  return isSpelled ? [] : errors;
}
