import { describe, expect, test } from "vitest";
import { emit } from "../../../src/emit/plan.js";
import { typeErrors, writeProject } from "../../support/compile.js";
import { ordersModel } from "../../support/orders-model.js";

const closing = (ids: readonly string[]): typeof ordersModel => ({
  ...ordersModel,
  operations: ordersModel.operations.map((each) =>
    ids.includes(each.id) ? { ...each, closed: "nobody has looked at it yet" } : each,
  ),
});

async function files(ids: readonly string[]) {
  const emitted = await emit(closing(ids), {
    framework: "fastify",
    importExtension: "js",
    handlersImport: "../api",
  });
  return emitted.map(({ area, path, text }) => ({ path: `${area}/${path}`, text }));
}

describe("a closed operation, generated", { timeout: 120_000 }, () => {
  test("asks for no handler, takes one all the same, and stays in the policy, the routes and the types", async () => {
    const emitted = await files(["getOrder"]);
    const textOf = (path: string): string => emitted.find((file) => file.path === path)?.text ?? "";
    expect(emitted.map(({ path }) => path)).not.toContain("handlers/get-order.ts");
    expect(textOf("handlers/index.ts")).not.toContain("getOrder");
    expect(textOf("api/operations.ts")).toContain("readonly getOrder?:");
    expect(textOf("api/operations.ts")).toContain("readonly updateOrder:");
    expect(textOf("api/policy.ts")).toContain('closed: "nobody has looked at it yet"');
    expect(textOf("api/routes.ts")).toContain("getOrder: {");
    const own = {
      path: "own.ts",
      text: [
        'import { handlers } from "./handlers/index.js";',
        'import { createServer, notFound, type Handlers, type ServerOptions } from "./api/index.js";',
        'const getOrder: Handlers["getOrder"] = async () => notFound();',
        "export const start = (options: ServerOptions) => createServer({ ...options, handlers: { ...handlers, getOrder } });",
        "",
      ].join("\n"),
    };
    const folder = writeProject("closed-one", [...emitted, own]);
    expect(typeErrors(folder, [...emitted, own])).toEqual([]);
  });

  test("compiles where all are closed", async () => {
    const emitted = await files(ordersModel.operations.map(({ id }) => id));
    expect(emitted.map(({ path }) => path).filter((path) => path.startsWith("handlers/"))).toEqual([
      "handlers/index.ts",
    ]);
    const folder = writeProject("closed-all", emitted);
    expect(typeErrors(folder, emitted)).toEqual([]);
  });
});
