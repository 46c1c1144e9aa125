import { code, trusted, type Code } from "./code.js";
import { returning, type Expression } from "./expression.js";
import { importOf } from "./imports.js";

const helpers = [
  "all",
  "array",
  "json",
  "literal",
  "object",
  "record",
  "ref",
  "some",
  "tuple",
  "value",
  "when",
];
/** What matches the names of members that a `RegExp` would be slow on. */
const automaton = "linearPattern";

/** What the module imports, and may give to nothing of its own. */
export const importedNames: readonly string[] = [...helpers, automaton];

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

const types = ["Guards", "HeaderShapes", "ParameterShapes", "ResponseShape", "ResponseShapes", "Shape"];

function importsOf(written: Code): readonly string[] {
  const text = written.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""');
  return [
    ...importedNames.filter((helper) => callOf.get(helper)?.test(text)),
    ...types.filter((type) => text.includes(`(): ${type} {`)),
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
  const names = [
    ...helpers.filter((helper) => needed.has(helper)),
    ...types.filter((type) => needed.has(type)).map((type) => `type ${type}`),
  ].map(trusted);
  const shapes = importOf(names, trusted("./runtime/core/shape"), extension, "import");
  if (!needed.has(automaton)) return shapes;
  const patterns = importOf(
    [trusted(automaton)],
    trusted("./runtime/core/linear-pattern"),
    extension,
    "import",
  );
  return code`${patterns}\n${shapes}`;
}
