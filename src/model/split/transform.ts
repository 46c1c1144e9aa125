import { isArray, isObject, memberOf } from "../../document/json.js";
import type { JsonObject, JsonValue } from "../../document/document.js";
import { joinPointer } from "../../document/pointer.js";
import { resolve } from "../../document/reference.js";
import type { Caps } from "../../runtime/core/policy.js";
import { annotation } from "../annotation.js";
import { textMember } from "../members.js";
import type { ConditionalProperty } from "../model.js";
import type { Property } from "../properties.js";
import type { Spot } from "../references.js";
import { keepOutOfAlternatives, shownToAll } from "./alternatives.js";
import { missingCaps } from "./caps.js";
import {
  closingOf,
  isComposed,
  isFreeForm,
  isObjectUnsaid,
  takesUndeclared,
  type Closing,
} from "./composition.js";
import { tellBranchesApart, variantDiscriminator } from "./discriminator.js";
import { isOpen, opened, purposeOf, type Flavour } from "./flavour.js";
import { hiddenNames, letsThrough, visibilityIn, type Stamped } from "./hidden.js";
import { onlyHosts } from "./hosts.js";
import {
  branchFlavour,
  branchMode,
  into,
  outermost,
  pointerOf,
  start,
  startingMode,
  type Mode,
  type Way,
} from "./mode.js";
import {
  branchMaps,
  branchLists,
  branchSchemas,
  innerLists,
  innerMaps,
  innerSchemas,
  keptKeywords,
  predicates,
  transformedKeywords,
} from "./keywords.js";

/** Begins references to variants that have no name yet; no reference of a document begins so. */
export const mark = "\u0000";

export interface SplitSource {
  readonly root: JsonObject;
  readonly caps: Caps;
  readonly stamped: Stamped;
  /** The name by which a `$ref` speaks of a schema in a flavour. */
  readonly reference: (pointer: string, flavour: Flavour) => string;
}

export interface Transformed {
  readonly schema: JsonValue;
  readonly conditional: readonly ConditionalProperty[];
}

/** A schema as one flavour needs it: only what may pass, closed and bounded where it serves requests. */
export function transform(source: SplitSource, schema: Spot, flavour: Flavour): Transformed {
  const conditional: ConditionalProperty[] = [];
  const mode = startingMode(flavour, conditional);
  return { schema: transformAny(source, schema, mode, start), conditional };
}

function transformAny(source: SplitSource, schema: Spot, mode: Mode, way: Way): JsonValue {
  const choices = memberOf(schema.value, "enum");
  if (isArray(choices) && choices.length === 0) return false;
  return isObject(schema.value)
    ? transformObject(source, { pointer: schema.pointer, value: schema.value }, mode, way)
    : schema.value;
}

function transformObject(source: SplitSource, schema: Spot<JsonObject>, outer: Mode, way: Way): JsonObject {
  const request = purposeOf(outer.flavour) !== "read";
  const own = hiddenNames(source.root, source.stamped, schema, outer.flavour);
  const mode = own.size === 0 ? outer : { ...outer, hidden: new Set([...outer.hidden, ...own]) };
  const whole = request
    ? aroundAlternatives(source, expandReference(source, schema, mode))
    : { schema, mode };
  const closing: Closing =
    request && !isOpen(mode.flavour) ? closingOf(source.root, whole.schema) : { kind: "none" };
  const context: Context = { source, schema: whole.schema, mode: whole.mode, closing, way };
  const result: Record<string, JsonValue> = {};
  for (const key of Object.keys(whole.schema.value)) {
    const kept = transformKeyword(context, key, whole.schema.value[key] ?? null);
    if (kept !== undefined) result[key] = kept;
  }
  if (!request && mode.flavour !== "sent") return result;
  const told = tellBranchesApart(source.root, whole.schema, result, (property) =>
    passes(source, property, mode),
  );
  if (!request) return told;
  return sealed(source, schema.value, withoutHidden(source, whole, told), mode, closing);
}

interface Whole {
  readonly schema: Spot<JsonObject>;
  readonly mode: Mode;
}

