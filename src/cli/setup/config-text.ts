import path from "node:path";
import { isUrl } from "../../document/remote/policy.js";
import type { Project } from "../project.js";
import { standing, type Step } from "./step.js";

const name = "ringfence.config.json";

/**
 * The configuration that names document and overlay. One that exists is its owner's: then only a hint is left.
 * @param overlay absolute path of the overlay, or null where none is written
 */
export async function configuration(
  { cwd, document, root, remote, overlays }: Project,
  configFile: string | null,
  overlay: string | null,
): Promise<Step> {
  const folder = configFile === null ? cwd : path.dirname(configFile);
  const relative = (file: string): string => path.relative(folder, file).split(path.sep).join("/");
  if (configFile !== null) {
    const missing = overlay !== null && !overlays.includes(overlay);
    const hint = `add ${JSON.stringify(relative(overlay ?? ""))} to "overlays" in ${path.relative(cwd, configFile)}`;
    return { kind: "kept", shownPath: path.relative(cwd, configFile), hint: missing ? hint : null };
  }
  const file = await standing(cwd, folder, name);
  const named = [...overlays, ...(overlay === null || overlays.includes(overlay) ? [] : [overlay])];
  const content = {
    document: isUrl(document) ? document : relative(document),
    ...(root === undefined ? {} : { root: relative(root) || "." }),
    ...((remote.hosts ?? []).length === 0 ? {} : { remote }),
    ...(named.length === 0 ? {} : { overlays: named.map(relative) }),
  };
  const text = `${JSON.stringify(content, null, 2)}\n`;
  const question = `Write ${file.shownPath}, which names document and overlay?`;
  return { kind: "write", ...file, text, question, ...(overlay === null ? {} : { needs: overlay }) };
}
