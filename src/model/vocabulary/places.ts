import {
  choice,
  duration,
  either,
  flag,
  integer,
  list,
  map,
  optional,
  positiveDuration,
  rate,
  record,
  required,
  scalar,
  size,
  tagged,
  text,
  type Reading,
} from "./form.js";

/** The whole vocabulary: what `x-security` may say in each of its places. */

const name = text("a name");
const action = text("an action", "^[A-Za-z][A-Za-z0-9_-]*$");
const policyName = text("the name of a rate policy", "^[A-Za-z][A-Za-z0-9_-]*$");
const secretName = text("the name of a secret, never its value", "^[A-Z][A-Z0-9_]{0,127}$");
const pointer = text("a JSON Pointer such as /email", "^(?:/(?:[^~/]|~[01])*)+$");
const url = text("an https URL", "^https?://[^\\s@]+$");
const reason = text("a reason in words", "\\S");

const ignore = optional(map("rules", reason), "Rules switched off here and below, each with its reason.");

const rights = record("rights", {
  scopes: optional(list(name), "Every one of these scopes is needed."),
  roles: optional(list(name), "One of these roles is needed."),
});

const requestPointer = tagged("request pointers", { body: pointer, header: name, path: name });

const ratePolicy = record("a rate policy", {
  by: required(
    either(choice("address", "credential", "tenant"), requestPointer),
    "Whom the counter belongs to.",
  ),
  limit: required(integer(1), "Units that a window holds."),
  window: required(positiveDuration, "Length of the window."),
  count: optional(choice("requests", "failures"), "`failures`: only answers 401 and 403 consume units."),
  algorithm: optional(
    choice("fixed-window", "sliding-window", "token-bucket", "leaky-bucket"),
    "How units come back; a sliding window by default.",
  ),
  at: optional(
    choice("application", "edge"),
    "`edge`: also enforced by the proxy in front; needs `by: address`.",
  ),
});

const alarm = record("alarm levels", {
  warn: optional(rate, "Rate that warns."),
  page: optional(rate, "Rate that pages somebody."),
});

const documentForm = record("the document", {
  limits: optional(
    record("limits", {
      body: optional(size, "Bytes of a body on the wire."),
      depth: optional(integer(1), "Nesting of JSON containers."),
      string: optional(integer(1), "Characters of a string without a bound of its own."),
      array: optional(integer(1), "Items of an array without a bound of its own."),
      properties: optional(integer(1), "Keys of a map without a bound of its own."),
    }),
    "Caps for every request.",
  ),
  rateLimits: optional(map("rate policies", ratePolicy, "^[A-Za-z][A-Za-z0-9_-]*$"), "Named rate policies."),
  rateLimit: optional(list(policyName), "Policies of every operation that names none itself."),
  cors: optional(
    record("CORS", {
      origins: required(
        list(
          text("an origin such as https://app.example.com", "^(?:\\*|null|[a-z][a-z0-9+.-]*://[^/?#\\s@]+)$"),
        ),
        "Origins that may read answers in a browser.",
      ),
      credentials: optional(flag, "Whether cookies and the like may be sent along."),
      maxAge: optional(duration, "How long a browser may remember the answer to a preflight."),
    }),
    "Cross-origin access; closed unless origins are listed.",
  ),
  transport: optional(
    record("transport", {
      tls: optional(choice("intermediate", "modern"), "TLS profile: 1.2 and 1.3, or 1.3 only."),
      hsts: optional(
        record("HSTS", {
          maxAge: optional(positiveDuration, "How long browsers insist on TLS."),
          includeSubDomains: optional(flag, "Whether subdomains are included."),
          preload: optional(flag, "Whether the domain asks for the preload list."),
        }),
        "Strict-Transport-Security (RFC 6797).",
      ),
      proxies: optional(
        list(text("an address range such as 10.0.0.0/8", "^[0-9A-Fa-f:.]+(?:/[0-9]{1,3})?$")),
        "Only these may set X-Forwarded-* and Forwarded.",
      ),
      certificate: optional(
        record("certificate", {
          warn: optional(duration, "Warn when it expires within this time."),
          page: optional(duration, "Page somebody when it expires within this time."),
        }),
        "Watch over the certificate's expiry.",
      ),
    }),
    "How bytes travel.",
  ),
  disclosure: optional(
    record("disclosure", {
      contact: required(
        list(text("a URI such as mailto:security@example.com", "^[a-z][a-z0-9+.-]*:\\S+$")),
        "Where to report.",
      ),
      validFor: optional(positiveDuration, "Lifetime of security.txt."),
      policy: optional(url, "The disclosure policy."),
      response: optional(
        record("response", {
          investigate: optional(name, "Who investigates."),
          notify: optional(name, "Who is told."),
          press: optional(name, "Who speaks."),
        }),
        "Who does what when something happened.",
      ),
    }),
    "security.txt (RFC 9116) and the response procedure.",
  ),
  detection: optional(
    record("detection", {
      authFailures: optional(alarm, "One source, many authentication failures."),
      credentialSpread: optional(alarm, "One credential, many networks."),
      firstPrivilegedUse: optional(
        record("first privileged use", {
          memory: optional(positiveDuration, "How long a use is remembered."),
        }),
        "A privileged operation that somebody never used before.",
      ),
    }),
    "What raises an alarm.",
  ),
  ignore,
});

