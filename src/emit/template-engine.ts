import { readFileSync } from "node:fs";
import Handlebars from "handlebars";
import { ownPackage } from "../own-folders.js";

// Bundling puts a module in the place of this one that holds what `templateFunction` makes: compiling takes longer than rendering.

/** What registers helpers and runs templates. */
export const engine = Handlebars.create();

export const templateOptions = {
  strict: true,
  noEscape: true,
  knownHelpersOnly: true,
  knownHelpers: { lit: true, doc: true, each: true, if: true },
} as const satisfies CompileOptions;

/** The function that renders `templates/<name>.hbs`. */
export function templateFunction(name: string): Handlebars.TemplateDelegate {
  return engine.compile(readFileSync(new URL(`templates/${name}.hbs`, ownPackage), "utf8"), templateOptions);
}
