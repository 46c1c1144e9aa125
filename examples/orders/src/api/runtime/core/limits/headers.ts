import type { Header } from "../message.js";
import type { TakenUnits } from "./store.js";

/**
 * `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-11): lists of structured-field strings
 * (RFC 9651) with quota `q` and window `w`, and with remaining units `r` and seconds until they are restored `t`.
 */
export function rateLimitHeaders(taken: readonly TakenUnits[]): readonly Header[] {
  if (taken.length === 0) return [];
  const policies = taken.map(({ policy }) => {
    const { name, limit, window } = policy;
    return `${quoted(name)};q=${String(limit)};w=${seconds(window)}`;
  });
  const states = taken.map(({ policy, decision }) => {
    return `${quoted(policy.name)};r=${String(decision.remaining)};t=${seconds(decision.resetAfter)}`;
  });
  return [
    ["ratelimit-policy", policies.join(", ")],
    ["ratelimit", states.join(", ")],
  ];
}

/** `Retry-After` as delay seconds (RFC 9110 §10.2.3), at least one. */
export function retryAfter(milliseconds: number): string {
  return String(Math.max(1, Math.ceil(milliseconds / 1000)));
}

function seconds(milliseconds: number): string {
  return String(Math.max(0, Math.ceil(milliseconds / 1000)));
}

function quoted(text: string): string {
  return `"${text.replaceAll(/[^\x20-\x7e]/g, "?").replaceAll(/["\\]/g, "\\$&")}"`;
}
