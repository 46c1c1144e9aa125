import {
  _,
  Ajv2020,
  Name,
  nil,
  type CodeKeywordDefinition,
  type Format,
  type KeywordCxt,
} from "ajv/dist/2020.js";
import { ValueScope, type ValueScopeName } from "ajv/dist/compile/codegen/scope.js";
import type { SourceCode } from "ajv/dist/types/index.js";
import { callValidateCode } from "ajv/dist/vocabularies/code.js";
import type { JsonValue } from "../document/document.js";
import { isContainer } from "../document/json.js";
import { recalling } from "../document/remember.js";
import { escapeUnseen, trusted, type Code } from "./code.js";
import { asksForEvaluated } from "./evaluated.js";
import { countValidBranchesOnly, mergeEvaluatedBy } from "./evaluated-code.js";
import { patternCode, PatternReference } from "./pattern-code.js";
import { variantOf } from "./schemas.js";
import { shortValidator } from "./short-validator.js";
import { variantFunction } from "./validator-places.js";
import { inParts } from "./wide-schemas.js";

/** Formats that `formats` of runtime/core/formats.ts checks, by the type they speak of. Any other is an annotation. */
export const formatTypes = {
  string: (
    "date-time date time duration email idn-email hostname idn-hostname ipv4 ipv6 uri uri-reference uri-template " +
    "iri iri-reference uuid json-pointer relative-json-pointer regex byte"
  ).split(" "),
  number: ["int32", "int64", "float", "double"],
} as const;

/** A module's worth of validators. */
export interface CompiledModule {
  /** Function name of each schema, in the order they were given. */
  readonly functions: readonly Code[];
  readonly statements: Code;
  /** The variants whose validators the statements call, by the names that `variantFunction` gives them. */
  readonly variants: ReadonlySet<string>;
  /** Names to import from runtime/core. */
  readonly helpers: readonly string[];
  readonly usesFormats: boolean;
}

export interface CompiledSchema {
  readonly schema: JsonValue;
  /** Whether others that refer to it ask which properties and items it evaluated. */
  readonly tellsEvaluated: boolean;
}

/**
 * Compiles schemas to the statements of one module: Ajv's standalone code in which a reference calls the imported
 * validator of its variant. The text of a module depends on its schemas alone.
 */
export function compileModule(schemas: readonly CompiledSchema[]): CompiledModule {
  const [first] = schemas;
  if (first === undefined || !isContainer(first.schema)) return compileAnew(schemas);
  const inputs = schemas.flatMap(({ schema, tellsEvaluated }) => [schema, tellsEvaluated]);
  return modules(first.schema, inputs, () => compileAnew(schemas));
}

const modules = recalling<CompiledModule>();

function compileAnew(schemas: readonly CompiledSchema[]): CompiledModule {
  const compilation = new Compilation();
  const functions = schemas.map((schema) => compilation.add(schema));
  return { functions, ...compilation.result() };
}

const helperPattern = /^(?:require\("ajv\/dist\/runtime\/(ucs2length|equal)"\)\.default|(isMultiple))$/;

class Compilation {
  readonly #ajv: Ajv2020;
  readonly #statements: string[] = [];
  readonly #declared = new Set<string>();
  readonly #variants = new Set<string>();
  readonly #helpers = new Set<string>();
  #usesFormats = false;

  constructor() {
    this.#ajv = freshCompiler((variant) => this.#variants.add(variant));
  }

  add({ schema, tellsEvaluated }: CompiledSchema): Code {
    // Keeping count of what was evaluated costs every validator something; few are asked.
    this.#ajv.opts.unevaluated = tellsEvaluated || asksForEvaluated(schema);
    const { source } = this.#ajv.compile(inParts(schema) as object | boolean);
    if (source === undefined) throw new Error("the compiler kept no source");
    const validate = source.validateName.toString();
    const values = valuesOf(source);
    const body = shortValidator(ownMembersOnly(source.validateCode.toString()), schemaIn(values));
    this.#declareValues(values, body);
    this.#statements.push(body);
    if (body.includes("fault(")) this.#helpers.add("fault");
    if (source.evaluated !== undefined)
      this.#statements.push(`${validate}.evaluated = ${source.evaluated.toString()};`);
    return trusted(validate);
  }

  result(): Omit<CompiledModule, "functions"> {
    return {
      statements: trusted(escapeUnseen(this.#statements.join("\n"))),
      variants: this.#variants,
      helpers: [...this.#helpers].sort(),
      usesFormats: this.#usesFormats,
    };
  }

  #declareValues(values: readonly ValueScopeName[], body: string): void {
    for (const value of values) {
      const name = value.toString();
      const code = value.value?.code?.toString();
      const isUsed = mentions(body, name);
      if (code === undefined || !isUsed || this.#declared.has(name)) continue;
      this.#declared.add(name);
      const reference: unknown = value.value?.ref;
      const written =
        reference instanceof PatternReference ? this.#pattern(reference) : this.#valueCode(code);
      this.#statements.push(`const ${name} = ${written};`);
    }
  }

  #pattern({ text }: PatternReference): Code {
    const { code, helper } = patternCode(text);
    if (helper !== null) this.#helpers.add(helper);
    return code;
  }

  #valueCode(code: string): string {
    this.#usesFormats ||= code.startsWith("formats");
    const [, ofAjv, ours] = helperPattern.exec(code) ?? [];
    const helper = ofAjv ?? ours;
    if (helper === undefined) return code;
    this.#helpers.add(helper);
    return helper;
  }
}

/** Whether a text has a name in it that is no part of a longer one. Values are many; to make a pattern of each takes longer. */
function mentions(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1))
    if (!isOfName(text.charAt(at - 1)) && !isOfName(text.charAt(at + name.length))) return true;
  return false;
}

