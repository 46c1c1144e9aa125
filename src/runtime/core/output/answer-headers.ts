import type { Exchange } from "../exchange.js";
import type { HandlerAnswer, HttpHeaders } from "../result.js";
import { select, SelectionError } from "../select.js";
import type { HeaderShape } from "../answer-shape.js";
import { isFenced } from "./safe-headers.js";
import { asciiJson, writeSimple } from "./write-value.js";

/** A header of the handler's cannot leave; the message names the header, never its value. */
export class HeaderError extends Error {
  override readonly name = "HeaderError";

  constructor(header: string, what: string) {
    super(`the header ${header} of the answer ${what}`);
  }
}

/** Headers that need no declaration, since they mean the same in every API. */
const common: Readonly<Record<keyof HttpHeaders, true>> = {
  "accept-ranges": true,
  age: true,
  allow: true,
  "cache-control": true,
  "clear-site-data": true,
  "content-disposition": true,
  "content-encoding": true,
  "content-language": true,
  "content-location": true,
  "content-range": true,
  etag: true,
  expires: true,
  "last-modified": true,
  link: true,
  location: true,
  "retry-after": true,
  "set-cookie": true,
  vary: true,
  "www-authenticate": true,
};

/** By lower-case name: the text, or one for each time that the header is written. */
type WrittenHeaders = Readonly<Record<string, string | readonly string[]>>;

/**
 * Writes the handler's headers: those that the document declares for this status, selected, checked and in their style
 * (OpenAPI 3.1 §4.8.21), and those of HTTP's own. Any other is left out, as undeclared fields of bodies are.
 * @throws HeaderError where a required one is missing, or one is not as declared.
 */
export async function answerHeaders(
  exchange: Exchange,
  answer: HandlerAnswer,
  status: string,
): Promise<WrittenHeaders> {
  const given = foldNames(answer.headers ?? {});
  const declared = exchange.plan?.route.headers?.()[status] ?? [];
  const values = selectDeclared(declared, given, exchange);
  if (declared.length > 0) await check(values, status, exchange);
  const result = Object.create(null) as Record<string, string | readonly string[]>;
  for (const header of declared) {
    const name = header.name.toLowerCase();
    if (header.name in values) result[name] = write(header, values[header.name]);
    given.delete(name);
  }
  // Names that no handler may write are not left out: the answer is held back for them later on.
  for (const [name, value] of given)
    if (Object.hasOwn(common, name) || isFenced(name)) result[name] = write({ name }, value);
  return result;
}

/** Those that have a value, by lower-case name. */
function foldNames(headers: Readonly<Record<string, unknown>>): Map<string, unknown> {
  const folded = new Map<string, unknown>();
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || value === null) continue;
    if (folded.has(name.toLowerCase())) throw new HeaderError(name, "is given twice");
    folded.set(name.toLowerCase(), value);
  }
  return folded;
}

/** By declared name: what may leave of each header that is given. */
function selectDeclared(
  declared: readonly HeaderShape[],
  given: ReadonlyMap<string, unknown>,
  { principal }: Exchange,
): Readonly<Record<string, unknown>> {
  const values = Object.create(null) as Record<string, unknown>;
  for (const { name, required, shape } of declared) {
    const value = given.get(name.toLowerCase());
    const copy = shape === undefined || value === undefined ? value : copied(name, shape, value, principal);
    if (copy !== undefined) values[name] = copy;
    else if (required === true) throw new HeaderError(name, "is missing");
  }
  return values;
}

function copied(
  name: string,
  shape: NonNullable<HeaderShape["shape"]>,
  value: unknown,
  principal: Exchange["principal"],
): unknown {
  try {
    return select(shape, value, principal);
  } catch (error) {
    if (error instanceof SelectionError) throw new HeaderError(name, "is not as declared");
    throw error;
  }
}

async function check(
  values: Readonly<Record<string, unknown>>,
  status: string,
  { plan }: Exchange,
): Promise<void> {
  const validators = await plan?.route.validators();
  const validator = validators?.answer?.[status];
  if (validator === undefined || validator(values)) return;
  const [, name = ""] = validator.errors?.at(-1)?.instancePath.split("/") ?? [];
  throw new HeaderError(name.replaceAll("~1", "/").replaceAll("~0", "~"), "is not as declared");
}

function write({ name, explode, json }: HeaderShape, value: unknown): string | readonly string[] {
  if (json === true) return asciiJson(value);
  const isRepeated = name.toLowerCase() === "set-cookie" && Array.isArray(value);
  const text = isRepeated
    ? (value as readonly unknown[]).map((each) => writeSimple(each, false))
    : [writeSimple(value, explode === true)];
  const whole = text.filter((each) => each !== null);
  if (whole.length < text.length) throw new HeaderError(name, "is no text, number, boolean or list of them");
  return isRepeated ? whole : (whole[0] ?? "");
}
