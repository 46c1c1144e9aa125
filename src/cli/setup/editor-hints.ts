import path from "node:path";
import { openApiSchema } from "../../model/vocabulary/openapi-schema.js";
import { isUrl } from "../../document/remote/policy.js";
import { readObject, withMember } from "./json-edit.js";
import { standing, type Standing, type Step } from "./step.js";

const schemaName = "x-security.schema.json";

/**
 * What makes an editor complete and check `x-security`: the schema, and the settings that give it to the document.
 * Settings that exist keep everything that is in them; where they cannot be read they are left alone.
 * @param document absolute path, or a URL, which nobody edits here
 */
export async function editorHints(cwd: string, folder: string, document: string): Promise<readonly Step[]> {
  if (isUrl(document)) return [];
  const schema = await standing(cwd, path.join(folder, ".vscode"), schemaName);
  const settings = await standing(cwd, path.join(folder, ".vscode"), "settings.json");
  const glob = path.relative(folder, document).split(path.sep).join("/");
  const text = settingsText(settings, glob);
  if (text === null) return [{ kind: "kept", shownPath: settings.shownPath, hint: byHand(settings, glob) }];
  const schemaText = `${JSON.stringify(openApiSchema("draft-07"), null, 2)}\n`;
  return [
    step(schema, schemaText, `Write ${schema.shownPath}, by which editors complete?`),
    step(settings, text, `Name it in ${settings.shownPath}?`),
  ];
}

function step(file: Standing, text: string, question: string): Step {
  if (file.found === "other" || text === file.text)
    return { kind: "kept", shownPath: file.shownPath, hint: null };
  return { kind: "write", ...file, text, question };
}

/** The settings with the schema in them, or null where they cannot be merged. */
function settingsText({ found, text }: Standing, glob: string): string | null {
  if (found === "other") return null;
  const before = found === "absent" || text.trim() === "" ? "{}\n" : text;
  const content = readObject(before);
  if (content === undefined) return null;
  return /\.json$/iu.test(glob) ? jsonSettings(before, content, glob) : yamlSettings(before, content, glob);
}

type Content = Readonly<Record<string, unknown>>;

/** `yaml.schemas`: schema → globs. */
function yamlSettings(before: string, content: Content, glob: string): string | null {
  const schemas = content["yaml.schemas"] ?? {};
  if (typeof schemas !== "object" || Array.isArray(schemas)) return null;
  const key = `./.vscode/${schemaName}`;
  const named = (schemas as Content)[key];
  const globs: readonly unknown[] = Array.isArray(named) ? named : named === undefined ? [] : [named];
  return globs.includes(glob) ? before : withMember(before, ["yaml.schemas", key], [...globs, glob]);
}

/** `json.schemas`: a list of globs with their schema. */
function jsonSettings(before: string, content: Content, glob: string): string | null {
  const schemas = content["json.schemas"] ?? [];
  if (!Array.isArray(schemas)) return null;
  const entry = { fileMatch: [glob], url: `./.vscode/${schemaName}` };
  const known = schemas.some((each) => JSON.stringify(each) === JSON.stringify(entry));
  return known ? before : withMember(before, ["json.schemas"], [...(schemas as readonly unknown[]), entry]);
}

function byHand({ shownPath }: Standing, glob: string): string {
  return `${shownPath} cannot be merged with: write the schema with \`ringfence schema --dialect draft-07 --with-openapi\`, and name it there for ${glob}`;
}