/** What holds for every value, where there are parts that hold for some only. */
function aroundAlternatives({ root, stamped }: SplitSource, { schema, mode }: Whole): Whole {
  if (!isComposed(schema.value)) return { schema, mode };
  const shown = shownToAll({ root, stamped, flavour: mode.flavour }, schema);
  return { schema, mode: { ...mode, around: new Set([...mode.around, ...shown]) } };
}

/** Closed schemas refuse already what none of their parts declares. */
function withoutHidden(
  { root, stamped }: SplitSource,
  { schema, mode }: Whole,
  transformed: JsonObject,
): JsonObject {
  const isClosed = !mode.isPart && !isOpen(mode.flavour) && !takesUndeclared(root, schema);
  if (isClosed || !isComposed(schema.value)) return transformed;
  return keepOutOfAlternatives({ root, stamped, flavour: mode.flavour }, schema, transformed, mode.around);
}

/** Whether everybody may send a property. */
function passes({ root }: SplitSource, property: Property, mode: Mode): boolean {
  return !mode.hidden.has(property.name) && visibilityIn(root, property.value, mode.flavour) === true;
}

/** A request schema with its unknown fields refused and its bounds written down. */
function sealed(
  source: SplitSource,
  written: JsonObject,
  transformed: JsonObject,
  mode: Mode,
  closing: Closing,
): JsonObject {
  const free = isFreeForm(written);
  const closed = closing.kind === "own" || closing.kind === "around" || (isOpen(mode.flavour) && !free);
  const result = {
    ...transformed,
    ...(closing.kind === "own" ? { additionalProperties: false } : {}),
    ...(closing.kind === "around" ? { unevaluatedProperties: false } : {}),
    ...(free && mode.inUnion && isOpen(mode.flavour) ? { additionalProperties: true } : {}),
    ...(isObjectUnsaid(written) && !mode.isConditional ? { type: "object" } : {}),
  };
  return { ...result, ...missingCaps(result, source.caps, closed) };
}

/**
 * A referenced part that would let a hidden name through is written out in place: its own variant serves others, who
 * may send that name.
 */
function expandReference(source: SplitSource, schema: Spot<JsonObject>, mode: Mode): Whole {
  const reference = textMember(schema.value, "$ref");
  if (reference === undefined) return { schema, mode };
  const target = resolve(source.root, reference);
  if (mode.inlined.has(target.pointer) || !isObject(target.value)) return { schema, mode };
  if (!letsThrough(source.root, source.stamped, target, mode.flavour, mode.hidden)) return { schema, mode };
  const siblings = Object.fromEntries(Object.entries(schema.value).filter(([key]) => key !== "$ref"));
  const inlined = new Set([...mode.inlined, target.pointer]);
  const branches = memberOf(siblings, "allOf");
  const value = { ...siblings, allOf: [target.value, ...(isArray(branches) ? branches : [])] };
  return { schema: { value, pointer: schema.pointer }, mode: { ...mode, inlined } };
}

interface Context {
  readonly source: SplitSource;
  readonly schema: Spot<JsonObject>;
  readonly mode: Mode;
  readonly closing: Closing;
  readonly way: Way;
}

function transformKeyword(context: Context, key: string, value: JsonValue): JsonValue | undefined {
  const { source, schema, mode, closing } = context;
  if (keptKeywords.has(key)) return value;
  if (!transformedKeywords.has(key)) return undefined;
  const at: Spot = { value, pointer: joinPointer(schema.pointer, key) };
  switch (key) {
    case "$ref":
      return referenceTo(source, value, branchFlavour(mode, closing, at.pointer));
    case "properties":
      return transformProperties(context, at);
    case "required":
      return remaining(value, mode.hidden);
    case "discriminator":
      return variantDiscriminator(source.root, schema, (pointer, branch) =>
        source.reference(
          pointer,
          closing.kind === "part" && branch.startsWith(closing.pointer) ? mode.flavour : opened(mode.flavour),
        ),
      );
  }
  return transformInner(context, key, at) ?? transformBranch(context, key, at);
}

