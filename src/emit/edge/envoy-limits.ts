import { disguised, templatePattern, templatePatterns } from "./path-pattern.js";
import type { EdgeLimit, EdgePlan } from "./plan.js";
import { problems, type EdgeProblem } from "./problems.js";
import type { YamlValue } from "./yaml-text.js";

/** Milliseconds; Envoy fills no bucket more often. */
const shortestFill = 50;

/** The filter that counts: one bucket for each policy and network, as many as there is room for. */
export function envoyLimits({ limits }: EdgePlan): readonly YamlValue[] {
  if (limits.length === 0) return [];
  const always = { default_value: { numerator: 100, denominator: "HUNDRED" } };
  return [
    {
      name: "envoy.filters.http.local_ratelimit",
      typed_config: {
        "@type": "type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit",
        stat_prefix: "edge",
        filter_enabled: always,
        filter_enforced: always,
        always_consume_default_token_bucket: false,
        max_dynamic_descriptors: 10_000,
        token_bucket: { max_tokens: 1_000_000, tokens_per_fill: 1_000_000, fill_interval: "1s" },
        descriptors: limits.map((limit) => ({
          entries: [{ key: "policy", value: limit.name }, { key: "masked_remote_address" }],
          token_bucket: bucket(limit),
        })),
        rate_limits: limits.map(countedBy),
      },
    },
  ];
}

function bucket({ limit, window }: EdgeLimit): YamlValue {
  const each = window / limit;
  const fill =
    each < shortestFill
      ? { tokens_per_fill: Math.ceil((limit * 1000) / window), fill_interval: "1s" }
      : { tokens_per_fill: 1, fill_interval: `${(each / 1000).toFixed(3)}s` };
  return { max_tokens: limit, ...fill };
}

/** Disguised and closed paths, streams, operations with limits of their own, and everything else; the first that matches holds. */
export function envoyRoutes(plan: EdgePlan): readonly YamlValue[] {
  const prefix = basePrefix(plan);
  const at = (pattern: string): YamlValue => ({ safe_regex: { regex: prefix + pattern } });
  const streams = templatePatterns(plan.streamPaths, "encoded");
  return [
    { match: { safe_regex: { regex: `${disguised}.*` } }, ...refuse("malformed") },
    ...templatePatterns(plan.closedPaths, "encoded").map((pattern) => ({
      match: at(pattern),
      ...refuse("unknown"),
    })),
    ...plan.exceptions.flatMap(({ method, path, limits }): readonly YamlValue[] => {
      const pattern = templatePattern(path, "encoded");
      if (pattern === null) return [];
      const match = {
        safe_regex: { regex: prefix + pattern },
        headers: [{ name: ":method", string_match: { exact: method } }],
      };
      return [{ match, ...forward(plan, limits, streams.includes(pattern)) }];
    }),
    ...streams.map((pattern) => ({ match: at(pattern), ...forward(plan, plan.usual, true) })),
    ...(plan.securityTxt && prefix !== "" ? [securityTxt] : []),
    { match: rest(prefix), ...forward(plan, plan.usual, false) },
  ];
}

const securityTxt: YamlValue = { match: { path: "/.well-known/security.txt" }, route: { cluster: "app" } };

function refuse(name: EdgeProblem): Readonly<Record<string, YamlValue>> {
  const { status, body } = problems[name];
  return {
    response_headers_to_add: [problemType],
    direct_response: { status, body: { inline_string: body } },
  };
}

const problemType: YamlValue = {
  header: { key: "Content-Type", value: "application/problem+json" },
  append_action: "OVERWRITE_IF_EXISTS_OR_ADD",
};

function rest(prefix: string): YamlValue {
  return prefix === "" ? { prefix: "/" } : { safe_regex: { regex: `${prefix}/.*` } };
}

function basePrefix({ basePaths }: EdgePlan): string {
  const patterns = templatePatterns(basePaths, "encoded");
  return patterns.length === 0 ? "" : `(?:${patterns.join("|")})`;
}

/** The target goes on as it came, less the path below which the API stands. Streams end when their server says so. */
function forward(
  plan: EdgePlan,
  limits: readonly string[],
  isStream: boolean,
): Readonly<Record<string, YamlValue>> {
  const prefix = basePrefix(plan);
  const route = {
    cluster: "app",
    timeout: isStream ? "0s" : "60s",
    ...(isStream ? { idle_timeout: "3600s" } : {}),
    ...(prefix === ""
      ? {}
      : { regex_rewrite: { pattern: { regex: `^${prefix}(/.*)$` }, substitution: "\\1" } }),
  };
  if (limits.length === 0) return { route };
  const names = Object.fromEntries(limits.map((name) => [name, name]));
  return { metadata: { filter_metadata: { [heldTo]: names } }, route };
}

/** Where a route says which policies hold for it. */
const heldTo = "ringfence.limits";

/** Counts for a policy where the route names it. Addresses of IPv6 are counted by /64, what is handed to one customer. */
function countedBy({ name }: EdgeLimit): YamlValue {
  return {
    actions: [
      {
        metadata: {
          descriptor_key: "policy",
          metadata_key: { key: heldTo, path: [{ key: name }] },
          source: "ROUTE_ENTRY",
        },
      },
      { masked_remote_address: { v4_prefix_mask_len: 32, v6_prefix_mask_len: 64 } },
    ],
  };
}
