import { execFile, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LoadOptions } from "../../src/document/load.js";
import { authority, startHost, type RemoteHost } from "../support/remote-host.js";
import { scratchFolder, writeIn } from "../support/scratch.js";
import { notes } from "../unit/cli/run.js";

const loader = fileURLToPath(new URL("../support/load-in-process.mjs", import.meta.url));
const binary = fileURLToPath(new URL("../../bin/ringfence.js", import.meta.url));
const env = { ...process.env, NODE_EXTRA_CA_CERTS: authority };

interface Result {
  readonly root: { readonly components?: { readonly schemas?: Record<string, unknown> } } | null;
  readonly inputs: readonly { readonly path: string; readonly sha256: string }[];
  readonly findings: readonly string[];
}

function entry(...references: readonly string[]): string {
  const schemas = references.map((reference, index) => `    S${index}: { $ref: "${reference}" }\n`);
  return `openapi: 3.1.0\ninfo: { title: T, version: "1" }\ncomponents:\n  schemas:\n${schemas.join("")}`;
}

let host: RemoteHost;
let other: RemoteHost;

beforeAll(async () => {
  other = await startHost({
    "/named.yaml": "Named: { type: string }\n",
    "/moved": (response) => response.writeHead(302, { location: "/named.yaml" }).end(),
  });
  host = await startHost({
    "/api/openapi.yaml": entry("./schemas/a.yaml#/A", "schemas/a.yaml#/B"),
    "/api/schemas/a.yaml": "A: { type: integer }\nB: { $ref: '../b.json#/B' }\n",
    "/api/b.json": '{ "B": { "type": "boolean" } }',
    "/api/outside.yaml": entry(
      "../private/a.yaml#/A",
      "/private/a.yaml",
      "file:///etc/passwd",
      "//127.0.0.1/a.yaml",
    ),
    "/private/a.yaml": "A: {}\n",
    "/api/wrong.yaml": "openapi: 3.1.0\ninfo: { title: T }\npaths: {}\n",
    "/api/broken.yaml": "openapi: [\n",
    "/api/page": "<!doctype html><title>Sign in</title>",
    "/api/latin.yaml": (response) => response.end(Buffer.from([0x61, 0x3a, 0x20, 0xe9])),
    "/api/moved": (response) => response.writeHead(301, { location: "/v2/openapi.yaml" }).end(),
    "/v2/openapi.yaml": entry("a.yaml#/A"),
    "/v2/a.yaml": "A: { type: number }\n",
    "/loop": (response) => response.writeHead(302, { location: "/loop" }).end(),
    "/away": (response) =>
      response.writeHead(302, { location: `https://127.0.0.1:${other.port}/named.yaml` }).end(),
    "/plain": (response) =>
      response.writeHead(302, { location: `http://localhost:${host.port}/a.yaml` }).end(),
    "/slow.yaml": (response) => void response.write("A: "),
    "/huge.yaml": (response) => response.end(Buffer.alloc(300_000, "#")),
    "/bomb.yaml": (response) =>
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(Buffer.alloc(50_000_000, "#"))),
    "/zipped.yaml": (response) =>
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("A: { type: string }\n")),
    "/dropped.yaml": (response) => {
      response.writeHead(200, { "content-length": "1000" }).write("A: {}\n");
      setTimeout(() => response.destroy(), 50);
    },
    "/api/circle-a.yaml": "A: { type: object, properties: { b: { $ref: 'circle-b.yaml#/B' } } }\n",
    "/api/circle-b.yaml": "B: { type: object, properties: { a: { $ref: 'circle-a.yaml#/A' } } }\n",
  });
});

afterAll(async () => {
  await Promise.all([host.close(), other.close()]);
});

