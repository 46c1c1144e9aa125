import type { Server } from "node:http";
import type { Reply, Request } from "./exchange.js";

/**
 * What is needed of an application of Fastify's. Its own types are generic in eight ways, and relating ours to them takes
 * the compiler longer than the rest of the runtime: whoever hands such an application over says so with `as never`.
 */
export interface Application {
  readonly server: Server;
  readonly prefix: string;
  readonly supportedMethods: readonly string[];
  readonly addHttpMethod: (method: string, options: { readonly hasBody: boolean }) => unknown;
  readonly addHook: AddHook;
  readonly decorateRequest: (name: string, value: { readonly getter: (this: Request) => unknown }) => unknown;
  readonly register: (plugin: ApplicationPlugin) => unknown;
  readonly route: (options: RouteOptions) => unknown;
  readonly setNotFoundHandler: (handler: Handler) => unknown;
  readonly setErrorHandler: (handler: (error: unknown, request: Request, reply: Reply) => unknown) => unknown;
  readonly removeAllContentTypeParsers: () => void;
  readonly addContentTypeParser: (type: string, parser: ContentTypeParser) => unknown;
}

export type ApplicationPlugin = (instance: Application) => Promise<void>;

type Handler = (request: Request, reply: Reply) => unknown;

interface AddHook {
  (name: "onRequest", hook: (request: Request, reply: Reply, done: () => void) => void): unknown;
  (name: "onListen" | "preClose" | "onClose", hook: () => unknown): unknown;
}

interface RouteOptions {
  readonly method: readonly string[];
  readonly url: string;
  readonly exposeHeadRoute: boolean;
  readonly handler: Handler;
}

type ContentTypeParser = (request: unknown, payload: unknown, done: (error: null) => void) => void;
