import { describe } from "../../src/model/vocabulary/describe.js";
import type { Field, Form } from "../../src/model/vocabulary/form.js";
import { places, type Place } from "../../src/model/vocabulary/places.js";

const titles: Readonly<Record<Place, string>> = {
  document: "The document",
  scheme: "A security scheme",
  schema: "An object schema",
  property: "A property",
  parameter: "A parameter",
  pathItem: "A path item",
  operation: "An operation",
};

/** `docs/vocabulary.md`, from the table that parses `x-security`. */
export function vocabularyPage(): string {
  const sections = (Object.keys(titles) as Place[]).map(
    (place) =>
      `## ${titles[place]}\n\n| Key | Value | Means |\n| --- | --- | --- |\n${rows(places[place], "").join("\n")}\n`,
  );
  return [
    "# The vocabulary of `x-security`",
    "",
    "<!-- Generated from the vocabulary's table by `npm run docs`. -->",
    "",
    "`x-security` may stand in seven places, with these keys and no others: a key that is not listed is an error. Keys marked with *",
    "are required where the object that holds them is written. `[]` stands for each item of a list, `<name>` for each key of a map.",
    "",
    ...sections,
  ].join("\n");
}

function rows(form: Form, path: string): readonly string[] {
  switch (form.kind) {
    case "record":
      return Object.entries(form.fields).flatMap(([key, field]) => fieldRows(field, join(path, key)));
    case "tagged":
      return Object.entries(form.cases).flatMap(([key, item]) => [
        row(join(path, key), item, ""),
        ...rows(item, join(path, key)),
      ]);
    case "list":
      return rows(form.item, `${path}[]`);
    case "map":
      return rows(form.item, join(path, "<name>"));
    case "either":
      return form.branches.flatMap((branch) => rows(branch, path));
    default:
      return [];
  }
}

function fieldRows(field: Field, path: string): readonly string[] {
  return [row(path + (field.required ? "*" : ""), field.form, field.note), ...rows(field.form, path)];
}

function row(path: string, form: Form, note: string): string {
  return `| \`${path}\` | ${brief(form)} | ${note} |`;
}

/** What the value is; what an object holds stands in rows of its own. */
function brief(form: Form): string {
  switch (form.kind) {
    case "record":
    case "tagged":
      return "an object";
    case "map":
      return `an object of ${form.noun}`;
    case "list":
      return form.item.kind === "record" || form.item.kind === "tagged"
        ? "a list of objects"
        : `a list; each is ${brief(form.item)}`;
    case "either":
      return form.branches.map(brief).join(", or ");
    default:
      return describe(form).replaceAll("|", "\\|");
  }
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
