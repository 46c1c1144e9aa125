import { describe, expect, test } from "vitest";
import type { Principal } from "../../../../src/runtime/core/principal.js";
import { select } from "../../../../src/runtime/core/select.js";
import {
  all,
  array,
  json,
  literal,
  object,
  ref,
  some,
  tuple,
  value,
  when,
  type Shape,
} from "../../../../src/runtime/core/shape.js";

const admin: Principal = {
  subject: "root",
  tenant: null,
  scopes: [],
  roles: ["admin"],
  claims: {},
  schemes: [],
  credential: "",
};
const adminsOnly = (shape: Shape) => when({ scopes: [], roles: ["admin"] }, shape);
const plain = (shape: Shape, input: unknown, principal: Principal | null = null): unknown => {
  const selected = select(shape, input, principal);
  return selected === undefined ? undefined : (JSON.parse(JSON.stringify(selected)) as unknown);
};

describe("select", () => {
  const order = object({ id: value, lines: array(object({ sku: value })) });

  test("[C43] [C45] copies what is declared, at every depth, and never changes its input", () => {
    const input = { id: 1, secret: "x", lines: [{ sku: "a", cost: 2 }], __typename: "Order" };
    const before = JSON.stringify(input);
    expect(plain(order, input)).toEqual({ id: 1, lines: [{ sku: "a" }] });
    expect(JSON.stringify(input)).toBe(before);
  });

  test("[C45] inherited members do not leave", () => {
    const input = Object.create(null, { id: { value: 1, enumerable: true } }) as object;
    expect(plain(object({ id: value, toString: value, constructor: value }), input)).toEqual({ id: 1 });
    expect(() => select(order, Object.create({ id: 1 }), null)).toThrow(/instance of a class/);
  });

  test("[C45] __proto__ as data stays data", () => {
    const input = JSON.parse('{"__proto__":{"isAdmin":true},"a":1}') as unknown;
    expect(plain(object({}, { rest: json }), input)).toEqual({ a: 1 });
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  test("[C43] fields for some principals only", () => {
    const shape = object({ id: value, margin: adminsOnly(value), notes: array(adminsOnly(value)) });
    const input = { id: 1, margin: 5, notes: ["a"] };
    expect(plain(shape, input)).toEqual({ id: 1, notes: [] });
    expect(plain(shape, input, admin)).toEqual(input);
  });

  test.each<[string, Shape, unknown]>([
    ["an object where a value is declared", object({ a: value }), { a: { password: 1 } }],
    ["an array where a value is declared", object({ a: value }), { a: [1] }],
    ["a text where an object is declared", order, '{"id":1,"secret":2}'],
    ["a function", object({ a: value }), { a: () => 1 }],
    ["a bigint", object({ a: value }), { a: 1n }],
    ["a symbol", object({ a: json }), { a: Symbol("x") }],
    ["not a number", object({ a: value }), { a: Number.NaN }],
    [
      "an instance",
      order,
      new (class Row {
        id = 1;
      })(),
    ],
    ["a map where JSON is free", json, new Map()],
    ["an error where JSON is free", json, { a: new Error("x") }],
    ["an object with toJSON where JSON is free", json, { toJSON: () => ({ secret: 1 }) }],
    ["a value that fits no branch", some([object({ a: value }, { required: ["a"] })]), { b: 1 }],
  ])("[C45] %s is refused", (_name, shape, input) => {
    expect(() => select(shape, input, admin)).toThrow(/cannot leave/);
  });

  test("messages name places, not values", () => {
    expect(() => select(object({ a: value }), { a: { secret: "hunter2" } }, null)).toThrow(
      expect.objectContaining({ message: "at /a: object cannot leave here" }) as Error,
    );
  });

  test("dates become text, null stands anywhere, undefined is absent", () => {
    const date = new Date("2026-01-01T00:00:00Z");
    expect(
      plain(object({ at: value, lines: array(value), gone: value }), {
        at: date,
        lines: null,
        gone: undefined,
      }),
    ).toEqual({
      at: "2026-01-01T00:00:00.000Z",
      lines: null,
    });
  });

  test("circular data ends in an error", () => {
    const node: { next?: unknown } = {};
    node.next = node;
    const shape: Shape = object({ next: ref(() => shape) });
    expect(() => select(shape, node, null)).toThrow(/cannot leave/);
    expect(() => select(json, node, null)).toThrow(/cannot leave/);
  });

  test("a schema that refers to itself without end is an error, not a hang", () => {
    const shape: Shape = ref(() => shape);
    expect(() => select(shape, {}, null)).toThrow(/cannot leave/);
  });

  test("tuples keep what is declared", () => {
    expect(plain(tuple([value, object({ a: value })]), [1, { a: 1, b: 2 }, "extra"])).toEqual([1, { a: 1 }]);
    expect(plain(tuple([value], value), [1, 2])).toEqual([1, 2]);
  });
});

describe("select: composition", () => {
  test("allOf joins the fields of its parts, also inside", () => {
    const shape = all(
      object({ a: object({ x: value }) }),
      ref(() => object({ a: object({ y: value }), b: value })),
    );
    expect(plain(shape, { a: { x: 1, y: 2, z: 3 }, b: 4, c: 5 })).toEqual({ a: { x: 1, y: 2 }, b: 4 });
  });

  test("[C45] a free-form part does not open a structured one", () => {
    expect(plain(all(object({ a: value }), json), { a: 1, secret: 2 })).toEqual({ a: 1 });
    const open = all(object({ a: value, margin: adminsOnly(value) }), object({}, { rest: json }));
    expect(plain(open, { a: 1, margin: 2, other: 3 })).toEqual({ a: 1, other: 3 });
    expect(plain(open, { a: 1, margin: 2, other: 3 }, admin)).toEqual({ a: 1, margin: 2, other: 3 });
  });

  test("[C45] the discriminator picks the branch", () => {
    const card = object({ type: value, last4: value });
    const bank = object({ type: value, iban: value });
    const shape = some([card, bank], { property: "type", mapping: { card: 0, bank: 1 } });
    expect(plain(shape, { type: "card", last4: 1, iban: 2 })).toEqual({ type: "card", last4: 1 });
  });

  test("[C45] literals and required members tell branches apart", () => {
    const shape = some([
      object({ kind: literal("a"), x: value }),
      object({ kind: ref(() => literal("b")), y: value }),
      object({ z: value }, { required: ["z"] }),
    ]);
    expect(plain(shape, { kind: "a", x: 1, y: 2 })).toEqual({ kind: "a", x: 1 });
    expect(plain(shape, { kind: "b", x: 1, y: 2 })).toEqual({ kind: "b", y: 2 });
    expect(plain(some([value, array(value), object({ a: value })]), ["x"])).toEqual(["x"]);
    expect(plain(some([object({ a: value }), json]), { a: 1, secret: 2 })).toEqual({ a: 1 });
  });
});

test("[C43] a conditional field does not show by its null that it has no value", () => {
  const margin = adminsOnly(value);
  const shapes: readonly Shape[] = [
    object({ id: value, margin }),
    object({ id: value, margin: ref(() => margin) }),
    object({ id: value, margin: all(margin, adminsOnly(value)) }),
    object({ id: value, margin: some([margin]) }),
    object({ id: value }, { rest: margin }),
  ];
  for (const shape of shapes) {
    expect(plain(shape, { id: 1, margin: null })).toEqual({ id: 1 });
    expect(plain(shape, { id: 1, margin: null }, admin)).toEqual({ id: 1, margin: null });
  }
  expect(plain(array(margin), [null])).toEqual([]);
  expect(plain(object({ margin: all(margin, value) }), { margin: null })).toEqual({ margin: null });
});

test("[C45] a branch that is a mere condition opens nothing beside branches that declare", () => {
  const order = object({ id: value });
  expect(plain(all(some([json, json]), order), { id: 1, secret: 2 })).toEqual({ id: 1 });
  expect(plain(some([json, object({ id: value }, { required: ["id"] })]), { secret: 2 })).toEqual({});
  expect(plain(some([json, json]), { free: 2 })).toEqual({ free: 2 });
});

test("[C45] a branch that the value only seemed to fit gives way to the others", () => {
  const list = object({ items: array(object({ id: object({ n: value }) })) });
  const other = object({ items: array(object({ id: value })) });
  const input = { items: [{ id: "x", secret: 2 }] };
  expect(plain(some([list, other]), input)).toEqual({ items: [{ id: "x" }] });
  expect(() => plain(some([list]), input)).toThrow("at /items/0/id: string cannot leave here");
});
