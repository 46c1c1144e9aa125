import type { Server } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { FastifyInstance } from "fastify";

export interface DrainOptions {
  /**
   * Milliseconds in which requests are still accepted while readiness says no and every answer closes its connection, so
   * that balancers and callers go elsewhere before the door shuts. Default: 2,000.
   */
  readonly delay?: number;
  /** Milliseconds after the signal at which whatever still runs is broken off. Default: 20,000. */
  readonly deadline?: number;
}

export interface ServeOptions {
  readonly port: number;
  /** Default: loopback only. `0.0.0.0` or `::` where others may connect. */
  readonly host?: string;
  /** Signals that end the server. Default: SIGTERM and SIGINT; a second one ends the process at once. */
  readonly signals?: readonly NodeJS.Signals[];
  readonly drain?: DrainOptions;
}

export interface Serving {
  /** `http://127.0.0.1:3000` */
  readonly address: string;
  /** Ends the server as a signal would. */
  readonly drain: () => Promise<Drained>;
  /** Resolves once the server has ended, whatever ended it: the time to close databases. */
  readonly drained: Promise<Drained>;
}

export interface Drained {
  /** Connections that were broken off at the deadline. */
  readonly broken: number;
}

/** Servers that drain: their answers close connections, and readiness says no. */
const draining = new WeakSet<object>();

export function isDraining(server: object): boolean {
  return draining.has(server);
}

/**
 * Lets a server listen, and end without losing what it accepted: on a signal it first tells everybody to go (see
 * `DrainOptions`), then accepts no more, ends streams, waits for running requests, and at the deadline breaks off the rest.
 */
export async function serve(app: FastifyInstance, options: ServeOptions): Promise<Serving> {
  const { port, host = "127.0.0.1", signals = ["SIGTERM", "SIGINT"], drain: drainOptions = {} } = options;
  const address = await app.listen({ port, host });
  let ending: Promise<Drained> | undefined;
  let tell: (drained: Promise<Drained>) => void = () => undefined;
  const drained = new Promise<Drained>((resolve) => (tell = resolve));
  const drain = (): Promise<Drained> => {
    for (const signal of signals) process.off(signal, onSignal);
    ending ??= drainServer(app, drainOptions);
    tell(ending);
    return ending;
  };
  const onSignal = (): void => void drain();
  for (const signal of signals) process.once(signal, onSignal);
  return { address, drain, drained };
}

async function drainServer(
  app: FastifyInstance,
  { delay = 2_000, deadline = 20_000 }: DrainOptions,
): Promise<Drained> {
  draining.add(app.server);
  await wait(Math.min(delay, deadline));
  const closed = new AbortController();
  const closing = app.close().finally(() => closed.abort());
  const expired = await wait(Math.max(0, deadline - delay), true, { signal: closed.signal }).catch(
    () => false,
  );
  const broken = expired ? await connectionsOf(app.server) : 0;
  if (expired) app.server.closeAllConnections();
  await closing;
  return { broken };
}

function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
}
