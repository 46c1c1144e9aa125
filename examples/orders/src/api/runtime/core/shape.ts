import { once } from "./once.js";
import type { Rights } from "./policy.js";

/**
 * What may leave: an explicit selection of fields, one per schema. The generator writes shapes to `selectors.ts`;
 * `select` copies what a shape names and nothing else.
 */
export type Shape =
  /** A string, number, boolean or null; anything else is refused. */
  | { readonly kind: "value" }
  /** Any JSON, where the document itself declares free-form content. */
  | { readonly kind: "json" }
  | {
      readonly kind: "object";
      readonly fields: Readonly<Record<string, Shape>>;
      /** Members without which a value is none of this branch of a union; nothing else asks for them. */
      readonly required: readonly string[];
      /** Shapes of members by what their names match (`patternProperties`). */
      readonly patterns: readonly NamePattern[];
      /** Shape of further members (`additionalProperties`), or null where there are none. */
      readonly rest: Shape | null;
    }
  | { readonly kind: "array"; readonly prefix: readonly Shape[]; readonly items: Shape | null }
  /** `allOf`: the fields of every part. */
  | { readonly kind: "all"; readonly parts: readonly Shape[] }
  /** `oneOf` and `anyOf`: the fields of the branches that the value fits. */
  | {
      readonly kind: "some";
      readonly branches: readonly Shape[];
      readonly discriminator: Discriminator | null;
    }
  /** A literal (`const`, `enum`): tells union branches apart. */
  | { readonly kind: "literal"; readonly values: readonly unknown[] }
  /** Present only for principals that hold these rights. */
  | { readonly kind: "when"; readonly rights: Rights; readonly shape: Shape }
  /** A named schema, looked up late so that schemas may be circular. */
  | { readonly kind: "ref"; readonly shape: () => Shape };

/** An expression that names are tried on, and the shape of those that match. */
export type NamePattern = readonly [pattern: { readonly test: (name: string) => boolean }, shape: Shape];

export interface Discriminator {
  readonly property: string;
  /** Value of the property → index of the branch. */
  readonly mapping: Readonly<Record<string, number>>;
  /** Index of the branch for every other value. */
  readonly otherwise?: number;
}

export const value: Shape = { kind: "value" };
export const json: Shape = { kind: "json" };

export function object(fields: Readonly<Record<string, Shape>>, options: ObjectOptions = {}): Shape {
  const { required = [], patterns = [], rest = null } = options;
  return { kind: "object", fields, required, patterns, rest };
}

/** An object most of whose fields are plain values: their names, and the shapes of the others. */
export function record(
  plain: readonly string[],
  others: Readonly<Record<string, Shape>> = {},
  options: ObjectOptions = {},
): Shape {
  const fields = Object.fromEntries(plain.map((name) => [name, value]));
  return object({ ...fields, ...others }, options);
}

export interface ObjectOptions {
  readonly required?: readonly string[];
  readonly patterns?: readonly NamePattern[];
  readonly rest?: Shape;
}

/** The shape of a member that `fields` does not name, or null where there is none. */
export function furtherShape(shape: Extract<Shape, { kind: "object" }>, name: string): Shape | null {
  const matching = shape.patterns.flatMap(([pattern, own]) => (pattern.test(name) ? [own] : []));
  const [only] = matching;
  if (only === undefined) return shape.rest;
  return matching.length === 1 ? only : all(...matching);
}

export function array(items: Shape): Shape {
  return { kind: "array", prefix: [], items };
}

export function tuple(prefix: readonly Shape[], items: Shape | null = null): Shape {
  return { kind: "array", prefix, items };
}

export function all(...parts: readonly Shape[]): Shape {
  return { kind: "all", parts };
}

export function some(branches: readonly Shape[], discriminator: Discriminator | null = null): Shape {
  return { kind: "some", branches, discriminator };
}

export function literal(...values: readonly unknown[]): Shape {
  return { kind: "literal", values };
}

export function when(rights: Rights, shape: Shape): Shape {
  return { kind: "when", rights, shape };
}

export function ref(shape: () => Shape): Shape {
  return { kind: "ref", shape: once(shape) };
}

/** Fields that only some principals may send, by media type of the body or location of parameters. */
export type Guards = Readonly<Record<string, Shape>>;

/** Parameters of a request of the server's own, by their location. */
export type ParameterShapes = Readonly<Record<string, Shape>>;
