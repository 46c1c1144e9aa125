import path from "node:path";
import { journalFolders, readJournal } from "./journal.js";
import { shown, type Layout } from "./layout.js";
import { OutputError } from "./output-error.js";
import { clearStaging, holdsOldFiles, inStaging } from "./staging.js";
import { isDone, undo } from "./undo.js";

/**
 * Puts right what a run left that died while it wrote: the old files are restored, or, where all new ones stood already,
 * left to stand. Only for the holder of the lock.
 * @throws OutputError where that cannot be done without knowing more
 */
export function recover(layout: Layout): void {
  const roots = [layout.api, layout.handlers, layout.deploy];
  const found = readJournal(layout);
  if (found.kind === "damaged" && roots.some(holdsOldFiles)) throw unreadable(layout);
  if (found.kind === "journal") {
    const { folders, entries } = found.journal;
    const { handlers, deploy } = journalFolders(layout);
    if (folders.handlers !== handlers || folders.deploy !== deploy) throw otherFolders(layout, folders);
    if (!isDone(entries, layout)) undo(entries, layout);
  }
  for (const root of roots) clearStaging(root);
}

function unreadable(layout: Layout): OutputError {
  const folder = shown(layout.cwd, path.dirname(inStaging(layout.api, "journal")));
  return new OutputError(
    `a run was interrupted, and its journal in ${folder} cannot be read: restore ${shown(layout.cwd, layout.api)} from version control and delete ${folder}`,
  );
}

function otherFolders(
  layout: Layout,
  folders: { readonly handlers: string; readonly deploy: string },
): OutputError {
  const named = [folders.handlers, folders.deploy].map((folder) =>
    shown(layout.cwd, path.resolve(layout.api, folder)),
  );
  return new OutputError(
    `a run was interrupted that wrote to ${named.join(" and ")}: run once more with these folders of handlers and deploy`,
  );
}
