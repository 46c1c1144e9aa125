/** How credentials are verified, as data. Durations are milliseconds; secrets are names, never values. */

/** What the names in an operation's `security` requirement mean for this scheme. */
export type Grants = "scopes" | "roles";

/**
 * Where a credential travels. `prefix` is what precedes it in the value, `Bearer` for instance, or null.
 * `connection`: the certificate that the caller's side of the TLS connection showed.
 */
export interface CredentialPlace {
  readonly in: "header" | "cookie" | "connection";
  readonly name: string;
  readonly prefix: string | null;
}

export type KeySource =
  | { readonly kind: "jwks"; readonly url: string }
  | { readonly kind: "secret"; readonly name: string }
  /** The metadata of an issuer, which names its JWKS (OpenID Connect Discovery 1.0 §4, RFC 8414 §3). */
  | { readonly kind: "discovery"; readonly url: string };

/** Where an operation is served: for everybody, or on a server of its own inside the organisation. */
export type Surface = "public" | "internal";

interface CommonScheme {
  readonly name: string;
  readonly place: CredentialPlace;
  readonly grants: Grants;
  /** Where its credentials are accepted; absent: everywhere. */
  readonly surfaces?: readonly Surface[];
}

/** Claims, or members of an introspection answer, by what they say. */
export interface ClaimNames {
  readonly subject: string;
  readonly scopes: string;
  readonly roles: string;
  readonly tenant: string | null;
}

/** Tokens that are bound to a key of the caller's, which proves itself with every request (RFC 9449). */
export interface DpopPolicy {
  /** Whether tokens that are bound to no key are refused; where they are not, they come as `Bearer`. */
  readonly required: boolean;
  /** Signature algorithms of proofs. */
  readonly algorithms: readonly string[];
  /** How far the time of a proof may lie from now, to either side. */
  readonly window: number;
  /** Name of the secret with which nonces are made; absent where proofs need none. */
  readonly nonce?: string;
  /** Where the document says that callers reach the API. */
  readonly urls: readonly string[];
}

export interface JwtScheme extends CommonScheme {
  readonly kind: "jwt";
  readonly algorithms: readonly string[];
  readonly issuer: string;
  readonly audience: string;
  /** Expected `typ` header; null: none, `JWT` or `at+jwt`. */
  readonly type: string | null;
  readonly keys: KeySource;
  readonly leeway: number;
  /** Greatest age since `iat`, or null. */
  readonly maxAge: number | null;
  readonly claims: ClaimNames;
  /** Scopes that expire sooner than their token: scope → milliseconds since `auth_time`, else `iat`. */
  readonly privileged: Readonly<Record<string, number>>;
  /** How long fetched keys are used after the last time that their source answered; absent: an hour. */
  readonly stale?: number;
  /** Whether a token can be taken back before it expires: it needs a `jti` then, and the server a list. */
  readonly revocable?: true;
  /** Absent where no token is bound to a key that proves itself. */
  readonly dpop?: DpopPolicy;
}

export interface ApiKeyScheme extends CommonScheme {
  readonly kind: "api-key";
  /** Name of the secret that holds the hashed records. */
  readonly secret: string;
  /** Name of the secret with which keys are hashed; absent where they are hashed without one. */
  readonly pepper?: string;
  /** No record may live longer from now than this; absent where the document does not say. */
  readonly rotate?: number;
}

/** So many attempts in a window of milliseconds. */
export interface AttemptLimit {
  readonly limit: number;
  readonly window: number;
}

/** User name and password with every request (RFC 7617). */
export interface BasicScheme extends CommonScheme {
  readonly kind: "basic";
  /** A secret with hashed records, or a function of the application. */
  readonly users: { readonly kind: "secret"; readonly name: string } | { readonly kind: "application" };
  /** Failed attempts, before a password is hashed. */
  readonly attempts: { readonly address: AttemptLimit; readonly identity: AttemptLimit };
  /** No record may live longer from now than this; absent where the document does not say. */
  readonly rotate?: number;
}

/** Opaque tokens, of which their issuer is asked (RFC 7662). */
export interface IntrospectionScheme extends CommonScheme {
  readonly kind: "introspection";
  readonly endpoint: string;
  /** Name of the secret that holds the credentials of this server as a client. */
  readonly client: string;
  /** Expected `iss`, or null where the endpoint is enough. */
  readonly issuer: string | null;
  readonly audience: string;
  /** How long an answer is believed, at most until the token expires. */
  readonly cache: number;
  readonly claims: ClaimNames;
  /** Absent where no token is bound to a key that proves itself. */
  readonly dpop?: DpopPolicy;
}

/** Which name of a certificate is the subject. */
export type CertificateName = "san-uri" | "san-dns" | "san-email" | "common-name";

/** A client certificate whose chain the server verified. */
export interface MutualTlsScheme extends CommonScheme {
  readonly kind: "mutual-tls";
  /** Fingerprints in a secret, or every certificate of the authorities that the server trusts for clients. */
  readonly certificates:
    | { readonly kind: "secret"; readonly name: string }
    | { readonly kind: "authority"; readonly subject: CertificateName };
  /** No record may live longer from now than this; absent where the document does not say. */
  readonly rotate?: number;
}

export type SchemePolicy = JwtScheme | ApiKeyScheme | BasicScheme | IntrospectionScheme | MutualTlsScheme;
