import { describe, expect, it } from "vitest";
import type { ServerPolicy } from "../../../../src/runtime/core/policy.js";
import { wire, type Wiring } from "../../../../src/runtime/core/wiring.js";

const policy = {
  operations: { getNote: { id: "getNote" }, toString: { id: "toString" } },
} as unknown as ServerPolicy;
const validators = {};
const makers = { getNote: () => validators };
const wiring: Wiring = { checks: () => Promise.resolve({ validators: makers }), responses: () => ({}) };

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

  it("makes the validators of an operation once, and those of no other", async () => {
    let made = 0;
    const counted = { getNote: () => ({ path: Object.assign(() => true, { at: (made += 1) }) }) };
    const checks = (): Promise<{ validators: typeof counted }> => Promise.resolve({ validators: counted });
    const [route] = wire(policy, {}, { getNote: { ...wiring, checks } });
    expect(made).toBe(0);
    const [one, other] = await Promise.all([route?.validators(), route?.validators()]);
    expect(other).toBe(one);
    expect(await route?.validators()).toBe(one);
    expect(made).toBe(1);
  });

  it("[C33] takes nothing that every object inherits for validators", async () => {
    const [route] = wire(policy, {}, { toString: wiring });
    await expect(route?.validators()).rejects.toThrow("toString: its module has no validators of it");
  });

  it("refuses an operation without a policy", () => {
    expect(() => wire(policy, {}, { other: wiring })).toThrow("other: no policy");
  });
});
