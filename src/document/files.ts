import { realpathSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import type { Diagnostic, Location } from "../diagnostics/diagnostic.js";
import { diagnostic } from "../diagnostics/create.js";
import type { InputFile } from "./document.js";
import type { DocumentMemory } from "./memory.js";
import { displayPath, readSource, readText, type Source } from "./source.js";

/** The files of one document: each is read once, and none outside the folder of the entry. */
export class Files {
  readonly #cwd: string;
  readonly #folder: string;
  readonly #jail: string;
  readonly #report: (diagnostic: Diagnostic) => void;
  readonly #sources = new Map<string, Source | null>();
  readonly #realPaths = new Map<string, string | null>();
  readonly #memory: DocumentMemory | undefined;
  readonly #inputs: InputFile[] = [];

  /** `root` is the folder that references must stay in. */
  constructor(cwd: string, root: string, report: (diagnostic: Diagnostic) => void, memory?: DocumentMemory) {
    this.#memory = memory;
    this.#cwd = cwd;
    this.#folder = resolve(cwd, root);
    this.#jail = realPath(this.#folder) ?? this.#folder;
    this.#report = report;
  }

  get inputs(): readonly InputFile[] {
    return this.#inputs;
  }

  /** Reads a file that the command line names; it may stand anywhere. Null where it is no value, which is reported. */
  open(path: string): Source | null {
    return this.#read(resolve(this.#cwd, path), null);
  }

  /** Takes a text for the file that it is going to be. */
  draft({ path, text }: { readonly path: string; readonly text: string }): Source | null {
    const { source, diagnostics } = readText(resolve(this.#cwd, path), this.#cwd, text);
    diagnostics.forEach(this.#report);
    return source;
  }

  /** Whether a URL that schemas name each other by is one of the files. */
  mayFetch(url: string): boolean {
    return this.#sources.has(url);
  }

  /** Reads the file that the file part of a `$ref` in `from` names. Null where it must not or cannot be read, which is reported. */
  refer(reference: string, from: Source, locate: () => Location): Source | null {
    const path = localPath(reference);
    if (path === null) return this.#refuse(reference, locate(), "Only relative file names are followed.");
    const target = resolve(dirname(from.input.absolutePath), path);
    if (!this.#isInside(target)) {
      const folder = displayPath(this.#folder, this.#cwd) || ".";
      return this.#refuse(reference, locate(), `It leads out of the folder of the document (${folder}).`);
    }
    return this.#read(target, locate);
  }

  /** Lexically first, so that nothing outside is touched to find out; then through symbolic links. */
  #isInside(target: string): boolean {
    return isBelow(target, this.#folder) && isBelow(this.#realPath(target) ?? this.#jail, this.#jail);
  }

  #read(absolutePath: string, askedBy: (() => Location) | null): Source | null {
    const key = this.#realPath(absolutePath) ?? absolutePath;
    const known = this.#sources.get(key);
    if (known !== undefined) return known;
    const { source, input, diagnostics } = readSource(absolutePath, this.#cwd, askedBy, this.#memory);
    if (input !== null) {
      this.#sources.set(key, source);
      this.#inputs.push(input);
    }
    diagnostics.forEach(this.#report);
    return source;
  }

  /** One file is referred to often, and what its path means does not change while a document is read. */
  #realPath(path: string): string | null {
    const known = this.#realPaths.get(path);
    if (known !== undefined) return known;
    const real = realPath(path);
    this.#realPaths.set(path, real);
    return real;
  }

  #refuse(reference: string, location: Location, why: string): null {
    this.#report(diagnostic("reference-escapes", location, `"${reference}" cannot be referred to. ${why}`));
    return null;
  }
}

/** The relative path of a reference, percent-decoded, or null for URLs, absolute paths and what is no path at all. */
function localPath(reference: string): string | null {
  if (/^[a-z][a-z0-9+.-]*:/iu.test(reference) || /^[/\\]/u.test(reference)) return null;
  try {
    const path = decodeURIComponent(reference);
    return isAbsolute(path) || path.includes("\0") || path.includes("\\") ? null : path;
  } catch {
    return null;
  }
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

function realPath(path: string): string | null {
  try {
    return realpathSync.native(path);
  } catch {
    return null;
  }
}
