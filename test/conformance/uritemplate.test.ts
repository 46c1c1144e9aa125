import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { HandlerContext } from "../../src/runtime/core/route.js";
import { json } from "../../src/runtime/core/shape.js";
import type { ParameterPolicy, ParameterType } from "../../src/runtime/core/policy.js";
import { createTestFence, operation, route } from "../unit/runtime/core/harness.js";
import { sharedIsPresent, sharedNote, sharedPath } from "../support/shared.js";

type Value = string | number | readonly string[] | Readonly<Record<string, string>> | null;
type Case = readonly [template: string, expansion: string | readonly string[]];
type Suite = Readonly<
  Record<string, { variables: Readonly<Record<string, Value>>; testcases: readonly Case[] }>
>;

const files = ["spec-examples-by-section.json", "spec-examples.json", "extended-tests.json"];

/**
 * The expression of a template that is one, and nothing else. What has no counterpart in OpenAPI:
 * - `{+x}` and `{#x}`: reserved expansion leaves delimiters as they are, so the text does not tell where a value ends
 *   (`allowReserved` allows senders to do so; a fragment never reaches a server);
 * - `{/x}`: OpenAPI has no style of several path segments;
 * - `{x:3}`: a prefix is not the value;
 * - several variables in one expression, in a path: a parameter is one variable. In a query each is a parameter.
 */
const expression = /^\{([.;?&]?)((?:[\w%.]+\*?,?)+)\}$/;

const styles = { "": "simple", ".": "label", ";": "matrix", "?": "form", "&": "form" } as const;

interface RoundTrip {
  readonly title: string;
  readonly parameters: readonly ParameterPolicy[];
  readonly values: Readonly<Record<string, unknown>>;
  readonly texts: readonly string[];
}

function roundTrips(): readonly RoundTrip[] {
  return files.flatMap((file) => {
    const suite = JSON.parse(readFileSync(sharedPath(`vectors/uritemplate/${file}`), "utf8")) as Suite;
    return Object.entries(suite).flatMap(([section, { variables, testcases }]) =>
      testcases.flatMap((testcase) => roundTrip(`${section}: `, variables, testcase) ?? []),
    );
  });
}

function roundTrip(
  section: string,
  variables: Readonly<Record<string, Value>>,
  [template, expansion]: Case,
): RoundTrip | null {
  const match = expression.exec(template);
  if (match === null) return null;
  const operator = match[1] as keyof typeof styles;
  const named = (match[2] ?? "")
    .split(",")
    .map((text) => ({ name: text.replace("*", ""), explode: text.endsWith("*") }));
  const inQuery = operator === "?" || operator === "&";
  if (!inQuery && named.length > 1) return null;
  // An exploded object takes every name of the query that no other parameter has.
  const present = named.filter(({ name }) => isPresent(variables[name]));
  if (present.length === 0) return null;
  const parameters = present.map(({ name, explode }): ParameterPolicy => ({
    in: inQuery ? "query" : "path",
    name,
    required: true,
    style: styles[operator],
    explode,
    type: typeOf(variables[name]),
  }));
  const values = Object.fromEntries(present.map(({ name }) => [name, asText(variables[name])]));
  return { title: section + template, parameters, values, texts: [expansion].flat() };
}

/** Undefined variables, empty lists and empty objects expand to nothing that could be read back. */
function isPresent(value: Value | undefined): boolean {
  if (value === undefined || value === null) return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
}

function typeOf(value: Value | undefined): ParameterType {
  const text = { kind: "scalar", types: ["string"] } as const;
  if (Array.isArray(value)) return { kind: "array", items: text };
  return typeof value === "object" ? { kind: "object", properties: {}, rest: text } : text;
}

function asText(value: Value | undefined): unknown {
  return typeof value === "number" ? String(value) : value;
}

async function read({ parameters }: RoundTrip, text: string): Promise<unknown> {
  const [first] = parameters;
  const handler = async ({ params, query }: HandlerContext) => ({
    status: 200,
    body: first?.in === "query" ? query : params,
  });
  const shapes = { "200": { "application/json": { kind: "json", shape: json } } } as const;
  const { send } = await createTestFence([route(operation({ parameters }), { handler, responses: shapes })]);
  const request =
    first?.in === "query"
      ? { target: `/things?${text.slice(1)}`, params: {} }
      : { target: "/things", params: { [first?.name ?? ""]: text } };
  return (await send(request)).json();
}

describe.skipIf(!sharedIsPresent)(`RFC 6570${sharedNote}`, () => {
  const cases = sharedIsPresent ? roundTrips() : [];

  it("has cases of every operator that is a style of OpenAPI", () => {
    const operators = new Set(cases.flatMap(({ parameters }) => parameters.map(({ style }) => style)));
    expect([...operators].sort()).toEqual(["form", "label", "matrix", "simple"]);
    expect(cases.length).toBeGreaterThan(60);
  });

  it.each(cases)("[C32] $title", async (each) => {
    for (const text of each.texts) expect(await read(each, text)).toEqual(each.values);
  });
});
