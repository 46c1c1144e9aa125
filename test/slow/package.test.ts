import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** What a user does: install the published package into an empty project, generate, type-check, start. */
const root = fileURLToPath(new URL("../..", import.meta.url));
const strictest = {
  target: "es2022",
  lib: ["es2023"],
  module: "nodenext",
  moduleResolution: "nodenext",
  types: ["node"],
  rootDir: "src",
  outDir: "build",
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  erasableSyntaxOnly: true,
  // PGlite's own declarations need the DOM and Emscripten; what we emit is checked all the same.
  skipLibCheck: true,
};
const runtimePackages = [
  "fastify@^5",
  "jose@^6",
  "kysely@~0.28",
  "pg@^8",
  "pino@^10",
  "@electric-sql/pglite@^0.5",
];
/** Fastify's own choice of these wants Node 22; `generate` says the same to users of Node 20. */
const forNode20 = ["light-my-request@6.6.0"];

let folder: string;
let tarball: string;

/** Runs a command to its end; answers what it printed to stdout, or throws with all that it printed. */
function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${[command, ...args].join(" ")}: ${String(status)}\n${stdout}${stderr}`);
  return stdout;
}

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "ringfence-package-"));
  run("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], root);
  const [name] = readdirSync(folder);
  tarball = path.join(folder, name ?? "");
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function newProject(typescript: string): string {
  const project = path.join(folder, `with-${typescript.replace(/\W/g, "")}`);
  cpSync(`${root}examples/orders/openapi.yaml`, `${project}/openapi.yaml`);
  writeFileSync(`${project}/package.json`, JSON.stringify({ name: "shop", private: true, type: "module" }));
  writeFileSync(`${project}/tsconfig.json`, JSON.stringify({ compilerOptions: strictest, include: ["src"] }));
  const development = [tarball, `typescript@${typescript}`, "@types/node@^20", "@types/pg@^8"];
  run(
    "npm",
    ["install", "--no-audit", "--no-fund", ...runtimePackages, ...forNode20, ...development],
    project,
  );
  return project;
}

/** Starts the compiled server on loopback with nothing in its store; answers its address and how to stop it. */
async function start(project: string): Promise<{ url: string; stop: () => void }> {
  writeFileSync(
    `${project}/start.mjs`,
    `import { generateKeyPairSync } from "node:crypto";
import { createServer, memorySource } from "./build/api/index.js";
import { handlers } from "./build/handlers/index.js";
const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const keys = { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "1", alg: "ES256", use: "sig" }] };
const secrets = async (name) => (name === "JWT_KEYS" ? JSON.stringify(keys) : "[]");
const server = await createServer({ handlers, data: memorySource(), secrets });
console.log("listening " + (await server.listen({ host: "127.0.0.1", port: 0 })));
`,
  );
  const child = spawn(process.execPath, ["start.mjs"], {
    cwd: project,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise<string>((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const found = /listening (http:\S+)/.exec(text);
      if (found?.[1] !== undefined) resolve(found[1]);
    });
    child.on("exit", (code) => {
      reject(new Error(`the server ended with ${String(code)}: ${text}`));
    });
  });
  return { url, stop: () => child.kill() };
}

/** Watches until there is something to wait for, then interrupts; answers the exit code. */
async function watchOnce(project: string): Promise<number | null> {
  const command = [path.join(project, "node_modules/ringfence/bin/ringfence.js"), "watch"];
  const child = spawn(process.execPath, command, { cwd: project, stdio: ["ignore", "ignore", "pipe"] });
  child.stderr.on("data", (chunk: Buffer) => {
    if (chunk.toString().includes("Watching;")) child.kill("SIGINT");
  });
  const [code] = (await once(child, "exit")) as [number | null];
  return code;
}

describe.each(["7", "~5.9.0"])("in an empty project with TypeScript %s", (typescript) => {
  it("installs, generates, type-checks under the strictest flags, starts and defends itself", async () => {
    const project = newProject(typescript);
    run("npx", ["ringfence", "generate"], project);
    const tsc = path.join(project, "node_modules/typescript/bin/tsc");
    expect(run(process.execPath, [tsc, "--project", "tsconfig.json"], project)).toBe("");
    expect(run("npx", ["ringfence", "generate", "--check"], project)).toBe("");
    expect(run("npx", ["ringfence", "check", "--quiet"], project)).toBe("");
    expect(run("npx", ["ringfence", "init", "--dry-run"], project)).toBe("");
    expect(await watchOnce(project)).toBe(0);
    const server = await start(project);
    try {
      expect((await fetch(`${server.url}/products`)).status).toBe(200);
      expect((await fetch(`${server.url}/orders`)).status).toBe(401);
      expect((await fetch(`${server.url}/health`)).status).toBe(501);
    } finally {
      server.stop();
    }
  });
});
