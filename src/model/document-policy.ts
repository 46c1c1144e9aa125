import type {
  Caps,
  CorsPolicy,
  RateKey,
  RatePolicy,
  RequestPointer,
  TransportPolicy,
} from "../runtime/core/policy.js";
import { insightPolicy } from "./insight-policy.js";
import type { Model } from "./model.js";
import { serverLocations } from "./servers.js";
import type { Annotation, RequestPointerAnnotation } from "./vocabulary/places.js";

type DocumentAnnotation = Annotation<"document">;
type RatePolicyAnnotation = NonNullable<DocumentAnnotation["rateLimits"]>[string];

const second = 1000;
const minute = 60 * second;
const day = 24 * 60 * minute;

/** Hold where the document sets none (VOCABULARY, chapter 1). */
const defaultCaps: Caps = {
  body: 1024 ** 2,
  depth: 32,
  string: 10_000,
  array: 1000,
  properties: 200,
  upload: 10 * 1024 ** 2,
  files: 10,
};

/** Exist in every document; a policy of the same name replaces them. */
const defaultRateLimits: Readonly<Record<string, RatePolicyAnnotation>> = {
  edge: { by: "address", limit: 300, window: minute, at: "edge" },
  default: { by: "credential", limit: 600, window: minute, algorithm: "sliding-window" },
};

/** Names of the policies that apply where neither operation nor document lists any. */
export const defaultRateLimit: readonly string[] = ["edge", "default"];

/** What holds for every request, with the defaults of the vocabulary where the document is silent. */
export function documentPolicy(
  written: DocumentAnnotation,
  servers: readonly string[],
): Pick<
  Model,
  | "caps"
  | "rateLimits"
  | "cors"
  | "transport"
  | "servers"
  | "detection"
  | "isWatched"
  | "disclosure"
  | "logRetention"
> {
  const rateLimits = { ...defaultRateLimits, ...written.rateLimits };
  return {
    caps: { ...defaultCaps, ...written.limits },
    rateLimits: Object.entries(rateLimits).map(([name, policy]) => ratePolicy(name, policy)),
    cors: written.cors === undefined ? null : corsPolicy(written.cors),
    transport: transportPolicy(written.transport ?? {}),
    servers: serverLocations(servers),
    ...insightPolicy(written, servers),
  };
}

export function requestPointer(written: RequestPointerAnnotation): RequestPointer {
  if (written.body !== undefined) return { kind: "body", pointer: written.body };
  if (written.header !== undefined) return { kind: "header", name: written.header.toLowerCase() };
  return { kind: "path", name: written.path };
}

function ratePolicy(name: string, written: RatePolicyAnnotation): RatePolicy {
  return {
    name,
    by: rateKey(written.by),
    limit: written.limit,
    window: written.window,
    algorithm: written.algorithm ?? "sliding-window",
    count: written.count ?? "requests",
    at: written.at ?? "application",
  };
}

function rateKey(by: RatePolicyAnnotation["by"]): RateKey {
  return typeof by === "string" ? { kind: by } : { kind: "request", at: requestPointer(by) };
}

function corsPolicy(written: NonNullable<DocumentAnnotation["cors"]>): CorsPolicy {
  return {
    origins: written.origins,
    credentials: written.credentials ?? false,
    maxAge: written.maxAge ?? 10 * minute,
  };
}

function transportPolicy(written: NonNullable<DocumentAnnotation["transport"]>): TransportPolicy {
  return {
    tls: written.tls ?? "intermediate",
    hsts: {
      maxAge: written.hsts?.maxAge ?? 730 * day,
      includeSubDomains: written.hsts?.includeSubDomains ?? true,
      preload: written.hsts?.preload ?? false,
    },
    proxies: written.proxies ?? [],
    certificate: {
      warn: written.certificate?.warn ?? 20 * day,
      page: written.certificate?.page ?? 3 * day,
    },
  };
}
