import { METHODS } from "node:http";
import type { FastifyPluginAsync } from "fastify";
import type { Fence } from "../core/fence.js";
import type { HealthAnswer } from "../core/health.js";
import { renderProblem } from "../core/problem.js";
import type { Application, ApplicationPlugin } from "./application.js";
import { requireAuthorities } from "./certificate.js";
import { sendOutgoing, toIncoming, type Reply, type Request } from "./exchange.js";
import { tellOperations, tellRoute } from "./operation.js";
import { fastifyRoutes, type FastifyRoute } from "./paths.js";

export type Dispatch = <R extends Reply>(request: Request, reply: R) => Promise<R>;

export interface PluginOptions {
  /**
   * One route for all operations, where there is nobody else's to leave room for: telling Fastify of a thousand takes
   * longer than all the rest of a start. Default: a route each.
   */
  readonly whole?: boolean;
  /** Answers those who ask after the server's health, before the fence. */
  readonly health?: HealthAnswer;
}

/**
 * The API as a plugin for an existing Fastify application, with or without a prefix. Bodies pass through untouched
 * inside it; the fence reads, caps and checks them itself. Closing the application closes the fence. It is
 * not registered where client certificates count and the application's server names no authorities for them.
 */
export function fencePlugin(fence: Fence, { whole = false, health }: PluginOptions = {}): FastifyPluginAsync {
  const plugin: ApplicationPlugin = async (instance) => {
    requireAuthorities(fence.policy, instance.server);
    const dispatch = createDispatch(fence, instance.prefix, health);
    passBodiesThrough(instance);
    if (!whole) tellOperations(instance, fence, instance.prefix);
    const routes = fastifyRoutes(fence.routes);
    for (const { methods } of routes) addMethods(instance, methods);
    for (const { url, methods } of whole ? [wholeRoute(instance)] : routes)
      instance.route({ method: [...methods], url, exposeHeadRoute: false, handler: dispatch });
    instance.setNotFoundHandler(dispatch);
    instance.setErrorHandler((error, request, reply) =>
      isAboutContentType(error) ? dispatch(request, reply) : answerHookError(error, reply),
    );
    instance.addHook("onListen", fence.warmUp);
    instance.addHook("preClose", async () => fence.endStreams());
    instance.addHook("onClose", () => fence.close());
  };
  return plugin as never;
}

function addMethods(instance: Application, methods: readonly string[]): void {
  for (const method of methods)
    if (!instance.supportedMethods.includes(method)) instance.addHttpMethod(method, { hasBody: true });
}

function wholeRoute({ supportedMethods }: Application): FastifyRoute {
  return { url: "/*", methods: supportedMethods.filter((method) => METHODS.includes(method)) };
}

/** Hands a request to the fence, which finds the operation: Fastify's router may see fewer or other paths than there are. */
export function createDispatch(fence: Fence, prefix: string, health: HealthAnswer = () => null): Dispatch {
  return async (request, reply) => {
    const incoming = toIncoming(request, reply, prefix);
    const asked = health(incoming);
    if (asked !== null) return sendOutgoing(reply, await asked);
    tellRoute(request, fence, prefix);
    return sendOutgoing(reply, await fence.answer(incoming));
  };
}

/** Fastify judges Content-Type before it calls a handler; who may know what is wrong with it is the fence's to say. */
function isAboutContentType(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "FST_ERR_CTP_INVALID_MEDIA_TYPE" || code === "FST_ERR_ROUTE_MISSING_CONTENT_TYPE";
}

/** Errors of the application's own hooks: the status that they ask for, and no text of theirs. */
function answerHookError(error: unknown, reply: Reply): unknown {
  const asked = error instanceof Error && "statusCode" in error ? error.statusCode : undefined;
  const status = typeof asked === "number" && asked >= 400 && asked < 600 ? asked : 500;
  reply.statusCode = status;
  reply.header("content-type", "application/problem+json");
  reply.header("cache-control", "no-store");
  reply.header("x-content-type-options", "nosniff");
  return reply.send(renderProblem({ status }));
}

function passBodiesThrough(instance: Application): void {
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser("*", (_request, _payload, done) => {
    done(null);
  });
}
