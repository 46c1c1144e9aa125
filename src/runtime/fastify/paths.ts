import { METHODS } from "node:http";
import { parseTemplate } from "../core/path-template.js";
import type { Route } from "../core/route.js";

/** A path in Fastify's notation, and its methods. */
export interface FastifyRoute {
  readonly url: string;
  readonly methods: readonly string[];
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
  const found = new Map<string, Set<string>>();
  for (const { policy } of routes) {
    const url = fastifyPath(policy.path);
    const methods = found.get(url) ?? new Set();
    found.set(url, methods);
    for (const method of policy.method === "GET" ? ["GET", "HEAD"] : [policy.method])
      if (METHODS.includes(method)) methods.add(method);
  }
  return [...found].flatMap(([url, methods]) => (methods.size === 0 ? [] : [{ url, methods: [...methods] }]));
}
