import path from "node:path";
import { look } from "../../output/disk.js";
import { shown } from "../../output/layout.js";

/** One file that `init` would write, or why it leaves that file alone. */
export type Step =
  | {
      readonly kind: "write";
      readonly absolutePath: string;
      readonly shownPath: string;
      readonly text: string;
      /** What stands there now; null where nothing does. */
      readonly before: string | null;
      /** What a person is asked before. */
      readonly question: string;
      /** Another file of the plan, without which this one would be wrong. */
      readonly needs?: string;
    }
  | { readonly kind: "kept"; readonly shownPath: string; readonly hint: string | null };

/** What stands at a path of a project; `null` text for what is no file that could be read. */
export interface Standing {
  readonly absolutePath: string;
  readonly shownPath: string;
  readonly found: "absent" | "file" | "other";
  /** Empty where there is no file. */
  readonly text: string;
  readonly before: string | null;
}

/** Looks at a file of the project, without following a symbolic link at its end. */
export async function standing(cwd: string, folder: string, name: string): Promise<Standing> {
  const absolutePath = path.join(folder, name);
  const found = await look(absolutePath);
  const before = found.kind === "file" ? found.content.toString("utf8") : null;
  return { absolutePath, shownPath: shown(cwd, absolutePath), found: found.kind, before, text: before ?? "" };
}
