import { describe, expect, it } from "vitest";
import type { ServerPolicy } from "../../../../src/runtime/core/policy.js";
import { wire, type Wiring } from "../../../../src/runtime/core/wiring.js";

const policy = {
  operations: { getNote: { id: "getNote" }, toString: { id: "toString" } },
} as unknown as ServerPolicy;
const validators = {};
const wiring: Wiring = { checks: () => Promise.resolve({ validators }), responses: () => ({}) };

describe("wire", () => {
  it("brings policy, checks and handler of an operation together", async () => {
    const handler = (): Promise<never> => Promise.reject(new Error("not called"));
    const [route] = wire(policy, { getNote: handler }, { getNote: wiring });
    expect(route).toMatchObject({ policy: { id: "getNote" }, handler });
    expect(route?.responses()).toEqual({});
    expect(await route?.validators()).toBe(validators);
  });

  it("[C12] takes nothing that every object inherits for a handler", () => {
    const routes = wire(policy, {}, { toString: wiring, getNote: wiring });
    expect(routes.map(({ handler }) => handler)).toEqual([undefined, undefined]);
  });

  it("takes handlers that are methods of a class", () => {
    class Notes {
      getNote(): Promise<never> {
        return Promise.reject(new Error("not called"));
      }
    }
    const [route] = wire(policy, new Notes(), { getNote: wiring });
    expect(route?.handler).toBeTypeOf("function");
  });

  it("refuses an operation without a policy", () => {
    expect(() => wire(policy, {}, { other: wiring })).toThrow("other: no policy");
  });
});
