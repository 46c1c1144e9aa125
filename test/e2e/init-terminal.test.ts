import { execFile, spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authority, startHost, type RemoteHost } from "../support/remote-host.js";
import { readTree, scratchFolder } from "../support/scratch.js";

const binary = fileURLToPath(new URL("../../bin/ringfence.js", import.meta.url));

function pets(reference: string): string {
  return `openapi: 3.1.0
info: { title: Pets, version: 1.0.0 }
paths:
  /pets/{petId}:
    get:
      parameters: [{ name: petId, in: path, required: true, schema: { type: string } }]
      responses:
        "200":
          description: It.
          content: { application/json: { schema: { $ref: "${reference}" } } }
`;
}

const pet = "Pet: { type: object, properties: { id: { type: string }, name: { type: string } } }\n";

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(cwd: string, ...args: readonly string[]): Promise<Run> {
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: authority };
  return new Promise((resolve) => {
    execFile(process.execPath, [binary, ...args], { cwd, env }, (error, stdout, stderr) => {
      resolve({
        code: typeof error?.code === "number" ? error.code : error === null ? 0 : 70,
        stdout,
        stderr,
      });
    });
  });
}

function configOf(cwd: string): unknown {
  return JSON.parse(readFileSync(path.join(cwd, "ringfence.config.json"), "utf8"));
}

describe("init of documents that are elsewhere", () => {
  let host: RemoteHost;
  let other: RemoteHost;

  beforeAll(async () => {
    other = await startHost({ "/pet.yaml": pet });
    host = await startHost({
      "/api/openapi.yaml": pets("schemas/pet.yaml#/Pet"),
      "/api/schemas/pet.yaml": pet,
      "/api/foreign.yaml": pets(`https://127.0.0.1:${other.port}/pet.yaml#/Pet`),
    });
  });

  afterAll(async () => {
    await Promise.all([host.close(), other.close()]);
  });

  it("reads one over https, and writes what generate then needs no words for", async () => {
    const cwd = scratchFolder({});
    const document = `https://localhost:${host.port}/api/openapi.yaml`;
    expect(await run(cwd, "init", document, "--yes")).toMatchObject({ code: 0 });
    expect(configOf(cwd)).toEqual({ document, overlays: ["security.overlay.yaml"] });
    expect(await run(cwd, "generate")).toMatchObject({ code: 0 });
    expect(await run(cwd, "check", "--fail-on", "error")).toMatchObject({ code: 0 });
  }, 60_000);

  it("follows it to another host where that is allowed, and notes so", async () => {
    const cwd = scratchFolder({});
    const document = `https://localhost:${host.port}/api/foreign.yaml`;
    const name = `127.0.0.1:${other.port}`;
    const refused = await run(cwd, "init", document, "--yes");
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`--allow-host ${name}`) as string,
    });
    expect(other.asked).toEqual([]);
    expect(readTree(cwd)).toEqual({});
    expect(await run(cwd, "init", document, "--yes", "--allow-host", name)).toMatchObject({ code: 0 });
    expect(configOf(cwd)).toMatchObject({ document, remote: { hosts: [name] } });
    expect(await run(cwd, "generate")).toMatchObject({ code: 0 });
  }, 60_000);

  it("trusts only authorities that Node was told of", async () => {
    const cwd = scratchFolder({});
    const document = `https://localhost:${host.port}/api/openapi.yaml`;
    const { status, stderr } = await new Promise<{ status: number; stderr: string }>((resolve) => {
      execFile(process.execPath, [binary, "init", document, "--yes"], { cwd }, (error, _, text) => {
        resolve({ status: Number(error?.code ?? 0), stderr: text });
      });
    });
    expect(status).toBe(1);
    expect(stderr).toContain("certificate");
    expect(readTree(cwd)).toEqual({});
  });

  it("reads files beside the document's folder where --root lets it, and notes so", async () => {
    const files = { "specs/api/openapi.yaml": pets("../common/pet.yaml#/Pet"), "specs/common/pet.yaml": pet };
    const cwd = scratchFolder(files);
    const refused = await run(cwd, "init", "specs/api/openapi.yaml", "--yes");
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("--root") as string });
    expect(await run(cwd, "init", "specs/api/openapi.yaml", "--yes", "--root", "specs")).toMatchObject({
      code: 0,
    });
    expect(configOf(cwd)).toMatchObject({ document: "specs/api/openapi.yaml", root: "specs" });
    expect(await run(cwd, "generate")).toMatchObject({ code: 0 });
  }, 60_000);
});

