import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { FastifyInstance } from "fastify";
import { pino } from "pino";
import { generate, type GenerateOptions } from "../../src/generate.js";
import type { JsonObject } from "../../src/document/document.js";
import type { HandlerAnswer } from "../../src/runtime/core/result.js";
import type { HandlerContext } from "../../src/runtime/core/route.js";
import { transpile, writeProject } from "./compile.js";

export type Handler = (context: HandlerContext) => Promise<HandlerAnswer>;

export interface GeneratedServer {
  readonly port: number;
  readonly base: string;
  /** Lines of the security log. */
  readonly log: readonly Record<string, unknown>[];
  readonly close: () => Promise<void>;
}

export interface GeneratedOptions {
  /** Name of the project's folder. */
  readonly name: string;
  readonly document: JsonObject;
  /** By operationId. */
  readonly handlers: Readonly<Record<string, Handler>>;
  /** Further options of the generator. */
  readonly generator?: Partial<GenerateOptions>;
  /** Further options of the generated `createServer`. */
  readonly options?: object;
}

/** Generates a server from a document, compiles it, and lets it listen on a port of its own. */
export async function startGenerated({
  name,
  document,
  handlers,
  generator,
  options,
}: GeneratedOptions): Promise<GeneratedServer> {
  const folder = writeProject(name, [{ path: "openapi.json", text: JSON.stringify(document) }]);
  const { files, diagnostics } = await generate({
    document: `${folder}openapi.json`,
    cwd: folder,
    ...generator,
  });
  if (files.length === 0) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  const api = files
    .filter(({ area }) => area === "api")
    .map(({ path, text }) => ({ path: `api/${path}`, text }));
  writeProject(name, api);
  transpile(folder, api);
  writeFileSync(`${folder}openapi.json`, JSON.stringify(document));
  const { createServer } = (await import(pathToFileURL(`${folder}api/index.js`).href)) as {
    readonly createServer: (options: object) => Promise<FastifyInstance>;
  };
  const log: Record<string, unknown>[] = [];
  const logger = pino(
    { base: null },
    { write: (line: string) => void log.push(JSON.parse(line) as (typeof log)[0]) },
  );
  const server = await createServer({ handlers, logger, ...options });
  await server.listen({ host: "127.0.0.1", port: 0 });
  const address = server.server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { port, base: `http://127.0.0.1:${String(port)}`, log, close: () => server.close() };
}

/** A document of these paths, open to everybody and without noticeable rate limits. */
export function openDocument(paths: JsonObject, version = "3.1.0"): JsonObject {
  const limit = { limit: 1_000_000, window: "1m" };
  return {
    openapi: version,
    info: { title: "Test", version: "1" },
    "x-security": {
      rateLimits: { edge: { by: "address", at: "edge", ...limit }, default: { by: "credential", ...limit } },
    },
    paths,
  };
}

/** Operations of a document that tests write: public, and answering with any JSON. */
export function openOperation(operationId: string, rest: JsonObject = {}): JsonObject {
  return {
    operationId,
    security: [],
    "x-security": { public: "a test", ignore: { "unbound-id": "a test" } },
    responses: { "200": { description: "Done.", content: { "application/json": { schema: {} } } } },
    ...rest,
  };
}
