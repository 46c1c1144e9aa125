import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import type { JsonObject } from "../../src/document/document.js";
import { generate, type GenerateOptions } from "../../src/generate.js";
import { transpile, writeProject } from "./compile.js";

/** A generated server in a process of its own. */
export interface ServerProcess {
  readonly base: string;
  readonly child: ChildProcess;
  /** Lines of the security log so far. */
  readonly log: readonly Record<string, unknown>[];
  readonly stop: () => Promise<void>;
}

/**
 * Generates and compiles a project, and writes its main module: `main` sees `api` (the generated index) and
 * `listen(server)`. What is to be deployed is written beside it. Answers the path of that module.
 */
export async function buildServer(
  name: string,
  document: JsonObject,
  main: string,
  options: Partial<GenerateOptions> = {},
): Promise<string> {
  const folder = writeProject(name, [{ path: "openapi.json", text: JSON.stringify(document) }]);
  const { files, diagnostics } = await generate({
    document: `${folder}openapi.json`,
    cwd: folder,
    ...options,
  });
  if (files.length === 0) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  const api = files
    .filter(({ area }) => area === "api")
    .map(({ path, text }) => ({ path: `api/${path}`, text }));
  const deployed = files
    .filter(({ area }) => area === "deploy")
    .map(({ path, text }) => ({ path: `deploy/${path}`, text }));
  writeProject(name, [...api, ...deployed]);
  transpile(folder, api);
  writeFileSync(`${folder}main.mjs`, `${prelude}${main}\n`);
  return `${folder}main.mjs`;
}

const prelude = `
import * as api from "./api/index.js";
const listen = async (server) => {
  await server.listen({ host: "127.0.0.1", port: 0 });
  process.on("SIGTERM", () => server.close().then(() => process.exit(0)));
  process.send({ port: server.server.address().port });
};
`;

/** Writes down what the server logs, for whoever looks through the logs of the whole run. */
const collector = new URL("./log-watch/collect.mjs", import.meta.url).href;

/** Starts a built server; resolves once it listens. */
export async function startProcess(
  file: string,
  env: Readonly<Record<string, string>>,
): Promise<ServerProcess> {
  const child = fork(file, {
    env: { ...process.env, ...env },
    execArgv: ["--import", collector],
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const log: Record<string, unknown>[] = [];
  let rest = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    log.push(...lines.map((line) => JSON.parse(line) as Record<string, unknown>));
  });
  const [message] = (await once(child, "message")) as [{ readonly port: number }];
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGTERM");
    await gone;
  };
  return { base: `http://127.0.0.1:${String(message.port)}`, child, log, stop };
}
