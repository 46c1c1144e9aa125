import { createHash } from "node:crypto";
import { reservedWords } from "./reserved-words.js";
import { camelCase, codePoints, kebabCase, pascalCase, plural, snakeCase, words } from "./words.js";

/** Words that the name of an operation avoids: reserved ones, and those that would puzzle a reader of TypeScript. */
const avoided: ReadonlySet<string> = new Set([
  ...reservedWords,
  ...(
    "abstract any as async boolean constructor declare get infer is keyof module namespace never " +
    "number object of prototype readonly set string symbol then type unique unknown using"
  ).split(" "),
]);

/** Names become names of files, with something before and after them; file systems take 255 bytes. */
const longest = 100;

/** Names of files that mean something to a module loader, or to Windows (as bare device names). */
const reservedFiles = /^(?:index|con|prn|aux|nul|com[0-9]|lpt[0-9])$/iu;

/** Gives every name once: a second `order` becomes `order2`. Letter case does not tell names apart. */
export class NameScope {
  readonly #taken = new Set<string>();

  constructor(taken: Iterable<string> = []) {
    for (const name of taken) this.#taken.add(name.toLowerCase());
  }

  has(name: string): boolean {
    return this.#taken.has(name.toLowerCase());
  }

  /** The name itself, or with the smallest number after it that makes it unique. */
  claim(name: string, separator = ""): string {
    let unique = name;
    for (let number = 2; this.#taken.has(unique.toLowerCase()); number++)
      unique = `${name}${separator}${number}`;
    this.#taken.add(unique.toLowerCase());
    return unique;
  }
}

/** A camelCase identifier that is no reserved word; `fallback` begins what could not begin one. */
export function identifier(text: string, fallback: string): string {
  const name = shortened(camelCase(text));
  if (name === "") return text === "" ? fallback : fallback + pascalCase(codePoints(text));
  if (!/^\p{ID_Start}/u.test(name)) return `${fallback}${name}`;
  return avoided.has(name) ? `${name}${pascalCase(fallback)}` : name;
}

/** What is left out of a long name is hashed, so that names that begin alike stay apart whatever their order. */
function shortened(name: string): string {
  if (name.length <= longest) return name;
  const kept = name.slice(0, longest - 8).replace(/[\uD800-\uDBFF]$/u, "");
  return kept + digest(name, 8);
}

/** So many hexadecimal digits that stand for a text, 64 at most. */
export function digest(text: string, digits: number): string {
  return createHash("sha256").update(text).digest("hex").slice(0, digits);
}

/** `GET /orders/{orderId}/items` → `getOrdersByOrderIdItems`. */
export function operationName(method: string, path: string): string {
  const segments = path.split("/").map((segment) => segment.replace(/\{([^}]*)\}/gu, " by $1 "));
  return identifier([method.toLowerCase(), ...segments].join(" "), "operation");
}

/** Module name of an operation without extension. */
export function fileName(operationId: string): string {
  return plainFileName(kebabCase(operationId), "operation");
}

/** Module name of a type without extension. */
export function typeFileName(type: string): string {
  return plainFileName(type, "schema");
}

/** ASCII only: file systems disagree on how other letters are stored and compared. */
function plainFileName(name: string, fallback: string): string {
  const ascii = name.replace(/[^A-Za-z0-9_-]+/gu, "");
  if (ascii !== name) return `${shortened(ascii) || fallback}-${digest(name, 8)}`;
  return reservedFiles.test(name) ? `${name}-${fallback}` : shortened(name);
}

/** A PascalCase identifier for a type. */
export function typeName(text: string): string {
  const written = /^[A-Z][A-Za-z0-9]*$/u.test(text) ? text : pascalCase(text);
  const name = shortened(written === "" ? pascalCase(codePoints(text)) : written);
  return /^\p{ID_Start}/u.test(name) ? name : `Schema${name}`;
}

/** camelCase plural: the name of a repository. */
export function repositoryName(schema: string): string {
  return identifier(pluralWords(schema).join(" "), "rows");
}

/** snake_case plural: the default name of a table. */
export function tableName(schema: string): string {
  return sqlName(snakeCase(pluralWords(schema).join("_")) || "rows");
}

/** snake_case: the column of a property. */
export function columnName(property: string): string {
  return sqlName(snakeCase(property) || "column");
}

/** PostgreSQL cuts names after 63 bytes (§4.1.1), and two that differ later would be one; here that is seen. */
function sqlName(name: string): string {
  let cut = Array.from(name.slice(0, 126)).slice(0, 63);
  while (Buffer.byteLength(cut.join("")) > 63) cut = cut.slice(0, -1);
  return cut.join("");
}

function pluralWords(name: string): readonly string[] {
  const all = words(name);
  return [...all.slice(0, -1), ...all.slice(-1).map(plural)];
}