/** A pseudo-terminal comes from `script` of util-linux. */
const hasTerminal = spawnSync("script", ["--version"]).stdout?.toString().includes("util-linux") ?? false;

interface Session {
  /** What was on the screen, line by line, without what moves the cursor or colours. */
  readonly lines: readonly string[];
  readonly code: number | null;
}

/** Runs `ringfence` on a terminal of 80 columns, and types an answer whenever it asks. */
function onTerminal(cwd: string, args: string, answers: readonly string[]): Promise<Session> {
  const command = `stty cols 80 rows 24; "${process.execPath}" "${binary}" ${args}`;
  const child = spawn("script", ["-qec", command, "/dev/null"], { cwd, stdio: "pipe" });
  let screen = "";
  let answered = 0;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    screen += text;
    while (answered < screen.split("[Y/n]").length - 1) child.stdin.write(answers[answered++] ?? "\u0003");
  });
  return new Promise((resolve) => {
    child.on("close", (code) => {
      // eslint-disable-next-line no-control-regex -- what a terminal obeys
      const plain = screen.replace(/\u001b\[[0-9;]*[A-Za-z]/g, "").replace(/\r/g, "");
      resolve({ lines: plain.split("\n"), code });
    });
  });
}

describe.skipIf(!hasTerminal)(
  "init on a terminal (skipped where script of util-linux is not installed)",
  () => {
    /** So many that what is said of them is long. */
    const many = Array.from(
      { length: 30 },
      (_, index) => `  /things${String(index)}/{thingId}/approve:
    post:
      parameters: [{ name: thingId, in: path, required: true, schema: { type: string } }]
      responses: { "204": { description: Done. } }
`,
    );
    const document = `${pets("pet.yaml#/Pet")}${many.join("")}`;
    const files = { "openapi.yaml": document, "pet.yaml": pet, "package.json": '{ "type": "module" }\n' };

    it("asks about every file, writes those that were wanted, and stays within the screen", async () => {
      const cwd = scratchFolder(files);
      const { lines, code } = await onTerminal(cwd, "init", ["y\r", "\r", "n\r", "yes\r", "y\r", "y\r"]);
      expect(code).toBe(0);
      const asked = lines.filter((line) => line.includes("[Y/n]"));
      expect(asked[0]).toMatch(
        /^Write security\.overlay\.yaml \(\d+ proposals, \d+ of 31 operations open\)\? \[Y\/n\] y$/,
      );
      expect(asked[1]).toBe("Write ringfence.config.json, which names document and overlay? [Y/n] ");
      expect(Object.keys(readTree(cwd))).toEqual(
        expect.arrayContaining(["ringfence.config.json", "security.overlay.yaml"]),
      );
      const refused = asked[2]?.match(/^\w+ (\S+?),? /)?.[1] ?? "";
      expect(refused).not.toBe("");
      expect(existsSync(path.join(cwd, refused)) && refused !== "package.json").toBe(false);
      expect(lines.filter((line) => line.length > 80)).toEqual([]);
      expect(lines.join("\n")).toContain("Review security.overlay.yaml, then run `ringfence generate`.");
    }, 60_000);

    it("takes lines that were typed ahead for the answers to what it asks next", async () => {
      const cwd = scratchFolder(files);
      const { lines, code } = await onTerminal(cwd, "init", ["y\rn\ry\ry\ry\ry\r", "", "", "", "", "", ""]);
      expect(code).toBe(0);
      expect(lines.filter((line) => line.includes("[Y/n]")).length).toBeGreaterThan(2);
      expect(existsSync(path.join(cwd, "security.overlay.yaml"))).toBe(true);
      expect(existsSync(path.join(cwd, "ringfence.config.json"))).toBe(false);
    }, 60_000);

    it.each([
      ["Ctrl-C", "\u0003"],
      ["the end of the input", "\u0004"],
    ])(
      "writes nothing where %s stops it, whatever was answered before",
      async (_, key) => {
        const cwd = scratchFolder(files);
        const { lines } = await onTerminal(cwd, "init", ["y\r", key]);
        expect(lines.join("\n")).toContain("Stopped: nothing was written.");
        expect(readTree(cwd)).toEqual(files);
      },
      60_000,
    );
  },
);
