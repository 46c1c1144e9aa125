import type {
  AccessAlternative,
  BodyContent,
  Caps,
  ColumnType,
  CorsPolicy,
  DetectionPolicy,
  IdBinding,
  ParameterPolicy,
  RatePolicy,
  RequestPointer,
  Rights,
  Scalar,
  SchemePolicy,
  SecurityAlternative,
  TransportPolicy,
  Visibility,
} from "../runtime/core/policy.js";
import type { JsonObject, JsonValue } from "../document/document.js";
import type { Disclosure } from "./insight-policy.js";
import type { MediaKind } from "./media-types.js";
import type { QueryStringDraft } from "./parameters.js";
import type { ServerLocation } from "./servers.js";

/**
 * The intermediate representation: built once from the document, judged by `checks`, printed by `emit`.
 * Every decision is made here, and what the document leaves open is a case of its own (`unspecified`), which only
 * the checks may judge. `pointer` is always a JSON Pointer into the normalised document, for `locate`.
 */
export interface Model {
  readonly title: string;
  readonly version: string;
  readonly caps: Caps;
  readonly rateLimits: readonly RatePolicy[];
  readonly cors: CorsPolicy | null;
  readonly transport: TransportPolicy;
  /** Where clients reach the API over TLS, as far as the document says. */
  readonly servers: readonly ServerLocation[];
  readonly detection: DetectionPolicy;
  /** Whether the document speaks of detection, so that files for those who watch are wanted. */
  readonly isWatched: boolean;
  /** Null where the document names nobody to report to. */
  readonly disclosure: Disclosure | null;
  /** How long the security log shall be kept, in milliseconds. */
  readonly logRetention: number;
  readonly schemes: readonly Scheme[];
  readonly resources: readonly Resource[];
  readonly operations: readonly Operation[];
  /** Requests that the server makes: webhooks and callbacks. */
  readonly outgoing: readonly Outgoing[];
  readonly schemas: SplitSchemas;
}

/** A decision that the document may have left open. */
export type Decided<T> = { readonly kind: "specified"; readonly value: T } | { readonly kind: "unspecified" };

// --- schemas -----------------------------------------------------------------------------------------------------

/** Which direction a schema serves; `read` is what leaves, the others what may come in. */
export type Purpose = "create" | "update" | "read";

/** The same, with `sent` for what the server sends of its own accord and what comes back. */
export type VariantPurpose = Purpose | "sent";

/**
 * The visibility split. Every component schema becomes one variant a purpose, unless they are equal.
 * `definitions` is keyed by variant name; its `$ref`s are `#/components/schemas/<variant>`.
 */
export interface SplitSchemas {
  readonly variants: readonly SchemaVariant[];
}

export interface SchemaVariant {
  /** Unique, an identifier: `Order`, `OrderCreate`, `OrderUpdate`. */
  readonly name: string;
  /** Name of the component in the document. */
  readonly component: string;
  /** Purposes it serves; all that it is needed for where the split changes nothing. */
  readonly purposes: readonly VariantPurpose[];
  /** JSON Schema 2020-12 without `x-security`, `readOnly` and `writeOnly`; `$ref`s name variants. */
  readonly schema: JsonValue;
  /** Properties of this schema that only some principals may see or send: pointer inside `schema` → rights. */
  readonly conditional: readonly ConditionalProperty[];
  readonly pointer: string;
}

export interface ConditionalProperty {
  /** JSON Pointer inside the schema, to the property's subschema: `/properties/role`. */
  readonly pointer: string;
  readonly rights: Rights;
}

/** A schema that stands inline in an operation, split for its purpose; `$ref`s name variants. */
export interface UsedSchema {
  readonly schema: JsonValue;
  readonly conditional: readonly ConditionalProperty[];
  readonly pointer: string;
}

// --- operations --------------------------------------------------------------------------------------------------

export type Authentication =
  | { readonly kind: "unspecified" }
  | {
      readonly kind: "public";
      readonly reason: string;
      readonly alternatives: readonly SecurityAlternative[];
    }
  | { readonly kind: "required"; readonly alternatives: readonly SecurityAlternative[] };

export interface Operation {
  /** Valid, unique camelCase identifier, from `operationId` or from method and path. */
  readonly id: string;
  /** Kebab-case module name without extension, unique regardless of letter case. */
  readonly fileName: string;
  /** Upper case. */
  readonly method: string;
  readonly path: string;
  readonly summary: string | null;
  readonly tags: readonly string[];
  readonly surface: "public" | "internal";
  readonly authentication: Authentication;
  /** Why every caller is refused, or null where the operation is open. */
  readonly closed: string | null;
  readonly requires: Rights | null;
  readonly action: string;
  /** Name of the resource, or null where none could be told. */
  readonly resource: string | null;
  readonly bindings: readonly IdBinding[];
  /** Ids in the request that could not be bound to a resource. */
  readonly unbound: readonly UnboundId[];
  readonly rateLimits: readonly NamedPolicy[];
  readonly cost: number;
  readonly authenticates: { readonly identity: RequestPointer } | null;
  readonly audit: { readonly privileged: boolean; readonly event: string | null };
  readonly parameters: readonly Parameter[];
  /** The whole query as one value, or null where it consists of parameters. */
  readonly queryString: (Omit<QueryStringDraft, "schema"> & { readonly schema: UsedSchema }) | null;
  readonly body: RequestBody | null;
  readonly responses: readonly Response[];
  readonly pointer: string;
}

