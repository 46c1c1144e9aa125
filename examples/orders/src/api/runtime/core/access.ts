import type { IdBinding, Scalar } from "./policy.js";
import type { Principal } from "./principal.js";

/** `hidden`: the row exists, but not for this principal. Callers see no difference from `missing` unless the resource says so. */
export type Reach = "reachable" | "hidden" | "missing";

export interface LiftedFilter {
  readonly resource: string;
  readonly action: string;
}

/** By which statements in the logs of a database are found for a request, and the other way round. */
export interface RequestTrace {
  readonly requestId: string;
  /** W3C Trace Context, version 00. */
  readonly traceparent: string;
}

/** Everything of a request that decides which rows exist for it, and how its statements are marked. */
export interface AccessRequest {
  readonly principal: Principal | null;
  /** Ids of the enclosing objects in the path, by resource name. */
  readonly parents: Readonly<Record<string, Scalar>>;
  /** Absent where no request is behind it. */
  readonly trace?: RequestTrace;
  /** Called when a row was reached through an alternative that lifts the owner filter. */
  readonly onLifted: (event: LiftedFilter) => void;
}

/** Repositories and id checks for one request. */
export interface BoundAccess {
  readonly data: unknown;
  readonly reach: (binding: IdBinding, id: Scalar) => Promise<Reach>;
}

/** How the fence, which knows no database, reaches data. The generated `data.ts` makes one. */
export type BindAccess = (request: AccessRequest) => BoundAccess;

/** No alternative of the resource grants this action to the principal; answered with 403. */
export class AccessDenied extends Error {
  override readonly name = "AccessDenied";
  readonly resource: string;
  readonly action: string;

  constructor(resource: string, action: string) {
    super(`no access alternative of ${resource} grants ${action} to this principal`);
    this.resource = resource;
    this.action = action;
  }
}

/** The enclosing object is not there for this principal; answered like any missing object. */
export class ParentNotFound extends Error {
  override readonly name = "ParentNotFound";
  readonly resource: string;

  constructor(resource: string) {
    super(`the enclosing ${resource} is not there for this principal`);
    this.resource = resource;
  }
}
