import type { JsonObject, JsonValue, OpenApiVersion } from "./document.js";
import { fieldOf, sectionOf } from "./grammar.js";
import type { NodeKind } from "./grammar-words.js";
import { isObject, memberOf } from "./json.js";
import { formatReference, parsePointer, referencePointer } from "./pointer.js";
import { eachChild, referenceOf } from "./walk.js";

/** A component that is referred to. */
interface Named {
  readonly section: string;
  readonly name: string;
}

/**
 * Whether bundling leaves an object of the entry document as it is: all that it refers to, at any depth, are components of
 * the document. What it refers to is gathered once for each object.
 */
export function isSettled(
  kind: NodeKind,
  value: JsonObject,
  version: OpenApiVersion,
  root: JsonObject,
): boolean {
  const components = memberOf(root, "components");
  const known = gathered.get(value);
  const isSame = known?.kind === kind && known.version === version;
  if (isSame && known.components === components) return known.settled;
  const named = isSame ? known.named : gather(kind, value, version);
  const settled =
    named?.every(({ section, name }) => memberOf(memberOf(components, section), name) !== undefined) === true;
  gathered.set(value, { kind, version, named, components, settled });
  return settled;
}

interface Gathered {
  readonly kind: NodeKind;
  readonly version: OpenApiVersion;
  readonly named: readonly Named[] | null;
  /** The components that this was last answered for, and the answer. */
  readonly components: JsonValue | undefined;
  readonly settled: boolean;
}

const gathered = new WeakMap<JsonObject, Gathered>();

/** The components that an object refers to; null where it holds anything that bundling may have to look at. */
function gather(kind: NodeKind, value: JsonObject, version: OpenApiVersion): readonly Named[] | null {
  const found = new Map<string, Named>();
  return visit(kind, value, version, found) ? [...found.values()] : null;
}

function visit(
  kind: NodeKind,
  value: JsonValue,
  version: OpenApiVersion,
  found: Map<string, Named>,
): boolean {
  if (!isObject(value)) return true;
  if (Object.hasOwn(value, "$ref")) {
    const section = kind === "pathItem" ? null : sectionOf(kind);
    if (!note(section, referenceOf(value), found)) return false;
    if (kind !== "schema") return true;
    if (version === "3.0") return Object.keys(value).every((key) => key === "$ref" || key.startsWith("x-"));
  }
  if (kind === "discriminator") return areNamesNoted(value, found);
  if (kind === "schema" && changesReferences.some((keyword) => Object.hasOwn(value, keyword))) return false;
  for (const key of Object.keys(value)) if (isReferredMember(kind, key, value[key])) return false;
  let isPlain = true;
  eachChild(kind, value, (child) => {
    isPlain &&= visit(child.kind, child.value, version, found);
  });
  return isPlain;
}

const changesReferences = ["$id", "$anchor", "$dynamicRef", "$dynamicAnchor", "$recursiveRef"];

/** `properties: { $ref: … }`: a reference where OpenAPI has none. */
function isReferredMember(kind: NodeKind, key: string, member: JsonValue | undefined): boolean {
  return isObject(member) && Object.hasOwn(member, "$ref") && fieldOf(kind, key)?.holds !== "one";
}

/** Names in a discriminator may be references; those that are none are names of components, and stay. */
function areNamesNoted(value: JsonObject, found: Map<string, Named>): boolean {
  const mapping = memberOf(value, "mapping");
  const names = [
    ...Object.values(isObject(mapping) ? mapping : {}),
    ...Object.entries(value).flatMap(([key, member]) => (key === "mapping" ? [] : [member])),
  ];
  return names.every(
    (name) => typeof name !== "string" || /^[\w-]+$/u.test(name) || note("schemas", name, found),
  );
}

/** Whether a reference names a component of the section for its kind, spelt as bundling spells it. */
function note(section: string | null, reference: string | null, found: Map<string, Named>): boolean {
  if (section === null || reference === null) return false;
  if (found.has(reference)) return found.get(reference)?.section === section;
  const tokens = parsePointer(referencePointerOf(reference) ?? "?");
  const [first, second, name, ...rest] = tokens ?? [];
  if (first !== "components" || second !== section || name === undefined || rest.length > 0) return false;
  if (formatReference(["components", section, name]) !== reference) return false;
  found.set(reference, { section, name });
  return true;
}

function referencePointerOf(reference: string): string | null {
  try {
    return referencePointer(reference);
  } catch {
    return null;
  }
}
