import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { FastifyInstance } from "fastify";
import { pino, type Logger } from "pino";
import { generate } from "../../src/generate.js";
import { lintErrors, transpile, typeErrors, writeProject, type ProjectFile } from "./compile.js";

/** A server's source, generated from a document, checked and compiled. */
export interface GeneratedProject {
  readonly folder: string;
  /** Paths begin with `src/api`, `src/handlers` or `deploy`. */
  readonly files: readonly ProjectFile[];
  /** What the strictest compiler options and typescript-eslint have against it. */
  readonly problems: () => Promise<readonly string[]>;
  /** Loads a module of the project: `src/api/index.js`. */
  readonly load: <T>(file: string) => Promise<T>;
}

/** What `src/api/index.js` exports, as far as tests use it. */
interface Api {
  readonly createServer: (options: object) => Promise<FastifyInstance>;
}

const folders = { api: "src/api/", handlers: "src/handlers/", deploy: "deploy/" } as const;

/** Generates a project below `node_modules/.cache`. Throws with the findings where the document has errors. */
export async function generateProject(
  name: string,
  document: object,
  extra: readonly ProjectFile[] = [],
): Promise<GeneratedProject> {
  const scratch = mkdtempSync(path.join(tmpdir(), "ringfence-document-"));
  writeFileSync(path.join(scratch, "openapi.json"), JSON.stringify(document));
  const { files, diagnostics } = await generate({ document: "openapi.json", cwd: scratch });
  rmSync(scratch, { recursive: true });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join("\n"));
  const project = [
    ...files.map(({ area, path: file, text }) => ({ path: folders[area] + file, text })),
    ...extra,
  ];
  const folder = writeProject(name, project);
  transpile(folder, project);
  const linted = project.filter(({ path: file }) => file.endsWith(".ts") && !file.includes("/runtime/"));
  return {
    folder,
    files: project,
    problems: async () => [...typeErrors(folder, project), ...(await lintErrors(folder, linted))],
    load: async <T>(file: string) => (await import(pathToFileURL(folder + file).href)) as T,
  };
}

/** A running server of a generated project. */
export interface RunningServer {
  readonly origin: string;
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** Starts a generated server with these handlers on a free port of the loopback interface. */
export async function startServer(
  project: GeneratedProject,
  handlers: object,
  logger: Logger = pino({}, { write: () => undefined }),
  options: object = {},
): Promise<RunningServer> {
  const { createServer } = await project.load<Api>("src/api/index.js");
  const server = await createServer({ handlers, logger, ...options });
  const origin = await server.listen({ host: "127.0.0.1", port: 0 });
  return { origin, port: Number(new URL(origin).port), close: () => server.close() };
}
