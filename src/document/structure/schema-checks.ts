import { nearest } from "../../diagnostics/suggest.js";
import type { JsonObject, JsonValue } from "../document.js";
import { describe, isArray, isContainer, isObject, memberOf } from "../json.js";
import { patternProblem } from "../patterns.js";
import { joinPointer } from "../pointer.js";
import { deviates, isSince, type ReportAt, type SpecialCheck, type Subject } from "./report.js";

const nullableHelp = "Write `nullable: true` beside the type, or state OpenAPI 3.1.";

export const checkSchema: SpecialCheck = (subject) => {
  const { value, pointer, version, report } = subject;
  checkPatterns(value, pointer, report);
  checkBounds(value, pointer, report);
  checkChoices(subject);
  checkDefault(subject);
  requireFlagged(subject);
  if (!isSince(version, "3.1")) {
    if (isArray(value["type"])) {
      report(joinPointer(pointer, "type"), "In OpenAPI 3.0 a schema has one type.", { help: nullableHelp });
    }
    return;
  }
  for (const key of exclusiveBounds) {
    if (typeof value[key] !== "boolean") continue;
    report(joinPointer(pointer, key), `Since OpenAPI 3.1 "${key}" must be a number: the bound itself.`);
  }
};

const exclusiveBounds = ["exclusiveMinimum", "exclusiveMaximum"];

function checkPatterns(schema: JsonObject, pointer: string, report: ReportAt): void {
  const { pattern, patternProperties } = schema;
  if (pattern === undefined && patternProperties === undefined) return;
  const written = isObject(patternProperties ?? null) ? Object.keys(patternProperties as JsonObject) : [];
  const places: readonly (readonly [text: string, pointer: string])[] = [
    ...(typeof pattern === "string" ? [[pattern, joinPointer(pointer, "pattern")] as const] : []),
    ...written.map((key) => [key, joinPointer(pointer, "patternProperties", key)] as const),
  ];
  for (const [text, place] of places) {
    const problem = patternProblem(text);
    if (problem === null) continue;
    report(place, `This is no regular expression: ${problem}.`, { rule: "invalid-pattern" });
  }
}

const bounds = [
  { least: "minimum", most: "maximum" },
  { least: "minLength", most: "maxLength" },
  { least: "minItems", most: "maxItems" },
  { least: "minProperties", most: "maxProperties" },
  { least: "minContains", most: "maxContains" },
] as const;

/** A schema that nothing fulfils is a mistake, but a safe one: everything is refused. */
function checkBounds(schema: JsonObject, pointer: string, report: ReportAt): void {
  for (let index = 0; index < bounds.length; index++) {
    const { least, most } = bounds[index] as (typeof bounds)[number];
    const low = schema[least];
    const high = schema[most];
    if (typeof low !== "number" || typeof high !== "number" || low <= high) continue;
    const help = "Exchange the two numbers, or correct one of them.";
    report(
      joinPointer(pointer, least),
      `"${least}" is ${String(low)} and "${most}" is ${String(high)}: no value fulfils both.`,
      deviates(help),
    );
  }
}

/** Choices that stand twice, and lists of choices none of which is of the schema's own type. */
function checkChoices({ value: schema, pointer, report, repair }: Subject): void {
  const choices = memberOf(schema, "enum");
  if (!isArray(choices)) return;
  const distinct = new Map<string, JsonValue>();
  for (const [index, choice] of choices.entries()) {
    const text = JSON.stringify(choice);
    if (distinct.has(text))
      report(
        joinPointer(pointer, "enum", index),
        `"enum" has ${text} twice.`,
        deviates("Remove one of the two."),
      );
    distinct.set(text, choice);
  }
  if (distinct.size < choices.length)
    repair({ kind: "set", holder: pointer, key: "enum", value: [...distinct.values()] });
  const types = typesOf(schema);
  if (types.length === 0 || choices.length === 0 || choices.some((choice) => isOf(types, choice))) return;
  report(
    joinPointer(pointer, "enum"),
    `No value of "enum" is of the type ${types.join(" or ")}: nothing is valid.`,
    deviates("Correct the type, or write the values as that type writes them."),
  );
}

