import { describe, expect, test } from "vitest";
import type { Exchange } from "../../../../src/runtime/core/exchange.js";
import { guarding } from "../../../../src/runtime/core/input/guards.js";
import { select } from "../../../../src/runtime/core/select.js";
import { array, object, ref, some, value, when, type Shape } from "../../../../src/runtime/core/shape.js";

const branches = 10;
/** Far more visits than honest work needs, far fewer than one for each way through the branches. */
const visitsEnough = 100_000;

/** A union of ten branches, each of which leads back to the whole by `next`, directly or through a list. */
const circular = (own: (index: number) => Readonly<Record<string, Shape>>): Shape => {
  const whole = (): Shape => union;
  const union = some(
    Array.from({ length: branches }, (_, index) =>
      object({
        next: index % 2 === 0 ? ref(whole) : all(ref(whole)),
        list: array(ref(whole)),
        ...own(index),
      }),
    ),
  );
  return union;
};
const all = (part: Shape): Shape => ({ kind: "all", parts: [part] });
const adminsOnly = when({ scopes: [], roles: ["admin"] }, value);

/** Counts how often members of a value are looked through, and ends what would never end. */
class Visits {
  count = 0;

  of<T extends object>(target: T): T {
    return new Proxy(target, {
      ownKeys: (own) => {
        if (++this.count > visitsEnough) throw new Error("the same value is looked at without end");
        return Reflect.ownKeys(own);
      },
    });
  }

  nested(depth: number, innermost: object): object {
    return depth === 0 ? this.of(innermost) : this.of({ id: depth, next: this.nested(depth - 1, innermost) });
  }
}

const guard = (shape: Shape, body: unknown) =>
  guarding(() => ({ "application/json": shape }))({
    parameters: { path: {}, query: {}, header: {}, cookie: {} },
    body,
    contentType: { declared: "application/json" },
    principal: null,
  } as unknown as Exchange);

describe("[C35] a union that leads back to itself by many branches costs what its values cost", () => {
  test("fields for some callers are looked for once in each value", () => {
    const visits = new Visits();
    const shape = circular((index) => (index === branches - 1 ? { secret: adminsOnly } : {}));
    expect(guard(shape, visits.nested(30, {}))).toBeUndefined();
    expect(guard(shape, visits.nested(30, { secret: 1 }))).toMatchObject({
      errors: [{ pointer: `${"/next".repeat(30)}/secret` }],
    });
  });

  test("what leaves is copied once for each of its shapes", () => {
    const visits = new Visits();
    const shape = circular(() => ({ id: value }));
    const data = visits.nested(30, { id: 0, more: 1 });
    const copied = JSON.stringify(select(shape, data, null));
    expect(copied).toContain('{"id":0}');
    expect(copied.match(/"id"/g)).toHaveLength(31);
    expect(copied).not.toContain("more");
  });

  test("and refused as often", () => {
    const visits = new Visits();
    const shape = circular(() => ({ id: value }));
    expect(() => select(shape, visits.nested(30, { id: () => 1 }), null)).toThrow("function cannot leave");
  });
});