/** Schemas of values inside. */
function transformInner({ source, mode, way }: Context, key: string, at: Spot): JsonValue | undefined {
  const inner = outermost(mode);
  const change = (spot: Spot, ...tokens: readonly string[]): JsonValue =>
    transformAny(source, spot, inner, into(way, key, ...tokens));
  if (innerSchemas.has(key)) return change(at);
  if (innerMaps.has(key)) return eachMember(at, change);
  if (innerLists.has(key)) return eachItem(at, change);
  return predicates.has(key)
    ? transformAny(source, at, { ...inner, flavour: "read" }, into(way, key))
    : undefined;
}

/** Schemas of the same value. */
function transformBranch(context: Context, key: string, at: Spot): JsonValue | undefined {
  const change = (spot: Spot, ...tokens: readonly string[]): JsonValue =>
    transformAny(
      context.source,
      spot,
      branchMode(context.mode, context.closing, spot.pointer, key),
      into(context.way, key, ...tokens),
    );
  if (branchSchemas.has(key)) return change(at);
  if (branchMaps.has(key)) return eachMember(at, change);
  return branchLists.has(key) ? eachItem(at, change) : undefined;
}

function referenceTo(source: SplitSource, value: JsonValue, flavour: Flavour): JsonValue | undefined {
  return typeof value === "string"
    ? source.reference(resolve(source.root, value).pointer, flavour)
    : undefined;
}

function remaining(required: JsonValue, hidden: ReadonlySet<string>): JsonValue | undefined {
  const names = isArray(required)
    ? required.filter((name) => typeof name === "string" && !hidden.has(name))
    : [];
  return names.length === 0 ? undefined : names;
}

function transformProperties(context: Context, at: Spot): JsonValue {
  const { source, mode, way } = context;
  const inner = outermost(mode);
  const written = Object.entries(isObject(at.value) ? at.value : {}).map(([name, value]) => ({
    name,
    value,
    visibility: mode.hidden.has(name) ? false : visibilityIn(source.root, value, mode.flavour),
  }));
  const isRequest = purposeOf(mode.flavour) !== "read";
  const hidden = written.filter(({ visibility }) => visibility === false).length;
  const byName = hidden > 0 && (hidden === written.length || keepsOutByName(context));
  const members: (readonly [string, JsonValue])[] = [];
  for (const { name, value, visibility } of written) {
    if (visibility === false) {
      if (byName) members.push([name, false]);
      continue;
    }
    const property = into(way, "properties", name);
    if (typeof visibility === "object")
      mode.conditional.push({ pointer: pointerOf(property), rights: visibility });
    const spot: Spot = { value, pointer: joinPointer(at.pointer, name) };
    const transformed = transformAny(source, spot, inner, property);
    const { hosts } = isRequest ? annotation("property", value) : {};
    members.push([name, isRequest ? onlyHosts(transformed, hosts) : transformed]);
  }
  return Object.fromEntries(members);
}

/**
 * Whether hidden names have to be shut out one by one: what else is said of the object would take them for any other name.
 * Where nothing else does, leaving them out is enough.
 */
function keepsOutByName({ source, schema, mode, closing }: Context): boolean {
  const { value } = schema;
  const further = ["additionalProperties", "unevaluatedProperties"].map((key) => memberOf(value, key));
  if (memberOf(value, "patternProperties") !== undefined) return true;
  if (purposeOf(mode.flavour) === "read")
    return (
      mode.inUnion ||
      mode.isPart ||
      isComposed(value) ||
      further.some((rest) => rest !== undefined && rest !== false)
    );
  if (closing.kind === "around") return takesUndeclared(source.root, schema);
  return closing.kind !== "own" && further[0] !== false;
}

function eachMember(at: Spot, change: (spot: Spot, name: string) => JsonValue): JsonValue {
  const entries = Object.entries(isObject(at.value) ? at.value : {});
  return Object.fromEntries(
    entries.map(([name, value]) => [name, change({ value, pointer: joinPointer(at.pointer, name) }, name)]),
  );
}

function eachItem(at: Spot, change: (spot: Spot, index: string) => JsonValue): JsonValue {
  const values = isArray(at.value) ? at.value : [];
  return values.map((value, index) =>
    change({ value, pointer: joinPointer(at.pointer, index) }, String(index)),
  );
}
