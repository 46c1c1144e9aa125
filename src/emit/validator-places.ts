import { recalling } from "../document/remember.js";
import type { Operation, Outgoing } from "../model/model.js";
import { digest, fileName, typeFileName } from "../model/names.js";
import { codePoints, kebabCase, words } from "../model/words.js";
import { name, type Code } from "./code.js";

/**
 * Which module a validator stands in, and what it is called there. Both follow from what the validator is for and from
 * nothing else, so an edit moves nothing but what it is about.
 */
export interface Place {
  /** Below `validators/`, without extension. */
  readonly file: string;
  readonly validate: Code;
}

/** Segments that say of a path no more than that it is one of an API. */
const meaningless = /^(?:apis?|rest|v\d[\w.]*)$/iu;

/** Modules of operations, by the first two names in their paths: `/v1/orders/{id}/items` stands in `orders-items`. */
export function operationFile(operation: Operation): string {
  return operationFiles(operation, [], () => {
    const [path = ""] = operation.path.split("?");
    const names = path
      .split("/")
      .filter((segment) => segment !== "" && !segment.includes("{") && !meaningless.test(segment));
    return fileName(names.slice(0, 2).map(plainWords).join("-")) || "root";
  });
}

const operationFiles = recalling<string>();

function plainWords(text: string): string {
  return kebabCase(text) || codePoints(text);
}

/** Modules of requests that the server makes, by the first word of their names. */
export function outgoingFile({ id }: Outgoing): string {
  return `outgoing/${firstWord(id)}`;
}

/** The validator of a schema with a name, beside those of others whose names begin alike. */
export function variantPlace(variant: string): Place {
  return { file: `schemas/${firstWord(variant)}`, validate: variantFunction(variant) };
}

/** The validator of what several operations take, named by what it checks. */
export function sharedPlace(content: string): Place {
  const hash = digest(content, 16);
  return { file: `shared/${hash.slice(0, 1)}`, validate: name(`validate_${hash}`) };
}

function firstWord(text: string): string {
  return typeFileName(words(text)[0] ?? codePoints(text));
}

/** Names of Ajv's own end with a number, and begin with no word but `validate`. */
const plainName = /^[A-Za-z][A-Za-z0-9]{0,99}$/;

/** What the validator of a variant is called wherever it is called: ASCII only, and different for each. */
export function variantFunction(variant: string): Code {
  if (plainName.test(variant)) return name(`validate${variant}`);
  const kept = variant.replace(/[^A-Za-z0-9]+/g, "").slice(0, 80);
  return name(`validate${kept}_${digest(variant, 8)}`);
}
