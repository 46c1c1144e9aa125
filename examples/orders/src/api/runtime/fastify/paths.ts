import { METHODS } from "node:http";
import { parseTemplate } from "../core/path-template.js";
import type { Route } from "../core/route.js";

/** A method and a path in Fastify's notation. */
export interface FastifyRoute {
  readonly method: string;
  readonly url: string;
}

const plainSegment = /^[A-Za-z0-9._~-]*$/;

/**
 * An OpenAPI template in Fastify's notation: `/orders/{orderId}` → `/orders/:p1`. A segment that is more than a plain
 * word or one parameter (`{id}:cancel`, `{name}.json`, a literal `*`) becomes one parameter as well.
 */
export function fastifyPath(template: string): string {
  const segments = parseTemplate(template).segments.map((segment, index) =>
    segment.kind === "literal" && plainSegment.test(segment.text) ? segment.text : `:p${String(index)}`,
  );
  return `/${segments.join("/")}`;
}

/**
 * What Fastify is told about the operations, so that hooks and listings of the application know them; which operation
 * answers is the fence's own business. HEAD comes with GET. Methods that Node's parser does not know never arrive.
 */
export function fastifyRoutes(routes: readonly Route[]): readonly FastifyRoute[] {
  const found = new Map<string, FastifyRoute>();
  for (const { policy } of routes) {
    const url = fastifyPath(policy.path);
    for (const method of policy.method === "GET" ? ["GET", "HEAD"] : [policy.method]) {
      if (METHODS.includes(method)) found.set(`${method} ${url}`, { method, url });
    }
  }
  return [...found.values()];
}
