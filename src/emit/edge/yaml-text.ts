/** A value of YAML 1.2 as `yamlText` prints it. */
export type YamlValue =
  string | number | boolean | readonly YamlValue[] | { readonly [key: string]: YamlValue };

/** Words that no reader of YAML takes for anything but text; all other texts are quoted as JSON, which YAML includes. */
const plainText = /^(?!(?:true|false|null|yes|no|on|off|y|n)$)[A-Za-z/][A-Za-z0-9_./-]*$/i;

/** Block style, two spaces a level. */
export function yamlText(value: YamlValue): string {
  return `${lines(value).join("\n")}\n`;
}

function lines(value: YamlValue): readonly string[] {
  if (isList(value)) return value.length === 0 ? ["[]"] : value.flatMap(item);
  if (typeof value !== "object") return [scalar(value)];
  const entries = Object.entries(value);
  return entries.length === 0 ? ["{}"] : entries.flatMap(([key, member]) => entry(key, member));
}

function entry(key: string, value: YamlValue): readonly string[] {
  const head = `${scalar(key)}:`;
  const [first = "", ...rest] = lines(value);
  return isInline(value) ? [`${head} ${first}`] : [head, ...[first, ...rest].map((line) => `  ${line}`)];
}

function item(value: YamlValue): readonly string[] {
  const [first = "", ...rest] = lines(value);
  return [`- ${first}`, ...rest.map((line) => `  ${line}`)];
}

function isInline(value: YamlValue): boolean {
  return typeof value !== "object" || (isList(value) ? value : Object.keys(value)).length === 0;
}

function isList(value: YamlValue): value is readonly YamlValue[] {
  return Array.isArray(value);
}

/**
 * JSON writes control characters by their codes; what YAML counts as line breaks besides is written so too. Single quotes
 * stand around printable ASCII where they save escapes.
 */
function scalar(value: string | number | boolean): string {
  if (typeof value !== "string") return String(value);
  if (plainText.test(value)) return value;
  if (value.includes('"') && /^[\x20-\x26\x28-\x7e]*$/.test(value)) return `'${value}'`;
  return JSON.stringify(value).replaceAll(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Text in a comment of one line. */
export function yamlComment(text: string): string {
  return `# ${text.replaceAll(/[^\x20-\x7e\u{a1}-\u{ff}\u{2014}]/gu, " ")}`;
}
