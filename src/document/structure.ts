import { suggestion } from "../diagnostics/suggest.js";
import type { JsonObject, JsonValue, OpenApiVersion } from "./document.js";
import { grammar, fieldOf, sectionOf } from "./grammar.js";
import type { Field, NodeKind, Shape } from "./grammar-words.js";
import { describe, isArray, isObject, memberOf, typeName } from "./json.js";
import { patternProblem } from "./patterns.js";
import { joinPointer } from "./pointer.js";
import { referenceOf } from "./walk.js";

/** Reports one mistake at a pointer of the document. */
export type ReportAt = (pointer: string, message: string, help?: string, rule?: StructureRule) => void;

/** What this check may find. */
export type StructureRule = "openapi-structure" | "invalid-pattern";

/**
 * Checks that every object of the grammar has the type, the required members and the types of members that the
 * specification prescribes, so that whoever reads the document later may rely on it.
 */
export function checkStructure(root: JsonObject, version: OpenApiVersion, report: ReportAt): void {
  new StructureCheck(version, report).node("document", root, "");
}

class StructureCheck {
  readonly #version: OpenApiVersion;
  readonly #report: ReportAt;

  constructor(version: OpenApiVersion, report: ReportAt) {
    this.#version = version;
    this.#report = report;
  }

  node(kind: NodeKind, value: JsonValue, pointer: string): void {
    if (kind === "schema" && typeof value === "boolean") return;
    if (!isObject(value)) {
      const expected = kind === "schema" ? "an object or a boolean" : "an object";
      this.#report(pointer, `${nouns[kind]} must be ${expected}, not ${typeName(value)}.`);
      return;
    }
    if (Object.hasOwn(value, "$ref") && sectionOf(kind) !== null && kind !== "schema") {
      if (referenceOf(value) === null)
        this.#report(joinPointer(pointer, "$ref"), "A `$ref` must be a string.");
      return;
    }
    this.#required(kind, value, pointer);
    for (const [key, member] of Object.entries(value)) {
      const field = fieldOf(kind, key);
      if (field !== undefined) this.#field(field, key, member, joinPointer(pointer, key));
    }
    const special = specialChecks[kind];
    special?.(value, pointer, this.#version, this.#report);
  }

  #required(kind: NodeKind, value: JsonObject, pointer: string): void {
    for (const key of grammar[kind].required ?? []) {
      if (!Object.hasOwn(value, key)) this.#report(pointer, `${nouns[kind]} must have "${key}".`);
    }
  }

  #field(field: Field, key: string, value: JsonValue, pointer: string): void {
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
          for (const [name, item] of Object.entries(value))
            this.node(field.kind, item, joinPointer(pointer, name));
        }
        return;
      case "value":
        if (!shapes[field.shape].holds(value)) {
          const { name, isChosen = false } = shapes[field.shape];
          const found = isChosen ? describe(value) : typeName(value);
          // What is a list, but of the wrong things, is not told that it is a list.
          const contrast = name.startsWith(found) ? "" : `, not ${found}`;
          this.#report(pointer, `"${key}" must be ${name}${contrast}.`, valueHelp(field.shape, value));
        }
    }
  }
}

function valueHelp(shape: Shape, value: JsonValue): string | undefined {
  const isUnquoted =
    shape === "text"
      ? typeof value === "number" || typeof value === "boolean"
      : shape === "types" && value === null;
  if (isUnquoted) return `Write it in quotes: "${String(value)}".`;
  return shape === "types" && typeof value === "string" ? suggestion(value, types) : undefined;
}

/** How messages call the objects of the grammar. */
const nouns: Readonly<Record<NodeKind, string>> = {
  document: "An OpenAPI document",
  info: "`info`",
  server: "A server",
  paths: "`paths`",
  pathItem: "A path item",
  operation: "An operation",
  parameter: "A parameter",
  requestBody: "A request body",
  mediaType: "A media type",
  encoding: "An encoding",
  responses: "`responses`",
  response: "A response",
  header: "A header",
  example: "An example",
  link: "A link",
  callback: "A callback",
  schema: "A schema",
  discriminator: "A discriminator",
  components: "`components`",
  securityScheme: "A security scheme",
  oauthFlows: "`flows`",
  oauthFlow: "An OAuth flow",
  securityRequirement: "A security requirement",
  tag: "A tag",
};

const types: readonly string[] = ["null", "boolean", "object", "array", "number", "string", "integer"];
const isText = (value: JsonValue): boolean => typeof value === "string";
const isTexts = (value: JsonValue): boolean => isArray(value) && value.every(isText);

interface ValueShape {
  readonly name: string;
  /** Whether values of the right type may be wrong, so that a message has to show the value. */
  readonly isChosen?: boolean;
  holds(value: JsonValue): boolean;
}

