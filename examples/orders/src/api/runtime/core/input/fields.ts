import type { NamedValues } from "../exchange.js";
import type { FormPolicy, ParameterType, SpelledField } from "../policy.js";
import { deepRoot, readDeep } from "./deep-object.js";
import { addTo } from "./group.js";
import { escapeToken } from "./pointer.js";
import type { NamedText } from "./query.js";
import { misspelled, type Spelled } from "./spelling.js";
import { readItems, readMembers, readStyled, readText, type Reading } from "./styles.js";

/** Names → what was read; fields that the caller left out are absent. */
export type Readings = ReadonlyMap<string, Spelled>;

/** Something wrong with a field; `pointer` is a JSON Pointer (RFC 6901) into the fields. */
export interface FieldFault {
  readonly kind: "fault";
  readonly pointer: string;
  readonly message: string;
}

/**
 * Reads the declared fields of a query or a form; every pair must belong to one of them. `noun` is what a field is called
 * where it is refused.
 */
export function readFields(
  form: FormPolicy,
  pairs: Iterable<NamedText | null>,
  reading: Reading,
  noun: "parameter" | "field",
): { readonly kind: "readings"; readonly readings: Readings } | FieldFault {
  const owners = ownersOf(form.fields);
  const owned = new Map<SpelledField, NamedText[]>();
  const further = new Map<string, string[]>();
  for (const pair of pairs) {
    if (pair === null) return fault("", "must be percent-encoded UTF-8 pairs");
    const owner = ownerOf(owners, pair.name);
    if (owner !== undefined) addTo(owned, owner, pair);
    else if (form.rest === null || pair.name === "__proto__")
      return fault(`/${escapeToken(pair.name)}`, `unknown ${noun}`);
    else addTo(further, pair.name, pair.value);
  }
  const readings = new Map<string, Spelled>();
  for (const [field, own] of owned) readings.set(field.name, readOwn(field, own, reading));
  for (const [name, texts] of further) readings.set(name, readRepeated(form.rest, texts, reading));
  return { kind: "readings", readings };
}

/** Whether a form takes a field of this name. */
export function takesField({ fields, rest }: FormPolicy, name: string): boolean {
  return ownerOf(ownersOf(fields), name) !== undefined || (rest !== null && name !== "__proto__");
}

/** The values of the fields, or the first that is misspelled. */
export function settleFields(
  readings: Readings,
): { readonly kind: "values"; readonly values: NamedValues } | FieldFault {
  const values = Object.create(null) as Record<string, unknown>;
  for (const [name, reading] of readings) {
    if (reading.kind === "invalid") return fault(`/${escapeToken(name)}${reading.at}`, reading.message);
    values[name] = reading.value;
  }
  return { kind: "values", values };
}

function fault(pointer: string, message: string): FieldFault {
  return { kind: "fault", pointer, message };
}

/** Which field a name belongs to. */
interface Owners {
  readonly plain: ReadonlyMap<string, SpelledField>;
  readonly deep: ReadonlyMap<string, SpelledField>;
  /** Exploded objects, whose members stand under names of their own: member → object. */
  readonly members: ReadonlyMap<string, SpelledField>;
  /** The exploded object that takes every other name. */
  readonly open: SpelledField | undefined;
}

const known = new WeakMap<readonly SpelledField[], Owners>();

function ownersOf(fields: readonly SpelledField[]): Owners {
  const owners = known.get(fields) ?? indexOwners(fields);
  known.set(fields, owners);
  return owners;
}

function indexOwners(fields: readonly SpelledField[]): Owners {
  const plain = fields.filter((field) => !isSpread(field));
  const spread = fields.filter((field) => isSpread(field) && field.style !== "deepObject");
  const deep = fields.filter(({ style }) => style === "deepObject");
  const members = spread.flatMap((field) =>
    field.type.kind === "object"
      ? Object.keys(field.type.properties).map((name) => [name, field] as const)
      : [],
  );
  return {
    plain: new Map(plain.map((field) => [field.name, field])),
    deep: new Map(deep.map((field) => [field.name, field])),
    members: new Map(members.reverse()),
    open: spread.find(({ type }) => type.kind === "object" && type.rest !== null),
  };
}

/** A field of that name first; then objects, whose members stand beside it under names of their own. */
function ownerOf(owners: Owners, name: string): SpelledField | undefined {
  return (
    owners.plain.get(name) ??
    owners.deep.get(deepRoot(name) ?? name) ??
    owners.members.get(name) ??
    owners.open
  );
}

function isSpread({ style, explode, type }: SpelledField): boolean {
  return style === "deepObject" || (isForm(style) && explode && type.kind === "object");
}

function isForm(style: SpelledField["style"]): boolean {
  return style === "form" || style === "cookie";
}

function readOwn(field: SpelledField, pairs: readonly NamedText[], reading: Reading): Spelled {
  const { style, explode, type } = field;
  if (style === "deepObject") return readDeep(type, pairs, reading);
  if (isSpread(field) && type.kind === "object") {
    return readMembers(
      type,
      pairs.map(({ name, value }) => [name, value] as const),
      reading,
    );
  }
  const texts = pairs.map(({ value }) => value);
  if (type.kind === "array" && explode && style !== "content") return readItems(type, texts, reading);
  return texts.length > 1 ? misspelled("must occur once") : readStyled(field, texts[0] ?? "", reading);
}

function readRepeated(type: ParameterType | null, texts: readonly string[], reading: Reading): Spelled {
  if (type === null) return misspelled("unknown field");
  if (type.kind === "array") return readItems(type, texts, reading);
  return texts.length > 1 ? misspelled("must occur once") : readText(type, texts[0] ?? "", reading);
}
