import type { JsonObject, JsonValue } from "../document.js";
import { methods } from "../grammar.js";
import { isArray, isObject, memberOf } from "../json.js";
import { joinPointer } from "../pointer.js";
import { deviates, type SpecialCheck, type Subject } from "./report.js";
import { resolved } from "./resolved.js";

export const checkPaths: SpecialCheck = ({ value, pointer, report }) => {
  for (const key of Object.keys(value)) {
    if (key.startsWith("/") || key.startsWith("x-")) continue;
    report(joinPointer(pointer, key), `The path "${key}" must begin with a slash.`, {
      help: `Write it as "/${key}".`,
    });
  }
};

/** Answers, that is, `responses` (§4.8.10): an operation without them is still one whose meaning is certain. */
export const checkOperation: SpecialCheck = (subject) => {
  const { value, pointer, version, report } = subject;
  if (version === "3.0" && !Object.hasOwn(value, "responses")) {
    const help = "Declare what it answers, at least `default`: what is not declared cannot leave the server.";
    report(pointer, 'An operation must have "responses".', deviates(help));
  }
  checkParameterList(listed(value, pointer), subject);
};

export const checkResponses: SpecialCheck = ({ value, pointer, report }) => {
  const keys = Object.keys(value);
  if (!keys.some((key) => !key.startsWith("x-"))) {
    const help = "Declare at least one: what is not declared cannot leave the server.";
    report(pointer, "`responses` must have at least one response.", deviates(help));
  }
  for (const key of keys) {
    if (/^(?:[1-5](?:\d\d|XX)|default|x-.*)$/u.test(key)) continue;
    const at = joinPointer(pointer, key);
    if (/^[1-5]xx$/iu.test(key)) {
      report(at, `"${key}" must be written "${key.toUpperCase()}".`, { ...deviates(), part: "key" });
      continue;
    }
    report(at, `"${key}" is no status code, no range such as 4XX, and not "default".`, {
      help: "Write a number from 100 to 599, a range from 1XX to 5XX, or default.",
      part: "key",
    });
  }
};

/** A path item's own parameters, its additional operations, and what its parameters and those of operations come to. */
export const checkPathItem: SpecialCheck = (subject) => {
  const { value, pointer, report } = subject;
  const own = listed(value, pointer);
  checkParameterList(own, subject);
  checkQueryStrings(own, subject);
  const additional = memberOf(value, "additionalOperations");
  const further = isObject(additional) ? additional : {};
  for (const method of Object.keys(further)) {
    if (!(methods as readonly string[]).includes(method.toLowerCase())) continue;
    const help = `Write it as \`${method.toLowerCase()}\` beside "additionalOperations".`;
    const at = joinPointer(pointer, "additionalOperations", method);
    report(at, `"additionalOperations" cannot have "${method}", which has a place of its own.`, {
      help,
      part: "key",
    });
  }
  for (const [key, holder] of [
    ...methods.map((method) => [method, memberOf(value, method)] as const),
    ...Object.entries(further),
  ]) {
    if (!isObject(holder)) continue;
    const isFixed = Object.hasOwn(value, key) && holder === value[key];
    const at = isFixed ? joinPointer(pointer, key) : joinPointer(pointer, "additionalOperations", key);
    checkQueryStrings([...own, ...listed(holder, at)], subject);
  }
};

interface Listed {
  readonly written: JsonValue;
  readonly pointer: string;
}

function listed(holder: JsonObject, pointer: string): readonly Listed[] {
  const list = memberOf(holder, "parameters");
  return isArray(list)
    ? list.map((written, index) => ({ written, pointer: joinPointer(pointer, "parameters", index) }))
    : [];
}

/** §4.8.9: a list names no parameter twice, where a name is one together with its place. */
function checkParameterList(list: readonly Listed[], { root, report }: Subject): void {
  const seen = new Map<string, string>();
  for (const { written, pointer } of list) {
    const parameter = resolved(root, written, pointer);
    const name = memberOf(parameter?.value, "name");
    const place = memberOf(parameter?.value, "in");
    if (parameter === null || typeof name !== "string" || typeof place !== "string") continue;
    const key = `${place} ${place === "header" ? name.toLowerCase() : name}`;
    const earlier = seen.get(key);
    seen.set(key, parameter.pointer);
    if (earlier === undefined) continue;
    const extra = earlier === parameter.pointer ? deviates("Remove one of the two.") : {};
    report(pointer, `The ${place} parameter "${name}" stands twice in this list.`, {
      help: "Keep one of the two: which one counts would otherwise depend on the reader.",
      ...extra,
    });
  }
}

/** OpenAPI 3.2.0 §4.12.1: `in: querystring` is the whole query, so there is one, and nothing `in: query` beside it. */
function checkQueryStrings(list: readonly Listed[], { root, report }: Subject): void {
  const placed = list.flatMap(({ written, pointer }) => {
    const place = memberOf(resolved(root, written, pointer)?.value, "in");
    return place === "query" || place === "querystring" ? [{ place, pointer }] : [];
  });
  const [whole, second] = placed.filter(({ place }) => place === "querystring");
  if (whole === undefined) return;
  if (second !== undefined) {
    report(second.pointer, 'There can be one parameter in "querystring", and this is the second.');
  }
  const single = placed.find(({ place }) => place === "query");
  if (single === undefined) return;
  const help =
    'Describe it in the schema of the parameter in "querystring", or make that one single parameters.';
  report(single.pointer, 'A parameter in "query" cannot stand beside one in "querystring".', { help });
}
