import type { JwtScheme } from "../policy.js";
import type { KeyHint } from "./key-ring.js";

/** Parameters that would let a token bring or fetch its own key (RFC 8725 §3.10), and extensions. */
const refusedParameters = ["jku", "jwk", "x5u", "x5c", "crit", "b64"] as const;

/** Types of tokens that are for calling an API, where the scheme asks for none: RFC 7519 §5.1, RFC 9068 §2.1. */
const accessTypes = ["jwt", "at+jwt"];

/** What of a header may choose the key, or what is wrong with it. Nothing in it may choose more than that. */
export function judgeHeader(
  policy: Pick<JwtScheme, "algorithms" | "type">,
  header: Readonly<Record<string, unknown>>,
): KeyHint | string {
  const refused = refusedParameters.find((name) => Object.hasOwn(header, name));
  if (refused !== undefined) return `header parameter ${refused}`;
  const { alg, kid, typ } = header;
  if (typeof alg !== "string" || !policy.algorithms.includes(alg)) return "algorithm";
  if (kid !== undefined && typeof kid !== "string") return "kid";
  if (!isExpectedType(policy.type, typ)) return "typ";
  return { alg, kid };
}

/** Other kinds of token that the same issuer signs must not pass (RFC 8725 §3.11). */
function isExpectedType(expected: string | null, typ: unknown): boolean {
  if (typ === undefined) return expected === null;
  if (typeof typ !== "string") return false;
  const short = plainType(typ);
  return expected === null ? accessTypes.includes(short) : short === plainType(expected);
}

/** RFC 7515 §4.1.9: `application/` may be left out, and media types have no case. */
function plainType(type: string): string {
  return type.toLowerCase().replace(/^application\/(?=[^/]+$)/, "");
}
