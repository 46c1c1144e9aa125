import { expect, test } from "vitest";
import { runChecks } from "../../../src/checks/run.js";
import type { JsonObject } from "../../../src/document/document.js";
import { buildModel } from "../../../src/model/build.js";
import { documentOf } from "../model/support/model-of.js";

function insecure(root: JsonObject): readonly string[] {
  const document = documentOf({ openapi: "3.1.0", info: { title: "Specimen", version: "1" }, ...root });
  return runChecks(buildModel(document).model, document)
    .filter(({ rule }) => rule === "insecure-server")
    .map(({ message }) => message);
}

const at = (...urls: readonly string[]): JsonObject => ({ servers: urls.map((url) => ({ url })) });

test("[C02] a server without TLS is refused wherever a document names one; loopback, TLS and relative ones are not", () => {
  const operation: JsonObject = { responses: { "204": { description: "Done." } } };
  const found = insecure({
    ...at("https://a.example", "wss://a.example", "/v1", "http://a.example", "HTTP://A.example:80/v1"),
    paths: {
      "/path": { ...at("ws://b.example"), get: operation },
      "/operation": { get: { ...operation, ...at("http://c.example", "http://localhost:3000") } },
      "/loopback": { ...at("http://127.0.0.1:3000", "http://[::1]:3000"), get: operation },
      "/trick": { ...at("http://localhost.evil.example", "http://{host}/v1"), get: operation },
    },
  });
  expect(found).toEqual([
    "http://a.example is reached without TLS.",
    "HTTP://A.example:80/v1 is reached without TLS.",
    "ws://b.example is reached without TLS.",
    "http://c.example is reached without TLS.",
    "http://localhost.evil.example is reached without TLS.",
    "http://{host}/v1 is reached without TLS.",
  ]);
});
