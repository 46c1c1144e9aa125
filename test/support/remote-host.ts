import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("certificates/", import.meta.url));

/** The authority to trust (`NODE_EXTRA_CA_CERTS`) for what `startHost` serves. */
export const authority = `${folder}authority.pem`;

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

export interface RemoteHost {
  readonly port: number;
  /** Paths that were asked for, in order. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** Serves over https on a free port of this machine: a text, or whatever a function does, by path. */
export async function startHost(paths: Readonly<Record<string, string | Answer>>): Promise<RemoteHost> {
  const asked: string[] = [];
  const server = createServer(
    { key: readFileSync(`${folder}localhost.key.pem`), cert: readFileSync(`${folder}localhost.pem`) },
    (request, response) => {
      const path = request.url ?? "";
      asked.push(path);
      const answer = paths[path];
      if (answer === undefined) response.writeHead(404).end();
      else if (typeof answer === "string") response.end(answer);
      else answer(response, request);
    },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => {
        resolve();
      });
      server.closeAllConnections();
    });
  return { port, asked, close };
}
