import { matchTemplate, parseTemplate, pathSegments, type PathTemplate } from "../core/path-template.js";
import type { Route } from "../core/route.js";

/** Operations that Fastify's router cannot tell apart: one method, one Fastify path. The most specific comes first. */
export interface RouteGroup {
  readonly method: string;
  readonly url: string;
  readonly candidates: readonly Candidate[];
}

export interface Candidate {
  readonly route: Route;
  readonly template: PathTemplate;
}

export interface Matched {
  readonly route: Route;
  /** Raw, still percent-encoded. */
  readonly params: Readonly<Record<string, string>>;
}

const plainSegment = /^[A-Za-z0-9._~-]*$/;

/**
 * An OpenAPI template in Fastify's notation: `/orders/{orderId}` → `/orders/:p1`. A segment that is more than a plain
 * word or one parameter (`{id}:cancel`, `{name}.json`, a literal `*`) becomes one parameter as well, and `matchIn`
 * looks at it closely.
 */
export function fastifyPath(template: string): string {
  const segments = pathSegments(template).map((segment, index) =>
    plainSegment.test(segment) ? segment : `:p${String(index)}`,
  );
  return `/${segments.join("/")}`;
}

/** Routes grouped by what Fastify can tell apart. */
export function groupRoutes(routes: readonly Route[]): readonly RouteGroup[] {
  const groups = new Map<string, { method: string; url: string; candidates: Candidate[] }>();
  for (const route of routes) {
    const { method, path } = route.policy;
    const url = fastifyPath(path);
    const group = groups.get(`${method} ${url}`) ?? { method, url, candidates: [] };
    group.candidates.push({ route, template: parseTemplate(path) });
    groups.set(`${method} ${url}`, group);
  }
  for (const { candidates } of groups.values()) {
    candidates.sort((left, right) => right.template.literalLength - left.template.literalLength);
  }
  return [...groups.values()];
}

/** The candidate that fits the raw path, with its raw parameters. */
export function matchIn(candidates: readonly Candidate[], path: string): Matched | null {
  for (const { route, template } of candidates) {
    const params = matchTemplate(template, path);
    if (params !== null) return { route, params };
  }
  return null;
}
