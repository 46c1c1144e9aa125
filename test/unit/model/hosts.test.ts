import { describe, expect, it } from "vitest";
import { onlyHosts } from "../../../src/model/split/hosts.js";

const bounded = onlyHosts({ type: "string" }, ["api.partner.com", "*.example.com"]) as { pattern: string };
const takes = (url: string): boolean => new RegExp(bounded.pattern, "u").test(url);

describe("a property with hosts", () => {
  it("[C33] takes https URLs of the listed hosts", () => {
    for (const url of [
      "https://api.partner.com",
      "https://API.Partner.com/hook?x=1#y",
      "https://api.partner.com:443/hook",
      "https://a.example.com/",
      "https://a.b.example.com?next=/",
    ]) {
      expect(takes(url), url).toBe(true);
    }
  });

  it("[C33] refuses everything that could lead elsewhere", () => {
    for (const url of [
      "http://api.partner.com/",
      "https://example.com/",
      "https://evilexample.com/",
      "https://a.example.com.evil.net/",
      "https://a.example.com@evil.net/",
      "https://user:pw@a.example.com/",
      "https://evil.net/https://a.example.com/",
      "https://evil.net#a.example.com",
      "https://evil.net\\.example.com/",
      "https://a.example.com\\@evil.net/",
      "https://a.example.com/\\evil.net",
      "https://a.example.com:8443/",
      "https://127.0.0.1/",
      "https://a.example.com/\r\nHost: evil.net",
      " https://a.example.com/",
      "//a.example.com/",
      "javascript:alert(1)//https://a.example.com/",
    ]) {
      expect(takes(url), url).toBe(false);
    }
  });

  it("keeps a pattern of the author's", () => {
    const schema = onlyHosts({ type: "string", pattern: "hook$" }, ["a.com"]);
    expect(schema).toMatchObject({
      pattern: "hook$",
      allOf: [{ pattern: expect.stringContaining("[aA]") as string }],
    });
  });
});