/** Loads documents one after the other; `HOST` and `OTHER` in their options stand for the two hosts. */
async function loadAll(options: readonly Partial<LoadOptions>[]): Promise<readonly Result[]> {
  const text = JSON.stringify(options.map((each) => ({ overlays: [], cwd: "/", ...each })))
    .replaceAll("HOST", `localhost:${host.port}`)
    .replaceAll("OTHER", `127.0.0.1:${other.port}`);
  const child = spawn(process.execPath, [loader], { env, stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(text);
  let answer = "";
  for await (const chunk of child.stdout) answer += String(chunk);
  return JSON.parse(
    answer.replaceAll(`localhost:${host.port}`, "HOST").replaceAll(`127.0.0.1:${other.port}`, "OTHER"),
  ) as readonly Result[];
}

describe("documents of other hosts", () => {
  it("are read from a URL, with what stands beside them, and positions are theirs", async () => {
    const [good, wrong, broken, moved, outside] = await loadAll(
      ["api/openapi.yaml", "api/wrong.yaml", "api/broken.yaml", "api/moved", "api/outside.yaml"].map(
        (path) => ({
          entry: `https://HOST/${path}`,
        }),
      ),
    );
    expect(good?.findings).toEqual([]);
    expect(good?.root?.components?.schemas).toEqual({ S0: { type: "integer" }, S1: { type: "boolean" } });
    expect(good?.inputs.map(({ path }) => path)).toEqual([
      "https://HOST/api/openapi.yaml",
      "https://HOST/api/schemas/a.yaml",
      "https://HOST/api/b.json",
    ]);
    expect(wrong?.findings).toEqual([
      'https://HOST/api/wrong.yaml:2:1 openapi-structure `info` must have "version".',
    ]);
    expect(broken?.findings[0]).toMatch(
      /^https:\/\/HOST\/api\/broken\.yaml:2:1 syntax-error This is not valid YAML/u,
    );
    expect(moved?.root?.components?.schemas).toEqual({ S0: { type: "number" } });
    expect(outside?.findings).toEqual([
      'https://HOST/api/outside.yaml:5:17 reference-escapes "../private/a.yaml" cannot be referred to. It leads out of the folder of the document (https://HOST/api/).',
      'https://HOST/api/outside.yaml:6:17 reference-escapes "/private/a.yaml" cannot be referred to. It leads out of the folder of the document (https://HOST/api/).',
      'https://HOST/api/outside.yaml:7:17 reference-escapes "file:///etc/passwd" cannot be referred to. Other documents are fetched over https only.',
      'https://HOST/api/outside.yaml:8:17 reference-escapes "//127.0.0.1/a.yaml" cannot be referred to. The host 127.0.0.1 is not allowed.',
    ]);
    expect(host.asked).not.toContain("/private/a.yaml");
  });

  it("are referred to only where the user allows their host, over https, without credentials", async () => {
    const references = [
      "https://OTHER/named.yaml#/Named",
      "https://OTHER/moved#/Named",
      "https://user:secret@OTHER/named.yaml",
      "http://OTHER/named.yaml",
      "https://HOST/api/b.json#/B",
    ];
    const texts = references.map((reference) =>
      entry(reference)
        .replaceAll("OTHER", `127.0.0.1:${other.port}`)
        .replaceAll("HOST", `localhost:${host.port}`),
    );
    const cwd = scratchFolder(Object.fromEntries(texts.map((text, index) => [`${index}.yaml`, text])));
    const remote = { hosts: ["OTHER"] };
    const results = await loadAll([
      ...texts.map((_, index) => ({ cwd, entry: `${index}.yaml`, remote })),
      { cwd, entry: "0.yaml" },
      { cwd, entry: "0.yaml", remote: { hosts: ["127.0.0.1", "localhost"] } },
    ]);
    const named = { S0: { type: "string" } };
    expect(results.map(({ root, findings }) => root?.components?.schemas ?? findings[0])).toEqual([
      named,
      named,
      '2.yaml:5:17 reference-escapes "https://user:secret@OTHER/named.yaml" cannot be referred to. A URL with credentials in it is not fetched.',
      '3.yaml:5:17 reference-escapes "http://OTHER/named.yaml" cannot be referred to. Other documents are fetched over https only.',
      '4.yaml:5:17 reference-escapes "https://HOST/api/b.json" cannot be referred to. The host HOST is not allowed.',
      '0.yaml:5:17 reference-escapes "https://OTHER/named.yaml" cannot be referred to. The host OTHER is not allowed.',
      '0.yaml:5:17 reference-escapes "https://OTHER/named.yaml" cannot be referred to. The host OTHER is not allowed.',
    ]);
  });

  it("are given up on where they are slow, huge, broken, elsewhere or no documents", async () => {
    const paths = [
      "slow.yaml",
      "huge.yaml",
      "bomb.yaml",
      "dropped.yaml",
      "loop",
      "away",
      "plain",
      "nothing.yaml",
      "api/page",
      "api/latin.yaml",
    ];
    const timeout = (path: string): number => (path === "slow.yaml" ? 700 : 20_000);
    const remote = { hosts: ["HOST"], maxBytes: 200_000 };
    const texts = paths.map((path) => entry(`https://localhost:${host.port}/${path}`));
    const cwd = scratchFolder(Object.fromEntries(texts.map((text, index) => [`${index}.yaml`, text])));
    const results = await loadAll(
      paths.map((path, index) => ({
        cwd,
        entry: `${index}.yaml`,
        remote: { ...remote, timeout: timeout(path) },
      })),
    );
    const reasons = results.map(({ findings }) =>
      findings.map((each) => each.replace(/^\d+\.yaml:5:17 /u, "")),
    );
    expect(reasons).toEqual([
      ["reference-missing https://HOST/slow.yaml: no complete answer within 0.7 s."],
      ["reference-missing https://HOST/huge.yaml: larger than 195 KiB."],
      ["reference-missing https://HOST/bomb.yaml: larger than 195 KiB."],
      ["reference-missing https://HOST/dropped.yaml: the connection broke off."],
      ["reference-missing https://HOST/loop: it redirects more than 5 times."],
      [
        "reference-missing https://HOST/away: it redirects to https://OTHER/named.yaml. The host OTHER is not allowed.",
      ],
      [
        "reference-missing https://HOST/plain: it redirects to http://HOST/a.yaml. Other documents are fetched over https only.",
      ],
      ["reference-missing https://HOST/nothing.yaml: the server answered with status 404."],
      [
        "https://HOST/api/page:1:1 syntax-error This is a page for people (HTML or XML), not a document in YAML or JSON.",
      ],
      ["syntax-error https://HOST/api/latin.yaml is not UTF-8 text."],
    ]);
  });

  it("may be compressed, may refer to each other in a circle, and are asked for once", async () => {
    const before = host.asked.length;
    const cwd = scratchFolder({
      "a.yaml": entry(
        `https://localhost:${host.port}/zipped.yaml#/A`,
        `https://localhost:${host.port}/api/circle-a.yaml#/A`,
        `https://localhost:${host.port}/api/circle-b.yaml#/B`,
      ),
    });
    const [result, again] = await loadAll([
      { cwd, entry: "a.yaml", remote: { hosts: ["HOST"] } },
      { cwd, entry: "a.yaml", remote: { hosts: ["HOST"] } },
    ]);
    expect(result?.findings).toEqual([]);
    expect(result?.root?.components?.schemas?.["S1"]).toEqual({
      type: "object",
      properties: { b: { $ref: "#/components/schemas/S2" } },
    });
    expect(again).toEqual(result);
    expect(host.asked.slice(before).sort()).toEqual(
      ["/zipped.yaml", "/api/circle-a.yaml", "/api/circle-b.yaml"].flatMap((path) => [path, path]).sort(),
    );
  });
});

describe("the command line", () => {
  async function ringfence(
    cwd: string,
    args: readonly string[],
    trusted = true,
  ): Promise<{ code: number; stdout: string; stderr: string }> {
    return new Promise((resolve) => {
      const options = { cwd, env: trusted ? env : { ...process.env, NODE_EXTRA_CA_CERTS: "" } };
      execFile(process.execPath, [binary, ...args], options, (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
      });
    });
  }

  it(
    "generates from a URL with a reference to an allowed host, and records what was fetched",
    { timeout: 120_000 },
    async () => {
      const own = await startHost({
        "/openapi.yaml": notes.replace(
          "Note:\n",
          `Remark: { $ref: "https://127.0.0.1:${other.port}/named.yaml#/Named" }\n    Note:\n`,
        ),
      });
      try {
        const cwd = scratchFolder({});
        const url = `https://localhost:${own.port}/openapi.yaml`;
        const refused = await ringfence(cwd, ["check", url]);
        expect(refused.code).toBe(1);
        expect(refused.stdout).toContain(
          `help: If you trust it, allow it: \`--allow-host 127.0.0.1:${other.port}\``,
        );
        writeIn(cwd, "ringfence.config.json", JSON.stringify({ document: url, remote: { timeout: 5000 } }));
        const args = ["generate", "--allow-host", `127.0.0.1:${other.port}`];
        const { code, stderr } = await ringfence(cwd, args);
        expect(stderr).toMatch(/2 operations/u);
        expect(code).toBe(0);
        const manifest = JSON.parse(readFileSync(`${cwd}/src/api/.ringfence.json`, "utf8")) as {
          readonly inputs: object;
        };
        expect(Object.keys(manifest.inputs)).toEqual([`https://127.0.0.1:${other.port}/named.yaml`, url]);
        expect((await ringfence(cwd, [...args, "--check"])).code).toBe(0);
      } finally {
        await own.close();
      }
    },
  );

  it("exits 2 where the document cannot be fetched, is on no https or has credentials in its URL", async () => {
    const cwd = scratchFolder({});
    const url = `https://localhost:${host.port}`;
    const missing = await ringfence(cwd, ["generate", `${url}/nothing.yaml`]);
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining("answered with status 404")]);
    const untrusted = await ringfence(cwd, ["check", `${url}/api/openapi.yaml`], false);
    expect([untrusted.code, untrusted.stdout]).toEqual([2, expect.stringContaining("NODE_EXTRA_CA_CERTS")]);
    const plain = await ringfence(cwd, ["check", "http://localhost/a.yaml"]);
    expect([plain.code, plain.stderr]).toEqual([2, expect.stringContaining("only https is followed")]);
    const secret = await ringfence(cwd, ["check", "https://me:secret@localhost/a.yaml"]);
    expect([secret.code, secret.stderr]).toEqual([2, expect.not.stringContaining("secret")]);
  });
});
