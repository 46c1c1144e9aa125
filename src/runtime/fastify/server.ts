import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { ServerOptions } from "node:https";
import { fastify, type FastifyInstance, type FastifyServerOptions as FastifyOptions } from "fastify";
import type { Fence } from "../core/fence.js";
import { healthOf, type HealthOptions } from "../core/health.js";
import { tlsProfile } from "../core/tls-profile.js";
import type { Application } from "./application.js";
import { clientCertificates } from "./certificate.js";
import {
  connectionLimits,
  letEverybodyIn,
  watchConnections,
  watchRefusals,
  type ConnectionOptions,
} from "./connections.js";
import { holdContinue } from "./continue.js";
import type { Reply, Request } from "./exchange.js";
import { MalformedRequests } from "./malformed.js";
import { tellOperations } from "./operation.js";
import { createDispatch, fencePlugin } from "./plugin.js";
import { isDraining } from "./serve.js";

export interface FastifyServerOptions {
  /** Certificate and key, where the server itself speaks TLS. */
  readonly https?: ServerOptions;
  /** How long callers may hold a connection, and how many there may be. */
  readonly connections?: ConnectionOptions;
  /** Where the server is asked whether it is alive and ready; `false`: nowhere. */
  readonly health?: HealthOptions | false;
  /** Rejects where what the server depends on is away; by default its data source is asked, where it can be. */
  readonly ready?: () => Promise<unknown>;
}

/** Longer path parameters are not routed; the whole head of a request is capped anyway. */
const maxParamLength = 4_096;

/**
 * The API as a server of its own. Call `listen` on it, or hand it to `serve`; `close` lets running requests end. Fastify
 * validates, parses and logs nothing here: all of that is the fence's.
 */
export function createFastifyServer(fence: Fence, options: FastifyServerOptions = {}): FastifyInstance {
  const limits = connectionLimits(options.connections);
  const malformed = new MalformedRequests();
  const dispatch = createDispatch(fence, "");
  const common = {
    logger: false,
    trustProxy: false,
    exposeHeadRoutes: false,
    connectionTimeout: limits.idleTimeout,
    requestTimeout: limits.requestTimeout,
    keepAliveTimeout: limits.keepAliveTimeout,
    maxRequestsPerSocket: limits.maxRequestsPerSocket,
    forceCloseConnections: "idle",
    // What was accepted is answered, also while the server closes.
    return503OnClosing: false,
    routerOptions: {
      maxParamLength,
      caseSensitive: true,
      ignoreTrailingSlash: false,
      ignoreDuplicateSlashes: false,
    },
    clientErrorHandler: malformed.refuse,
  } as const;
  const parsing = {
    maxHeaderSize: limits.maxHeaderSize,
    connectionsCheckingInterval: limits.checkInterval,
  };
  const frameworkErrors = (_error: unknown, request: Request, reply: Reply): void => {
    void dispatch(request, reply);
  };
  const app = makeApplication(
    options.https === undefined
      ? { ...common, frameworkErrors, http: parsing }
      : {
          ...common,
          frameworkErrors,
          https: {
            handshakeTimeout: limits.headersTimeout,
            ...options.https,
            ...tlsProfile(fence.policy.transport),
            ...clientCertificates(fence.policy, options.https),
            ...parsing,
          },
        },
  );
  guard(app, limits, fence.connectionsRefused);
  // Before the application has hooks of its own, so that all of them see it.
  tellOperations(app, fence, "");
  malformed.watch(app.server);
  app.addHook("preClose", () => letEverybodyIn(app.server));
  if (options.https !== undefined) app.addHook("onListen", () => watchServed(app.server, fence));
  holdContinue(app.server);
  const plugin = fencePlugin(fence, { whole: true, ...health(app, fence, options) });
  void app.register(plugin as never);
  return app as never;
}

/** What Fastify is told. Its own type is one of four, by the kind of server. */
type Settings = Readonly<Partial<Record<keyof FastifyOptions | "http" | "https", unknown>>>;

/** Fastify's own signatures are related to one another for each that might be meant, so ours stands in for them. */
const makeApplication = fastify as never as (settings: Settings) => Application;

/** Looks at what callers see, so that a certificate that was renewed on disk only is not taken for a new one. */
async function watchServed(server: Server, fence: Fence): Promise<void> {
  const address = server.address();
  if (address === null || typeof address === "string") return;
  const everywhere = { "0.0.0.0": "127.0.0.1", "::": "::1" };
  const host =
    Object.entries(everywhere).find(([bound]) => bound === address.address)?.[1] ?? address.address;
  await fence.watchCertificate({ host, port: address.port });
}

/** What Node takes as settings of a server, not of its making. */
function guard(
  { server }: Application,
  limits: Required<ConnectionOptions>,
  onRefused: Fence["connectionsRefused"],
): void {
  server.headersTimeout = limits.headersTimeout;
  server.maxConnections = limits.maxConnections;
  // Node drops headers beyond a count in silence, a proxy's last word among them; their size bounds them too.
  server.maxHeadersCount = 0;
  watchConnections(server, limits);
  watchRefusals(server, onRefused);
  server.prependListener("request", (_request: IncomingMessage, answer: ServerResponse) => {
    if (isDraining(server)) answer.setHeader("connection", "close");
  });
}

function health(
  { server }: Application,
  fence: Fence,
  { health: paths = {}, ready = () => Promise.resolve() }: FastifyServerOptions,
): { readonly health?: ReturnType<typeof healthOf> } {
  if (paths === false) return {};
  return { health: healthOf(fence, paths, { isDraining: () => isDraining(server), check: ready }) };
}