const shapes: Readonly<Record<Shape, ValueShape>> = {
  text: { name: "a string", holds: isText },
  texts: { name: "a list of strings", holds: isTexts },
  textMap: {
    name: "an object of strings",
    holds: (value) => isObject(value) && Object.values(value).every(isText),
  },
  textsMap: {
    name: "an object of lists of strings",
    holds: (value) => isObject(value) && Object.values(value).every(isTexts),
  },
  flag: { name: "true or false", holds: (value) => typeof value === "boolean" },
  number: { name: "a number", holds: (value) => typeof value === "number" },
  positive: {
    name: "a number greater than 0",
    isChosen: true,
    holds: (value) => typeof value === "number" && value > 0,
  },
  flagOrNumber: {
    name: "a number",
    holds: (value) => typeof value === "number" || typeof value === "boolean",
  },
  count: {
    name: "a whole number from 0",
    isChosen: true,
    holds: (value) => Number.isInteger(value) && (value as number) >= 0,
  },
  list: { name: "a list", holds: isArray },
  types: {
    name: `one or a list of ${types.join(", ")}`,
    isChosen: true,
    holds: (value) => (isArray(value) ? value : [value]).every((each) => types.includes(each as string)),
  },
  object: { name: "an object", holds: isObject },
};

const nullableHelp = "Write `nullable: true` beside the type, or state OpenAPI 3.1.";

type SpecialCheck = (value: JsonObject, pointer: string, version: OpenApiVersion, report: ReportAt) => void;

/** What the table cannot say. */
const specialChecks: Readonly<Partial<Record<NodeKind, SpecialCheck>>> = {
  document: (value, pointer, version, report) => {
    const candidates = version === "3.0" ? ["paths"] : ["paths", "components", "webhooks"];
    if (candidates.some((key) => Object.hasOwn(value, key))) return;
    report(
      pointer,
      `An OpenAPI ${version} document must have ${candidates.map((key) => `"${key}"`).join(" or ")}.`,
    );
  },
  paths: (value, pointer, _version, report) => {
    for (const key of Object.keys(value)) {
      if (key.startsWith("/") || key.startsWith("x-")) continue;
      report(
        joinPointer(pointer, key),
        `The path "${key}" must begin with a slash.`,
        `Write it as "/${key}".`,
      );
    }
  },
  operation: (value, pointer, version, report) => {
    if (version === "3.0" && !Object.hasOwn(value, "responses"))
      report(pointer, 'An operation must have "responses".');
  },
  responses: (value, pointer, _version, report) => {
    for (const key of Object.keys(value)) {
      if (/^(?:[1-5](?:\d\d|XX)|default|x-.*)$/u.test(key)) continue;
      report(
        joinPointer(pointer, key),
        `"${key}" is no status code, no range such as 4XX, and not "default".`,
      );
    }
  },
  parameter: (value, pointer, version, report) => {
    const places = ["query", "header", "path", "cookie", ...(version === "3.2" ? ["querystring"] : [])];
    const place = memberOf(value, "in");
    if (typeof place === "string" && !places.includes(place)) {
      report(joinPointer(pointer, "in"), `A parameter cannot be in "${place}".`, suggestion(place, places));
    }
    if (place === "path" && value["required"] !== true) {
      report(pointer, "A path parameter must be required: true.");
    }
    hasOneOf(value, pointer, "A parameter", report);
  },
  schema: (value, pointer, version, report) => {
    checkPatterns(value, pointer, report);
    if (version === "3.0") {
      if (isArray(value["type"]))
        report(joinPointer(pointer, "type"), "In OpenAPI 3.0 a schema has one type.", nullableHelp);
      return;
    }
    for (const key of ["exclusiveMinimum", "exclusiveMaximum"]) {
      if (typeof value[key] !== "boolean") continue;
      report(joinPointer(pointer, key), `Since OpenAPI 3.1 "${key}" must be a number: the bound itself.`);
    }
  },
  header: (value, pointer, _version, report) => hasOneOf(value, pointer, "A header", report),
  securityScheme: (value, pointer, _version, report) => {
    const needed: Readonly<Record<string, readonly string[]>> = {
      apiKey: ["name", "in"],
      http: ["scheme"],
      oauth2: ["flows"],
      openIdConnect: ["openIdConnectUrl"],
      mutualTLS: [],
    };
    const type = memberOf(value, "type");
    if (typeof type !== "string") return;
    if (!Object.hasOwn(needed, type)) {
      const help = suggestion(type, Object.keys(needed));
      report(joinPointer(pointer, "type"), `There is no security scheme of type "${type}".`, help);
      return;
    }
    for (const key of needed[type] ?? []) {
      if (!Object.hasOwn(value, key))
        report(pointer, `A security scheme of type "${type}" must have "${key}".`);
    }
  },
};

function checkPatterns(schema: JsonObject, pointer: string, report: ReportAt): void {
  const { pattern, patternProperties } = schema;
  const written = isObject(patternProperties ?? null) ? Object.keys(patternProperties as JsonObject) : [];
  const places: readonly (readonly [text: string, pointer: string])[] = [
    ...(typeof pattern === "string" ? [[pattern, joinPointer(pointer, "pattern")] as const] : []),
    ...written.map((key) => [key, joinPointer(pointer, "patternProperties", key)] as const),
  ];
  for (const [text, place] of places) {
    const problem = patternProblem(text);
    if (problem === null) continue;
    report(place, `This is no regular expression: ${problem}.`, undefined, "invalid-pattern");
  }
}

/** Parameters and headers describe their value by a schema or by one media type. */
function hasOneOf(value: JsonObject, pointer: string, noun: string, report: ReportAt): void {
  const present = ["schema", "content"].filter((key) => Object.hasOwn(value, key));
  if (present.length !== 1) report(pointer, `${noun} must have either "schema" or "content".`);
}
