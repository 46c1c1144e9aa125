/**
 * What a value inside `x-security` may look like. Forms are data: `read.ts` parses values by them, `json-schema.ts`
 * prints them as JSON Schema, so that an editor and the command line can never disagree.
 */
export type Form =
  | { readonly kind: "flag" }
  | { readonly kind: "integer"; readonly minimum: number }
  | { readonly kind: "text"; readonly noun: string; readonly pattern: string }
  /** Written as text, read as a number: milliseconds, bytes. */
  | { readonly kind: "quantity"; readonly unit: QuantityUnit }
  | { readonly kind: "choice"; readonly values: readonly (string | number | boolean)[] }
  | { readonly kind: "scalar" }
  | { readonly kind: "list"; readonly item: Form }
  | { readonly kind: "map"; readonly noun: string; readonly key: string; readonly item: Form }
  | {
      readonly kind: "record";
      readonly noun: string;
      readonly fields: Fields;
      readonly relations: readonly Relation[];
    }
  /** An object with exactly one of these keys. */
  | { readonly kind: "tagged"; readonly noun: string; readonly cases: Readonly<Record<string, Form>> }
  /** Branches differ in their JSON type, which tells them apart. */
  | { readonly kind: "either"; readonly branches: readonly Form[] };

export type QuantityUnit = "duration" | "positive-duration" | "size" | "rate";

export interface Field {
  readonly form: Form;
  readonly required: boolean;
  /** One sentence for editors. */
  readonly note: string;
}

export type Fields = Readonly<Record<string, Field>>;

/** What holds between the keys of a record. */
export type Relation =
  | { readonly kind: "needs"; readonly key: string; readonly other: string }
  | { readonly kind: "excludes"; readonly key: string; readonly other: string };

declare const reads: unique symbol;

/** A form that knows, for the compiler only, the type its values are read as. */
export type Typed<T> = Form & { readonly [reads]?: T };

/** The type that values of a form are read as. */
export type Reading<F> = F extends { readonly [reads]?: infer T } ? Exclude<T, undefined> : never;

export interface Rate {
  readonly count: number;
  /** Milliseconds. */
  readonly window: number;
}

export interface TypedField<T, Required extends boolean> extends Field {
  readonly form: Typed<T>;
  readonly required: Required;
}

type AnyField = TypedField<unknown, boolean>;
type RequiredKeys<F> = { [K in keyof F]: F[K] extends TypedField<unknown, true> ? K : never }[keyof F];
type OptionalKeys<F> = Exclude<keyof F, RequiredKeys<F>>;
type FieldReading<F> = F extends { readonly form: infer G } ? Reading<G> : never;

export type RecordReading<F> = {
  readonly [K in RequiredKeys<F>]: FieldReading<F[K]>;
} & { readonly [K in OptionalKeys<F>]?: FieldReading<F[K]> };

type TaggedReading<C> = {
  [K in keyof C]: { readonly [P in K]: Reading<C[K]> } & { readonly [P in Exclude<keyof C, K>]?: undefined };
}[keyof C];

export const flag: Typed<boolean> = { kind: "flag" };
export const scalar: Typed<string | number | boolean> = { kind: "scalar" };
export const duration: Typed<number> = { kind: "quantity", unit: "duration" };
export const positiveDuration: Typed<number> = { kind: "quantity", unit: "positive-duration" };
export const size: Typed<number> = { kind: "quantity", unit: "size" };
export const rate: Typed<Rate> = { kind: "quantity", unit: "rate" };

export function integer(minimum: number): Typed<number> {
  return { kind: "integer", minimum };
}

/** Text that matches an anchored regular expression; `noun` says in a message what was expected. */
export function text(noun: string, pattern = "\\S"): Typed<string> {
  return { kind: "text", noun, pattern };
}

export function choice<const V extends string | number | boolean>(...values: readonly V[]): Typed<V> {
  return { kind: "choice", values };
}

export function list<T>(item: Typed<T>): Typed<readonly T[]> {
  return { kind: "list", item };
}

export function map<T>(noun: string, item: Typed<T>, key = "\\S"): Typed<Readonly<Record<string, T>>> {
  return { kind: "map", noun, key, item };
}

export function required<T>(form: Typed<T>, note: string): TypedField<T, true> {
  return { form, required: true, note };
}

export function optional<T>(form: Typed<T>, note: string): TypedField<T, false> {
  return { form, required: false, note };
}

export function record<F extends Readonly<Record<string, AnyField>>>(
  noun: string,
  fields: F,
  relations: readonly Relation[] = [],
): Typed<RecordReading<F>> {
  return { kind: "record", noun, fields, relations };
}

export function tagged<C extends Readonly<Record<string, Typed<unknown>>>>(
  noun: string,
  cases: C,
): Typed<TaggedReading<C>> {
  return { kind: "tagged", noun, cases };
}

export function either<A, B>(first: Typed<A>, second: Typed<B>): Typed<A | B> {
  return { kind: "either", branches: [first, second] };
}
