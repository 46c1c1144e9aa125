import type Handlebars from "handlebars";
import { literal, trusted, type Code } from "./code.js";
import { comment } from "./comment.js";
import { engine, templateFunction } from "./template-engine.js";

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

registerHelpers();
const compiled = new Map<TemplateName, Handlebars.TemplateDelegate>();

/**
 * The text of a file. Holes take code or go through `lit` and `doc`; a hole, list or condition that the view lacks throws.
 */
export function render(template: TemplateName, view: object): Code {
  const delegate = compiled.get(template) ?? templateFunction(template);
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

/** `strict` covers plain holes only: `each` and `if` would pass over a missing list or condition in silence. */
function registerHelpers(): void {
  const each = engine.helpers["each"] as Handlebars.HelperDelegate;
  const when = engine.helpers["if"] as Handlebars.HelperDelegate;
  engine.registerHelper("lit", (value: unknown) => literal(value));
  engine.registerHelper("doc", (text: string | null) => comment([text]));
  engine.registerHelper("each", function (this: unknown, list: unknown, options: unknown) {
    if (!Array.isArray(list)) throw new Error("a template goes through a list that its view lacks");
    return each.call(this, list, options) as string;
  });
  engine.registerHelper("if", function (this: unknown, condition: unknown, options: unknown) {
    if (condition === undefined) throw new Error("a template asks for a condition that its view lacks");
    return when.call(this, condition, options) as string;
  });
}
