import { suggestion } from "../../diagnostics/suggest.js";
import type { OpenApiVersion } from "../document.js";
import { isObject, memberOf } from "../json.js";
import { joinPointer } from "../pointer.js";
import { deviates, isSince, type SpecialCheck, type Subject } from "./report.js";

/** Names of header fields and media types are made of these signs (RFC 9110 §5.6.2). */
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/u;

const places = ["query", "header", "path", "cookie"];

/** Styles by place (OpenAPI 3.2.0 §4.12.3); the first is the default. */
function stylesOf(place: string, version: OpenApiVersion): readonly string[] {
  switch (place) {
    case "path":
      return ["simple", "label", "matrix"];
    case "query":
      return ["form", "spaceDelimited", "pipeDelimited", "deepObject"];
    case "cookie":
      return isSince(version, "3.2") ? ["form", "cookie"] : ["form"];
    default:
      return ["simple"];
  }
}

export const checkParameter: SpecialCheck = (subject) => {
  const { value, pointer, version, report } = subject;
  const place = memberOf(value, "in");
  if (typeof place !== "string") return;
  const allowed = isSince(version, "3.2") ? [...places, "querystring"] : places;
  if (!allowed.includes(place)) {
    const help = place === "querystring" ? "State OpenAPI 3.2, which has it." : suggestion(place, allowed);
    report(joinPointer(pointer, "in"), `A parameter cannot be in "${place}".`, { help });
    return;
  }
  checkName(subject, place);
  if (place === "path" && value["required"] !== true) {
    const help =
      "Write `required: true`; it is taken so in any case, since a path without it is another path.";
    report(pointer, "A path parameter must be required: true.", deviates(help));
  }
  checkDescription(subject, "A parameter");
  if (place === "querystring") checkQueryString(subject);
  else checkStyle(subject, `A ${place} parameter`, stylesOf(place, version));
  checkReserved(subject, place);
  checkExamples(subject);
};

function checkName({ value, pointer, report }: Subject, place: string): void {
  const name = memberOf(value, "name");
  if (typeof name !== "string") return;
  const at = joinPointer(pointer, "name");
  if (name === "") report(at, "The name of a parameter cannot be empty.");
  else if (place === "header" && !token.test(name)) report(at, headerName(name));
  else if (place === "path" && /[{}]/u.test(name)) {
    report(at, `The name of a path parameter cannot have braces, as ${JSON.stringify(name)} has.`);
  }
}

function headerName(name: string): string {
  return `${JSON.stringify(name)} cannot be the name of a header: it may have letters, digits and -_.~!#$%&'*+^\`| only.`;
}

/** A value is described by a schema or by exactly one media type. */
function checkDescription(subject: Subject, noun: string): void {
  const { value, pointer, report } = subject;
  const hasSchema = Object.hasOwn(value, "schema");
  const content = memberOf(value, "content");
  if (hasSchema === (content !== undefined)) {
    const help = hasSchema ? "Keep one of the two." : "Describe the value, as in `schema: { type: string }`.";
    const extra =
      noun === "A header" && !hasSchema ? deviates(`${help} Any value may be sent in it now.`) : { help };
    report(pointer, `${noun} must have either "schema" or "content".`, extra);
    return;
  }
  if (!isObject(content)) return;
  const names = Object.keys(content);
  if (names.length !== 1) {
    const found = names.length === 0 ? "none" : String(names.length);
    const help =
      "Keep the one media type that the value has: nothing in a request says which of several it is.";
    report(joinPointer(pointer, "content"), `"content" must have one media type here, and has ${found}.`, {
      help,
    });
  }
  checkMediaTypeNames(subject);
  for (const key of ["style", "explode", "allowReserved"]) {
    if (!Object.hasOwn(value, key)) continue;
    const help = `Remove "${key}": the media type says how the value is written.`;
    report(joinPointer(pointer, key), `"${key}" has no meaning beside "content".`, { help });
  }
}

function checkQueryString({ value, pointer, report }: Subject): void {
  if (!Object.hasOwn(value, "schema")) return;
  const help =
    "Describe the query as a whole: `content: { application/x-www-form-urlencoded: { schema: … } }`.";
  report(joinPointer(pointer, "schema"), 'A parameter in "querystring" must have "content".', { help });
}

function checkStyle({ value, pointer, report }: Subject, noun: string, styles: readonly string[]): void {
  const style = memberOf(value, "style");
  if (typeof style !== "string" || styles.includes(style)) return;
  const help = `${noun} can be written in the style ${styles.join(", ")}.`;
  report(joinPointer(pointer, "style"), `${noun} cannot have the style "${style}".`, { help });
}

