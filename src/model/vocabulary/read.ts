import type { RuleId } from "../../diagnostics/rules.js";
import { suggestion } from "../../diagnostics/suggest.js";
import type { JsonObject, JsonValue, LocationPart } from "../../document/document.js";
import { joinPointer } from "../../document/pointer.js";
import { recalling } from "../../document/remember.js";
import { isObject } from "../../document/json.js";
import { describe, jsonType, jsonTypesOf } from "./describe.js";
import type { Fields, Form, Relation, Typed } from "./form.js";
import { parseQuantity } from "./quantity.js";

/** A mistake inside `x-security`, still without a place in a file. */
export interface Finding {
  readonly rule: RuleId;
  readonly pointer: string;
  readonly part: LocationPart;
  readonly message: string;
  readonly help?: string;
}

export interface ReadResult<T> {
  /** What could be read: members with mistakes are left out, and it is undefined where nothing was left. */
  readonly value: T | undefined;
  readonly findings: readonly Finding[];
}

/** Reads a value by its form; every mistake in it is found, not only the first. */
export function readForm<T>(form: Typed<T>, value: JsonValue, pointer: string): ReadResult<T> {
  const findings: Finding[] = [];
  const read = readAny(form, value, { pointer, report: (finding) => findings.push(finding) });
  return { value: read as T | undefined, findings };
}

interface Spot {
  readonly pointer: string;
  readonly report: (finding: Finding) => void;
}

function readAny(form: Form, value: JsonValue, spot: Spot): unknown {
  switch (form.kind) {
    case "flag":
      return typeof value === "boolean" ? value : wrong(form, value, spot);
    case "integer":
      return Number.isSafeInteger(value) && Number(value) >= form.minimum ? value : wrong(form, value, spot);
    case "text":
      return typeof value === "string" && new RegExp(form.pattern, "u").test(value)
        ? value
        : wrong(form, value, spot);
    case "quantity":
      return (
        (typeof value === "string" ? parseQuantity(form.unit, value) : undefined) ?? wrong(form, value, spot)
      );
    case "choice":
      return form.values.some((each) => each === value) ? value : wrong(form, value, spot);
    case "scalar":
      return ["string", "number", "boolean"].includes(typeof value) ? value : wrong(form, value, spot);
    case "list":
      return Array.isArray(value) && value.length > 0
        ? readList(form.item, value, spot)
        : wrong(form, value, spot);
    case "map":
      return isObject(value) ? readMap(form, value, spot) : wrong(form, value, spot);
    case "record":
      return isObject(value) ? readRecord(form, value, spot) : wrong(form, value, spot);
    case "tagged":
      return isObject(value) ? readTagged(form, value, spot) : wrong(form, value, spot);
    case "either": {
      const branch = form.branches.find((each) => jsonTypesOf(each).includes(jsonType(value)));
      return branch === undefined ? wrong(form, value, spot) : readAny(branch, value, spot);
    }
  }
}

function readList(item: Form, values: readonly JsonValue[], spot: Spot): unknown {
  const read = values.map((value, index) => readAny(item, value, below(spot, String(index))));
  return read.filter((each) => each !== undefined);
}

function readMap(form: Extract<Form, { kind: "map" }>, value: JsonObject, spot: Spot): unknown {
  const key = new RegExp(form.key, "u");
  return collect(value, (name, member) => {
    if (!key.test(name)) {
      report(spot, name, "vocabulary-key", `"${name}" cannot name one of the ${form.noun}.`);
      return undefined;
    }
    return readAny(form.item, member, below(spot, name));
  });
}

function readRecord(form: Extract<Form, { kind: "record" }>, value: JsonObject, spot: Spot): unknown {
  const { fields, noun } = form;
  const required = requiredOf(fields);
  for (const name of required) {
    if (!Object.hasOwn(value, name)) {
      spot.report({
        rule: "vocabulary-value",
        pointer: spot.pointer,
        part: "key",
        message: `"${name}" is missing from ${noun}.`,
      });
    }
  }
  for (const relation of form.relations) readRelation(relation, value, spot);
  const read = collect(value, (name, member) => readMember(fields, noun, name, member, spot));
  return required.every((name) => Object.hasOwn(read, name)) ? read : undefined;
}

/** The forms are the same for every annotation of a document, and most require nothing. */
function requiredOf(fields: Fields): readonly string[] {
  return requirements(fields, [], () =>
    Object.keys(fields).filter((name) => fields[name]?.required === true),
  );
}

const requirements = recalling<readonly string[]>();

function readMember(fields: Fields, noun: string, name: string, member: JsonValue, spot: Spot): unknown {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (field !== undefined) return readAny(field.form, member, below(spot, name));
  report(
    spot,
    name,
    "vocabulary-key",
    `"${name}" is not a key of ${noun}.`,
    suggestion(name, Object.keys(fields)),
  );
  return undefined;
}

function readRelation({ kind, key, other }: Relation, value: JsonObject, spot: Spot): void {
  if (!Object.hasOwn(value, key)) return;
  if (kind === "needs" && !Object.hasOwn(value, other)) {
    report(spot, key, "vocabulary-value", `"${key}" needs "${other}" beside it.`);
  }
  if (kind === "excludes" && Object.hasOwn(value, other)) {
    report(spot, other, "vocabulary-value", `"${other}" contradicts "${key}" beside it.`);
  }
}

function readTagged(form: Extract<Form, { kind: "tagged" }>, value: JsonObject, spot: Spot): unknown {
  const names = Object.keys(form.cases);
  const [name, ...more] = Object.keys(value);
  if (name === undefined || more.length > 0) return wrong(form, value, spot);
  const item = Object.hasOwn(form.cases, name) ? form.cases[name] : undefined;
  if (item === undefined) {
    report(
      spot,
      name,
      "vocabulary-key",
      `"${name}" is not one of the ${form.noun}.`,
      suggestion(name, names),
    );
    return undefined;
  }
  const read = readAny(item, value[name] ?? null, below(spot, name));
  return read === undefined ? undefined : { [name]: read };
}

function collect(
  value: JsonObject,
  read: (name: string, member: JsonValue) => unknown,
): Record<string, unknown> {
  const members = Object.entries(value).map(([name, member]) => [name, read(name, member)] as const);
  return Object.fromEntries(members.filter(([, member]) => member !== undefined));
}

function below(spot: Spot, token: string): Spot {
  return { pointer: joinPointer(spot.pointer, token), report: spot.report };
}

function report(spot: Spot, name: string, rule: RuleId, message: string, help?: string): void {
  const pointer = joinPointer(spot.pointer, name);
  spot.report({ rule, pointer, part: "key", message, ...(help === undefined ? {} : { help }) });
}

function wrong(form: Form, value: JsonValue, spot: Spot): undefined {
  const near =
    form.kind === "choice" && typeof value === "string"
      ? suggestion(value, form.values.map(String))
      : undefined;
  const message = `Expected ${describe(form)}, but found ${shown(value)}.`;
  const finding = { rule: "vocabulary-value", pointer: spot.pointer, part: "value", message } as const;
  spot.report(near === undefined ? finding : { ...finding, help: near });
  return undefined;
}

function shown(value: JsonValue): string {
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (isObject(value)) return Object.keys(value).length === 0 ? "an empty object" : "an object";
  const text = JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}…"`;
}
