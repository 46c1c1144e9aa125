import { readFileSync } from "node:fs";
import Handlebars from "handlebars";
import { ownPackage } from "../own-folders.js";
import { literal, trusted, type Code } from "./code.js";
import { comment } from "./comment.js";

const folder = new URL("templates/", ownPackage);

/** Templates by file name without `.hbs`, one for each kind of emitted file. */
export type TemplateName =
  | "types"
  | "operations"
  | "operations-none"
  | "policy"
  | "data"
  | "data-none"
  | "selectors"
  | "outgoing"
  | "routes"
  | "routes-none"
  | "index"
  | "parts"
  | "validators"
  | "validator-units"
  | "handler"
  | "handlers-index";

const handlebars = createHandlebars();
const compiled = new Map<TemplateName, Handlebars.TemplateDelegate>();

/**
 * The text of a file. Holes take code or go through `lit` and `doc`; a hole, list or condition that the view lacks throws.
 */
export function render(template: TemplateName, view: object): Code {
  const delegate = compiled.get(template) ?? compile(template);
  compiled.set(template, delegate);
  return trusted(delegate(view, { allowProtoPropertiesByDefault: false }));
}

/**
 * The same for the file at a path: what was rendered for it the last time is the answer, the same object, where the view
 * says the same still. A process that renders once gains nothing by it.
 */
export function renderFile(path: string, template: TemplateName, view: object): RenderedFile {
  const key = `${template} ${path}`;
  const known = rendered.get(key);
  if (known !== undefined && saysSame(known.view, view)) return known.file;
  const file = { path, text: render(template, view) };
  rendered.set(key, { view, file });
  return file;
}

export interface RenderedFile {
  readonly path: string;
  readonly text: string;
}

const rendered = new Map<string, { readonly view: object; readonly file: RenderedFile }>();

/** Whether two views say the same; what parts of them are the same object is not looked into. */
function saysSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  const [before, now] = [one as Record<string, unknown>, other as Record<string, unknown>];
  const keys = Object.keys(before);
  if (keys.length !== Object.keys(now).length || Array.isArray(one) !== Array.isArray(other)) return false;
  return keys.every((key) => Object.hasOwn(now, key) && saysSame(before[key], now[key]));
}

const templateOptions = {
  strict: true,
  noEscape: true,
  knownHelpersOnly: true,
  knownHelpers: { lit: true, doc: true, each: true, if: true },
} as const satisfies CompileOptions;

function compile(template: TemplateName): Handlebars.TemplateDelegate {
  return handlebars.compile(readFileSync(new URL(`${template}.hbs`, folder), "utf8"), templateOptions);
}

/** `strict` covers plain holes only: `each` and `if` would pass over a missing list or condition in silence. */
function createHandlebars(): typeof Handlebars {
  const instance = Handlebars.create();
  const each = instance.helpers["each"] as Handlebars.HelperDelegate;
  const when = instance.helpers["if"] as Handlebars.HelperDelegate;
  instance.registerHelper("lit", (value: unknown) => literal(value));
  instance.registerHelper("doc", (text: string | null) => comment([text]));
  instance.registerHelper("each", function (this: unknown, list: unknown, options: unknown) {
    if (!Array.isArray(list)) throw new Error("a template goes through a list that its view lacks");
    return each.call(this, list, options) as string;
  });
  instance.registerHelper("if", function (this: unknown, condition: unknown, options: unknown) {
    if (condition === undefined) throw new Error("a template asks for a condition that its view lacks");
    return when.call(this, condition, options) as string;
  });
  return instance;
}
