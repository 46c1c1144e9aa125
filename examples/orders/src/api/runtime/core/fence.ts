import { createHmac, randomBytes } from "node:crypto";
import type { Logger } from "pino";
import type { BindAccess } from "./access.js";
import { createAuditLog } from "./audit.js";
import { challengesFor } from "./authentication/challenge.js";
import { createUseNotice, type CredentialUse } from "./authentication/last-use.js";
import type { Proofs } from "./authentication/proofs.js";
import type { RevocationList } from "./authentication/revocation-list.js";
import { createSchemes } from "./authentication/schemes.js";
import type { UserLookup } from "./authentication/user-lookup.js";
import { addressMatcher } from "./client-address.js";
import { openExchange, type RoutePlan, type Services } from "./exchange.js";
import type { CertificateSource } from "./insight/certificate.js";
import { createInsight } from "./insight/insight.js";
import type { Metrics } from "./insight/metrics.js";
import type { InsightOptions } from "./insight/options.js";
import { createTracing } from "./insight/tracing.js";
import type { UploadReader } from "./input/upload-reader.js";
import { insuredLimits, type SharedLimits } from "./limits/insured.js";
import { createMemoryStore } from "./limits/memory.js";
import { effectivePolicies } from "./limits/policies.js";
import type { LimitStore } from "./limits/store.js";
import { createLogger, type AuditLog } from "./logger.js";
import { groupHeaders, type IncomingRequest, type OutgoingResponse } from "./message.js";
import type { FenceParts } from "./parts.js";
import { run, steps, unmatchedSteps } from "./pipeline.js";
import type { ServerPolicy, Surface } from "./policy.js";
import type { Route } from "./route.js";
import { createRouter, type Routed } from "./router.js";
import { createSecretStore } from "./secret-store.js";
import { environmentSecrets, FenceConfigurationError, type SecretProvider } from "./secrets.js";
import { loadAll, warmUp } from "./warm-up.js";

export interface FenceOptions extends InsightOptions {
  readonly policy: ServerPolicy;
  readonly routes: readonly Route[];
  readonly bind: BindAccess;
  readonly parts: FenceParts;
  /** Default: the environment, with `NAME_FILE`. */
  readonly secrets?: SecretProvider;
  /** Tokens that were taken back; needed where a scheme is `revocable`. */
  readonly revocations?: RevocationList;
  /** Judges the proofs of tokens that are bound to a key; needed where a scheme has such tokens. */
  readonly proofs?: Proofs;
  /** Finds users by name; needed where a scheme asks the application for them. */
  readonly users?: UserLookup;
  /** Told, at most once a minute for each credential, that it was used. */
  readonly onCredentialUsed?: (use: CredentialUse) => unknown;
  /** Default: JSON lines on standard output. */
  readonly logger?: Logger;
  /** Where limits are counted together with other processes. Default: in this process alone. */
  readonly limits?: SharedLimits;
  /** Milliseconds since the epoch. Default: `Date.now`. */
  readonly clock?: () => number;
  /** Reads bodies that carry files; needed where an operation takes some. */
  readonly uploads?: UploadReader;
  /** Operations of the other surface do not exist here, nor do credentials that it alone accepts. Default: public. */
  readonly surface?: Surface;
  /** Whether handlers and validators are loaded before the fence is there, not when they are first needed. */
  readonly eager?: boolean;
}

