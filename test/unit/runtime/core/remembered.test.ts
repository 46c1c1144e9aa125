import { describe, expect, it } from "vitest";
import { remembered } from "../../../../src/runtime/core/remembered.js";
import type { ValidationError } from "../../../../src/runtime/core/validator.js";

const error = (keyword: string): ValidationError => ({ instancePath: "", keyword, params: {} });

describe("a check that remembers", () => {
  it("judges each object once, and other values each time", () => {
    let calls = 0;
    const judge = remembered(() => (calls += 1) > 0);
    const object = {};
    expect([judge(object), judge(object), judge({}), judge(1), judge(1)]).toEqual([
      true,
      true,
      true,
      true,
      true,
    ]);
    expect(calls).toBe(4);
  });

  it("says again what it found, whatever became of the list it gave before", () => {
    const check = Object.assign(() => false, { errors: [error("type")] });
    const judge = remembered(check);
    const object = {};
    expect(judge(object)).toBe(false);
    (judge.errors as ValidationError[]).length = 0;
    expect(judge(object)).toBe(false);
    expect(judge.errors).toEqual([error("type")]);
  });

  it("says again what was evaluated", () => {
    const evaluated: { props?: Record<string, true>; dynamicProps: boolean } = { dynamicProps: true };
    const judge = remembered(
      Object.assign(
        (data: unknown) => {
          evaluated.props = Object.fromEntries(
            Object.keys(data as object).map((name) => [name, true as const]),
          );
          return true;
        },
        { evaluated },
      ),
    );
    const [first, second] = [{ a: 1 }, { b: 1 }];
    judge(first);
    judge(second);
    judge(first);
    expect(judge.evaluated?.props).toEqual({ a: true });
  });

  it("keeps the first and the last of many errors", () => {
    const errors = Array.from({ length: 100 }, (_, index) => error(String(index)));
    const judge = remembered(Object.assign(() => false, { errors }));
    judge({});
    expect(judge.errors?.map(({ keyword }) => keyword)).toEqual(["0", "1", "2", "3", "96", "97", "98", "99"]);
  });
});
