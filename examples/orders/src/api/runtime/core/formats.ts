import { isIPv4, isIPv6 } from "node:net";
import { isDate, isDateTime, isDuration, isTime } from "./formats/date-time.js";
import { isEmail, isHostname, isIdnEmail, isIdnHostname } from "./formats/names.js";
import { isIri, isIriReference, isUri, isUriReference, isUriTemplate } from "./formats/uri.js";

/** As Ajv takes a format: a check of texts, a check of numbers, or `true` where there is nothing to check. */
export type Format = true | FormatOf<"string", string> | FormatOf<"number", number>;

interface FormatOf<Type extends string, Value> {
  readonly type: Type;
  readonly validate: (value: Value) => boolean;
}

type Text = FormatOf<"string", string>;

const text = (validate: Text["validate"]): Text => ({ type: "string", validate });
const number = (validate: (value: number) => boolean): FormatOf<"number", number> => ({
  type: "number",
  validate,
});

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const jsonPointer = /^(?:\/(?:[^~/]|~[01])*)*$/;
const relativeJsonPointer = /^(?:0|[1-9]\d*)(?:[+-][1-9]\d*)?(?:#|(?:\/(?:[^~/]|~[01])*)*)$/;
const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * The formats of JSON Schema (Validation §7.3) and OpenAPI (Format Registry). Every check takes time linear in the
 * length of the text, whatever the text is.
 */
export const formats = {
  "date-time": text(isDateTime),
  date: text(isDate),
  time: text(isTime),
  duration: text(isDuration),
  email: text(isEmail),
  "idn-email": text(isIdnEmail),
  hostname: text(isHostname),
  "idn-hostname": text(isIdnHostname),
  ipv4: text(isIPv4),
  ipv6: text((address) => !address.includes("%") && isIPv6(address)),
  uri: text(isUri),
  "uri-reference": text(isUriReference),
  "uri-template": text(isUriTemplate),
  iri: text(isIri),
  "iri-reference": text(isIriReference),
  uuid: text((value) => uuid.test(value)),
  "json-pointer": text((value) => jsonPointer.test(value)),
  "relative-json-pointer": text((value) => relativeJsonPointer.test(value)),
  regex: text(isRegularExpression),
  byte: text((value) => value.length % 4 === 0 && base64.test(value)),
  int32: number((value) => Number.isInteger(value) && value >= -2_147_483_648 && value <= 2_147_483_647),
  int64: number(Number.isSafeInteger),
  float: number((value) => Number.isFinite(Math.fround(value))),
  double: number(Number.isFinite),
  binary: true,
  password: true,
} as const satisfies Readonly<Record<string, Format>>;

function isRegularExpression(pattern: string): boolean {
  try {
    new RegExp(pattern, "u");
    return true;
  } catch {
    return false;
  }
}