export interface UnboundId {
  readonly at: RequestPointer;
  /** `resource` names a schema that is no resource, or null where no name was given or inferred. */
  readonly resource: string | null;
  readonly pointer: string;
}

export interface NamedPolicy {
  readonly name: string;
  readonly pointer: string;
}

export interface Parameter {
  readonly policy: ParameterPolicy;
  readonly schema: UsedSchema;
  readonly description: string | null;
}

export interface RequestBody {
  readonly required: boolean;
  readonly content: readonly RequestContent[];
  readonly pointer: string;
}

export interface RequestContent {
  /** How the body is read, and its media type. */
  readonly policy: BodyContent;
  readonly purpose: "create" | "update";
  readonly schema: UsedSchema;
}

export interface Response {
  /** `200`, `4XX` or `default`. */
  readonly status: string;
  readonly description: string;
  readonly content: readonly ResponseContent[];
  readonly headers: readonly ResponseHeader[];
  readonly pointer: string;
}

export interface ResponseContent {
  readonly mediaType: string;
  readonly kind: MediaKind;
  readonly schema: UsedSchema;
}

/** A header that the handler gives with its answer. */
export interface ResponseHeader {
  /** As the document spells it; unique regardless of letter case. */
  readonly name: string;
  readonly required: boolean;
  /** Whether names and values of an object are paired (`a=1,b=2`). */
  readonly explode: boolean;
  /** As one text, as a list of texts (`style: simple`), or as JSON. */
  readonly spelling: "scalar" | "composite" | "json";
  readonly description: string | null;
  readonly schema: UsedSchema;
}

/** A request that the server makes of its own accord. */
export interface Outgoing {
  readonly kind: "webhook" | "callback";
  /** Valid camelCase identifier, unique among its kind. */
  readonly id: string;
  readonly method: string;
  /** Where a callback goes, as a runtime expression (OpenAPI 3.1 §4.8.20.4); null for webhooks. */
  readonly expression: string | null;
  readonly summary: string | null;
  /** Module name without extension, unique among all of them regardless of letter case. */
  readonly fileName: string;
  /** In the query and in headers. */
  readonly parameters: readonly Parameter[];
  /** JSON, text or bytes; null where it has no body. */
  readonly payload: ResponseContent | null;
  /** What may come back; of its bodies those that can be read as a whole. */
  readonly replies: readonly Response[];
  readonly pointer: string;
}

// --- resources ---------------------------------------------------------------------------------------------------

export interface Resource {
  /** Component name of its schema. */
  readonly name: string;
  /** camelCase plural, unique: the repository's name in `data`. */
  readonly repository: string;
  /** PascalCase identifier for types. */
  readonly typeName: string;
  readonly table: string;
  readonly id: string;
  readonly tenant: string | null;
  readonly hide: 404 | 403;
  /** Properties that no two rows share, each list together. */
  readonly unique: readonly (readonly string[])[];
  readonly columns: readonly Column[];
  /** `unspecified` where the document grants nothing. */
  readonly access: Decided<readonly LocatedAlternative[]>;
  readonly parent: { readonly resource: string; readonly via: string } | null;
  readonly pointer: string;
}

export interface LocatedAlternative {
  readonly policy: AccessAlternative;
  readonly pointer: string;
}

export type Sensitivity = "credential" | "secret" | "personal" | "payment";

export interface Column {
  /** Property name. */
  readonly property: string;
  /** snake_case name in the database. */
  readonly column: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  readonly read: Visibility;
  readonly create: Visibility;
  readonly update: Visibility;
  /** `schema`: a property of the resource's schema; `server`: owner, tenant or `via` that the schema does not show. */
  readonly origin: "schema" | "server";
  /** Set by the fence on create and never again: owner, tenant, `via`. */
  readonly stamped: boolean;
  readonly sensitive: Sensitivity | null;
  /** May be filtered and sorted by in `list`. */
  readonly queryable: boolean;
  /** Required when the row is created by a client. */
  readonly required: boolean;
  readonly default: Scalar | null;
  /** `enum` of the schema, for the type of the row and the constraint in the database; empty where there is none. */
  readonly values: readonly Scalar[];
  /** The read schema of the property, for the row's type; null for server columns. */
  readonly schema: JsonValue | null;
  readonly pointer: string;
}

// --- schemes -----------------------------------------------------------------------------------------------------

export type Scheme =
  | {
      readonly kind: "served";
      readonly name: string;
      readonly policy: SchemePolicy;
      readonly pointer: string;
    }
  /** Keys, algorithms, issuer or audience are missing, or the type cannot be served: `missing` says what. */
  | {
      readonly kind: "incomplete";
      readonly name: string;
      readonly type: string;
      readonly missing: readonly string[];
      readonly pointer: string;
    };

export type { JsonObject };
