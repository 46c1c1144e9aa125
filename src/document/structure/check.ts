import { nearest } from "../../diagnostics/suggest.js";
import type { JsonObject, JsonValue, OpenApiVersion } from "../document.js";
import { fieldOf, grammar, sectionOf } from "../grammar.js";
import type { Field, NodeKind, Shape } from "../grammar-words.js";
import { describe, isArray, isObject, typeName } from "../json.js";
import { joinPointer } from "../pointer.js";
import { remembering } from "../remember.js";
import { referenceOf } from "../walk.js";
import type { Repair } from "../repair.js";
import { deviates, isSince, type ReportAt, type Subject } from "./report.js";
import { nouns, shapeHelp, shapes } from "./shapes.js";
import { specialChecks } from "./special-checks.js";

type Context = Omit<Subject, "value" | "pointer">;

/**
 * Checks that every object of the grammar has the type, the required members and the types of members that the
 * specification prescribes, so that whoever reads the document later may rely on it: but for what the answer repairs.
 */
export function checkStructure(
  root: JsonObject,
  version: OpenApiVersion,
  report: ReportAt,
): readonly Repair[] {
  const repairs: Repair[] = [];
  const check = new StructureCheck({ root, version, report, repair: (each) => void repairs.push(each) });
  check.node("document", root, "");
  return repairs;
}

const cleanUnits = remembering<boolean>();

class StructureCheck {
  readonly #context: Context;
  /** How much was found so far. */
  #found = 0;
  readonly #version: OpenApiVersion;
  readonly #report: ReportAt;

