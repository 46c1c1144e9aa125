import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/document/document.js";
import { generate } from "../../src/generate.js";
import { writeProject } from "../support/compile.js";
import {
  openDocument,
  openOperation,
  startGenerated,
  type GeneratedServer,
} from "../support/generated-server.js";
import { sharedIsPresent, sharedNote, sharedPath } from "../support/shared.js";

const vector = (name: string): string => readFileSync(sharedPath(`vectors/security-txt/${name}`), "utf8");
const rfc = sharedIsPresent ? vector("rfc9116.txt") : "";
/** Where §2.5 of the RFC, "Field Definitions", shows each field, and §2.6 a whole file. */
const fieldExamples = rfc.slice(
  rfc.indexOf("\n2.5.  Field"),
  rfc.lastIndexOf("\n2.6.  Example of an Unsigned"),
);
const fileExample = /"security\.txt" File\n\n((?: {3}\S.*\n|\n)+)/
  .exec(rfc.slice(rfc.lastIndexOf("\n2.6.  Example of an Unsigned")))?.[1]
  ?.replaceAll(/^ {3}/gm, "");
const examples = (field: string): readonly string[] =>
  [...fieldExamples.matchAll(new RegExp(`^ {3}${field}: (.*)$`, "gm"))].map(([, value]) => value ?? "");

type Fields = ReadonlyMap<string, readonly string[]>;

const uri = /^[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+$/;
const uriFields = ["Acknowledgments", "Canonical", "Contact", "Encryption", "Hiring", "Policy"];

/** Reads a file as §4 has it; what is against the grammar or a MUST of §2.5 is thrown. */
function read(text: string): Fields {
  const fields = new Map<string, string[]>();
  for (const line of text.split(/\r?\n/)) {
    if (line === "" || line.startsWith("#")) continue;
    const [, name = "", value = ""] = /^([!-9;-~]+): (.+)$/.exec(line) ?? [];
    if (name === "") throw new Error(`no field: ${line}`);
    if (uriFields.includes(name) && !uri.test(value)) throw new Error(`no URI: ${value}`);
    if (uriFields.includes(name) && /^http:/i.test(value)) throw new Error(`not https: ${value}`);
    fields.set(name, [...(fields.get(name) ?? []), value]);
  }
  if (!fields.has("Contact")) throw new Error("no Contact");
  if (fields.get("Expires")?.length !== 1) throw new Error("not one Expires");
  if ((fields.get("Preferred-Languages")?.length ?? 0) > 1) throw new Error("Preferred-Languages twice");
  return fields;
}

const document = (disclosure: JsonObject, servers: readonly string[] = []): JsonObject => {
  const open = openDocument({ "/now": { get: openOperation("now") } });
  const security = open["x-security"] as JsonObject;
  const urls = servers.length === 0 ? {} : { servers: servers.map((url) => ({ url })) };
  return { ...open, ...urls, "x-security": { ...security, disclosure } };
};

describe.skipIf(!sharedIsPresent)(`RFC 9116${sharedNote}`, () => {
  let server: GeneratedServer;
  beforeAll(async () => {
    const disclosure = {
      contact: examples("Contact"),
      policy: examples("Policy")[0] ?? "",
      languages: (examples("Preferred-Languages")[0] ?? "").split(", "),
    };
    const servers = examples("Canonical").map((url) => url.replace("/.well-known/security.txt", ""));
    server = await startGenerated({
      name: "conformance-security-txt",
      document: document(disclosure, servers),
      handlers: { now: async () => ({ status: 200, body: {} }) },
    });
  });
  afterAll(() => server.close());

  it("has examples that the reader of this test takes, and the template beside it is no such file", () => {
    expect([...read(fileExample ?? "").keys()]).toEqual([
      ...["Contact", "Encryption", "Policy", "Acknowledgments", "Expires"],
    ]);
    expect(() => read(vector("template/security.txt"))).toThrow("no URI: security@example.com");
  });

  it("[C70] a server shows what the examples of §2.5 show, as §4 has it", async () => {
    const answer = await fetch(`${server.base}/.well-known/security.txt`);
    const text = await answer.text();
    expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(text).toMatch(/^(?:[^\r\n]+\r\n)+$/);
    const fields = read(text);
    for (const name of ["Contact", "Canonical", "Policy", "Preferred-Languages"]) {
      expect(examples(name).length).toBeGreaterThan(0);
      expect([name, fields.get(name)]).toEqual([name, examples(name)]);
    }
    const [expires = ""] = fields.get("Expires") ?? [];
    expect(expires).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const days = (Date.parse(expires) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(1);
    expect(days).toBeLessThan(365);
  });

  const template = sharedIsPresent ? vector("template/security.txt") : "";
  const bare = /^Contact: (.*)$/m.exec(template)?.[1] ?? "";
  const contact = ["mailto:security@example.com"];
  it.each([
    ["a contact that is no URI, as in the template", { contact: [bare] }],
    ["a contact without https (§2.5.3)", { contact: ["http://example.com/report"] }],
    ["no contact (§2.5.3)", { contact: [] }],
    ["a line more", { contact: ["mailto:a@example.com\nPolicy: https://evil.example/"] }],
    ["characters that no URI has", { contact: ["mailto:sécurité@example.com"] }],
    ["a character of control", { contact: ["mailto:a\u0007@example.com"] }],
    ["an escape that is none", { contact: ["https://example.com/100%"] }],
    ["a policy without https (§2.5.7)", { contact, policy: "http://example.com/policy" }],
    ["a policy with other characters", { contact, policy: "https://example.com/é" }],
    ["a language that is no tag (§2.5.8)", { contact, languages: ["en, es"] }],
    ["more than a year (§2.5.5)", { contact, validFor: "366d" }],
  ])("[C70] generate refuses %s, and says where", async (_, disclosure) => {
    const folder = writeProject("conformance-security-txt-refused", [
      { path: "openapi.json", text: JSON.stringify(document(disclosure), null, 2) },
    ]);
    const { files, diagnostics } = await generate({ document: `${folder}openapi.json`, cwd: folder });
    expect(files).toEqual([]);
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    expect(errors.map(({ rule }) => rule)).toEqual([
      expect.stringMatching(/^(?:security-txt|vocabulary-value)$/),
    ]);
    expect(errors[0]?.location?.line).toBeGreaterThan(1);
  });
});
