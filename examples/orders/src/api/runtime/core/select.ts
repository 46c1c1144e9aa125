import { Findings } from "./findings.js";
import { fits } from "./fits.js";
import { emptyObject, isPlainObject, kindOf, merge } from "./plain-values.js";
import { holds, type Principal } from "./principal.js";
import { declaredNames, isFreeForm } from "./shape-facts.js";
import { furtherShape, type Shape } from "./shape.js";

/** A value cannot leave as its shape says; the message names the place and the kind of value, never the value. */
export class SelectionError extends Error {
  override readonly name = "SelectionError";
  /** Where in the value, as a path of names. */
  readonly pointer: string;

  constructor(pointer: string, found: unknown) {
    super(`at ${pointer === "" ? "the top" : pointer}: ${kindOf(found)} cannot leave here`);
    this.pointer = pointer;
  }
}

/** Deeper than any answer a document describes by hand; circular data ends here. */
const maxDepth = 64;

/** Stands for "nothing leaves here", which `undefined` in the data means as well. */
const absent = undefined;

interface Place {
  readonly principal: Principal | null;
  readonly pointer: string;
  /** How deep the value stands in what leaves. */
  readonly level: number;
  /** The same, and how many shapes of this very value lead here. */
  readonly depth: number;
  /** Members that the shapes around this one name; they never leave through `rest`. */
  readonly named: ReadonlySet<string>;
  /** Members that another part of the same value keeps from this principal: no part may show them. */
  readonly concealed: ReadonlySet<string>;
  /** Copies made before, below a union; null above. */
  readonly copies: Findings<Copied> | null;
}

type Copied =
  | { readonly kind: "copy"; readonly copy: unknown }
  | { readonly kind: "refused"; readonly error: SelectionError };

const noNames: ReadonlySet<string> = new Set();

/**
 * Copies what the shape names and the principal may see, and nothing else. The input is never changed; only own
 * members count. Null may stand wherever the principal may see anything. Throws SelectionError where the value is not what
 * the shape describes: a function, a bigint, an instance of a class, an object where a plain value is declared.
 */
export function select(shape: Shape, value: unknown, principal: Principal | null): unknown {
  return copy(shape, value, {
    principal,
    pointer: "",
    level: 0,
    depth: 0,
    named: noNames,
    concealed: noNames,
    copies: null,
  });
}

function copy(shape: Shape, value: unknown, place: Place): unknown {
  if (value === undefined) return absent;
  if (place.depth > maxDepth) throw new SelectionError(place.pointer, value);
  if (value === null) return conceals(shape, place) ? absent : null;
  const isAlone = place.named.size === 0 && place.concealed.size === 0;
  if (place.copies === null || typeof value !== "object" || !isAlone) return copyBy(shape, value, place);
  const copied = place.copies.of(shape, value, () => attempt(shape, value, place));
  if (copied.kind === "refused") throw copied.error;
  return copied.copy;
}

function attempt(shape: Shape, value: object, place: Place): Copied {
  try {
    return { kind: "copy", copy: copyBy(shape, value, place) };
  } catch (error) {
    if (error instanceof SelectionError) return { kind: "refused", error };
    throw error;
  }
}

function copyBy(shape: Shape, value: unknown, place: Place): unknown {
  switch (shape.kind) {
    case "value":
      return copyScalar(value, place);
    case "literal":
      return shape.values.length === 0 ? absent : copyScalar(value, place);
    case "json":
      return copyJson(value, place);
    case "ref":
      return copy(shape.shape(), value, deeper(place));
    case "when":
      return holds(place.principal, shape.rights) ? copy(shape.shape, value, place) : absent;
    case "array":
      return copyArray(shape, value, place);
    case "object":
      return copyObject(shape, value, place);
    case "all":
      return copyAll(shape.parts, value, place);
    case "some":
      return copySome(shape, value, place);
  }
}

/** Is there nothing here that the principal may see? Then not even null is shown: it would tell that no value is there. */
function conceals(shape: Shape, place: Place): boolean {
  if (place.depth > maxDepth) return true;
  switch (shape.kind) {
    case "when":
      return !holds(place.principal, shape.rights) || conceals(shape.shape, deeper(place));
    case "ref":
      return conceals(shape.shape(), deeper(place));
    case "all":
      return shape.parts.length > 0 && shape.parts.every((part) => conceals(part, deeper(place)));
    case "some":
      return shape.branches.length > 0 && shape.branches.every((branch) => conceals(branch, deeper(place)));
    case "literal":
      return shape.values.length === 0;
    case "value":
    case "json":
    case "array":
    case "object":
      return false;
  }
}

function copyScalar(value: unknown, place: Place): unknown {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
  const plain = typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
  if (!plain) throw new SelectionError(place.pointer, value);
  return value;
}

/** Content that the document itself leaves free: any JSON, nothing that only JavaScript has. */
function copyJson(value: unknown, place: Place): unknown {
  if (value === undefined || value === null) return value;
  if (place.depth > maxDepth) throw new SelectionError(place.pointer, value);
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => copyJson(item, inside(place, String(index))) ?? null);
  }
  if (!isPlainObject(value)) return copyScalar(value, place);
  const result = emptyObject();
  for (const [name, member] of Object.entries(value)) result[name] = copyJson(member, inside(place, name));
  return result;
}