const schemeForm = record("a security scheme", {
  algorithms: optional(
    list(
      choice(
        ...(["ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512"] as const),
        ...(["EdDSA", "Ed25519", "HS256", "HS384", "HS512"] as const),
      ),
    ),
    "Signature algorithms that are accepted; `none` never is.",
  ),
  issuer: optional(name, "Expected `iss`."),
  audience: optional(name, "Expected `aud`."),
  type: optional(name, "Expected `typ` header."),
  keys: optional(tagged("key sources", { jwks: url, secret: secretName }), "Where keys come from."),
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
      record("a privileged scope", { maxAge: required(positiveDuration, "Greatest age since `iat`.") }),
    ),
    "Scopes that expire sooner than their token.",
  ),
  grants: optional(choice("scopes", "roles"), "What the names in `security` requirements mean."),
  surfaces: optional(list(choice("public", "internal")), "Surfaces on which the scheme is accepted."),
  prefix: optional(
    text("a word", "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"),
    "What precedes the credential in the header's value.",
  ),
  rotate: optional(positiveDuration, "How often the secret changes."),
  ignore,
});

const member = record("a membership", {
  table: required(name, "Table of memberships."),
  resource: required(name, "Its column with the id of the row."),
  principal: required(name, "Its column with the subject of the member."),
  where: optional(
    map("columns", either(scalar, list(scalar))),
    "Further columns and the values they may have.",
  ),
});

const alternative = record(
  "an access alternative",
  {
    owner: optional(name, "Property that equals the principal's subject."),
    match: optional(map("properties", name), "Property → claim that it equals."),
    member: optional(member, "A membership table that lists the principal."),
    where: optional(map("properties", either(scalar, list(scalar))), "Property → values it may have."),
    parent: optional(name, "Resource whose access is inherited."),
    via: optional(name, "Property that holds the parent's id."),
    scopes: optional(list(name), "Every one of these scopes is needed."),
    roles: optional(list(name), "One of these roles is needed."),
    anyone: optional(choice(true), "Open to callers without credentials."),
    any: optional(choice(true), "Lifts the owner filter; always audited."),
    crossTenant: optional(choice(true), "Lifts the tenant filter as well."),
    actions: optional(list(action), "Actions it grants; all where none is listed."),
  },
  [
    { kind: "needs", key: "parent", other: "via" },
    { kind: "needs", key: "via", other: "parent" },
    { kind: "excludes", key: "anyone", other: "owner" },
    { kind: "excludes", key: "anyone", other: "match" },
    { kind: "excludes", key: "anyone", other: "member" },
    { kind: "excludes", key: "anyone", other: "scopes" },
    { kind: "excludes", key: "anyone", other: "roles" },
  ],
);

const resourceForm = record("a resource", {
  table: optional(
    text("the name of a table", "^[A-Za-z_][A-Za-z0-9_]{0,62}$"),
    "Table; snake_case plural of the schema's name by default.",
  ),
  id: optional(name, "Property that identifies a row; `id` by default."),
  tenant: optional(name, "Property that must equal the principal's tenant."),
  hide: optional(choice(404, 403), "Answer for what exists but is not the caller's."),
  access: optional(list(alternative), "Who may reach a row: alternatives, any of which suffices."),
});

const schemaForm = record("an object schema", {
  resource: optional(resourceForm, "Makes the schema a resource: rows that somebody owns."),
  ignore,
});

const visibility = either(flag, rights);

const propertyForm = record("a property", {
  visibility: optional(
    record("visibility", {
      create: optional(visibility, "Whether a creating request may send it."),
      read: optional(visibility, "Whether answers show it."),
      update: optional(visibility, "Whether an updating request may send it."),
    }),
    "Who may send and see the property; what is not listed is closed.",
  ),
  sensitive: optional(
    either(
      choice("credential", "secret", "personal", "payment"),
      record("sensitivity", {
        kind: required(choice("credential", "secret", "personal", "payment"), "What the value is."),
        reveal: optional(choice("once"), "The answer that creates it may show it."),
      }),
    ),
    "Credentials and secrets never leave; personal and payment data stay out of logs.",
  ),
  hosts: optional(
    list(text("a host name such as *.example.com", "^(?:\\*\\.)?[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*$")),
    "Hosts that a URL in this property may name.",
  ),
  resource: optional(name, "Resource whose id this is."),
  action: optional(action, "What the caller must be allowed to do with that resource; `read` by default."),
  ignore,
});

const parameterForm = record("a parameter", {
  resource: optional(name, "Resource whose id this is."),
  ignore,
});

const operationFields = {
  action: optional(action, "What is done to the resource; from method and path by default."),
  resource: optional(name, "The resource; from the schemas by default."),
  public: optional(reason, "No credentials are needed, and why."),
  rateLimit: optional(list(policyName), "Rate policies instead of the document's."),
  cost: optional(integer(1), "Units that one call consumes."),
  audit: optional(
    either(choice("privileged"), record("an audit event", { event: required(name, "Name of the event.") })),
    "Every call is logged with who, what and outcome.",
  ),
  requires: optional(rights, "Rights that `security` cannot name."),
  authenticates: optional(
    record("authenticates", { identity: required(requestPointer, "Where the attempted identity stands.") }),
    "The operation checks credentials.",
  ),
  surface: optional(choice("public", "internal"), "Where the operation is served."),
  ignore,
};

/** The seven places, in the order of the vocabulary's chapters. */
export const places = {
  document: documentForm,
  scheme: schemeForm,
  schema: schemaForm,
  property: propertyForm,
  parameter: parameterForm,
  pathItem: record("a path item", operationFields),
  operation: record("an operation", operationFields),
} as const;

export type Place = keyof typeof places;

/** What `x-security` in a place is read as. */
export type Annotation<P extends Place> = Reading<(typeof places)[P]>;
export type ResourceAnnotation = Reading<typeof resourceForm>;
export type AlternativeAnnotation = Reading<typeof alternative>;
export type RightsAnnotation = Reading<typeof rights>;
export type RequestPointerAnnotation = Reading<typeof requestPointer>;
export type VisibilityAnnotation = Reading<typeof visibility>;
