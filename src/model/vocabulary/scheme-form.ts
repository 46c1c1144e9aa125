import {
  choice,
  duration,
  flag,
  list,
  map,
  optional,
  positiveDuration,
  rate,
  record,
  required,
  tagged,
  text,
} from "./form.js";
import { name, secretName, url, ignore } from "./shared-forms.js";

/** Chapter 2 of the vocabulary: how credentials are verified. */

const publicKeyAlgorithms = [
  ...(["ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512"] as const),
  ...(["EdDSA", "Ed25519"] as const),
] as const;

const dpopForm = record("dpop", {
  required: optional(flag, "Whether tokens that are bound to no key are refused; `true` by default."),
  algorithms: optional(
    list(choice(...publicKeyAlgorithms)),
    "Signature algorithms of proofs; `ES256`, `EdDSA` and `Ed25519` by default.",
  ),
  window: optional(
    positiveDuration,
    "How far the time of a proof may lie from the server's; `1m` by default.",
  ),
  nonce: optional(secretName, "Secret with which nonces for proofs are made; they need none by default."),
});

const schemeFields = {
  algorithms: optional(
    list(choice(...publicKeyAlgorithms, "HS256", "HS384", "HS512")),
    "Signature algorithms that are accepted; `none` never is.",
  ),
  issuer: optional(name, "Expected `iss`."),
  audience: optional(name, "Expected `aud`."),
  type: optional(name, "Expected `typ` header."),
  keys: optional(
    tagged("key sources", {
      jwks: url,
      secret: secretName,
      discovery: url,
      introspection: record("introspection", {
        endpoint: required(url, "Where the issuer is asked about a token (RFC 7662)."),
        client: required(secretName, "Secret with the credentials of this server as a client."),
        cache: optional(positiveDuration, "How long an answer is believed; `1m` by default."),
      }),
      application: choice("users"),
      certificate: choice("san-uri", "san-dns", "san-email", "common-name"),
    }),
    "Where keys come from; by default what `openIdConnectUrl` names.",
  ),
  pepper: optional(secretName, "Secret with which API keys are hashed."),
  stale: optional(
    duration,
    "How long fetched keys are used while their source does not answer; `1h` by default.",
  ),
  revocable: optional(flag, "Tokens can be taken back before they expire; they need a `jti`."),
  dpop: optional(dpopForm, "Tokens are bound to keys that prove themselves with every request (RFC 9449)."),
  leeway: optional(duration, "Tolerated clock difference."),
  maxAge: optional(positiveDuration, "Greatest age of a token since `iat`."),
  claims: optional(
    record("claims", {
      subject: optional(name, "Claim that holds the subject; `sub` by default."),
      scopes: optional(name, "Claim that holds the scopes; `scope` by default."),
      roles: optional(name, "Claim that holds the roles; `roles` by default."),
      tenant: optional(name, "Claim that holds the tenant; none by default."),
    }),
    "Names of claims.",
  ),
  privileged: optional(
    map(
      "scopes",
      record("a privileged scope", {
        maxAge: required(positiveDuration, "Greatest age since the caller proved who they are."),
      }),
    ),
    "Scopes that expire sooner than their token.",
  ),
  grants: optional(choice("scopes", "roles"), "What the names in `security` requirements mean."),
  surfaces: optional(list(choice("public", "internal")), "Surfaces on which the scheme is accepted."),
  prefix: optional(
    text("a word", "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"),
    "What precedes the credential in the header's value.",
  ),
  attempts: optional(
    record("attempts", {
      address: optional(rate, "Failed attempts by address; `20/5m` by default."),
      identity: optional(rate, "Failed attempts by user name; `5/15m` by default."),
    }),
    "Limits of `http basic` before a password is compared.",
  ),
  rotate: optional(positiveDuration, "How often the secret changes."),
  ignore,
};

export const schemeForm = record("a security scheme", schemeFields, [
  { kind: "excludes", key: "dpop", other: "prefix" },
]);
