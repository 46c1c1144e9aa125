import type { Fence } from "../core/fence.js";
import type { Route } from "../core/route.js";
import type { Application } from "./application.js";
import { withoutPrefix, type Request } from "./exchange.js";
import { fastifyPath } from "./paths.js";

/** The operation that a request is for, as hooks of the application see it. */
export interface RequestOperation {
  /** As `Handlers` calls it. */
  readonly id: string;
  /** Of the document: `GET` also where the request is a HEAD that it answers. */
  readonly method: string;
  /** The path template of the document: `/orders/{orderId}`. */
  readonly path: string;
}

declare module "fastify" {
  interface FastifyRequest {
    /** The operation of the document that answers; null where none does, absent where the request is not for this API. */
    readonly operation?: RequestOperation | null;
  }
}

/**
 * Tells every hook that runs after this one which operation a request is for: by `request.operation`, and by the pattern in
 * `request.routeOptions.url`, whichever route of Fastify's led here. Found when somebody asks.
 */
export function tellOperations(instance: Application, fence: Fence, prefix: string): void {
  instance.decorateRequest("operation", {
    getter(this: Request) {
      const policy = routeOf(fence, this, prefix)?.policy;
      return policy === undefined ? null : { id: policy.id, method: policy.method, path: policy.path };
    },
  });
  instance.addHook("onRequest", (request, _reply, done) => {
    tellRoute(request, fence, prefix);
    done();
  });
}

/** Metrics and logs of the application read the pattern of the operation from `request.routeOptions.url`. */
export function tellRoute(
  request: Request & { readonly routeOptions?: object },
  fence: Fence,
  prefix: string,
): void {
  if (Object.hasOwn(request, "routeOptions")) return;
  const told = request.routeOptions;
  Object.defineProperty(request, "routeOptions", {
    configurable: true,
    get: () => {
      const path = routeOf(fence, request, prefix)?.policy.path;
      return path === undefined ? told : { ...told, url: prefix + fastifyPath(path) };
    },
  });
}

function routeOf(fence: Fence, { raw }: Request, prefix: string): Route | null {
  return fence.find({ method: raw.method ?? "", target: withoutPrefix(raw.url ?? "/", prefix) });
}