/** The defended API, without a framework. */
export interface Fence {
  readonly policy: ServerPolicy;
  readonly routes: readonly Route[];
  /** The operation that answers this method and target, or null. */
  readonly find: (request: Pick<IncomingRequest, "method" | "target">) => Route | null;
  /** Answers a request: finds its operation, or answers 404, 405, OPTIONS. Never rejects. */
  readonly answer: (request: IncomingRequest) => Promise<OutgoingResponse>;
  /** Answers a request to one of `routes`; any other is unmatched. Never rejects. */
  readonly handle: (route: Route, request: IncomingRequest) => Promise<OutgoingResponse>;
  /** Answers a request that fits no operation: 404, 405, OPTIONS. Never rejects. */
  readonly unmatched: (request: IncomingRequest) => Promise<OutgoingResponse>;
  /** Begins to load, a little later and one after the other, what operations load when they are first called. */
  readonly warmUp: () => void;
  /** Ends the streams that are under way, so that a server can close. */
  readonly endStreams: () => void;
  /** What there is to tell Prometheus (text format 0.0.4). */
  readonly metrics: () => string;
  /** Notes in the log that so many connections were refused, since there were too many. */
  readonly connectionsRefused: (connections: number) => void;
  /** Watches the end of the certificate that is served, unless the options name another. */
  readonly watchCertificate: (served: CertificateSource) => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Builds the fence. Rejects with FenceConfigurationError where it could not defend what the policy promises: a secret
 * is missing or malformed, a name is not defined.
 */
export async function createFence(options: FenceOptions): Promise<Fence> {
  const { bind, secrets = environmentSecrets, clock = Date.now, surface = "public" } = options;
  requireDefinedNames(options.policy, options.routes);
  requireUploadReader(options);
  const policy = policyOn(surface, options.policy);
  const routes = options.routes.filter((route) => route.policy.surface === surface);
  const log = createAuditLog(options.logger ?? createLogger());
  const plans = new Map(routes.map((route) => [route, planOf(policy, route)]));
  const insight = createInsight(policy, options, { log, clock });
  const key = randomBytes(32);
  const closing = new AbortController();
  const store = createSecretStore(secrets, { loaded: log.secretLoaded, rejected: log.secretRejected });
  const limits = limitsOf(options, log, insight.metrics);
  const schemes = await createSchemes(policy, options.parts.schemes, {
    secrets: store,
    clock,
    log,
    revocations: options.revocations ?? null,
    limits,
    users: options.users ?? null,
    proofs: options.proofs ?? null,
  }).catch((error: unknown) => {
    store.close();
    throw error;
  });
  const services: Services = {
    policy,
    clock,
    log,
    limits,
    schemes,
    credentialUsed: createUseNotice(options.onCredentialUsed ?? ignore, clock, log.hookFailed),
    isProxy: proxiesOf(policy),
    bind,
    tracing: options.openTelemetry === undefined ? null : createTracing(options.openTelemetry),
    observers: insight.observers,
    closing: closing.signal,
    uploads: options.uploads ?? null,
    router: createRouter([...plans.values()], ({ route }) => routed(route)),
    pseudonym: (text) => createHmac("sha256", key).update(text).digest("hex").slice(0, 32),
  };
  if (options.eager === true) await loadAll(routes);
  const unmatched: Fence["unmatched"] = (request) =>
    run(openExchange(services, null, request, groupHeaders(request.headers)), unmatchedSteps);
  const handlePlan = (plan: RoutePlan, request: IncomingRequest): Promise<OutgoingResponse> =>
    run(openExchange(services, plan, request, groupHeaders(request.headers)), steps);
  return {
    policy,
    routes,
    find: ({ method, target }) => services.router.find(method, target)?.value.route ?? null,
    answer: (request) => {
      const match = services.router.find(request.method, request.target);
      if (match === null) return unmatched(request);
      return handlePlan(match.value, { ...request, target: match.target, params: match.params });
    },
    handle: (route, request) => {
      const plan = plans.get(route);
      return plan === undefined ? unmatched(request) : handlePlan(plan, request);
    },
    unmatched,
    warmUp: () => void warmUp(routes, log, closing.signal),
    endStreams: () => closing.abort(),
    metrics: insight.metrics.text,
    connectionsRefused: log.connectionsRefused,
    watchCertificate: insight.watchCertificate,
    close: async () => {
      store.close();
      const { revocations, proofs } = options;
      await Promise.all([services.limits.close(), revocations?.close(), proofs?.close(), insight.close()]);
    },
  };
}

/** What is told to nobody. */
function ignore(): void {
  return undefined;
}

/** The policy without the schemes that this surface does not accept: it asks for none of them, and loads none of their secrets. */
function policyOn(surface: Surface, policy: ServerPolicy): ServerPolicy {
  const accepted = Object.entries(policy.schemes).filter(
    ([, { surfaces }]) => surfaces?.includes(surface) ?? true,
  );
  return { ...policy, schemes: Object.fromEntries(accepted) };
}

function limitsOf({ limits }: FenceOptions, log: AuditLog, metrics: Metrics): LimitStore {
  if (limits === undefined) return createMemoryStore();
  metrics.shared("limits", true);
  return insuredLimits(limits, {
    probeEvery: 500,
    onLost: (error) => {
      log.storeLost("limits", error);
      metrics.shared("limits", false);
    },
    onBack: (away) => {
      log.storeBack("limits", away);
      metrics.shared("limits", true);
    },
  });
}

function routed({ policy: { method, path, parameters } }: Route): Routed {
  const reads = parameters.flatMap(({ in: place, name }) => (place === "query" ? [name] : []));
  return { method, path, reads };
}

function planOf(policy: ServerPolicy, route: Route): RoutePlan {
  return {
    route,
    rateLimits: effectivePolicies(policy, route.policy),
    challenges: challengesFor(policy, route.policy.authentication.alternatives),
  };
}

function proxiesOf({ transport }: ServerPolicy): (address: string) => boolean {
  try {
    return addressMatcher(transport.proxies);
  } catch (error) {
    throw new FenceConfigurationError("transport.proxies holds something that is no address range", {
      cause: error,
    });
  }
}

function requireUploadReader({ routes, uploads }: FenceOptions): void {
  const taking = routes.filter(({ policy }) =>
    policy.body?.content.some(({ kind }) => kind === "multipart" || kind === "file"),
  );
  const [first] = taking;
  if (first !== undefined && uploads === undefined) {
    throw new FenceConfigurationError(`${first.policy.id}: no reader for the files that it takes`);
  }
}

/** A fence that names what does not exist would stand open there. */
function requireDefinedNames(policy: ServerPolicy, routes: readonly Route[]): void {
  const problems = routes.flatMap(({ policy: operation, handler }) => {
    const schemes = operation.authentication.alternatives.flat().map(({ scheme }) => scheme);
    return [
      ...(handler === undefined && operation.closed === undefined ? [`${operation.id}: no handler`] : []),
      ...schemes
        .filter((name) => !Object.hasOwn(policy.schemes, name))
        .map((name) => `${operation.id}: no scheme ${name}`),
      ...operation.rateLimits
        .filter((name) => !Object.hasOwn(policy.rateLimits, name))
        .map((name) => `${operation.id}: no rate limit ${name}`),
    ];
  });
  if (problems.length > 0) throw new FenceConfigurationError(problems.join("; "));
}

export type { IncomingRequest, OutgoingResponse } from "./message.js";
