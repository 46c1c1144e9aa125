/**
 * What Ajv writes for one schema, without what nobody reads: empty blocks, constants that are not used, parts of errors
 * that no answer shows. Compilers and editors of our users read every line of it. Ajv starts a new line with each
 * statement, and no string literal has a line end. Texts of the document stay as they are, whatever they spell.
 * @param schemaOf the value of a schema that the text refers to by name
 */
export function shortValidator(text: string, schemaOf: (name: string) => unknown): string {
  const lines = withoutEmptyBlocks(withShortTokens(text, schemaOf).split("\n"));
  return withoutUnusedConstants(lines).join("\n");
}

const string = String.raw`"(?:[^"\\]|\\.)*"`;

/** An error: where the value is, the keyword, its parameters. */
const error =
  String.raw`\{instancePath(?::((?:[^,"()]|${string}|\([^()]*\))+))?,schemaPath:${string},` +
  String.raw`keyword:(${string}),params:(\{(?:[^{}"]|${string})*\})\}`;

const parameters = `{instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}`;

/** What a call passes on beside the place of the value. Only keywords of an application's own look at it. */
const callContext =
  String.raw`,parentData(?::[\w$]+)?,parentDataProperty(?::(?:${string}|[\w$]+))?,` +
  String.raw`rootData,dynamicAnchors\}`;

/**
 * String literals are tokens of their own, so nothing that is rewritten can begin within one: all else in the text is Ajv's
 * or the name of a variable.
 */
const tokens = new RegExp(`${string}|${parameters.replace(/[{}]/g, "\\$&")}|${error}|${callContext}`, "g");

/** Errors say where the value is, never where the schema is; calls pass on nothing else. */
function withShortTokens(text: string, schemaOf: (name: string) => unknown): string {
  return text.replace(tokens, (token: string, path?: string, keyword?: string, params?: string) => {
    if (token.startsWith('"')) return token;
    if (token === parameters) return `{instancePath=""}={}`;
    if (keyword === undefined || params === undefined) return "}";
    const told = telling.has(keyword.slice(1, -1)) ? `, ${inlined(params, schemaOf)}` : "";
    return `fault(${path ?? "instancePath"}, ${keyword}${told})`;
  });
}

/** Keywords whose parameters the answer to the caller repeats: what is missing, unknown, too long. */
const telling: ReadonlySet<string> = new Set(
  (
    "required additionalProperties unevaluatedProperties type format minLength maxLength minItems maxItems " +
    "minProperties maxProperties minimum maximum exclusiveMinimum exclusiveMaximum"
  ).split(" "),
);

/** A list of types stands in the schema, which would have to be in the module for its sake alone. */
function inlined(params: string, schemaOf: (name: string) => unknown): string {
  return params.replace(
    /^\{type: (schema\d+)((?:\.[\w$]+|\[(?:\d+|"(?:[^"\\]|\\.)*")\])+)\}$/,
    (whole, name: string, path: string) => {
      const found = follow(schemaOf(name), path);
      return found === undefined ? whole : `{type: ${JSON.stringify(found)}}`;
    },
  );
}

function follow(schema: unknown, path: string): unknown {
  return [...path.matchAll(/\.([\w$]+)|\[(\d+|"(?:[^"\\]|\\.)*")\]/g)].reduce<unknown>(
    (value, [, name, quoted]) => {
      const key = name ?? String(JSON.parse(quoted ?? '""'));
      return typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Readonly<Record<string, unknown>>)[key]
        : undefined;
    },
    schema,
  );
}

/** Tests without effect whose block may be empty. */
const plainTest =
  /^if\((?:valid\d+|errors === (?:0|_errs\d+)|_errs\d+ === errors|typeof data\d* ==+ "\w+")\)\{$/;

function withoutEmptyBlocks(lines: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === "break;" && kept.at(-1) === "return false;") continue;
    kept.push(line);
    if (line === "}") dropEmptyBlocks(kept, lines[index + 1] ?? "");
  }
  return kept;
}

/** The block that ends the lines, where it is empty; and what is empty without it. */
function dropEmptyBlocks(kept: string[], next: string): void {
  if (kept.at(-2) === "else {") kept.length -= 2;
  const isFollowed = next.startsWith("else ");
  if (!isFollowed && kept.at(-1) === "}" && plainTest.test(kept.at(-2) ?? "")) kept.length -= 2;
}

const unusedWhenAlone =
  /^const (_errs\d+|vSchema\d+) = (?:errors|schema\d+(?:\.[\w$]+|\[(?:\d+|"(?:[^"\\]|\\.)*")\])*);$/;

/** Counts of errors that nothing is compared with, and parts of schemas that nobody looks at. */
function withoutUnusedConstants(lines: readonly string[]): readonly string[] {
  const uses = new Map<string, number>();
  for (const name of lines.join("\n").match(/\b(?:_errs|vSchema)\d+\b/g) ?? [])
    uses.set(name, (uses.get(name) ?? 0) + 1);
  return lines.filter((line) => {
    if (!line.startsWith("const ")) return true;
    const name = unusedWhenAlone.exec(line)?.[1];
    return name === undefined || uses.get(name) !== 1;
  });
}
