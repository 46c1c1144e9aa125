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
  size,
  text,
} from "./form.js";
import { name, policyName, url, ignore, requestPointer } from "./shared-forms.js";

/** Chapter 1 of the vocabulary: what holds for the whole document. */

const ratePolicy = record("a rate policy", {
  by: required(
    either(choice("address", "credential", "tenant"), requestPointer),
    "Whom the counter belongs to.",
  ),
  limit: required(integer(1), "Units that a window holds."),
  window: required(positiveDuration, "Length of the window."),
  count: optional(
    choice("requests", "failures"),
    "`failures`: only answers 401 and 403 consume units; where credentials are checked, all from 400 on.",
  ),
  algorithm: optional(
    choice("fixed-window", "sliding-window", "token-bucket", "leaky-bucket"),
    "How units come back; a sliding window by default.",
  ),
  at: optional(
    choice("application", "edge"),
    "`edge`: also enforced by the proxy in front; needs `by: address`.",
  ),
});

const alarm = {
  warn: optional(rate, "Rate that warns."),
  page: optional(rate, "Rate that pages somebody."),
};

export const documentForm = record("the document", {
  limits: optional(
    record("limits", {
      body: optional(size, "Bytes of a body on the wire."),
      depth: optional(integer(1), "Nesting of JSON containers."),
      string: optional(integer(1), "Characters of a string without a bound of its own."),
      array: optional(integer(1), "Items of an array without a bound of its own."),
      properties: optional(integer(1), "Keys of a map without a bound of its own."),
      upload: optional(size, "Bytes of a body that carries files."),
      files: optional(integer(1), "Files of one body."),
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
      languages: optional(
        list(text("a language tag such as en", "^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$")),
        "Languages in which reports are understood.",
      ),
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
      authFailures: optional(
        record("authentication failures", {
          ...alarm,
          identities: optional(
            integer(1),
            "Identities that a source must have tried before it pages somebody.",
          ),
          oneIdentity: optional(rate, "Rate on one identity that pages somebody."),
        }),
        "One source, many authentication failures.",
      ),
      credentialSpread: optional(record("alarm levels", alarm), "One credential, many networks."),
      firstPrivilegedUse: optional(
        record("first privileged use", {
          memory: optional(positiveDuration, "How long a use is remembered."),
        }),
        "A privileged operation that somebody never used before.",
      ),
      quiet: optional(positiveDuration, "How long an alarm that was raised is not raised again."),
    }),
    "What raises an alarm.",
  ),
  logs: optional(
    record("logs", { keep: optional(positiveDuration, "How long the security log is kept.") }),
    "The security log.",
  ),
  ignore,
});
