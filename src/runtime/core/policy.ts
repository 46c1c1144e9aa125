/**
 * The security policy as data: what the generator writes to `policy.ts` and the fence obeys.
 * Durations are milliseconds, sizes are bytes.
 */

import type { BodyPolicy, ParameterPolicy, QueryStringPolicy } from "./input-policy.js";
import type { CertificatePolicy, DetectionPolicy, DisclosurePolicy } from "./insight-policy.js";
import type { SchemePolicy, Surface } from "./scheme-policy.js";

export type HttpMethod = string;

/** Rights that a principal must hold: every scope, and at least one of the roles when any is listed. */
export interface Rights {
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
}

/** Caps that hold for every request, whatever its schema says. */
export interface Caps {
  readonly body: number;
  readonly depth: number;
  readonly string: number;
  readonly array: number;
  readonly properties: number;
  /** Bytes of a body that carries files. */
  readonly upload: number;
  /** Files of one body. */
  readonly files: number;
}

/** A pointer into the request. `pointer` is a JSON Pointer (RFC 6901). */
export type RequestPointer =
  | { readonly kind: "body"; readonly pointer: string }
  | { readonly kind: "header"; readonly name: string }
  | { readonly kind: "path"; readonly name: string }
  | { readonly kind: "query"; readonly name: string }
  /** Into the values of the query, by name, or into the one value that it is. */
  | { readonly kind: "querystring"; readonly pointer: string };

export type RateKey =
  | { readonly kind: "address" }
  | { readonly kind: "credential" }
  | { readonly kind: "tenant" }
  | { readonly kind: "request"; readonly at: RequestPointer };

export type RateAlgorithm = "fixed-window" | "sliding-window" | "token-bucket" | "leaky-bucket";

export interface RatePolicy {
  readonly name: string;
  readonly by: RateKey;
  readonly limit: number;
  /** Milliseconds. */
  readonly window: number;
  readonly algorithm: RateAlgorithm;
  /** `failures`: only answers 401 and 403 consume units; where credentials are checked, all from 400 on. */
  readonly count: "requests" | "failures";
  readonly at: "application" | "edge";
}

export interface CorsPolicy {
  readonly origins: readonly string[];
  readonly credentials: boolean;
  readonly maxAge: number;
}

export interface TransportPolicy {
  readonly tls: "intermediate" | "modern";
  readonly hsts: { readonly maxAge: number; readonly includeSubDomains: boolean; readonly preload: boolean };
  /** CIDR ranges whose `X-Forwarded-*` headers count. */
  readonly proxies: readonly string[];
  readonly certificate: CertificatePolicy;
}

/** One scheme of a requirement with the scopes or roles it must grant. */
export interface SchemeRequirement {
  readonly scheme: string;
  readonly grants: readonly string[];
}

/** All of these together (AND). */
export type SecurityAlternative = readonly SchemeRequirement[];

export type AuthenticationPolicy =
  /** Nobody needs credentials, and why. Credentials that are sent are still verified when `alternatives` name a scheme. */
  | {
      readonly kind: "public";
      readonly reason: string;
      readonly alternatives: readonly SecurityAlternative[];
    }
  /** One of these alternatives must hold (OR). */
  | { readonly kind: "required"; readonly alternatives: readonly SecurityAlternative[] };

/** An id in the request that names a row the caller must be able to reach. */
export interface IdBinding {
  readonly at: RequestPointer;
  readonly resource: string;
  /** Action that the caller must be granted on that row. */
  readonly action: string;
  /** `target`: the operation's own object; `parent`: an object that encloses it; `reference`: another one. */
  readonly role: "target" | "parent" | "reference";
}

export interface AuditPolicy {
  readonly privileged: boolean;
  readonly event: string | null;
}

export interface OperationPolicy {
  readonly id: string;
  readonly method: HttpMethod;
  /** The OpenAPI path template. */
  readonly path: string;
  readonly surface: Surface;
  readonly authentication: AuthenticationPolicy;
  /** Why every caller is refused, however good the credential; absent where the operation is open. */
  readonly closed?: string;
  /** Function-level rights that `security` cannot name, or null. */
  readonly requires: Rights | null;
  readonly action: string;
  /** Name of the resource, or null where the operation has none. */
  readonly resource: string | null;
  readonly bindings: readonly IdBinding[];
  /** Names of rate policies, in the order they are consulted. */
  readonly rateLimits: readonly string[];
  readonly cost: number;
  /** Where the attempted identity stands, for operations that check credentials; else null. */
  readonly authenticates: { readonly identity: RequestPointer } | null;
  readonly audit: AuditPolicy;
  readonly parameters: readonly ParameterPolicy[];
  /** Absent where the query consists of parameters. */
  readonly queryString?: QueryStringPolicy;
  readonly body: BodyPolicy | null;
}

