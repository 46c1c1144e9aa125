import { invalidInput, type Ending, type FieldError } from "../ending.js";
import type { Exchange } from "../exchange.js";
import { splitTarget } from "../message.js";
import type { ValidationError, Validator } from "../validator.js";
import { escapeToken } from "./pointer.js";

/** Holds path, query, header, cookie and body against the document's schemas, before any handler runs. */
export async function validate(exchange: Exchange): Promise<Ending | undefined> {
  const { plan, parameters, contentType } = exchange;
  if (plan === null) return undefined;
  const validators = await plan.route.validators();
  const checks: readonly [FieldError["in"], Validator | undefined, unknown][] = [
    ["path", validators.path, parameters.path],
    ["query", isLeftOut(exchange) ? undefined : validators.query, parameters.query],
    ["header", validators.header, parameters.header],
    ["cookie", validators.cookie, parameters.cookie],
  ];
  const errors = checks.flatMap(([location, validator, data]) => fieldErrors(location, validator, data));
  if (contentType !== null) {
    errors.push(...fieldErrors("body", validators.body?.[contentType.declared], exchange.body));
  }
  return errors.length === 0 ? undefined : invalidInput(400, "validation", { errors });
}

/** Whether the query string is one value, and there is none: the document lets it be left out, or nothing gets here. */
function isLeftOut({ plan, incoming }: Exchange): boolean {
  return plan?.route.policy.queryString !== undefined && (splitTarget(incoming.target).query ?? "") === "";
}

/** What a validator says against a part of a message, in words that never repeat a value. */
export function fieldErrors(
  location: FieldError["in"],
  validator: Validator | undefined,
  data: unknown,
): readonly FieldError[] {
  if (validator === undefined || validator(data)) return [];
  const error = mostTelling(validator.errors ?? []);
  return [
    error === undefined ? { in: location, pointer: "", message: "is invalid" } : describe(location, error),
  ];
}

/** Unions report every branch; an unknown field says most, else the outermost error, which comes last. */
function mostTelling(errors: readonly ValidationError[]): ValidationError | undefined {
  return errors.find(({ keyword }) => Object.hasOwn(unknownFields, keyword)) ?? errors.at(-1);
}

/** Keywords that refuse a member by name, and where Ajv puts the name. */
const unknownFields: Readonly<Record<string, string>> = {
  additionalProperties: "additionalProperty",
  unevaluatedProperties: "unevaluatedProperty",
};

function describe(
  location: FieldError["in"],
  { instancePath, keyword, params }: ValidationError,
): FieldError {
  const memberOf = keyword === "required" ? "missingProperty" : unknownFields[keyword];
  const member = memberOf === undefined ? undefined : params[memberOf];
  const pointer = shorten(instancePath) + (typeof member === "string" ? `/${escapeToken(member)}` : "");
  return { in: location, pointer, message: sentence(keyword, params) };
}

/** Ajv's path is escaped already; a hostile member name in it may still be of any length. */
function shorten(pointer: string): string {
  return pointer
    .split("/")
    .map((token) => (token.length > 64 ? `${token.slice(0, 64)}…` : token))
    .join("/");
}

/** What the schema asks for, in words; the value itself is never repeated. */
function sentence(keyword: string, params: ValidationError["params"]): string {
  const limit = String(params["limit"]);
  switch (keyword) {
    case "additionalProperties":
    case "unevaluatedProperties":
      return "unknown field";
    case "required":
      return "is required";
    case "type":
      return `must be of type ${[params["type"]].flat().join(" or ")}`;
    case "format":
      return `must be in the format ${String(params["format"])}`;
    case "minLength":
      return `must have at least ${limit} characters`;
    case "maxLength":
      return `must have at most ${limit} characters`;
    case "minItems":
      return `must have at least ${limit} items`;
    case "maxItems":
      return `must have at most ${limit} items`;
    case "minProperties":
      return `must have at least ${limit} members`;
    case "maxProperties":
      return `must have at most ${limit} members`;
    case "minimum":
    case "maximum":
    case "exclusiveMinimum":
    case "exclusiveMaximum":
      return `must be ${String(params["comparison"])} ${limit}`;
    case "enum":
    case "const":
      return "must be one of the declared values";
    case "pattern":
      return "must match the declared pattern";
    case "uniqueItems":
      return "must not repeat items";
    case "false schema":
      return "is not allowed";
    default:
      return `does not satisfy ${keyword}`;
  }
}