  constructor(context: Context) {
    this.#report = (...finding) => {
      this.#found += 1;
      context.report(...finding);
    };
    const repair: Context["repair"] = (each) => {
      this.#found += 1;
      context.repair(each);
    };
    this.#context = { ...context, report: this.#report, repair };
    this.#version = context.version;
  }

  /** A path item, or a component: where nothing is wrong with it, that is remembered. */
  #unit(kind: NodeKind, value: JsonObject, pointer: string): void {
    let isJudged = false;
    const isClean = cleanUnits(this.#context.root, value, [kind, pointer, this.#version], () => {
      const before = this.#found;
      isJudged = true;
      this.#object(kind, value, pointer);
      return this.#found === before;
    });
    if (!isClean && !isJudged) this.#object(kind, value, pointer);
  }

  node(kind: NodeKind, value: JsonValue, pointer: string, isComponent = false): void {
    if (kind === "schema" && typeof value === "boolean") return;
    if (!isObject(value)) {
      const expected = kind === "schema" ? "an object or a boolean" : "an object";
      this.#report(pointer, `${nouns[kind]} must be ${expected}, not ${typeName(value)}.`);
      return;
    }
    if (kind === "pathItem" || isComponent) this.#unit(kind, value, pointer);
    else this.#object(kind, value, pointer);
  }

  #object(kind: NodeKind, value: JsonObject, pointer: string): void {
    if (Object.hasOwn(value, "$ref") && sectionOf(kind) !== null && kind !== "schema") {
      if (referenceOf(value) === null)
        this.#report(joinPointer(pointer, "$ref"), "A `$ref` must be a string.");
      return;
    }
    this.#required(kind, value, pointer);
    const keys = Object.keys(value);
    for (let index = 0; index < keys.length; index++) {
      const key = keys[index] ?? "";
      const field = fieldOf(kind, key);
      if (field === undefined) this.#unknown(kind, key, pointer);
      else this.#field(kind, field, key, value[key] ?? null, pointer);
    }
    const { version, root, report, repair } = this.#context;
    specialChecks[kind]?.({ value, pointer, version, root, report, repair });
  }

  #required(kind: NodeKind, value: JsonObject, pointer: string): void {
    for (const key of grammar[kind].required ?? []) {
      if (Object.hasOwn(value, key)) continue;
      this.#report(pointer, `${nouns[kind]} must have "${key}".`, { help: `Add "${key}".` });
    }
  }

  /** A misspelt member would be ignored in silence, and with it what its author decided. */
  #unknown(kind: NodeKind, key: string, pointer: string): void {
    if (/^x-/iu.test(key)) return;
    const meant = meantBy(kind, key);
    const at = joinPointer(pointer, key);
    // JSON Schema lets everybody have keywords of their own (2020-12 Core §6.5).
    if (meant === null && kind === "schema" && isSince(this.#version, "3.1")) return;
    if (meant === null) {
      const help = 'Remove it, or begin its name with "x-" to keep it as an extension.';
      const extra = { ...deviates(help), part: "key" } as const;
      this.#report(at, `${nouns[kind]} has no "${key}": it is ignored.`, extra);
      return;
    }
    const help = `Did you mean "${meant}"? An extension's name begins with "x-".`;
    this.#report(at, `${nouns[kind]} has no "${key}".`, { help, part: "key" });
  }

  #field(kind: NodeKind, field: Field, key: string, value: JsonValue, holder: string): void {
    const isTooNew = field.since !== undefined && !isSince(this.#version, field.since);
    // Most members are plain values, and nobody asks where a right one stands.
    if (field.holds === "value" && !isTooNew && shapes[field.shape].holds(value)) return;
    const pointer = joinPointer(holder, key);
    if (field.since !== undefined && isTooNew) this.#tooNew(kind, field, key, pointer, field.since);
    switch (field.holds) {
      case "one":
        this.node(field.kind, value, pointer);
        return;
      case "list":
        if (isArray(value))
          value.forEach((item, index) => this.node(field.kind, item, joinPointer(pointer, index)));
        else this.#report(pointer, `"${key}" must be a list, not ${typeName(value)}.`);
        return;
      case "map":
        if (!isObject(value)) this.#report(pointer, `"${key}" must be an object, not ${typeName(value)}.`);
        else {
          for (const name of Object.keys(value))
            this.node(field.kind, value[name] ?? null, joinPointer(pointer, name), kind === "components");
        }
        return;
      case "value":
        if (!shapes[field.shape].holds(value)) this.#misshapen(field.shape, key, value, holder);
    }
  }

  #misshapen(shape: Shape, key: string, value: JsonValue, holder: string): void {
    const { name, isChosen = false, means } = shapes[shape];
    const found = isChosen ? describe(value) : typeName(value);
    // What is a list, but of the wrong things, is not told that it is a list.
    const contrast = name.startsWith(found) ? "" : `, not ${found}`;
    const help = shapeHelp(shape, value);
    const meaning = means?.(value);
    const extra = meaning !== undefined ? deviates(help) : help === undefined ? {} : { help };
    this.#report(joinPointer(holder, key), `"${key}" must be ${name}${contrast}.`, extra);
    if (meaning !== undefined)
      this.#context.repair({ kind: "set", holder, key, value: meaning ?? undefined });
  }

  /** Objects of a newer version would be overlooked by every other reader of the document; texts harm nobody. */
  #tooNew(kind: NodeKind, field: Field, key: string, pointer: string, since: OpenApiVersion): void {
    const help = `State the version as \`openapi: ${since}.0\`, or remove "${key}".`;
    const extra = field.holds === "value" ? deviates(help) : { help };
    this.#report(
      pointer,
      `"${key}" came to ${lower(nouns[kind])} with OpenAPI ${since}, and this document states ${this.#version}.`,
      { ...extra, part: "key" },
    );
  }
}

/** The member that an unknown one most likely stands for, or null; short words are near to too many others, but for their case. */
function meantBy(kind: NodeKind, key: string): string | null {
  const { fields, mistaken = {} } = grammar[kind];
  if (Object.hasOwn(mistaken, key)) return mistaken[key] ?? null;
  const names = Object.keys(fields).filter((name) => !name.startsWith("$") || key.startsWith("$"));
  const spelled = key.toLowerCase();
  return key.length < 4
    ? (names.find((name) => name.toLowerCase() === spelled) ?? null)
    : nearest(key, names);
}

function lower(noun: string): string {
  return noun.charAt(0).toLowerCase() + noun.slice(1);
}