/** How a column is stored, and how its values travel. */
export type ColumnType =
  "text" | "uuid" | "integer" | "bigint" | "number" | "boolean" | "timestamp" | "date" | "json";

/** `true` for everybody, `false` for nobody, else for principals that hold these rights. */
export type Visibility = boolean | Rights;

export interface ColumnPolicy {
  /** Name in the database. */
  readonly column: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  readonly create: Visibility;
  readonly update: Visibility;
  /** Stored as a scrypt hash, never as it came. */
  readonly credential: boolean;
  /** May `list` filter and sort by it: scalar and readable by everybody who may read the row. */
  readonly queryable: boolean;
  /** What the store fills in where a new row has no value; absent where it fills in nothing. */
  readonly generated?: GeneratedValue;
  /** Value of a new row that has none; absent where there is none. */
  readonly default?: Scalar;
  /** Rows leave the property out where the column holds nothing, since the document does not let it be null. */
  readonly omitNull?: true;
}

/** `uuid`: a random one (RFC 9562 version 4); `identity`: the next integer; `now`: the present instant or day. */
export type GeneratedValue = "uuid" | "identity" | "now";

export type Scalar = string | number | boolean;

/** One thing that must hold for a row; the conditions of an alternative are ANDed. Columns are property names. */
export type AccessCondition =
  | { readonly kind: "owner"; readonly column: string }
  | { readonly kind: "match"; readonly column: string; readonly claim: string }
  | {
      readonly kind: "member";
      readonly table: string;
      /** Columns of the membership table, as they are named in the database. */
      readonly resource: string;
      readonly principal: string;
      readonly where: Readonly<Record<string, readonly Scalar[]>>;
    }
  | { readonly kind: "where"; readonly column: string; readonly values: readonly Scalar[] }
  | { readonly kind: "parent"; readonly resource: string; readonly via: string };

export interface AccessAlternative {
  /** Actions it grants; null grants all. */
  readonly actions: readonly string[] | null;
  /** Who may use it. `anyone` includes callers without credentials. */
  readonly who: { readonly kind: "anyone" } | { readonly kind: "authenticated"; readonly rights: Rights };
  readonly conditions: readonly AccessCondition[];
  /** Lifts the owner filter; every use is audited. */
  readonly any: boolean;
  /** Lifts the tenant filter too. */
  readonly crossTenant: boolean;
}

export interface ResourcePolicy {
  readonly name: string;
  readonly table: string;
  /** Property that identifies a row. */
  readonly id: string;
  /** Property that must equal the principal's tenant, or null. */
  readonly tenant: string | null;
  /** Status that answers "exists, but not yours". */
  readonly hide: 404 | 403;
  /** Properties that no two rows share, each list together; absent where there are none but the id. */
  readonly unique?: readonly (readonly string[])[];
  /** Properties by name, including owner, tenant and `via` columns that the schema does not show. */
  readonly columns: Readonly<Record<string, ColumnPolicy>>;
  readonly access: readonly AccessAlternative[];
  /** The enclosing resource and the property that points to it, or null. */
  readonly parent: { readonly resource: string; readonly via: string } | null;
}

export interface ServerPolicy {
  readonly title: string;
  readonly version: string;
  readonly caps: Caps;
  readonly rateLimits: Readonly<Record<string, RatePolicy>>;
  readonly cors: CorsPolicy | null;
  readonly transport: TransportPolicy;
  readonly detection: DetectionPolicy;
  /** Null where the document names nobody to report to. */
  readonly disclosure: DisclosurePolicy | null;
  readonly schemes: Readonly<Record<string, SchemePolicy>>;
  readonly resources: Readonly<Record<string, ResourcePolicy>>;
  readonly operations: Readonly<Record<string, OperationPolicy>>;
}

export type * from "./input-policy.js";
export type * from "./insight-policy.js";
export type * from "./scheme-policy.js";
export type * from "./stated-policy.js";
