import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import type { Fence } from "../core/fence.js";
import { splitTarget } from "../core/message.js";
import { renderProblem } from "../core/problem.js";
import { sendOutgoing, toIncoming, withoutPrefix } from "./exchange.js";
import { groupRoutes, matchIn, type RouteGroup } from "./paths.js";

export type Dispatch = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/**
 * The API as a plugin for an existing Fastify application, with or without a prefix. Bodies pass through untouched
 * inside it; the fence reads, caps and checks them itself. Closing the application closes the fence.
 */
export function fencePlugin(fence: Fence): FastifyPluginAsync {
  return async (instance) => {
    const groups = groupRoutes(fence.routes);
    const dispatch = createDispatch(fence, groups, instance.prefix);
    passBodiesThrough(instance);
    for (const group of groups) register(instance, group, fence);
    instance.setNotFoundHandler(dispatch);
    instance.setErrorHandler(answerHookError);
    instance.addHook("onClose", () => fence.close());
  };
}

/** Finds the operation without Fastify's router, for requests that it sends elsewhere; else 404, 405 or OPTIONS. */
export function createDispatch(fence: Fence, groups: readonly RouteGroup[], prefix: string): Dispatch {
  return async (request, reply) => {
    const { path } = splitTarget(withoutPrefix(request.raw.url ?? "/", prefix));
    const method = request.raw.method === "HEAD" ? "GET" : request.raw.method;
    const candidates = groups.filter((group) => group.method === method).flatMap((group) => group.candidates);
    const matched = matchIn(candidates, path);
    const incoming = toIncoming(request, prefix, matched?.params);
    return sendOutgoing(
      reply,
      matched === null ? await fence.unmatched(incoming) : await fence.handle(matched.route, incoming),
    );
  };
}

/** Errors of the application's own hooks: the status that they ask for, and no text of theirs. */
function answerHookError(error: unknown, _request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const asked = error instanceof Error && "statusCode" in error ? error.statusCode : undefined;
  const status = typeof asked === "number" && asked >= 400 && asked < 600 ? asked : 500;
  return reply
    .code(status)
    .headers({
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    })
    .send(renderProblem({ status }));
}

function passBodiesThrough(instance: FastifyInstance): void {
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser("*", (_request, _payload, done) => {
    done(null);
  });
}

function register(instance: FastifyInstance, { method, url, candidates }: RouteGroup, fence: Fence): void {
  if (!instance.supportedMethods.includes(method)) instance.addHttpMethod(method, { hasBody: true });
  instance.route({
    method: method === "GET" ? ["GET", "HEAD"] : method,
    url,
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const { path } = splitTarget(withoutPrefix(request.raw.url ?? "/", instance.prefix));
      const matched = matchIn(candidates, path);
      const incoming = toIncoming(request, instance.prefix, matched?.params);
      return sendOutgoing(
        reply,
        matched === null ? await fence.unmatched(incoming) : await fence.handle(matched.route, incoming),
      );
    },
  });
}
