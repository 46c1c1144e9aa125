import { isIP } from "node:net";
import type { Model, Operation } from "../../model/model.js";
import { healthPaths } from "../../model/health-paths.js";
import type { MediaKind } from "../../model/media-types.js";
import type { ServerLocation } from "../../model/servers.js";
import { tlsProfile, type TlsProfile } from "../../model/tls-profile.js";
import { assignLimits, type AssignedLimits } from "./assigned-limits.js";

/** What a proxy in front of the server is to enforce; nginx and Envoy say the same in their own words. */
export interface EdgePlan extends AssignedLimits {
  readonly title: string;
  /** Names under which the API is reached; none: any. */
  readonly hosts: readonly string[];
  /** Templates of the paths below which the API stands; none: at the root. */
  readonly basePaths: readonly string[];
  readonly tls: TlsProfile;
  /** Value of `Strict-Transport-Security`. */
  readonly hsts: string;
  /** Address ranges of proxies further out, whose `X-Forwarded-For` counts. */
  readonly proxies: readonly string[];
  /** Bytes of a body. */
  readonly bodyLimit: number;
  readonly limits: readonly EdgeLimit[];
  /** Templates of paths that nobody outside has any business with. */
  readonly closedPaths: readonly string[];
  /** Templates of paths whose answers are streams. */
  readonly streamPaths: readonly string[];
  /** Whether `/.well-known/security.txt` is the server's, beside the paths below which the API stands (RFC 9116 §3). */
  readonly securityTxt: boolean;
}

export interface EdgeLimit {
  readonly name: string;
  readonly limit: number;
  /** Milliseconds. */
  readonly window: number;
}

/** Bytes of the request line and headers, and times in seconds: a little tighter than those of the server behind. */
export const edgeBounds = {
  headerBytes: 16 * 1024,
  headerTime: 10,
  bodyTime: 10,
  requestTime: 30,
  sendTime: 30,
  keepAlive: 15,
  /** Of connections to the server: shorter than the server's own, or requests would meet closing connections. */
  upstreamKeepAlive: 4,
  upstreamRequests: 900,
  connectionsPerNetwork: 100,
} as const;

export function edgePlan(model: Model): EdgePlan {
  const { title, caps, transport, servers, operations } = model;
  const limits = model.rateLimits.filter(({ at, by }) => at === "edge" && by.kind === "address");
  return {
    title,
    hosts: [...new Set(servers.map(({ host }) => host))],
    basePaths: basePaths(servers),
    tls: tlsProfile(transport),
    hsts: hsts(transport.hsts),
    proxies: transport.proxies.filter(isAddressRange),
    bodyLimit: takesFiles(operations) ? Math.max(caps.body, caps.upload) : caps.body,
    limits: limits.map(({ name, limit, window }) => ({ name, limit, window })),
    ...assignLimits(operations, limits),
    closedPaths: closedPaths(operations),
    streamPaths: streamPaths(operations),
    securityTxt: model.disclosure !== null,
  };
}

/** `Retry-After` in seconds: when one more unit is there. */
export function secondsForOne({ limit, window }: EdgeLimit): number {
  return Math.max(1, Math.ceil(window / limit / 1000));
}

/** The vocabulary is content with what looks like one; the server does not start with one that is none. */
function isAddressRange(text: string): boolean {
  const [address = "", bits = "0"] = text.split("/");
  return isIP(address) !== 0 && Number(bits) <= (isIP(address) === 4 ? 32 : 128);
}

function basePaths(servers: readonly ServerLocation[]): readonly string[] {
  const paths = [...new Set(servers.map(({ basePath }) => basePath))];
  if (paths.every((path) => path === "")) return [];
  return paths;
}

function hsts({ maxAge, includeSubDomains, preload }: Model["transport"]["hsts"]): string {
  const seconds = `max-age=${String(Math.floor(maxAge / 1000))}`;
  return seconds + (includeSubDomains ? "; includeSubDomains" : "") + (preload ? "; preload" : "");
}

function takesFiles(operations: readonly Operation[]): boolean {
  return operations.some(({ body }) =>
    body?.content.some(({ policy }) => policy.kind === "multipart" || policy.kind === "file"),
  );
}

/** Those of the server's health, and those that only internal operations have. */
function closedPaths(operations: readonly Operation[]): readonly string[] {
  const open = new Set(operations.flatMap(({ surface, path }) => (surface === "public" ? [path] : [])));
  const internal = operations.flatMap(({ surface, path }) =>
    surface === "internal" && !open.has(path) ? [path] : [],
  );
  const own = healthPaths.filter((path) => !operations.some((operation) => operation.path === path));
  return [...new Set([...own, ...internal])];
}

function streamPaths(operations: readonly Operation[]): readonly string[] {
  const streaming = operations.filter(
    ({ surface, responses }) =>
      surface === "public" && responses.some(({ content }) => content.some(({ kind }) => isStream(kind))),
  );
  return [...new Set(streaming.map(({ path }) => path))];
}

function isStream(kind: MediaKind): boolean {
  return kind === "events" || kind === "textEvents" || kind === "items";
}
