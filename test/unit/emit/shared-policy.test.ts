import { expect, test } from "vitest";
import { literal } from "../../../src/emit/code.js";
import { sharedPolicy } from "../../../src/emit/shared-policy.js";
import type { ParameterPolicy } from "../../../src/runtime/core/policy.js";
import { operation, serverPolicy } from "../runtime/core/harness.js";

const page = (initial: number, name = "page"): ParameterPolicy => ({
  in: "query",
  name,
  required: false,
  style: "form",
  explode: true,
  type: { kind: "scalar", types: ["integer"] },
  default: initial,
});

const shared = (...parameters: readonly ParameterPolicy[]) => {
  const operations = parameters.map((parameter, index) => {
    const id = `operation${String(index)}`;
    return [
      id,
      operation({
        id,
        parameters: [parameter],
        authentication: { kind: "public", reason: id, alternatives: [] },
      }),
    ];
  });
  return sharedPolicy(serverPolicy({ operations: Object.fromEntries(operations) }), ["queryTaken"]);
};

const uses = (policy: ReturnType<typeof shared>, constant: string): number =>
  literal(policy.operations).split(`parameters: [${constant}]`).length - 1;

test("what is said three times becomes a constant; what is said twice stays where it is", () => {
  const often = shared(page(1), page(1), page(1));
  expect(often.constants.join("\n")).toContain("const queryPage: StatedParameter = {");
  expect(often.types).toContain("StatedParameter");
  expect(uses(often, "queryPage")).toBe(3);
  expect(shared(page(1), page(1)).constants.join("\n")).not.toContain("StatedParameter");
});

test("parts that differ in anything are constants of their own, whatever they are called", () => {
  const several = shared(page(1), page(2), page(1), page(2), page(1), page(2));
  expect(uses(several, "queryPage")).toBe(3);
  expect(uses(several, "queryPage2")).toBe(3);
  expect(several.constants.find((text) => text.startsWith("const queryPage2"))).toContain("default: 2,");
  const taken = shared(page(1, "taken"), page(1, "taken"), page(1, "taken"));
  expect(uses(taken, "queryTaken2")).toBe(3);
});

test("names of constants are identifiers, whatever stands in the document", () => {
  const name = "*/ `${x}` \u2028 __proto__ \"';";
  const { constants } = shared(page(1, name), page(1, name), page(1, name));
  expect(constants.join("\n")).toMatch(/^const query[\p{ID_Continue}]*: StatedParameter = \{$/mu);
});
