import { recalling } from "../document/remember.js";
import { name, trusted, type Code } from "./code.js";
import { importOf } from "./imports.js";
import type { Place } from "./validator-places.js";
import type { TemplateName } from "./templates.js";

/** A module of validators: its file below `validators/`, without extension, and what it is made of. */
export interface ValidatorFile {
  readonly file: string;
  readonly template: TemplateName;
  readonly view: object;
}

/** What stands in a module: its text depends on nothing beside it. */
export interface Entry {
  readonly file: string;
  readonly text: Code;
  /** Names to import from runtime/core. */
  readonly helpers: readonly string[];
  readonly usesFormats: boolean;
  /** Validators that the text names. */
  readonly named: readonly Place[];
}

/** The modules that the entries stand in, in the order of the entries; the same objects as before where that is the same. */
export function modulesOf(
  entries: readonly Entry[],
  template: TemplateName,
  extension: Code,
): readonly ValidatorFile[] {
  const modules = new Map<string, [Entry, ...Entry[]]>();
  for (const entry of entries) {
    const module = modules.get(entry.file);
    if (module === undefined) modules.set(entry.file, [entry]);
    else module.push(entry);
  }
  return [...modules].map(([file, own]) =>
    files(own[0], [template, extension, ...own], () => ({
      file,
      template,
      view: viewOf(file, own, extension),
    })),
  );
}

const files = recalling<ValidatorFile>();

function viewOf(file: string, entries: readonly Entry[], extension: Code): object {
  const up = file.includes("/") ? "../" : "";
  const core = `${up}../runtime/core/`;
  return {
    extension,
    core: trusted(core),
    imports: [
      ...helperImports(helpersOf(entries), core, extension),
      ...validatorImports(file, entries, up === "" ? "./" : up, extension),
    ],
    entries: entries.map(({ text }) => text),
  };
}

/** Helpers by the modules that they stand in; any other is one of Ajv's. */
const helperModules: Readonly<Record<string, string>> = {
  formats: "formats",
  linearPattern: "linear-pattern",
  remembered: "remembered",
};

function helpersOf(entries: readonly Entry[]): readonly string[] {
  const all = entries.flatMap(({ helpers, usesFormats }) => [
    ...helpers,
    ...(usesFormats ? ["formats"] : []),
  ]);
  return [...new Set(all)].sort();
}

function helperImports(helpers: readonly string[], core: string, extension: Code): readonly Code[] {
  const moduleOf = (helper: string): string => helperModules[helper] ?? "ajv-helpers";
  return [...new Set(helpers.map(moduleOf))].toSorted().map((module) => {
    const own = helpers.filter((helper) => moduleOf(helper) === module);
    return importOf(own.map(name), trusted(core + module), extension, "import");
  });
}

/** What stands in the module itself is there. */
function validatorImports(
  file: string,
  entries: readonly Entry[],
  up: string,
  extension: Code,
): readonly Code[] {
  const byFile = new Map<string, Set<Code>>();
  for (const { named } of entries)
    for (const place of named)
      if (place.file !== file) {
        const names = byFile.get(place.file) ?? new Set();
        byFile.set(place.file, names.add(place.validate));
      }
  return [...byFile.keys()]
    .sort()
    .map((from) => importOf([...(byFile.get(from) ?? [])].sort(), trusted(up + from), extension, "import"));
}