/** A default of another type is what that type would make of it, or nothing: it must not undo the validation. */
function checkDefault({ value, pointer, report, repair }: Subject): void {
  const initial = memberOf(value, "default");
  if (initial === undefined) return;
  const types = typesOf(value);
  if (types.length === 0 || isOf(types, initial)) return;
  const meant = types.map((type) => convert(initial, type)).find((each) => each !== undefined);
  const help =
    meant === undefined
      ? "It is ignored: correct it, or remove it."
      : `Write it as ${JSON.stringify(meant)}.`;
  const message = `The default must be of the type ${types.join(" or ")}, not ${describe(initial)}.`;
  report(joinPointer(pointer, "default"), message, deviates(help));
  repair({ kind: "set", holder: pointer, key: "default", value: meant });
}

/** What a scalar that was written as another type is, where nothing is lost. */
function convert(value: JsonValue, type: string): JsonValue | undefined {
  if (type === "string") return isContainer(value) || value === null ? undefined : String(value);
  if (typeof value !== "string") return undefined;
  if (type === "boolean") return value === "true" ? true : value === "false" ? false : undefined;
  if (type !== "integer" && type !== "number") return undefined;
  const number = Number(value);
  return String(number) === value && isOf([type], number) ? number : undefined;
}

/** `required: true` on a property is of older dialects, and means what the list of the object says today. */
function requireFlagged({ value, pointer, repair }: Subject): void {
  const properties = memberOf(value, "properties");
  if (!isObject(properties)) return;
  for (const key of Object.keys(properties)) {
    if (memberOf(properties[key], "required") === true) repair({ kind: "require", holder: pointer, key });
  }
}

function typesOf(schema: JsonObject): readonly string[] {
  const type = memberOf(schema, "type");
  const types = (isArray(type) ? type : [type]).filter((each) => typeof each === "string");
  return memberOf(schema, "nullable") === true && types.length > 0 ? [...types, "null"] : types;
}

function isOf(types: readonly string[], value: JsonValue): boolean {
  return types.some((type) => {
    switch (type) {
      case "null":
        return value === null;
      case "array":
        return isArray(value);
      case "object":
        return isObject(value);
      case "integer":
        return Number.isInteger(value);
      default:
        return typeof value === type;
    }
  });
}

/** OpenAPI 3.2.0 §4.26: what a node is says `nodeType`, or the older pair of flags. */
export const checkXml: SpecialCheck = ({ value, pointer, report }) => {
  if (!Object.hasOwn(value, "nodeType")) return;
  const at = joinPointer(pointer, "nodeType");
  const nodes = ["element", "attribute", "text", "cdata", "none"];
  const node = memberOf(value, "nodeType");
  if (typeof node === "string" && !nodes.includes(node)) {
    report(at, `"nodeType" must be one of ${nodes.join(", ")}, not "${node}".`);
  }
  for (const flag of ["attribute", "wrapped"].filter((key) => Object.hasOwn(value, key))) {
    report(joinPointer(pointer, flag), `"${flag}" cannot stand beside "nodeType", which replaces it.`, {
      help: `Remove "${flag}".`,
    });
  }
};

/** A mapping names schemas (§4.8.25). What is written as a reference resolves, or has been reported, before this. */
export const checkDiscriminator: SpecialCheck = ({ value, pointer, root, report, repair }) => {
  const schemas = memberOf(memberOf(root, "components"), "schemas");
  const names = isObject(schemas) ? Object.keys(schemas) : [];
  const isUnknown = (name: JsonValue | undefined): name is string =>
    typeof name === "string" && !name.startsWith("#") && !names.includes(name);
  const helpFor = (name: string): string => {
    const meant = nearest(name, names);
    return meant === null ? "Name a schema of `components`, or refer to one." : `Did you mean "${meant}"?`;
  };
  const mapping = memberOf(value, "mapping");
  for (const [key, name] of Object.entries(isObject(mapping) ? mapping : {})) {
    if (!isUnknown(name)) continue;
    report(joinPointer(pointer, "mapping", key), `There is no schema "${name}" for the value "${key}".`, {
      rule: "reference-missing",
      help: helpFor(name),
    });
  }
  const fallback = memberOf(value, "defaultMapping");
  if (!isUnknown(fallback)) return;
  const at = joinPointer(pointer, "defaultMapping");
  report(
    at,
    `There is no schema "${fallback}" to fall back on: the fallback is ignored.`,
    deviates(helpFor(fallback)),
  );
  repair({ kind: "set", holder: pointer, key: "defaultMapping", value: undefined });
};
