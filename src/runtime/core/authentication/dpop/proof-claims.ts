import { splitTarget } from "../../message.js";
import type { BoundToken } from "../possession.js";
import type { JsonMembers } from "../token-text.js";
import { normalPath, normalUrl } from "./public-url.js";

export interface ClaimRules {
  /** Of `publicBases`. */
  readonly bases: readonly string[];
  /** Milliseconds to either side. */
  readonly window: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * The `jti` of a proof that is about this request and this token, now; or what is wrong with it. RFC 9449 §4.3, points 3,
 * 8, 9, 11 and 12.
 */
export function judgeProofClaims(
  { jti, htm, htu, iat, ath }: JsonMembers,
  { method, target, tokenHash }: BoundToken,
  { bases, window, now }: ClaimRules,
): { readonly id: string } | { readonly fault: string } {
  if (typeof jti !== "string" || jti === "") return { fault: "jti" };
  if (htm !== method) return { fault: "htm" };
  if (typeof htu !== "string" || !isHere(htu, target, bases)) return { fault: "htu" };
  if (typeof iat !== "number" || Math.abs(iat * 1000 - now) > window) return { fault: "iat" };
  return ath === tokenHash ? { id: jti } : { fault: "ath" };
}

/** Nothing that the request says of its host counts: whoever replays a proof would say what it was made for. */
function isHere(htu: string, target: string, bases: readonly string[]): boolean {
  const url = normalUrl(htu);
  const path = normalPath(splitTarget(target).path);
  return bases.some((base) => url === base + path);
}
