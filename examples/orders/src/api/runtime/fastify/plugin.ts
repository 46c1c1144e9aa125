import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import type { Fence } from "../core/fence.js";
import { renderProblem } from "../core/problem.js";
import { sendOutgoing, toIncoming } from "./exchange.js";
import { fastifyRoutes } from "./paths.js";

export type Dispatch = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/**
 * The API as a plugin for an existing Fastify application, with or without a prefix. Bodies pass through untouched
 * inside it; the fence reads, caps and checks them itself. Closing the application closes the fence.
 */
export function fencePlugin(fence: Fence): FastifyPluginAsync {
  return async (instance) => {
    const dispatch = createDispatch(fence, instance.prefix);
    passBodiesThrough(instance);
    for (const { method, url } of fastifyRoutes(fence.routes)) {
      if (!instance.supportedMethods.includes(method)) instance.addHttpMethod(method, { hasBody: true });
      instance.route({ method, url, exposeHeadRoute: false, handler: dispatch });
    }
    instance.setNotFoundHandler(dispatch);
    instance.setErrorHandler((error, request, reply) =>
      isAboutContentType(error) ? dispatch(request, reply) : answerHookError(error, reply),
    );
    instance.addHook("preClose", async () => fence.endStreams());
    instance.addHook("onClose", () => fence.close());
  };
}

/** Hands a request to the fence, which finds the operation: Fastify's router may see fewer or other paths than there are. */
export function createDispatch(fence: Fence, prefix: string): Dispatch {
  return async (request, reply) =>
    sendOutgoing(reply, await fence.answer(toIncoming(request, reply, prefix)));
}

/** Fastify judges Content-Type before it calls a handler; who may know what is wrong with it is the fence's to say. */
function isAboutContentType(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "FST_ERR_CTP_INVALID_MEDIA_TYPE" || code === "FST_ERR_ROUTE_MISSING_CONTENT_TYPE";
}

/** Errors of the application's own hooks: the status that they ask for, and no text of theirs. */
function answerHookError(error: unknown, reply: FastifyReply): FastifyReply {
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
