import { lineWidth, trusted, type Code } from "./code.js";

/**
 * Text whose line breaks are still open, as in P. Wadler, "A prettier printer": a group stands on one line where it
 * fits, otherwise each line of its own breaks. The same model, and so the same lines, as prettier's.
 */
export type Doc = Code | readonly Doc[] | Group | Indent | Line | IfBroken | Beside;

interface Group {
  readonly kind: "group";
  readonly content: Doc;
  /** Holds a line that always breaks, so the group does too. */
  readonly broken: boolean;
}

interface Indent {
  readonly kind: "indent";
  readonly content: Doc;
}

/** A place to break: a space, or nothing, where the group stays on one line; `hard` always breaks. */
interface Line {
  readonly kind: "line";
  readonly flat: " " | "";
  readonly hard: boolean;
}

/** Text only where the enclosing group is broken. */
interface IfBroken {
  readonly kind: "if-broken";
  readonly text: Code;
}

/** A value that starts on the line of its head where its first part fits there, otherwise on the next one. */
interface Beside {
  readonly kind: "beside";
  readonly content: Doc;
}

/** A space or a line break. */
export const line: Doc = { kind: "line", flat: " ", hard: false };
/** Nothing or a line break. */
export const softLine: Doc = { kind: "line", flat: "", hard: false };
/** A line break. */
export const hardLine: Doc = { kind: "line", flat: "", hard: true };

export function group(content: Doc): Doc {
  return { kind: "group", content, broken: holdsHardLine(content) };
}

/** Two columns to the right for the lines that start inside. */
export function indented(content: Doc): Doc {
  return { kind: "indent", content };
}

export function ifBroken(text: Code): Doc {
  return { kind: "if-broken", text };
}

/** What follows an equals sign. */
export function beside(content: Doc): Doc {
  return { kind: "beside", content };
}

/** Every text that it is made of. */
export function textsOf(doc: Doc): readonly Code[] {
  if (typeof doc === "string") return [doc];
  if (isList(doc)) return doc.flatMap(textsOf);
  switch (doc.kind) {
    case "group":
    case "indent":
    case "beside":
      return textsOf(doc.content);
    case "if-broken":
      return [doc.text];
    case "line":
      return [];
  }
}

export function separated(docs: readonly Doc[], separator: Doc): Doc {
  return docs.flatMap((doc, index) => (index === 0 ? [doc] : [separator, doc]));
}

function holdsHardLine(doc: Doc): boolean {
  if (typeof doc === "string") return false;
  if (isList(doc)) return doc.some(holdsHardLine);
  switch (doc.kind) {
    case "group":
      return doc.broken;
    case "indent":
    case "beside":
      return holdsHardLine(doc.content);
    case "line":
      return doc.hard;
    case "if-broken":
      return false;
  }
}

function isList(doc: Doc): doc is readonly Doc[] {
  return Array.isArray(doc);
}

/** A document that waits to be printed: on one line, or broken, with its lines starting at a column. */
interface Pending {
  readonly doc: Doc;
  readonly flat: boolean;
  readonly indent: number;
}

/**
 * The text of a document.
 * @param indent columns of indentation of the line that it starts on
 * @param beside columns of other text before it on that line
 */
export function print(doc: Doc, indent = 0, beside = 0): Code {
  const pending: Pending[] = [{ doc, flat: false, indent }];
  const parts: string[] = [];
  let column = indent + beside;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { doc, flat, indent } = next;
    if (typeof doc === "string") {
      parts.push(doc);
      column += doc.length;
    } else if (isList(doc)) {
      pushAll(pending, doc, flat, indent);
    } else if (doc.kind === "indent") {
      pending.push({ doc: doc.content, flat, indent: indent + 2 });
    } else if (doc.kind === "if-broken") {
      if (!flat) pending.push({ doc: doc.text, flat, indent });
    } else if (doc.kind === "line") {
      if (flat) {
        parts.push(doc.flat);
        column += doc.flat.length;
      } else {
        parts.push((parts.pop() ?? "").trimEnd(), `\n${" ".repeat(indent)}`);
        column = indent;
      }
    } else if (doc.kind === "beside") {
      pending.push({ doc: doc.content, flat, indent });
      const fitsThere = flat || fits(trusted(" "), pending, lineWidth - column);
      pending.pop();
      const content = fitsThere ? [trusted(" "), doc.content] : indented([hardLine, doc.content]);
      pending.push({ doc: content, flat, indent });
    } else {
      const isFlat = flat || (!doc.broken && fits(doc.content, pending, lineWidth - column));
      pending.push({ doc: doc.content, flat: isFlat, indent });
    }
  }
  return trusted(parts.join(""));
}

function pushAll(pending: Pending[], docs: readonly Doc[], flat: boolean, indent: number): void {
  for (let index = docs.length - 1; index >= 0; index -= 1) {
    const doc = docs[index];
    if (doc !== undefined) pending.push({ doc, flat, indent });
  }
}

/** Does the document fit on one line, together with what follows it up to the next break? */
function fits(doc: Doc, following: readonly Pending[], width: number): boolean {
  const stack: Pending[] = [{ doc, flat: true, indent: 0 }];
  let rest = following.length;
  let left = width;
  while (left >= 0) {
    let next = stack.pop();
    if (next === undefined) {
      rest -= 1;
      next = following[rest];
      if (next === undefined) return true;
    }
    const { doc, flat } = next;
    if (typeof doc === "string") left -= doc.length;
    else if (isList(doc)) pushAll(stack, doc, flat, 0);
    else if (doc.kind === "indent" || doc.kind === "beside")
      stack.push({ doc: doc.content, flat, indent: 0 });
    else if (doc.kind === "group") stack.push({ doc: doc.content, flat: flat && !doc.broken, indent: 0 });
    else if (doc.kind === "if-broken") left -= flat ? 0 : doc.text.length;
    else if (!flat || doc.hard) return true;
    else left -= doc.flat.length;
  }
  return false;
}
