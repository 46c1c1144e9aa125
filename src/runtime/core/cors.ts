import { dpopOf } from "./authentication/credentials.js";
import type { Ending } from "./ending.js";
import type { Exchange } from "./exchange.js";
import { singleHeader, type Header } from "./message.js";
import type { CorsPolicy, OperationPolicy, ServerPolicy } from "./policy.js";
import { allowedMethods } from "./routing.js";

/** Response headers that scripts of listed origins may read. */
const exposed =
  "RateLimit, RateLimit-Policy, Retry-After, X-Request-Id, Traceparent, WWW-Authenticate, DPoP-Nonce, Location";

/**
 * Cross-origin access (Fetch standard, CORS protocol): closed unless the origin is listed, and then that origin is
 * echoed, never `*` and never `null`. The answer varies by origin whether or not it is allowed, so that caches keep
 * them apart. Preflights are answered here, for the methods that the path really has and the headers that the wanted one
 * reads.
 */
export function applyCors(exchange: Exchange): Ending | undefined {
  const { services, headers, incoming } = exchange;
  const { cors } = services.policy;
  const origin = headers.get("origin");
  const preflight = incoming.method === "OPTIONS" && headers.has("access-control-request-method");
  if (cors !== null) exchange.responseHeaders.push(["vary", "Origin"]);
  if (origin === undefined) return undefined;
  const allowed = cors !== null && isListed(cors, singleHeader(headers, "origin"));
  if (!preflight) {
    if (allowed)
      exchange.responseHeaders.push(...originHeaders(cors, origin), [
        "access-control-expose-headers",
        exposed,
      ]);
    return undefined;
  }
  const plans = services.router.at(incoming.target);
  if (plans.length === 0) return undefined;
  const methods = allowedMethods(plans);
  const wanted = singleHeader(headers, "access-control-request-method") ?? "";
  if (!allowed || !methods.includes(wanted) || headers.has(privateNetwork)) {
    return {
      kind: "refusal",
      status: 403,
      reason: "preflight of an origin or method that is not listed, or into a private network",
      event: "malicious_cors",
    };
  }
  exchange.responseHeaders.push(["vary", "Access-Control-Request-Method"]);
  const headerNames = new Set(
    plans
      .filter(({ route }) => answers(route.policy.method, wanted))
      .flatMap(({ route }) => acceptedHeaders(route.policy, services.policy.schemes)),
  );
  return {
    kind: "reply",
    status: 204,
    headers: [
      ...originHeaders(cors, origin),
      ["access-control-allow-methods", methods.filter((method) => method !== "OPTIONS").join(", ")],
      ["access-control-allow-headers", [...headerNames].sort().join(", ")],
      ["access-control-max-age", String(Math.floor(cors.maxAge / 1000))],
    ],
  };
}

/** Asked by browsers before a page of the public network reaches into a private one; an API that wanted this would say so. */
const privateNetwork = "access-control-request-private-network";

function answers(method: string, wanted: string): boolean {
  return method === wanted || (method === "GET" && wanted === "HEAD");
}

function isListed(cors: CorsPolicy, origin: string | undefined): boolean {
  return origin !== undefined && origin !== "null" && origin !== "*" && cors.origins.includes(origin);
}

function originHeaders(cors: CorsPolicy, origin: readonly string[]): Header[] {
  const headers: Header[] = [["access-control-allow-origin", origin.join(", ")]];
  if (cors.credentials) headers.push(["access-control-allow-credentials", "true"]);
  return headers;
}

/** Request headers that the operation itself reads. */
function acceptedHeaders(operation: OperationPolicy, schemes: ServerPolicy["schemes"]): string[] {
  const declared = operation.parameters
    .filter((parameter) => parameter.in === "header")
    .map(({ name }) => name);
  const credentials = operation.authentication.alternatives
    .flat()
    .flatMap(({ scheme }) => schemes[scheme] ?? [])
    .flatMap((scheme) => [
      ...(scheme.place.in === "header" ? [scheme.place.name] : []),
      ...(dpopOf(scheme) === undefined ? [] : ["dpop"]),
    ]);
  const body = operation.body === null ? [] : ["content-type"];
  return [...declared, ...credentials, ...body, "x-request-id", "traceparent"].map((name) =>
    name.toLowerCase(),
  );
}
