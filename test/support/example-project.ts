import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";
import { main } from "../../src/cli/main.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

export interface ExampleSource {
  /** Name of the folder below `examples`. */
  readonly example: string;
  /** Absolute path of the document that the example's overlay is for. */
  readonly document: string;
  /** Folder of a typed client; it imports the document's types from `./schema.js`. */
  readonly client: string;
}

/** An example with everything generated, type-checked and compiled. */
export interface ExampleProject {
  /** SQL that makes its tables. */
  readonly schema: string;
  /** Folder of the compiled `src` and `client`. */
  readonly output: string;
}

/** Copies an example into a folder that no other tool looks at, generates its server and compiles it with a client. */
export async function buildExample({ example, document, client }: ExampleSource): Promise<ExampleProject> {
  const folder = path.join(root, "examples", example);
  const project = path.join(folder, "build/test");
  rmSync(project, { recursive: true, force: true });
  mkdirSync(project, { recursive: true });
  for (const name of ["package.json", "tsconfig.json", "overlay.yaml"]) {
    cpSync(path.join(folder, name), path.join(project, name));
  }
  const generated = path.join(folder, "src/api");
  cpSync(path.join(folder, "src"), path.join(project, "src"), {
    recursive: true,
    filter: (file) => file !== generated,
  });
  await generate(project, document);
  cpSync(client, path.join(project, "client"), { recursive: true });
  // The client speaks the document as it was published, without the overlay.
  writeFileSync(
    path.join(project, "client/schema.ts"),
    astToString(await openapiTS(readFileSync(document, "utf8"))),
  );
  compile(project);
  return {
    schema: readFileSync(path.join(project, "deploy/schema.sql"), "utf8"),
    output: path.join(project, "out"),
  };
}

async function generate(project: string, document: string): Promise<void> {
  const said: string[] = [];
  const stream = { write: (text: string) => said.push(text) };
  const argv = ["generate", path.relative(project, document), "--overlay", "overlay.yaml"];
  const host = { stdout: stream, stderr: stream, env: {}, cwd: project, onInterrupt: () => () => undefined };
  const code = await main(argv, host);
  if (code !== 0) throw new Error(`generate answered ${String(code)}\n${said.join("")}`);
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
