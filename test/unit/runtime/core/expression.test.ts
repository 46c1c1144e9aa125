import { describe, expect, it } from "vitest";
import { evaluate } from "../../../../src/runtime/core/outgoing/expression.js";

const context = {
  request: { body: { url: "https://a.example/x?y=1", id: "../admin?a=b&c#d", host: ".evil.example" } },
};

describe("a runtime expression", () => {
  it("begins a URL as it is", () => {
    expect(evaluate("{$request.body#/url}", context)).toBe("https://a.example/x?y=1");
    expect(evaluate("$request.body#/url", context)).toBe("https://a.example/x?y=1");
  });

  it("is one value inside of a URL, whatever it holds", () => {
    expect(evaluate("https://b.example/{$request.body#/id}", context)).toBe(
      "https://b.example/..%2Fadmin%3Fa%3Db%26c%23d",
    );
    expect(evaluate("https://b.example?id={$request.body#/id}", context)).toBe(
      "https://b.example?id=..%2Fadmin%3Fa%3Db%26c%23d",
    );
  });

  it("lengthens no host", () => {
    const url = evaluate("https://b.example{$request.body#/host}/x", {
      request: { body: { host: "@evil.example" } },
    });
    expect(URL.canParse(url)).toBe(false);
  });
});
