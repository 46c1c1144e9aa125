import { code, joinCode, trusted, type Code } from "./code.js";
import { returning, type Expression } from "./expression.js";
import { importOf } from "./imports.js";

/** What `selectors.ts` may import, by the module of the runtime that has it; types last. */
const modules = {
  "answer-shape": [
    "jsonBody",
    "jsonOf",
    "jsonOnly",
    "type HeaderShapes",
    "type ResponseShape",
    "type ResponseShapes",
  ],
  "linear-pattern": ["linearPattern"],
  "output/stream-answer": ["byteBody", "eventBody", "itemBody"],
  shape: [
    ...["all", "array", "json", "literal", "object", "record", "ref", "some", "tuple", "value", "when"],
    ...["type Guards", "type ParameterShapes", "type Shape"],
  ],
} as const;

const names = Object.values(modules).flat();
const types = names.flatMap((each) => (each.startsWith("type ") ? [each.slice("type ".length)] : []));

/** What the module imports, and may give to nothing of its own. */
export const importedNames: readonly string[] = names.filter((each) => !each.startsWith("type "));

/** One export of the module. */
export interface Declaration {
  readonly text: Code;
  /** What it needs of the runtime. */
  readonly imports: readonly string[];
}

/**
 * A function, not a constant: shapes are made when they are first needed, and the compiler need not follow every
 * reference back through all constants before it, which makes thousands of them quadratic.
 */
export function declaration(name: Code, type: Code, value: Expression): Declaration {
  const text = returning(code`export function ${name}(): ${type}`, value);
  return { text, imports: importsOf(text) };
}

function importsOf(written: Code): readonly string[] {
  const text = written.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""');
  return [
    ...importedNames.filter((helper) => callOf.get(helper)?.test(text)),
    ...types.filter((type) => text.includes(`(): ${type} {`)).map((type) => `type ${type}`),
  ];
}

const callOf: ReadonlyMap<string, RegExp> = new Map(
  importedNames.map((word) => [
    word,
    new RegExp(`(?<![.\\p{ID_Continue}$])${word}(?![\\p{ID_Continue}$:])`, "u"),
  ]),
);

/** What a module of these declarations imports: only what they need. */
export function importsFor(declarations: readonly Declaration[], extension: Code): Code {
  const needed = new Set(declarations.flatMap((each) => each.imports));
  const declared = Object.entries(modules).flatMap(([module, known]) => {
    const own = known.filter((each) => needed.has(each));
    return own.length === 0 ? [] : [importDeclaration(own, module, extension)];
  });
  return joinCode(declared, "\n");
}

function importDeclaration(needed: readonly string[], module: string, extension: Code): Code {
  const isType = needed.every((each) => each.startsWith("type "));
  const spelled = isType ? needed.map((each) => each.slice("type ".length)) : needed;
  const keyword = isType ? "import type" : "import";
  return importOf(spelled.map(trusted), code`./runtime/core/${trusted(module)}`, extension, keyword);
}
