import { lstatSync, realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, relative, resolve, sep } from "node:path";
import type { Diagnostic, Location } from "../diagnostics/diagnostic.js";
import { diagnostic, type DiagnosticExtra } from "../diagnostics/create.js";
import type { InputFile } from "./document.js";
import { memberOf } from "./json.js";
import type { DocumentMemory } from "./memory.js";
import type { RemoteDocuments } from "./remote/documents.js";
import { isUrl, parseUrl } from "./remote/policy.js";
import {
  displayPath,
  inputOf,
  interpret,
  noText,
  readSource,
  readText,
  type ReadSource,
  type Source,
} from "./source.js";

export interface FilesOptions {
  readonly cwd: string;
  /** The folder that references must stay in. */
  readonly root: string;
  readonly remote: RemoteDocuments;
  readonly report: (diagnostic: Diagnostic) => void;
  /** What an earlier reading left. */
  readonly memory?: DocumentMemory | undefined;
  /** Told of every file that was read. */
  readonly onInput?: ((input: InputFile) => void) | undefined;
}

/** The files of one document: each is read once, and none that its author must not reach. */
export class Files {
  readonly #cwd: string;
  readonly #folder: string;
  readonly #jail: string;
  readonly #remote: RemoteDocuments;
  readonly #report: (diagnostic: Diagnostic) => void;
  readonly #sources = new Map<string, Source | null>();
  /** Where documents of other hosts were found; their own references are relative to that. */
  readonly #urls = new Map<Source, URL>();
  /** What files refer to: neighbours name the same ones again and again, and where that leads takes a while to tell. */
  readonly #referred = new Map<Source, Map<string, Source>>();
  readonly #referredIn = new Map<string, Map<string, Source>>();
  readonly #realPaths = new Map<string, string | null>();
  readonly #shownFolders = new Map<string, string>();
  readonly #memory: DocumentMemory | undefined;
  readonly #selves = new Map<string, Source>();
  readonly #inputs: InputFile[] = [];
  readonly #onInput: (input: InputFile) => void;

  constructor({ cwd, root, remote, report, memory, onInput = () => undefined }: FilesOptions) {
    this.#onInput = onInput;
    this.#memory = memory;
    this.#cwd = cwd;
    this.#folder = resolve(cwd, root);
    this.#jail = realPath(this.#folder) ?? this.#folder;
    this.#remote = remote;
    this.#report = report;
  }

  get inputs(): readonly InputFile[] {
    return this.#inputs;
  }

  /** What is read so far and says by `$self` what it is called. */
  get selves(): ReadonlyMap<string, Source> {
    return this.#selves;
  }

  /** Takes a text for the file that it is going to be. */
  draft({ path, text }: { readonly path: string; readonly text: string }): Source | null {
    const { source, diagnostics } = readText(resolve(this.#cwd, path), this.#cwd, text);
    diagnostics.forEach(this.#report);
    return source;
  }

  /** Whether a URL that schemas name each other by may be fetched. */
  mayFetch(reference: string): boolean {
    const url = parseUrl(reference);
    return url !== null && this.#remote.policy.refusal(url) === null;
  }

  /** Reads a file or URL that the command line names; a file may stand anywhere. Null where it is no value, which is reported. */
  open(path: string): Source | null {
    const url = isUrl(path) ? parseUrl(path) : null;
    return url === null ? this.#read(resolve(this.#cwd, path), null) : this.#fetch(url, null);
  }

  /** Reads what the file part of a `$ref` in `from` names. Null where it must not or cannot be read, which is reported. */
  refer(reference: string, from: Source, locate: () => Location): Source | null {
    const referred = this.#referredFrom(from);
    const known = referred.get(reference);
    if (known !== undefined) return known;
    const source = this.#referAnew(reference, from, locate);
    if (source !== null) referred.set(reference, source);
    return source;
  }

  /** A relative name leads to the same file from all files of a folder. */
  #referredFrom(from: Source): Map<string, Source> {
    const known = this.#referred.get(from);
    if (known !== undefined) return known;
    const folder = this.#urls.has(from) ? from.input.absolutePath : dirname(from.input.absolutePath);
    const referred = this.#referredIn.get(folder) ?? new Map<string, Source>();
    this.#referredIn.set(folder, referred);
    this.#referred.set(from, referred);
    return referred;
  }

  #referAnew(reference: string, from: Source, locate: () => Location): Source | null {
    const base = this.#urls.get(from);
    if (base !== undefined || isUrl(reference)) return this.#referToUrl(reference, base, locate);
    const path = localPath(reference);
    if (path === null) return this.#refuse(reference, locate(), "Only relative file names are followed.");
    const target = resolve(dirname(from.input.absolutePath), path);
    if (!this.#isInside(target)) {
      const folder = displayPath(this.#folder, this.#cwd) || ".";
      return this.#refuse(reference, locate(), `It leads out of the folder of the document (${folder}).`, {
        help: `If what it names belongs to the document, allow the folder above both: \`--root\`, or \`root\` in the configuration.`,
      });
    }
    return this.#read(target, locate);
  }

