import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { createServer, type DataSource } from "./api/index.js";
import { createHandlers } from "./handlers/index.js";
import type { TokenIssuer } from "./tokens.js";

export interface AppOptions {
  readonly data: DataSource;
  readonly tokens: TokenIssuer;
  readonly logger?: Logger;
}

/** The whole application: generated fence around the handlers of this folder. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const secrets = new Map([["JWT_KEYS", options.tokens.publicKeys]]);
  return createServer({
    handlers: createHandlers(options.tokens),
    data: options.data,
    secrets: (name) => Promise.resolve(secrets.get(name)),
    ...(options.logger === undefined ? {} : { logger: options.logger }),
  });
}
