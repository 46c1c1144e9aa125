import { mkdirSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { generate } from "../../../src/generate.js";
import { createAuthority } from "../../support/authority.js";
import { writeProject } from "../../support/compile.js";
import { openDocument, openOperation } from "../../support/generated-server.js";
import type { JsonObject } from "../../../src/document/document.js";
import { envoyProgram } from "../../support/envoy.js";
import { missingPrograms, runProgram } from "../../support/programs.js";

const missing = missingPrograms("nginx", "openssl");
const envoy = envoyProgram();
const plainWords = ["one", "two", "three", "four", "five", "six", "seven"];
const hostileWords = [
  '";return 200;#',
  "';return 200 x;'",
  "$request_uri$host",
  "a;}server{listen 9;}",
  '\\z"; }',
  "é\u2028\u0085`",
  "&a *b !!python/object - ] %7B",
];

/** A document whose every text that can reach the edge is one of these words. */
function wordyDocument(words: readonly string[]): JsonObject {
  const operation = (id: string, extra: JsonObject): JsonObject => {
    const plain = openOperation(id);
    return { ...plain, "x-security": { ...(plain["x-security"] as JsonObject), ...extra } };
  };
  const stream = { description: "Events.", content: { "text/event-stream": { itemSchema: {} } } };
  // As templates spell them: braces and number signs stand for something else there.
  const escaped = words.map((word) => word.replaceAll(/[{}#]/g, encodeURIComponent));
  const paths = escaped.flatMap((word, index): readonly [string, JsonObject][] => [
    [`/open/${word}/{id}`, { get: operation(`open${String(index)}`, { rateLimit: ["default"] }) }],
    [`/inside/${word}`, { get: operation(`inside${String(index)}`, { surface: "internal" }) }],
    [`/stream/${word}`, { get: { ...operation(`s${String(index)}`, {}), responses: { "200": stream } } }],
    [`/usual/${String(index)}`, { get: operation(`usual${String(index)}`, {}) }],
    [`/more/${String(index)}`, { get: operation(`more${String(index)}`, {}) }],
  ]);
  const parameters = [{ in: "path", name: "id", required: true, schema: { type: "string" } }];
  const withId = paths.map(([path, item]): [string, JsonObject] =>
    path.includes("{id}") ? [path, { ...item, parameters }] : [path, item],
  );
  return {
    ...openDocument(Object.fromEntries(withId), "3.2.0"),
    info: { title: words.join("\n"), version: words[0] ?? "" },
    servers: [{ url: "https://api.example.com" }],
  };
}

async function deployed(name: string, words: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const folder = writeProject(name, [{ path: "openapi.json", text: JSON.stringify(wordyDocument(words)) }]);
  const { files, diagnostics } = await generate({
    document: `${folder}openapi.json`,
    cwd: folder,
    redis: true,
  });
  if (files.length === 0) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return Object.fromEntries(
    files.filter(({ area }) => area === "deploy").map(({ path, text }) => [path, text]),
  );
}

describe.skipIf(missing !== null)("configuration of hostile documents", () => {
  it("has the same directives as that of a plain one, and nginx takes it", async () => {
    const [plain, hostile] = [
      await deployed("slow-edge-plain", plainWords),
      await deployed("slow-edge-hostile", hostileWords),
    ];
    const folder = writeProject("slow-edge-hostile", []);
    mkdirSync(`${folder}acme`, { recursive: true });
    const authority = createAuthority(`${folder}certificates`, ["api.example.com"]);
    const text = (hostile["nginx.conf"] ?? "")
      .replaceAll("/etc/letsencrypt", authority.folder)
      .replaceAll("/dev/stdout", `${folder}access.log`)
      .replaceAll("app:3000", "127.0.0.1:3000");
    writeFileSync(`${folder}nginx.conf`, text);
    const verdict = runProgram("nginx", ["-t", "-c", `${folder}nginx.conf`, "-e", `${folder}early.log`]);
    expect(verdict).toContain("test is successful");
    const directives = (conf = ""): readonly string[] =>
      conf.split("\n").map((line) => line.replace(/"(?:[^"\\]|\\.)*"/g, '""'));
    expect(directives(hostile["nginx.conf"]).slice(2)).toEqual(directives(plain["nginx.conf"]).slice(2));
  });

  it("has the same shape as that of a plain one in YAML", async () => {
    const [plain, hostile] = [
      await deployed("slow-edge-plain", plainWords),
      await deployed("slow-edge-hostile", hostileWords),
    ];
    for (const file of ["envoy.yaml", "compose.yaml"])
      expect(shape(parse(hostile[file] ?? ""))).toEqual(shape(parse(plain[file] ?? "")));
    expect(hostile["certbot.sh"]).toBe(plain["certbot.sh"]);
  });

  it.skipIf(envoy === null)("Envoy takes it", async () => {
    const hostile = await deployed("slow-edge-hostile", hostileWords);
    const folder = writeProject("slow-edge-hostile", []);
    const authority = createAuthority(`${folder}certificates`, ["api.example.com"]);
    const file = `${folder}envoy.yaml`;
    writeFileSync(file, (hostile["envoy.yaml"] ?? "").replaceAll("/etc/letsencrypt", authority.folder));
    expect(runProgram(envoy ?? "", ["--mode", "validate", "-c", file])).toContain("OK");
  });
});

/** The value with every text that is no key replaced. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shape);
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shape(member)]));
}