  #referToUrl(reference: string, base: URL | undefined, locate: () => Location): Source | null {
    const url = parseUrl(reference, base);
    if (url === null) return this.#refuse(reference, locate(), "It is no URL.");
    const refusal = this.#remote.policy.refusal(url);
    if (refusal === null) return this.#fetch(url, locate);
    const help = refusal.startsWith("The host")
      ? `If you trust it, allow it: \`--allow-host ${url.host}\`, or \`remote: { hosts: ["${url.host}"] }\` in the configuration. Else copy the file.`
      : "Copy what it names into the folder of the document, and refer to the copy.";
    return this.#refuse(reference, locate(), refusal, { help });
  }

  /** Lexically first, so that nothing outside is touched to find out; then through symbolic links. */
  #isInside(target: string): boolean {
    return isBelow(target, this.#folder) && isBelow(this.#realPath(target) ?? this.#jail, this.#jail);
  }

  #read(absolutePath: string, askedBy: (() => Location) | null): Source | null {
    const key = this.#realPath(absolutePath) ?? absolutePath;
    const known = this.#sources.get(key);
    if (known !== undefined) return known;
    return this.#keep(key, readSource(absolutePath, this.#shown(absolutePath), askedBy, this.#memory));
  }

  /** Neighbours are shown alike but for their names. */
  #shown(absolutePath: string): string {
    const folder = dirname(absolutePath);
    const known = this.#shownFolders.get(folder) ?? displayPath(folder, this.#cwd);
    this.#shownFolders.set(folder, known);
    return known === "" ? basename(absolutePath) : `${known}/${basename(absolutePath)}`;
  }

  #fetch(url: URL, askedBy: (() => Location) | null): Source | null {
    const known = this.#sources.get(url.href);
    if (known !== undefined) return known;
    const fetched = this.#remote.get(url);
    if (fetched === null) return null;
    const at = askedBy?.() ?? { file: url.href, line: 1, column: 1, length: 1 };
    if (fetched.kind === "failed") {
      const help = "Check the address; `curl` shows what it answers.";
      const rule = askedBy === null ? "file-unreadable" : "reference-missing";
      this.#report(diagnostic(rule, at, `${url.href}: ${fetched.reason}.`.replace(/\.\.$/u, "."), { help }));
      return null;
    }
    const input = inputOf(url.href, url.href, fetched.bytes);
    if (input === null) {
      this.#report(diagnostic("syntax-error", at, ...noText(url.href)));
      return null;
    }
    const source = this.#keep(url.href, interpret(input, this.#memory));
    if (source !== null) this.#urls.set(source, fetched.url);
    return source;
  }

  #keep(key: string, { source, input, diagnostics }: ReadSource): Source | null {
    if (input !== null) {
      this.#sources.set(key, source);
      this.#inputs.push(input);
      this.#onInput(input);
    }
    const self = memberOf(source?.value, "$self");
    if (source !== null && typeof self === "string") this.#selves.set(self, source);
    diagnostics.forEach(this.#report);
    return source;
  }

  /**
   * One file is referred to often, and what its path means does not change while a document is read. Of neighbours, the
   * way through their folder is looked up once.
   */
  #realPath(path: string): string | null {
    const known = this.#realPaths.get(path);
    if (known !== undefined) return known;
    const real = isPlainFile(path) ? this.#inRealFolder(path) : realPath(path);
    this.#realPaths.set(path, real);
    return real;
  }

  #inRealFolder(path: string): string | null {
    const folder = dirname(path);
    const known = this.#realPaths.get(folder);
    const real = known === undefined ? realPath(folder) : known;
    this.#realPaths.set(folder, real);
    return real === null ? null : resolve(real, basename(path));
  }

  #refuse(reference: string, location: Location, why: string, extra: DiagnosticExtra = {}): null {
    this.#report(
      diagnostic("reference-escapes", location, `"${reference}" cannot be referred to. ${why}`, extra),
    );
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

/** Both are absolute and without `..`. */
function isBelow(path: string, folder: string): boolean {
  // Thousands of files are asked about, and `relative` takes both paths apart.
  if (path.startsWith(folder) && (path[folder.length] === sep || folder.endsWith(sep))) return true;
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/** Is it a file, and no symbolic link to one? */
function isPlainFile(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    // A name below a file, or one that is too long; reading it says so.
    return false;
  }
}

function realPath(path: string): string | null {
  try {
    return realpathSync.native(path);
  } catch {
    return null;
  }
}
