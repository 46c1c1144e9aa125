const known = new Map<string, readonly string[]>();
/** A document has fewer names than this; a process that watches for weeks sees more. */
const most = 100_000;

/**
 * The words of a name, lower case: `orderID_v2`, `OrderIdV2` and `order-id-v2` are `order id v2`. Letters of every script
 * are kept, accents of Latin ones and characters that cannot be seen are not; each word can be part of an identifier
 * (ECMA-262 §12.7).
 */
export function words(name: string): readonly string[] {
  const found = known.get(name);
  if (found !== undefined) return found;
  if (known.size >= most) known.clear();
  const split = splitWords(name);
  known.set(name, split);
  return split;
}

function splitWords(name: string): readonly string[] {
  return plain(name)
    .replace(/([\p{Ll}\p{Nd}])(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, "$1 $2")
    .split(/(?:\P{ID_Continue}|\p{Pc})+/u)
    .filter((word) => word !== "")
    .map((word) => word.toLowerCase());
}

function plain(name: string): string {
  if (/^[\x20-\x7e]*$/u.test(name)) return name;
  const decomposed = name.normalize("NFKD").replace(/[\u0300-\u036f\p{Default_Ignorable_Code_Point}]/gu, "");
  return decomposed.normalize("NFC");
}

/** Characters by their numbers, for names that have no letter and no digit: `👍` is `u1f44d`. */
export function codePoints(name: string): string {
  return [...name]
    .slice(0, 8)
    .map((character) => `u${(character.codePointAt(0) ?? 0).toString(16)}`)
    .join("");
}

export function camelCase(name: string): string {
  const [first = "", ...rest] = words(name);
  return first + rest.map(capitalised).join("");
}

export function pascalCase(name: string): string {
  return words(name).map(capitalised).join("");
}

export function kebabCase(name: string): string {
  return words(name).join("-");
}

/** `customerId` → `customer_id`; a name that is snake_case already is unchanged. */
export function snakeCase(name: string): string {
  return /^[a-z_][a-z0-9_]*$/u.test(name) ? name : words(name).join("_") || codePoints(name);
}

function capitalised(word: string): string {
  const [first = ""] = word;
  return first.toUpperCase() + word.slice(first.length);
}

const irregular: readonly (readonly [singular: string, plural: string])[] = [
  ["person", "people"],
  ["child", "children"],
  ["man", "men"],
  ["woman", "women"],
  ["datum", "data"],
  ["medium", "media"],
  ["analysis", "analyses"],
  ["status", "statuses"],
  ["address", "addresses"],
  ["movie", "movies"],
  ["bus", "buses"],
];

const uncountable: ReadonlySet<string> = new Set([
  "series",
  "species",
  "news",
  "equipment",
  "information",
  "metadata",
]);

/** The plural of the last word of a lower-case name, by a short list of rules rather than a dictionary. */
export function plural(name: string): string {
  return inflect(name, (word) => {
    const known = irregular.find(([one, many]) => word === one || word === many);
    if (known !== undefined) return known[1];
    if (/[^aeiou]y$/u.test(word)) return `${word.slice(0, -1)}ies`;
    return /(?:s|x|z|ch|sh)$/u.test(word) ? `${word}es` : `${word}s`;
  });
}

/** The singular of the last word of a lower-case name; a name that is singular already is unchanged. */
export function singular(name: string): string {
  return inflect(name, (word) => {
    const known = irregular.find(([one, many]) => word === one || word === many);
    if (known !== undefined) return known[0];
    if (/[^aeiou]ies$/u.test(word)) return `${word.slice(0, -3)}y`;
    if (/(?:ss|x|z|ch|sh)es$/u.test(word)) return word.slice(0, -2);
    return /[^s]s$/u.test(word) && !/(?:us|is)$/u.test(word) ? word.slice(0, -1) : word;
  });
}

function inflect(name: string, change: (word: string) => string): string {
  const start = name.search(/[a-z]+$/u);
  if (start < 0) return name;
  const word = name.slice(start);
  return uncountable.has(word) ? name : name.slice(0, start) + change(word);
}