function copyArray(shape: Extract<Shape, { kind: "array" }>, value: unknown, place: Place): unknown {
  if (!Array.isArray(value)) throw new SelectionError(place.pointer, value);
  const items: unknown[] = [];
  for (const [index, item] of (value as readonly unknown[]).entries()) {
    const itemShape = shape.prefix[index] ?? shape.items;
    const copied = itemShape === null ? absent : copy(itemShape, item, inside(place, String(index)));
    if (copied !== undefined) items.push(copied);
  }
  return items;
}

function copyObject(shape: Extract<Shape, { kind: "object" }>, value: unknown, place: Place): unknown {
  if (!isPlainObject(value)) throw new SelectionError(place.pointer, value);
  const result = emptyObject();
  for (const [name, member] of Object.entries(value)) {
    if (place.concealed.has(name)) continue;
    const declared = Object.hasOwn(shape.fields, name);
    const field = declared
      ? shape.fields[name]
      : place.named.has(name)
        ? undefined
        : furtherShape(shape, name);
    if (field === null || field === undefined || (!declared && name === "__proto__")) continue;
    const copied = copy(field, member, inside(place, name));
    if (copied !== undefined) result[name] = copied;
  }
  return result;
}

/** Every part adds its own fields but those that another part conceals; one without structure adds nothing to parts that have one. */
function copyAll(parts: readonly Shape[], value: unknown, place: Place): unknown {
  const structured = parts.filter((part) => !isFreeForm(part));
  const relevant = structured.length > 0 ? structured : parts;
  const named = new Set([...place.named, ...relevant.flatMap((part) => [...declaredNames(part)])]);
  const concealed = new Set([
    ...place.concealed,
    ...relevant.flatMap((part) => concealedNames(part, deeper(place))),
  ]);
  return relevant
    .map((part) => copy(part, value, { ...deeper(place), named, concealed }))
    .reduce<unknown>((merged, copied) => merge(merged, copied), undefined);
}

/** The branches that the value fits, told apart by the discriminator where there is one. */
function copySome(shape: Extract<Shape, { kind: "some" }>, value: unknown, place: Place): unknown {
  const chosen = discriminated(shape, value) ?? shape.branches.filter((branch) => fits(branch, value));
  if (chosen.length === 0) throw new SelectionError(place.pointer, value);
  const named = new Set([...place.named, ...shape.branches.flatMap((branch) => [...declaredNames(branch)])]);
  if (chosen.every((branch) => isFreeForm(branch))) {
    // Beside branches that declare something, one that declares nothing is a condition, not leave to send everything.
    return shape.branches.every((branch) => isFreeForm(branch))
      ? copyJson(value, place)
      : copyShell(value, place);
  }
  return copyFirm(chosen, value, { ...deeper(place), named, copies: place.copies ?? new Findings() });
}

/**
 * What the branches that declare something make of the value. One that only looked as if the value fitted it adds nothing,
 * as long as another is left.
 */
function copyFirm(chosen: readonly Shape[], value: unknown, place: Place): unknown {
  const copies: unknown[] = [];
  let failure: SelectionError | null = null;
  for (const branch of chosen.filter((each) => !isFreeForm(each))) {
    try {
      copies.push(copy(branch, value, place));
    } catch (error) {
      if (!(error instanceof SelectionError)) throw error;
      failure ??= error;
    }
  }
  if (copies.length > 0) return copies.reduce((merged, copied) => merge(merged, copied), undefined);
  if (failure !== null && !chosen.some((each) => isFreeForm(each))) throw failure;
  return copyShell(value, place);
}

/** A value without the members that nothing declares. */
function copyShell(value: unknown, place: Place): unknown {
  if (value === undefined || value === null) return value;
  if (place.depth > maxDepth) throw new SelectionError(place.pointer, value);
  if (Array.isArray(value))
    return value.map((item: unknown, index) => copyShell(item, inside(place, String(index))) ?? null);
  return isPlainObject(value) ? emptyObject() : copyScalar(value, place);
}

function discriminated(shape: Extract<Shape, { kind: "some" }>, value: unknown): readonly Shape[] | null {
  if (shape.discriminator === null || !isPlainObject(value)) return null;
  const { property, mapping, otherwise = -1 } = shape.discriminator;
  const tag = Object.hasOwn(value, property) ? value[property] : undefined;
  const isMapped = typeof tag === "string" && Object.hasOwn(mapping, tag);
  const branch = shape.branches[(isMapped ? mapping[tag] : undefined) ?? otherwise];
  return branch === undefined ? null : [branch];
}

/** Names of the fields, at the shape's own level, of which the principal may see nothing. */
function concealedNames(shape: Shape, place: Place): readonly string[] {
  if (place.depth > maxDepth) return [];
  const below = (inner: Shape): readonly string[] => concealedNames(inner, deeper(place));
  switch (shape.kind) {
    case "object":
      return Object.entries(shape.fields).flatMap(([name, field]) => (conceals(field, place) ? [name] : []));
    case "all":
      return shape.parts.flatMap(below);
    case "ref":
      return below(shape.shape());
    case "when":
      return below(shape.shape);
    case "some":
    case "value":
    case "json":
    case "literal":
    case "array":
      return [];
  }
}

function deeper(place: Place): Place {
  return { ...place, depth: place.depth + 1 };
}

function inside(place: Place, name: string): Place {
  return {
    ...place,
    pointer: `${place.pointer}/${name}`,
    level: place.level + 1,
    depth: place.level + 1,
    named: noNames,
    concealed: noNames,
  };
}