/** 3.1.1 §4.8.12.2.2 knows it for queries; 3.2.0 for whatever is percent-encoded. */
function checkReserved({ value, pointer, version, report }: Subject, place: string): void {
  if (!Object.hasOwn(value, "allowReserved") || version === "3.0") return;
  const isEncoded =
    place === "path" || (place === "cookie" && (memberOf(value, "style") ?? "form") === "form");
  if (place === "query" || (isEncoded && isSince(version, "3.2"))) return;
  if (place === "querystring") return;
  const at = joinPointer(pointer, "allowReserved");
  report(at, `"allowReserved" has no meaning in a ${place}.`, { help: 'Remove "allowReserved".' });
}

/** Since 3.1 an object has an example or examples; 3.0 only advises so, and neither changes what is served. */
function checkExamples({ value, pointer, version, report }: Subject): void {
  if (!Object.hasOwn(value, "example") || !Object.hasOwn(value, "examples")) return;
  const help = 'Move the one in "example" to the others in "examples".';
  const extra = isSince(version, "3.1") ? { help } : deviates(help);
  report(joinPointer(pointer, "example"), '"example" cannot stand beside "examples".', {
    ...extra,
    part: "key",
  });
}

export const checkHeader: SpecialCheck = (subject) => {
  checkDescription(subject, "A header");
  checkStyle(subject, "A header", ["simple"]);
  checkReserved(subject, "header");
  checkExamples(subject);
};

export const checkMediaType: SpecialCheck = (subject) => {
  checkEncodings(subject);
  checkExamples(subject);
};

export const checkEncoding: SpecialCheck = (subject) => {
  checkEncodings(subject);
  checkHeaderNames(subject);
  checkStyle(subject, "A property of a form", stylesOf("query", subject.version));
};

/** OpenAPI 3.2.0 §4.14.1: parts are named or counted, not both. */
function checkEncodings({ value, pointer, report }: Subject): void {
  const byPosition = ["prefixEncoding", "itemEncoding"].find((key) => Object.hasOwn(value, key));
  if (byPosition === undefined || !Object.hasOwn(value, "encoding")) return;
  const help =
    'Keep "encoding" for parts that have names, the other for parts that are told by their position.';
  report(joinPointer(pointer, "encoding"), `"encoding" cannot stand beside "${byPosition}".`, { help });
}

/** Keys of `headers` are names of header fields, which differ by more than the case of letters. */
export function checkHeaderNames({ value, pointer, report }: Subject): void {
  const headers = memberOf(value, "headers");
  const seen = new Map<string, string>();
  for (const name of isObject(headers) ? Object.keys(headers) : []) {
    const at = joinPointer(pointer, "headers", name);
    const earlier = seen.get(name.toLowerCase());
    seen.set(name.toLowerCase(), name);
    if (!token.test(name)) report(at, headerName(name), { part: "key" });
    else if (earlier !== undefined) {
      const help = "Keep one of the two.";
      report(at, `"${name}" and "${earlier}" are one header: letter case does not count.`, {
        help,
        part: "key",
      });
    }
  }
}

/** Keys of `content` are media types or ranges of them. Nothing, or a word without a slash, can never be sent, but harms nobody. */
export function checkMediaTypeNames({ value, pointer, report }: Subject): void {
  const content = memberOf(value, "content");
  for (const name of isObject(content) ? Object.keys(content) : []) {
    const [essence = ""] = name.split(";");
    const parts = essence.trim().split("/");
    if (parts.length === 2 && parts.every((part) => token.test(part))) continue;
    const help = "Write it as `application/json`, or as a range such as `text/*`.";
    const isHarmless = essence.trim() === "" ? name === "" : token.test(essence.trim());
    const extra = isHarmless ? deviates(help) : { help };
    report(joinPointer(pointer, "content", name), `${JSON.stringify(name)} is no media type.`, {
      ...extra,
      part: "key",
    });
  }
}

/** Members of an example that say the same thing in two ways, and so might contradict each other. */
const exclusive: readonly (readonly [string, string])[] = [
  ["value", "externalValue"],
  ["value", "dataValue"],
  ["value", "serializedValue"],
  ["serializedValue", "externalValue"],
];

export const checkExample: SpecialCheck = ({ value, pointer, report }) => {
  for (const [one, other] of exclusive) {
    if (!Object.hasOwn(value, one) || !Object.hasOwn(value, other)) continue;
    report(pointer, `An example cannot have both "${one}" and "${other}".`, { help: "Keep one of the two." });
  }
};
