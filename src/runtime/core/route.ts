import type { Ending } from "./ending.js";
import type { Exchange } from "./exchange.js";
import type { OperationPolicy } from "./policy.js";
import type { Principal } from "./principal.js";
import type { HandlerAnswer, Problem } from "./result.js";
import type { HeaderShapes, ResponseShapes } from "./answer-shape.js";
import type { OperationValidators } from "./validator.js";

/** What every handler sees, whatever its operation; the generated `operations.ts` gives each part its type. */
export interface HandlerContext {
  readonly params: unknown;
  readonly query: unknown;
  readonly headers: unknown;
  readonly cookies: unknown;
  readonly body: unknown;
  /** Media type of the body, or null. */
  readonly contentType: string | null;
  /** Null only where the operation is public and the caller showed no credentials. */
  readonly principal: Principal | null;
  /** Repositories bound to the principal and to the ids in the path. */
  readonly data: unknown;
  readonly request: RequestInfo;
}

/** Rights that were given. Names only: neither the token nor the key. */
export interface Grant {
  /** To whom. */
  readonly subject: string;
  readonly scopes?: readonly string[];
  readonly roles?: readonly string[];
}

export interface RequestInfo {
  readonly id: string;
  /** W3C trace context, version 00. */
  readonly traceparent: string;
  /** The caller's address, read through declared proxies only. */
  readonly address: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  /** Declared media types of a success that the caller accepts, those it likes best first. */
  readonly accepts: readonly string[];
  /** Logs that this request gave somebody rights: a token, a key, a role. Say it whenever it does. */
  readonly granted: (grant: Grant) => void;
  /** Aborted when the caller goes before the answer is whole. */
  readonly signal: AbortSignal;
}

export type UntypedHandler = (context: never) => Promise<HandlerAnswer | Problem>;

/** Refuses fields that the principal of a request may not send. */
export type GuardFields = (exchange: Exchange) => Ending | undefined;

/** One operation, wired: its policy, its checks, its selection and its handler. */
export interface Route {
  readonly policy: OperationPolicy;
  /** Loaded on the first request, so that a large document starts as fast as a small one. */
  readonly validators: () => Promise<OperationValidators>;
  /** What may leave. */
  readonly responses: () => ResponseShapes;
  /** Headers of the answers; absent where there are none. */
  readonly headers?: () => HeaderShapes;
  /** Fields that only some principals may send; absent where there are none. */
  readonly guards?: GuardFields;
  /** Absent only where the operation is closed: nothing reaches it. */
  readonly handler: UntypedHandler | undefined;
}
