import { diagnostic } from "../diagnostics/create.js";
import type { Diagnostic, Location } from "../diagnostics/diagnostic.js";

/** Something stands where a file should be written, and it is not ours. */
export function foreignFile(shownPath: string, what: string): Diagnostic {
  return diagnostic("output-foreign", startOf(shownPath), `${what} that ringfence did not write stands here`);
}

/** A generated file that was changed by hand. */
export function editedFile(shownPath: string): Diagnostic {
  return diagnostic("output-edited", startOf(shownPath), "this file is generated, but it was edited since");
}

/** The manifest's place is taken by something that cannot be read as one. */
export function unreadableManifest(shownPath: string): Diagnostic {
  return diagnostic(
    "output-manifest",
    startOf(shownPath),
    "this is no manifest that this version of ringfence can read",
  );
}

/** A symbolic link would lead writing out of the folder that was named. */
export function escapingFolder(shownPath: string, folder: string): Diagnostic {
  return diagnostic("output-escape", startOf(shownPath), `a symbolic link leads out of ${folder}`);
}

function startOf(file: string): Location {
  return { file, line: 1, column: 1, length: 1 };
}
