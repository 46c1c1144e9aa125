import type { Ending } from "./ending.js";
import type { Exchange } from "./exchange.js";
import { singleHeader } from "./message.js";
import type { SchemePolicy } from "./policy.js";

const safeMethods = new Set(["GET", "HEAD", "OPTIONS", "QUERY"]);

/**
 * Refuses what another site makes a browser send with credentials of ours (cross-site request forgery): browsers attach
 * cookies, client certificates and passwords that were typed once to forms of any site, and tell from where a request
 * comes in `Sec-Fetch-Site` (Fetch Metadata §2.4) or at least in `Origin`. Tokens and keys in headers are attached by
 * scripts only, which CORS holds back.
 */
export function refuseForgery(exchange: Exchange): Ending | undefined {
  const { principal, services, incoming } = exchange;
  const schemes = principal?.schemes.flatMap((name) => services.policy.schemes[name] ?? []) ?? [];
  if (!schemes.some(isAttachedByBrowsers) || safeMethods.has(incoming.method) || isOwnOrListed(exchange))
    return undefined;
  return {
    kind: "refusal",
    status: 403,
    reason: "a credential that another site made a browser send",
    event: "malicious_cors",
  };
}

function isAttachedByBrowsers({ kind, place }: SchemePolicy): boolean {
  return kind === "basic" || place.in !== "header";
}

/** Callers that are no browsers send neither header. */
function isOwnOrListed({ headers, services }: Exchange): boolean {
  const origin = singleHeader(headers, "origin");
  if (origin !== undefined && services.policy.cors?.origins.includes(origin) === true) return true;
  const site = headers.get("sec-fetch-site");
  if (site !== undefined) return site.every((value) => value === "same-origin" || value === "none");
  const host = singleHeader(headers, "host");
  return !headers.has("origin") || (host !== undefined && origin === `https://${host}`);
}
