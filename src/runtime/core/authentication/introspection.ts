import { createHash } from "node:crypto";
import { addressKey } from "../limits/keys.js";
import type { IntrospectionScheme } from "../policy.js";
import { FenceConfigurationError } from "../secrets.js";
import { createBoundedMap } from "./bounded-map.js";
import { fetchJson, isTrustworthy } from "./fetch-json.js";
import { frozen } from "./frozen.js";
import { createSharedGate } from "./gate.js";
import { judgeAnswer } from "./introspection-answer.js";
import { provePossession, type ProofCheck } from "./possession.js";
import { unavailable, wrong, type Caller, type SchemeCheck, type Verification } from "./scheme.js";
import { createSingleFlight } from "./single-flight.js";

/** Milliseconds and bytes of an answer. */
const answer = { timeout: 3_000, size: 65_536 } as const;
/**
 * Questions at once, and those of one address: a slow issuer must not hold every request there is, so that none waits for
 * its turn, and whoever sends it tokens of chance must not take the places of all others.
 */
const asking = { running: 64, each: 16 } as const;
const remembered = 10_000;
/** Milliseconds for which a token that was not active is not asked about again. */
const disbelieved = 10_000;

/** RFC 6750 §2.1. What is spelt otherwise is no token, and not worth a question. */
const tokenPattern = /^[A-Za-z0-9\-._~+/]+=*$/;

export interface IntrospectionServices {
  /** The text of the secret that the scheme names. */
  readonly client: string;
  readonly clock: () => number;
  /** Judges the proofs of tokens that are bound to a key; null where the scheme serves none. */
  readonly proofs: ProofCheck | null;
}

interface Known {
  readonly members: Readonly<Record<string, unknown>>;
  readonly until: number;
}

/**
 * Verifies opaque tokens by asking their issuer (RFC 7662). Answers are kept under the SHA-256 of the token, for as long
 * as the scheme says and never beyond the token's expiry; one token is asked about once at a time. Where the issuer does
 * not answer, nobody can say who is calling.
 * @throws FenceConfigurationError for an endpoint without TLS and for credentials that cannot be read
 */
export function createIntrospectionCheck(
  policy: IntrospectionScheme,
  { client, clock, proofs }: IntrospectionServices,
): SchemeCheck {
  if (!isTrustworthy(policy.endpoint))
    throw new FenceConfigurationError(`introspection at ${policy.endpoint} is not on https`);
  const authorization = clientAuthorization(policy.client, client);
  const known = createBoundedMap<Known>(remembered);
  const flight = createSingleFlight<Known | null>();
  const gate = createSharedGate(asking.running, asking.each);

  const ask = async (token: string, digest: string, address: string): Promise<Known | null> => {
    const form = { token, token_type_hint: "access_token" };
    const asked = await gate.pass(address, () =>
      fetchJson(policy.endpoint, { ...answer, post: { form, authorization } }),
    );
    if (asked === null) return null;
    const found = { members: frozen(asked.result), until: clock() + lifetime(policy, asked.result, clock()) };
    known.set(digest, found);
    return found;
  };
  const verify = async (token: string, caller: Caller): Promise<Verification> => {
    if (!tokenPattern.test(token)) return wrong("no token");
    const digest = createHash("sha256").update(token).digest("base64url");
    const address = addressKey(caller.address);
    const before = known.get(digest);
    const found =
      before !== undefined && before.until > clock()
        ? before
        : await flight(digest, () => ask(token, digest, address));
    if (found === null) return unavailable("too many questions to the issuer");
    const accepted = judgeAnswer(policy, found.members, clock(), caller.proof !== null);
    if (accepted.kind !== "accepted") return accepted;
    const bound = { accepted, confirmation: found.members["cnf"], tokenHash: digest };
    return provePossession(bound, caller, { policy: policy.dpop, check: proofs });
  };
  return {
    policy,
    verify: async (token, caller) => {
      try {
        return await verify(token, caller);
      } catch (error) {
        return unavailable(error instanceof Error ? error.message : "the issuer could not be asked");
      }
    },
  };
}

function lifetime(
  { cache }: IntrospectionScheme,
  { active, exp }: Readonly<Record<string, unknown>>,
  now: number,
): number {
  if (active !== true) return Math.min(cache, disbelieved);
  return typeof exp === "number" ? Math.min(cache, exp * 1000 - now) : cache;
}

const leastSecret = 16;

/** `{ "client_id", "client_secret" }` as RFC 6749 §2.3.1 sends them. */
function clientAuthorization(name: string, text: string): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new FenceConfigurationError(`secret ${name} is not JSON`);
  }
  const { client_id: id, client_secret: secret } = (parsed ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof id !== "string" || id === "" || typeof secret !== "string" || secret.length < leastSecret)
    throw new FenceConfigurationError(
      `secret ${name} is not {"client_id", "client_secret"}, or the latter is shorter than ${String(leastSecret)} characters`,
    );
  const pair = [id, secret].map((part) => new URLSearchParams([["", part]]).toString().slice(1)).join(":");
  return `Basic ${Buffer.from(pair).toString("base64")}`;
}
