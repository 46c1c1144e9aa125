import type { BindAccess, BoundAccess } from "./access.js";
import type { SchemeCheck } from "./authentication/scheme.js";
import type { Ending } from "./ending.js";
import type { Observer } from "./insight/observe.js";
import type { Tracing } from "./insight/tracing.js";
import type { UploadReader, UploadSession } from "./input/upload-reader.js";
import type { LimitStore, TakenUnits } from "./limits/store.js";
import type { AuditLog } from "./logger.js";
import type { Header, IncomingRequest, RequestHeaders } from "./message.js";
import type { RatePolicy, ServerPolicy } from "./policy.js";
import type { Principal } from "./principal.js";
import type { HandlerAnswer } from "./result.js";
import type { Route } from "./route.js";
import type { Router } from "./router.js";

/** What all requests share. */
export interface Services {
  readonly policy: ServerPolicy;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly log: AuditLog;
  readonly limits: LimitStore;
  readonly schemes: ReadonlyMap<string, SchemeCheck>;
  readonly isProxy: (address: string) => boolean;
  readonly bind: BindAccess;
  /** Null where nobody traces. */
  readonly tracing: Tracing | null;
  /** Told of every answer. */
  readonly observers: readonly Observer[];
  /** Aborted when the server closes: streams end then. */
  readonly closing: AbortSignal;
  /** Null where no operation takes files. */
  readonly uploads: UploadReader | null;
  readonly router: Router<RoutePlan>;
  /** Tells the application that a credential was used. */
  readonly credentialUsed: (principal: Principal) => void;
  /** Keyed hash that stands for identities in logs. */
  readonly pseudonym: (text: string) => string;
}

/** A route with what can be worked out once, when the fence is built. */
export interface RoutePlan {
  readonly route: Route;
  readonly rateLimits: readonly RatePolicy[];
  /** Values of `WWW-Authenticate` for a 401 of this operation. */
  readonly challenges: readonly string[];
}

export type AuthenticationOutcome =
  "none" | "success" | "missing" | "wrong" | "expired" | "unavailable" | "limited";

/** An object without prototype, so that no name of the input can reach one. */
export type NamedValues = Readonly<Record<string, unknown>>;

export interface ParameterValues {
  readonly path: NamedValues;
  readonly query: NamedValues;
  readonly header: NamedValues;
  readonly cookie: NamedValues;
}

/** One request on its way through the fence. Each step reads what earlier steps found and writes its own part. */
export interface Exchange {
  readonly services: Services;
  /** Null where no operation has this method and path. */
  readonly plan: RoutePlan | null;
  readonly incoming: IncomingRequest;
  readonly headers: RequestHeaders;
  readonly receivedAt: number;
  id: string;
  traceparent: string;
  client: { readonly address: string; readonly encrypted: boolean };
  authentication: AuthenticationOutcome;
  principal: Principal | null;
  /** Scopes of the credential that have aged out: scope → greatest age in milliseconds. */
  lapsed: ReadonlyMap<string, number>;
  /** Privileged scopes that the operation asked for and the caller has. */
  privilegedScopes: readonly string[];
  /** Whom a credential that was refused claims to be, where it says so outright. */
  attempted: string | null;
  /** Limit units taken so far, in the order in which policies were consulted. */
  taken: TakenUnits[];
  parameters: ParameterValues;
  body: unknown;
  /** Media type of the body as sent, and the declared type or range that it matched. */
  contentType: { readonly sent: string; readonly declared: string } | null;
  /** The files of the body, while it has some. */
  uploads: UploadSession | null;
  access: BoundAccess | null;
  /** Declared media types of a success that the caller accepts, those it likes best first. */
  accepted: readonly string[];
  answer: HandlerAnswer | null;
  /** Headers that leave with whatever answer there is. */
  readonly responseHeaders: Header[];
  /** How the request ended, where it was not with an answer of its handler; for the log. */
  ending: Ending | null;
}

/** A step lets the request pass (undefined) or ends it. */
export type Step = (exchange: Exchange) => Ending | undefined | Promise<Ending | undefined>;

const nothing: NamedValues = Object.freeze(Object.create(null) as Record<string, unknown>);

/** A fresh exchange, before the first step. */
export function openExchange(
  services: Services,
  plan: RoutePlan | null,
  incoming: IncomingRequest,
  headers: RequestHeaders,
): Exchange {
  return {
    services,
    plan,
    incoming,
    headers,
    receivedAt: services.clock(),
    id: "",
    traceparent: "",
    client: { address: incoming.address, encrypted: incoming.encrypted },
    authentication: "none",
    principal: null,
    lapsed: new Map(),
    privilegedScopes: [],
    attempted: null,
    taken: [],
    parameters: { path: nothing, query: nothing, header: nothing, cookie: nothing },
    body: undefined,
    contentType: null,
    uploads: null,
    access: null,
    accepted: [],
    answer: null,
    responseHeaders: [],
    ending: null,
  };
}
