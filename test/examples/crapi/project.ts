import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";
import { main } from "../../../src/cli/main.js";
import { sharedPath } from "../../support/shared.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** The example with everything generated, type-checked and compiled; and the typed client's compiled flow. */
export interface Project {
  readonly schema: string;
  readonly output: string;
}

/** Copies the example into a folder that no other tool looks at, generates its server and compiles it. */
export async function buildProject(): Promise<Project> {
  const example = path.join(root, "examples/crapi");
  const project = path.join(example, "build/test");
  rmSync(project, { recursive: true, force: true });
  mkdirSync(project, { recursive: true });
  for (const name of ["package.json", "tsconfig.json", "overlay.yaml"]) {
    cpSync(path.join(example, name), path.join(project, name));
  }
  cpSync(path.join(example, "src"), path.join(project, "src"), {
    recursive: true,
    filter: (source) => path.relative(example, source) !== path.join("src", "api"),
  });
  await generate(project);
  await addClient(project);
  compile(project);
  return {
    schema: readFileSync(path.join(project, "deploy/schema.sql"), "utf8"),
    output: path.join(project, "out"),
  };
}

async function generate(project: string): Promise<void> {
  const said: string[] = [];
  const stream = { write: (text: string) => said.push(text) };
  const document = path.relative(project, sharedPath("corpus/owasp/crapi.json"));
  const argv = ["generate", document, "--overlay", "overlay.yaml"];
  const host = { stdout: stream, stderr: stream, env: {}, cwd: project, onInterrupt: () => () => undefined };
  const code = await main(argv, host);
  if (code !== 0) throw new Error(`generate answered ${String(code)}\n${said.join("")}`);
}

/** The typed client speaks the document as crAPI publishes it, without the overlay. */
async function addClient(project: string): Promise<void> {
  const client = path.join(project, "client");
  cpSync(fileURLToPath(new URL("./client", import.meta.url)), client, { recursive: true });
  const document = readFileSync(sharedPath("corpus/owasp/crapi.json"), "utf8");
  writeFileSync(path.join(client, "schema.ts"), astToString(await openapiTS(document)));
}

function compile(project: string): void {
  const config = {
    extends: "./tsconfig.json",
    compilerOptions: { rootDir: ".", outDir: "out" },
    include: ["src", "client"],
  };
  writeFileSync(path.join(project, "tsconfig.test.json"), JSON.stringify(config));
  const compiler = path.join(root, "node_modules/typescript/bin/tsc");
  try {
    execFileSync(process.execPath, [compiler, "-p", "tsconfig.test.json"], {
      cwd: project,
      encoding: "utf8",
    });
  } catch (error) {
    const output = error instanceof Error && "stdout" in error ? String(error.stdout) : String(error);
    throw new Error(`the generated project does not compile:\n${output}`, { cause: error });
  }
}