function isOfName(sign: string): boolean {
  return /^\w$/u.test(sign);
}

type Used = (variant: string) => void;

interface Compiler {
  readonly ajv: Ajv2020;
  /** Told of every variant that the compiled code calls. */
  used: Used;
}

let compiler: Compiler | null = null;

/** The compiler, with no names taken: making a new one for each module would cost more than compiling does. */
function freshCompiler(used: Used): Ajv2020 {
  compiler ??= createCompiler();
  compiler.used = used;
  const { ajv } = compiler;
  ajv.removeSchema();
  // Names are numbered by the scope; the property is read-only in Ajv's types, not in Ajv.
  Object.assign(ajv, { scope: new ValueScope({ scope: {}, lines: true }) });
  return ajv;
}

function createCompiler(): Compiler {
  const ajv = new Ajv2020({
    meta: false,
    validateSchema: false,
    strict: false,
    logger: false,
    allErrors: false,
    messages: false,
    unicodeRegExp: true,
    ownProperties: true,
    formats: knownFormats(),
    code: {
      source: true,
      esm: true,
      lines: true,
      // Ajv's optimiser takes a third of the time to compile and shortens the text by a tenth.
      optimize: false,
      formats: _`formats`,
      regExp: PatternReference.of,
      // The text is wanted, not a function in this process.
      process: () => "return () => true",
    },
  });
  const created: Compiler = { ajv, used: () => undefined };
  countValidBranchesOnly(ajv);
  divideDecimals(ajv);
  ajv.removeKeyword("$ref");
  ajv.addKeyword(
    referenceKeyword((variant) => {
      created.used(variant);
    }),
  );
  return created;
}

/** `multipleOf` over decimals: Ajv divides binary fractions, and 19.99 is no multiple of 0.01 among these. */
function divideDecimals(ajv: Ajv2020): void {
  ajv.removeKeyword("multipleOf");
  ajv.addKeyword({
    keyword: "multipleOf",
    type: "number",
    schemaType: "number",
    code(cxt: KeywordCxt): void {
      const isMultiple = cxt.gen.scopeValue("func", { key: "isMultiple", ref: {}, code: _`isMultiple` });
      cxt.fail(_`!${isMultiple}(${cxt.data}, ${cxt.schema as number})`);
    },
  });
}

/** Ajv only asks which formats there are, and of what type; the generated code calls the runtime's. */
function knownFormats(): Record<string, Format> {
  const text = formatTypes.string.map(
    (name) => [name, { type: "string" as const, validate: () => true }] as const,
  );
  const number = formatTypes.number.map(
    (name) => [name, { type: "number" as const, validate: () => true }] as const,
  );
  return Object.fromEntries<Format>([...text, ...number]);
}

/** Variables of every function that Ajv generates: the errors found so far, and their number. */
const vErrors = new Name("vErrors");
const errors = new Name("errors");

/** `$ref` as a call of another module's validator. It must come before the keywords that ask what was evaluated. */
function referenceKeyword(used: Used): CodeKeywordDefinition {
  return {
    keyword: "$ref",
    schemaType: "string",
    before: "const",
    code(cxt: KeywordCxt): void {
      const variant = variantOf(cxt.schema as string);
      const target = new Name(variantFunction(variant));
      used(variant);
      const addEvaluated = (): void => mergeEvaluatedBy(cxt, target);
      cxt.result(callValidateCode(cxt, target, nil), addEvaluated, () => {
        cxt.gen.assign(
          vErrors,
          _`${vErrors} === null ? ${target}.errors : ${vErrors}.concat(${target}.errors)`,
        );
        cxt.gen.assign(errors, _`${vErrors}.length`);
      });
    },
  };
}

const stringOrLookup = /"(?:[^"\\]|\\.)*"|!(props\d+)\[(key\d+)\]/g;

/**
 * What a schema evaluated is kept in plain objects; a request could name `constructor` and find it there, so only their
 * own members count.
 */
function ownMembersOnly(text: string): string {
  if (!text.includes("!props")) return text;
  return text.replace(stringOrLookup, (match, evaluated: string | undefined, key: string | undefined) =>
    evaluated === undefined || key === undefined ? match : `!Object.hasOwn(${evaluated}, ${key})`,
  );
}

function valuesOf({ scopeValues }: SourceCode): readonly ValueScopeName[] {
  return Object.values(scopeValues).flatMap((names) => [...(names ?? [])]);
}

/** The schema that a name of the compiled text stands for. */
function schemaIn(values: readonly ValueScopeName[]): (name: string) => unknown {
  return (name) => values.find((value) => value.toString() === name)?.value?.ref;
}
