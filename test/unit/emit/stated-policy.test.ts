import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { serverPolicy } from "../../../src/emit/policy.js";
import { statedOperation, statedResource } from "../../../src/emit/stated-policy.js";
import type { ColumnPolicy, ParameterPolicy } from "../../../src/runtime/core/policy.js";
import { operationPolicies, resourcePolicies } from "../../../src/runtime/core/stated-policy.js";
import { ordersModel } from "../../support/orders-model.js";
import { jsonBody, operation } from "../runtime/core/harness.js";

const parameter = fc.record<ParameterPolicy>(
  {
    in: fc.constantFrom("path", "query", "header", "cookie"),
    name: fc.string(),
    required: fc.boolean(),
    style: fc.constantFrom("simple", "label", "matrix", "form", "deepObject", "cookie", "content"),
    explode: fc.boolean(),
    type: fc.constantFrom(
      { kind: "json" },
      { kind: "scalar", types: [] },
      { kind: "scalar", types: ["string"] },
      { kind: "scalar", types: ["null", "integer"] },
      { kind: "array", items: { kind: "scalar", types: ["number"] } },
    ),
    allowEmpty: fc.constant(true),
    default: fc.jsonValue(),
  },
  { requiredKeys: ["in", "name", "required", "style", "explode", "type"] },
);

describe("a policy as it is stated", () => {
  test("is the whole again for the fence, whatever its operations take", () => {
    fc.assert(
      fc.property(fc.array(parameter), fc.boolean(), fc.boolean(), (parameters, hasBody, checks) => {
        const whole = operation({
          id: "__proto__",
          parameters,
          body: hasBody ? jsonBody : null,
          resource: hasBody ? "Thing" : null,
          authenticates: checks ? { identity: { kind: "body", pointer: "/email" } } : null,
        });
        const stated = Object.fromEntries([[whole.id, statedOperation(whole)]]);
        expect(Object.entries(operationPolicies(stated))).toEqual([[whole.id, whole]]);
      }),
    );
  });

  test("is the whole again for columns that the database calls otherwise, and for those it does not", () => {
    const column: ColumnPolicy = {
      column: "owner_id",
      type: "text",
      nullable: false,
      create: false,
      update: false,
      credential: false,
      queryable: true,
    };
    const [order] = Object.values(serverPolicy(ordersModel).resources);
    if (order === undefined) throw new Error("no resource");
    const whole = { ...order, columns: { ownerId: column, owner_id: column } };
    expect(statedResource(whole).columns).toEqual({
      ownerId: column,
      owner_id: expect.not.objectContaining({ column: "owner_id" }) as unknown,
    });
    expect(resourcePolicies({ [whole.name]: statedResource(whole) })).toEqual({ [whole.name]: whole });
  });

  test("says of every operation and column what may open it", () => {
    const { operations, resources } = serverPolicy(ordersModel);
    const opening = ["surface", "authentication", "requires", "bindings", "rateLimits", "cost", "audit"];
    for (const each of Object.values(operations))
      expect(Object.keys(statedOperation(each))).toEqual(expect.arrayContaining(opening));
    const rights = ["create", "update", "credential", "queryable"];
    for (const each of Object.values(resources))
      for (const column of Object.values(statedResource(each).columns))
        expect(Object.keys(column)).toEqual(expect.arrayContaining(rights));
  });
});
