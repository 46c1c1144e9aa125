import type { Step } from "./step.js";
import { standing } from "./step.js";
import { readObject, withMember } from "./json-edit.js";

const scripts = {
  generate: "ringfence generate",
  check: "ringfence check",
  watch: "ringfence watch",
} as const;

/** Scripts for `package.json`, where there is one; those that exist already are left as they are. */
export async function packageScripts(cwd: string, folder: string): Promise<Step> {
  const file = await standing(cwd, folder, "package.json");
  const hint = (why: string): Step => ({
    kind: "kept",
    shownPath: file.shownPath,
    hint: `${file.shownPath} ${why}: add the scripts yourself, "generate": "ringfence generate" for instance`,
  });
  if (file.found === "absent") return { kind: "kept", shownPath: file.shownPath, hint: null };
  const content = file.found === "file" ? readObject(file.text) : undefined;
  if (content === undefined) return hint("cannot be read");
  const written = content["scripts"] ?? {};
  if (typeof written !== "object" || Array.isArray(written)) return hint("has scripts of another shape");
  const missing = Object.entries(scripts).filter(([name]) => !Object.hasOwn(written, name));
  if (missing.length === 0) return { kind: "kept", shownPath: file.shownPath, hint: null };
  const text = missing.reduce(
    (before, [name, command]) => withMember(before, ["scripts", name], command),
    file.text,
  );
  const names = missing.map(([name]) => name).join(", ");
  return { kind: "write", ...file, text, question: `Add the scripts ${names} to ${file.shownPath}?` };
}
