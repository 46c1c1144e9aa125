import { code, literal, trusted, type Code } from "./code.js";
import { group, indented, line, print, type Doc } from "./layout.js";
import { unionOf } from "./type-layout.js";

/** Status classes of ranges such as `4XX`: the registered codes of RFC 9110 §15 and RFC 6585. */
const classes = [
  { range: "1XX", name: trusted("Informational"), codes: "100 | 101 | 103" },
  { range: "2XX", name: trusted("Success"), codes: "200 | 201 | 202 | 203 | 204 | 205 | 206" },
  { range: "3XX", name: trusted("Redirection"), codes: "300 | 301 | 302 | 303 | 304 | 307 | 308" },
  {
    range: "4XX",
    name: trusted("ClientError"),
    codes:
      "400 | 401 | 402 | 403 | 404 | 405 | 406 | 409 | 410 | 411 | 412 | 413 | 415 | 416 | 422 | 423 | 428 | 429 | 451",
  },
  { range: "5XX", name: trusted("ServerError"), codes: "500 | 501 | 502 | 503 | 504" },
];

/** Declarations of the classes that types mention. */
export function statusClassesIn(
  mentioned: ReadonlySet<string>,
  scope: "exported" | "own",
): readonly { readonly codes: Code }[] {
  const keyword = trusted(scope === "exported" ? "export type" : "type");
  return classes
    .filter(({ name }) => mentioned.has(name))
    .map(({ name, codes }) => ({
      codes: declaredUnion(code`${keyword} ${name} =`, codes.split(" | ").map(trusted)),
    }));
}

/** `head a | b;` */
export function declaredUnion(head: Code, members: readonly Doc[]): Code {
  return print([head, group(indented([line, unionOf(members)])), trusted(";")]);
}

/** The type of a declared status: itself, its class, or any. */
export function statusType(status: string): Code {
  if (/^\d{3}$/.test(status)) return trusted(status);
  return classes.find(({ range }) => range === status.toUpperCase())?.name ?? trusted("number");
}

/** The type of the media types that a declared one or a range stands for. */
export function mediaTypeType(mediaType: string): Code {
  const family = /^([a-z]+)\/\*$/.exec(mediaType)?.[1];
  return family === undefined ? literal(mediaType) : trusted(`\`${family}/\${string}\``);
}

/** The identifiers of a type, those in string literals aside. */
export function wordsOf(type: Code): readonly string[] {
  return type.replace(/"(?:[^"\\]|\\.)*"/g, "").match(/[\p{ID_Continue}$]+/gu) ?? [];
}
