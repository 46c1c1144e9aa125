import type { JsonObject, JsonValue } from "./document.js";
import { isObject, memberOf } from "./json.js";
import { parsePointer, referencePointer } from "./pointer.js";
import { referenceOf } from "./walk.js";

export interface Resolved {
  /** The pointer of the definition, after all references on the way. */
  readonly pointer: string;
  readonly value: JsonValue;
}

/** The value at a JSON Pointer, or undefined. Inherited names such as `constructor` are never found. */
export function valueAt(root: JsonValue, pointer: string): JsonValue | undefined {
  let value: JsonValue | undefined = root;
  const tokens = parsePointer(pointer) ?? [];
  for (let index = 0; index < tokens.length; index++) value = memberOf(value, tokens[index] ?? "");
  return value;
}

/** References that were followed, with what each led to. */
export type Followed = Map<string, JsonValue | undefined>;

/** One for each computation that is being recorded, the innermost last. */
const recordings: Followed[] = [];

let isRecording = false;

/** Has references recorded from now on, for a process that reads a document again and again; others need not pay for it. */
export function startRecording(): void {
  isRecording = true;
}

/**
 * Runs `compute`, and says which references were followed meanwhile, or null where nothing is recorded. Recordings within
 * are part of it.
 */
export function recordFollowed<Result>(compute: () => Result): {
  readonly result: Result;
  readonly followed: Followed | null;
} {
  if (!isRecording) return { result: compute(), followed: null };
  const followed: Followed = new Map();
  recordings.push(followed);
  try {
    return { result: compute(), followed };
  } finally {
    recordings.pop();
    noteFollowed(followed);
  }
}

/** Makes references that an earlier computation followed part of what is being recorded. */
export function noteFollowed(followed: Followed): void {
  const recording = recordings.at(-1);
  // `forEach`, as an iterator makes a pair for each of the hundreds of thousands that a large document comes to.
  if (recording !== undefined) followed.forEach((value, reference) => recording.set(reference, value));
}

/** Whether references still lead to the same values, by identity. */
export function stillLead(root: JsonObject, followed: Followed): boolean {
  for (const [reference, value] of followed) if (lookUp(root, reference)?.value !== value) return false;
  return true;
}

/**
 * What an internal reference (`#/…`) of a loaded document names. A loaded document has no other references and none
 * that dangle, so a miss is a bug of ours and throws.
 */
export function resolve(root: JsonObject, reference: string): Resolved {
  const found = follow(root, reference);
  if (found === null)
    throw new Error(`The loaded document has a reference that does not resolve: ${reference}`);
  return found;
}

/** What an internal reference names; null where it is another one, or dangles. */
export function follow(root: JsonObject, reference: string): Resolved | null {
  const found = lookUp(root, reference);
  recordings.at(-1)?.set(reference, found?.value);
  return found;
}

const lookedUp = new WeakMap<JsonObject, Map<string, Resolved | null>>();

/** A loaded document does not change, and one definition is referred to often. */
function lookUp(root: JsonObject, reference: string): Resolved | null {
  let known = lookedUp.get(root);
  if (known === undefined) lookedUp.set(root, (known = new Map()));
  let found = known.get(reference);
  if (found === undefined) known.set(reference, (found = find(root, reference)));
  return found;
}

function find(root: JsonObject, reference: string): Resolved | null {
  if (!reference.startsWith("#")) return null;
  const pointer = decode(reference.slice(1));
  if (pointer === null) return null;
  const value = valueAt(root, pointer);
  return value === undefined ? null : { pointer, value };
}

function decode(fragment: string): string | null {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return null;
  }
}

/** The object itself, or what its `$ref` names, through any number of references; `pointer` is where `value` stands. */
export function deref(root: JsonObject, value: JsonValue, pointer: string): Resolved {
  let at: Resolved = { pointer, value };
  for (let reference = nextReference(at.value); reference !== null; reference = nextReference(at.value)) {
    at = resolve(root, reference);
  }
  return at;
}

/** The name of the component that a reference of a loaded document names: `Order` of `#/components/schemas/Order`. */
export function componentName(reference: string): string {
  return parsePointer(referencePointer(reference) ?? "")?.at(-1) ?? "";
}

function nextReference(value: JsonValue): string | null {
  return isObject(value) ? referenceOf(value) : null;
}
