import { expect, test } from "vitest";
import type { Header } from "../../../../src/runtime/core/message.js";
import type { ParameterPolicy, ParameterType } from "../../../../src/runtime/core/policy.js";
import type { HandlerContext } from "../../../../src/runtime/core/route.js";
import { json } from "../../../../src/runtime/core/shape.js";
import { createTestFence, operation, route } from "./harness.js";

const text = { kind: "scalar", types: ["string"] } as const;
const integer = { kind: "scalar", types: ["integer"] } as const;
const texts: ParameterType = { kind: "array", items: text };
const filter: ParameterType = {
  kind: "object",
  properties: {
    status: text,
    ids: { kind: "array", items: integer },
    owner: { kind: "object", properties: { city: text }, rest: null },
    lines: { kind: "array", items: { kind: "object", properties: { count: integer }, rest: null } },
  },
  rest: null,
  otherwise: integer,
};

function parameter(overrides: Partial<ParameterPolicy>): ParameterPolicy {
  return { in: "query", name: "p", required: false, style: "form", explode: true, type: text, ...overrides };
}

async function read(
  policy: ParameterPolicy,
  query: string,
  headers: readonly Header[] = [],
): Promise<unknown> {
  const handler = async ({ query: values, cookies }: HandlerContext) => ({
    status: 200,
    body: policy.in === "cookie" ? cookies : values,
  });
  const responses = { "200": { "application/json": { kind: "json", shape: json } } } as const;
  const { send } = await createTestFence([
    route(operation({ parameters: [policy] }), { handler, responses }),
  ]);
  const answer = (await send({ target: `/things?${query}`, params: {}, headers })).json();
  return answer["errors"] ?? answer["p"] ?? null;
}

const deep = parameter({ style: "deepObject", type: filter });

test.each<[string, unknown]>([
  ["p[status]=open&p[owner][city]=Rome", { status: "open", owner: { city: "Rome" } }],
  ["p[ids][]=1&p[ids][]=2", { ids: [1, 2] }],
  ["p[ids][1]=2&p[ids][0]=1", { ids: [1, 2] }],
  ["p[ids]=1&p[ids]=2", { ids: [1, 2] }],
  ["p[lines][0][count]=1&p[lines][1][count]=2", { lines: [{ count: 1 }, { count: 2 }] }],
  ["p=5", 5],
])("a deep object reads %s", async (query, expected) => {
  expect(await read(deep, query)).toEqual(expected);
});

test.each<[string, string, string]>([
  ["p[owner][role]=x", "/p/owner/role", "unknown field"],
  ["p[ids][0]=1&p[ids][2]=2", "/p/ids", "must number its items from 0"],
  ["p[ids][99999999]=1", "/p/ids", "must number its items from 0"],
  ["p[ids][]=1&p[ids][0]=2", "/p/ids", "must number its items from 0"],
  ["p[lines][0][count]=x", "/p/lines/0/count", "must be an integer"],
  ["p[status][x]=1", "/p/status", "must have no members"],
  ["p[status]=1&p[status]=2", "/p/status", "must occur once"],
  ["p=5&p[status]=1", "/p", "must be written as name[member]"],
  ["p=x", "/p", "must be an integer"],
  ["p[__proto__]=x", "/p/__proto__", "unknown field"],
])("[C32] [C38] a deep object refuses %s", async (query, pointer, message) => {
  expect(await read(deep, query)).toEqual([{ in: "query", pointer, message }]);
});

test.each<[string, Partial<ParameterPolicy>, unknown]>([
  ["p=red; p=blue", { type: texts }, ["red", "blue"]],
  ["p=red,blue", { type: texts, explode: false }, ["red", "blue"]],
  ["p=a%2Cb", {}, "a,b"],
  ["p=a%2Cb", { style: "cookie" }, "a%2Cb"],
  ["status=open; other=1", { type: filter, style: "cookie" }, { status: "open" }],
  ["p=%7B%22a%22%3A1%7D", { style: "content", type: { kind: "json" } }, { a: 1 }],
])("the cookies %s are read", async (cookie, overrides, expected) => {
  expect(await read(parameter({ in: "cookie", ...overrides }), "", [["cookie", cookie]])).toEqual(expected);
});

test("an empty text counts as left out only where it is allowed to, and where it is no text", async () => {
  expect(await read(parameter({ type: integer, allowEmpty: true }), "p=")).toBeNull();
  expect(await read(parameter({ type: integer, allowEmpty: true, default: 3 }), "p")).toBe(3);
  expect(await read(parameter({ allowEmpty: true }), "p=")).toBe("");
  expect(await read(parameter({ type: integer }), "p=")).toEqual([
    { in: "query", pointer: "/p", message: "must be an integer" },
  ]);
});

test("lists of any style are repeated where they are exploded", async () => {
  for (const style of ["form", "spaceDelimited", "pipeDelimited"] as const) {
    expect(await read(parameter({ style, type: texts }), "p=a&p=b%7Cc")).toEqual(["a", "b|c"]);
  }
});

test("values that a style cannot nest are spelled as JSON", async () => {
  const type: ParameterType = { kind: "array", items: { kind: "json" } };
  expect(await read(parameter({ type, explode: false }), "p=%7B%22a%22%3A%5B1%2C2%5D%7D,3")).toEqual([
    { a: [1, 2] },
    3,
  ]);
});

const point: ParameterType = { kind: "object", properties: { x: integer, y: text }, rest: null };

test("[C32] names and values come in pairs", async () => {
  const policy = parameter({ type: point, explode: false });
  expect(await read(policy, "p=x,1,y,")).toEqual({ x: 1, y: "" });
  expect(await read(policy, "p=x,1,y")).toEqual([
    { in: "query", pointer: "/p", message: "must be written in its style" },
  ]);
});
