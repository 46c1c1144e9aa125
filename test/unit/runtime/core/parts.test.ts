import { describe, expect, test } from "vitest";
import type { MakersOf } from "../../../../src/runtime/core/authentication/schemes.js";
import { apiKeyScheme } from "../../../../src/runtime/core/authentication/api-key-scheme.js";
import { jwtScheme } from "../../../../src/runtime/core/authentication/jwt-scheme.js";
import type { ApiKeyScheme, JwtScheme } from "../../../../src/runtime/core/policy.js";
import { createTestFence, operation, parts, route } from "./harness.js";

describe("the parts of a fence", () => {
  test("[C12] a scheme of a kind that no part verifies refuses the start", async () => {
    const start = createTestFence([route(operation())], {
      parts: { ...parts, schemes: { "api-key": apiKeyScheme } },
    });
    await expect(start).rejects.toThrow("scheme bearer: nothing verifies the kind jwt");
  });

  test("[C12] tokens whose keys no part reads refuse the start", async () => {
    const schemes = { ...parts.schemes, jwt: jwtScheme({}) };
    const start = createTestFence([route(operation())], { parts: { ...parts, schemes } });
    await expect(start).rejects.toThrow("scheme bearer: nothing reads keys of the kind secret");
  });

  test("a kind that is left out does not compile", () => {
    type Makers = MakersOf<{ readonly bearer: JwtScheme; readonly key: ApiKeyScheme }>;
    // @ts-expect-error there is no maker for tokens
    const makers: Makers = { "api-key": apiKeyScheme };
    expect(Object.keys(makers)).toEqual(["api-key"]);
  });
});
