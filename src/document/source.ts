import { hash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { relative } from "node:path";
import type { Diagnostic, Location } from "../diagnostics/diagnostic.js";
import { diagnostic, type DiagnosticExtra } from "../diagnostics/create.js";
import type { RuleId } from "../diagnostics/rules.js";
import { decode } from "./decoding.js";
import type { InputFile, JsonValue, LocationPart } from "./document.js";
import { readOnce, type DocumentMemory } from "./memory.js";
import { parseJson } from "./json-text.js";
import { createLocator } from "./position.js";
import { isUrl } from "./remote/policy.js";
import type { Parsed } from "./syntax.js";
import { parseYaml } from "./yaml-text.js";

const MAX_BYTES = 64 * 1024 * 1024;

/** One file as a value that knows where each of its members was written. */
export interface Source {
  readonly input: InputFile;
  readonly value: JsonValue;
  /** Where a member stands; what is absent answers with its nearest ancestor. Without `part`, the key of a container and the value of anything else. */
  locate(tokens: readonly string[], part?: LocationPart): Location;
}

export interface ReadSource {
  /** Null where the file is no value. */
  readonly source: Source | null;
  /** Null where the file could not be read. */
  readonly input: InputFile | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads one file, which is shown as `path`. `askedBy` is the place that names it, null where that is the command line. */
export function readSource(
  absolutePath: string,
  path: string,
  askedBy: (() => Location) | null,
  memory?: DocumentMemory,
): ReadSource {
  const failed = (rule: RuleId, message: string, extra: DiagnosticExtra = {}): ReadSource => {
    const location = askedBy === null ? { file: path, line: 1, column: 1, length: 1 } : askedBy();
    return { source: null, input: null, diagnostics: [diagnostic(rule, location, message, extra)] };
  };
  const bytes = readBytes(absolutePath);
  if (typeof bytes === "string") {
    return failed(askedBy === null ? "file-unreadable" : "reference-missing", `${path}: ${bytes}.`);
  }
  const input = inputOf(path, absolutePath, bytes, memory);
  return input === null ? failed("syntax-error", ...noText(path)) : interpret(input, memory);
}

/** A file's bytes as an input, or null where they are no text. */
export function inputOf(
  path: string,
  absolutePath: string,
  bytes: Uint8Array,
  memory?: DocumentMemory,
): InputFile | null {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const marked = memory === undefined ? decode(view) : memory.decode(absolutePath, view);
  if (marked === null) return null;
  const text = marked.startsWith("\ufeff") ? marked.slice(1) : marked;
  const sha256 = hash("sha256", bytes);
  return { path, absolutePath, text, sha256, verbatim: !startsWithMark(bytes) && !bytes.includes(0x0d) };
}

function startsWithMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

/** What is said of a file whose bytes are no text. */
export function noText(path: string): readonly [message: string, extra: DiagnosticExtra] {
  return [`${path} is not UTF-8 text.`, { help: "Save it in the encoding UTF-8." }];
}

/** A text as if it had been read from a file. */
export function readText(absolutePath: string, cwd: string, text: string): ReadSource {
  const sha256 = hash("sha256", text);
  const path = displayPath(absolutePath, cwd);
  return interpret({ path, absolutePath, text, sha256, verbatim: !text.includes("\r") });
}

/** The path as the user would type it: relative to the working directory, with forward slashes. */
export function displayPath(absolutePath: string, cwd: string): string {
  return relative(cwd, absolutePath).replaceAll("\\", "/");
}

/** Reads the text of an input. */
export function interpret(input: InputFile, memory?: DocumentMemory): ReadSource {
  const locator = createLocator(input.path, input.text);
  const parse = (): Parsed => parseSafely(input);
  const parsed = memory === undefined ? readOnce(input, parse) : memory.read(input, parse);
  if (parsed.kind === "value") {
    const source: Source = {
      input,
      value: parsed.value,
      locate: (tokens, part) => locator(parsed.find(tokens, part)),
    };
    return { source, input, diagnostics: [] };
  }
  const diagnostics = parsed.mistakes.map(({ rule, message, span, help, earlier }) =>
    diagnostic(rule, locator(span), message, {
      ...(help === undefined ? {} : { help }),
      ...(earlier === undefined
        ? {}
        : { related: [{ message: "It stands here before.", location: locator(earlier) }] }),
    }),
  );
  return { source: null, input, diagnostics };
}

/** The parsers descend by calling themselves, and a hostile text nests deeper than the stack. */
function parseSafely(input: InputFile): Parsed {
  try {
    return parseText(input);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = "The file nests deeper than it can be read.";
    return { kind: "mistakes", mistakes: [{ rule: "file-too-large", message, span: { start: 0, end: 1 } }] };
  }
}

/** JSON by name or by look; what looks like JSON but is YAML, which allows more, is read as YAML. Prose is one string. */
function parseText({ path, text }: InputFile): Parsed {
  const name = isUrl(path) ? new URL(path).pathname : path;
  if (/^\s*<(?:!doctype|html|\?xml)/iu.test(text)) {
    const message = "This is a page for people (HTML or XML), not a document in YAML or JSON.";
    return { kind: "mistakes", mistakes: [{ rule: "syntax-error", message, span: { start: 0, end: 1 } }] };
  }
  const deep = tooDeepAt(text);
  if (deep !== null) {
    const span = { start: deep, end: deep + 1 };
    const message = "The file nests deeper than it can be read.";
    return { kind: "mistakes", mistakes: [{ rule: "file-too-large", message, span }] };
  }
  if (isProseName(name)) return { kind: "value", value: text, find: () => ({ start: 0, end: text.length }) };
  if (text.trim() === "") return { kind: "value", value: null, find: () => ({ start: 0, end: 1 }) };
  if (/\.json$/iu.test(name)) return parseJson(text);
  if (!/^\s*[[{]/u.test(text)) return parseYaml(text);
  const asJson = parseJson(text);
  const isOtherSyntax = asJson.kind === "mistakes" && asJson.mistakes[0]?.rule === "syntax-error";
  return isOtherSyntax ? parseYaml(text) : asJson;
}

/** Whether a file's name says that it is read by people. */
export function isProseName(name: string): boolean {
  return /\.(?:md|txt)$/iu.test(name);
}

/** Brackets that stand open in a file, or signs of nesting in a row: parsers take long to find out that they are too many. */
const MAX_OPEN = 5000;

/** Where so much nests that nothing honest can follow, texts included, or null. */
function tooDeepAt(text: string): number | null {
  if (text.length <= MAX_OPEN) return null;
  let open = 0;
  let row = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    const code = sign | 0x20;
    if (code === 0x7b) open += 1;
    else if (code === 0x7d && open > 0) open -= 1;
    // `- - - `, as YAML nests lists on one line.
    if ((sign === 0x2d || sign === 0x3f) && text.charCodeAt(at + 1) === 0x20) row += 1;
    else if (sign !== 0x20) row = 0;
    if (open > MAX_OPEN || row > MAX_OPEN) return at;
  }
  return null;
}

/** Opening a pipe must not wait for somebody who writes to it; there is no such flag on Windows, nor such a pipe. */
const withoutWaiting = constants.O_RDONLY | ((constants.O_NONBLOCK as number | undefined) ?? 0);

/** The bytes of a file, or why there are none. What is judged is what was opened, and there are thousands of files. */
function readBytes(absolutePath: string): Buffer | string {
  try {
    const descriptor = openSync(absolutePath, withoutWaiting);
    try {
      return readOpened(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    return reasonOf(error);
  }
}

function readOpened(descriptor: number): Buffer | string {
  const status = fstatSync(descriptor);
  if (!status.isFile()) return "not a file";
  if (status.size > MAX_BYTES) return `larger than ${MAX_BYTES / 1024 / 1024} MiB`;
  const bytes = Buffer.allocUnsafe(status.size);
  let length = 0;
  for (let read = -1; read !== 0 && length < bytes.length; length += read)
    read = readSync(descriptor, bytes, length, bytes.length - length, null);
  return bytes.subarray(0, length);
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return "no such file";
    case "EISDIR":
    case "ENXIO":
      return "not a file";
    case "EACCES":
    case "EPERM":
      return "permission denied";
    case "ELOOP":
    case "ENAMETOOLONG":
    case "ERR_INVALID_ARG_VALUE":
      return "not a usable path";
    default:
      throw error;
  }
}
