import { createHash } from "node:crypto";
import type { Refusal } from "../ending.js";
import type { AuthenticationOutcome, Exchange } from "../exchange.js";
import { retryAfter } from "../limits/headers.js";
import type { TakenUnits } from "../limits/store.js";
import type { Header } from "../message.js";
import type { SchemePolicy, SchemeRequirement, SecurityAlternative } from "../policy.js";
import type { Principal } from "../principal.js";
import { bearerWord, insufficientScope, useNonce } from "./challenge.js";
import { presentedFor } from "./credentials.js";
import { mayBeShown, schemesToJudge } from "./entrusting.js";
import { wrong, type Fault, type Identity, type SchemeCheck, type Verification } from "./scheme.js";
import { notePrivileged } from "./privileged.js";
import { stepUp } from "./step-up.js";

interface Judged {
  readonly check: SchemeCheck;
  /** Null where the request shows nothing that this scheme could judge. */
  readonly shown: { readonly text: string; readonly verification: Verification } | null;
  /** Something stands at the scheme's place, whatever it is. */
  readonly occupied: boolean;
}

/**
 * Finds out who is calling, before the body is read. One alternative of the operation must hold in full. Whatever is
 * shown must be good: a bad credential is refused even where another one, or none, would have been enough. Missing,
 * wrong and expired are one answer outside and three reasons in the log.
 */
export async function authenticate(exchange: Exchange): Promise<Refusal | undefined> {
  const operation = exchange.plan?.route.policy;
  if (operation === undefined) return undefined;
  const policy = operation.authentication;
  // A challenge that nothing could meet would mislead: what is closed says so instead.
  if (operation.closed !== undefined && policy.alternatives.length === 0) return undefined;
  const judged = await judgeAll(exchange, policy.alternatives);
  const fault = findFault([...judged.values()]);
  if (fault !== null) return refuseFault(exchange, fault);
  const anonymous =
    policy.kind === "public" || policy.alternatives.some((alternative) => alternative.length === 0);
  const nothingShown = [...judged.values()].every(({ occupied }) => !occupied);
  if (nothingShown && anonymous) return undefined;
  if (nothingShown) return refuse(exchange, "missing", "no credential");
  return choose(exchange, policy.alternatives, judged);
}

async function judgeAll(
  exchange: Exchange,
  alternatives: readonly SecurityAlternative[],
): Promise<ReadonlyMap<string, Judged>> {
  const judged = new Map<string, Judged>();
  const { certificate = null, method, target } = exchange.incoming;
  const caller = { address: exchange.client.address, certificate, proof: null };
  const proof = { texts: exchange.headers.get("dpop") ?? [], method, target };
  for (const check of schemesToJudge(alternatives, exchange.services.schemes)) {
    const scheme = check.policy.name;
    const presented = presentedFor(check.policy, { headers: exchange.headers, certificate });
    const occupied = presented.kind !== "absent";
    if (presented.kind !== "credential") {
      judged.set(scheme, { check, shown: null, occupied });
      continue;
    }
    const { text, bound } = presented;
    const verification = mayBeShown(check.policy, acceptedFor(text, judged), alternatives)
      ? await check.verify(text, bound ? { ...caller, proof } : caller)
      : wrong("another scheme's");
    judged.set(scheme, { check, shown: { text, verification }, occupied });
  }
  return judged;
}

/** The schemes that accept this very credential. */
function acceptedFor(text: string, judged: ReadonlyMap<string, Judged>): readonly SchemePolicy[] {
  return [...judged.values()].flatMap(({ check, shown }) =>
    shown?.text === text && shown.verification.kind === "accepted" ? [check.policy] : [],
  );
}

/** The first place where something stands that no scheme of the operation accepts. */
function findFault(judged: readonly Judged[]): Fault | null {
  const placeOf = ({ check: { policy } }: Judged): string =>
    `${policy.place.in} ${policy.place.name.toLowerCase()}`;
  for (const place of new Set(judged.map(placeOf))) {
    const schemes = judged.filter((candidate) => placeOf(candidate) === place);
    if (!schemes.some(({ occupied }) => occupied)) continue;
    const verifications = schemes.flatMap(({ shown }) => (shown === null ? [] : [shown.verification]));
    if (verifications.some(({ kind }) => kind === "accepted")) continue;
    const open = verifications.find(({ kind }) => kind !== "accepted" && kind !== "refused");
    if (open !== undefined && open.kind !== "accepted") return open;
    const refused = verifications.filter((verification) => verification.kind === "refused");
    const first = refused.find(({ reason }) => reason === "expired") ?? refused[0];
    return first ?? { kind: "refused", reason: "wrong", detail: "unreadable or ambiguous" };
  }
  return null;
}

function choose(
  exchange: Exchange,
  alternatives: readonly SecurityAlternative[],
  judged: ReadonlyMap<string, Judged>,
): Refusal | undefined {
  const complete = alternatives.filter(
    (alternative) =>
      alternative.length > 0 &&
      alternative.every(({ scheme }) => acceptedIdentity(judged.get(scheme)) !== null),
  );
  const [first] = complete;
  if (first === undefined) return refuse(exchange, "missing", "another credential is needed as well");
  const sufficient = complete.find((alternative) =>
    alternative.every((requirement) => grants(judged, requirement)),
  );
  const chosen = sufficient ?? complete.find((alternative) => wouldHold(judged, alternative)) ?? first;
  exchange.authentication = "success";
  exchange.principal = principalOf(chosen, judged);
  exchange.lapsed = lapsedIn(chosen, judged);
  if (exchange.principal === null) return refuse(exchange, "wrong", "credentials of different tenants");
  exchange.responseHeaders.push(...noncesOf(chosen, judged));
  exchange.services.credentialUsed(exchange.principal);
  if (sufficient === undefined) return lacking(exchange, chosen, judged);
  notePrivileged(
    exchange,
    chosen.flatMap((requirement) => requirement.grants),
  );
  return undefined;
}

/** Would the alternative be enough if its caller proved anew who they are? */
function wouldHold(judged: ReadonlyMap<string, Judged>, alternative: SecurityAlternative): boolean {
  return alternative.every((requirement) => {
    const lapsed = Object.keys(acceptedIdentity(judged.get(requirement.scheme))?.lapsed ?? {});
    const lasting = requirement.grants.filter((grant) => !lapsed.includes(grant));
    return grants(judged, { ...requirement, grants: lasting });
  });
}

function lapsedIn(
  alternative: SecurityAlternative,
  judged: ReadonlyMap<string, Judged>,
): ReadonlyMap<string, number> {
  const identities = alternative.flatMap(({ scheme }) => acceptedIdentity(judged.get(scheme)) ?? []);
  return new Map(identities.flatMap(({ lapsed = {} }) => Object.entries(lapsed)));
}

/** RFC 9449 §8.2: what the next proofs must carry. */
function noncesOf(alternative: SecurityAlternative, judged: ReadonlyMap<string, Judged>): readonly Header[] {
  return alternative.flatMap(({ scheme }): readonly Header[] => {
    const verification = judged.get(scheme)?.shown?.verification;
    return verification?.kind === "accepted" && verification.nonce !== undefined
      ? [["dpop-nonce", verification.nonce]]
      : [];
  });
}

function acceptedIdentity(judged: Judged | undefined): Identity | null {
  const verification = judged?.shown?.verification;
  return verification?.kind === "accepted" ? verification.identity : null;
}

function grants(judged: ReadonlyMap<string, Judged>, requirement: SchemeRequirement): boolean {
  const found = judged.get(requirement.scheme);
  const identity = acceptedIdentity(found);
  if (found === undefined || identity === null) return false;
  const held = found.check.policy.grants === "scopes" ? identity.scopes : identity.roles;
  return requirement.grants.every((grant) => held.includes(grant));
}

/** Several credentials make one principal: the first names the subject, all add rights; null where tenants differ. */
function principalOf(
  alternative: SecurityAlternative,
  judged: ReadonlyMap<string, Judged>,
): Principal | null {
  const found = alternative.flatMap(({ scheme }) => {
    const shown = judged.get(scheme)?.shown;
    if (shown?.verification.kind !== "accepted") return [];
    const { identity, known = shown.text } = shown.verification;
    return [{ scheme, identity, known }];
  });
  const [first] = found;
  const tenants = new Set(found.flatMap(({ identity }) => identity.tenant ?? []));
  if (first === undefined || tenants.size > 1) return null;
  return {
    subject: first.identity.subject,
    tenant: [...tenants][0] ?? null,
    scopes: [...new Set(found.flatMap(({ identity }) => identity.scopes))],
    roles: [...new Set(found.flatMap(({ identity }) => identity.roles))],
    claims: first.identity.claims,
    schemes: found.map(({ scheme }) => scheme),
    credential: fingerprint(found.map(({ known }) => known).join(" ")),
  };
}

/** Stands for a credential where the credential itself must not stand: 64 bits of its SHA-256. */
function fingerprint(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

function refuseFault(exchange: Exchange, fault: Fault): Refusal {
  switch (fault.kind) {
    case "refused":
      exchange.attempted = fault.attempted ?? null;
      return refuse(exchange, fault.reason, fault.detail);
    case "unavailable":
      return refuse(exchange, "unavailable", fault.detail);
    case "limited":
      exchange.attempted = fault.attempted;
      return refuseLimited(exchange, fault.by);
    case "challenged":
      return refuseForNonce(exchange, fault);
  }
}

/** RFC 6585 §4: before the credential is looked at, so that a right guess looks like a wrong one. */
function refuseLimited(exchange: Exchange, by: TakenUnits): Refusal {
  exchange.authentication = "limited";
  exchange.taken.push({ ...by, units: 0 });
  return {
    kind: "refusal",
    status: 429,
    reason: `limit ${by.policy.name}`,
    event: "excess_rate_limit_exceeded",
    headers: [["retry-after", retryAfter(by.decision.retryAfter)]],
  };
}

/** RFC 9449 §9. No guess of anybody's: the credential is good, and proves itself with the next request. */
function refuseForNonce(
  exchange: Exchange,
  { nonce, algorithms }: Extract<Fault, { readonly kind: "challenged" }>,
): Refusal {
  const challenge = useNonce(exchange.services.policy.title, algorithms);
  return {
    ...refuse(exchange, "expired", "the nonce of the proof"),
    headers: [
      ["www-authenticate", challenge],
      ["dpop-nonce", nonce],
    ],
  };
}

function refuse(
  exchange: Exchange,
  outcome: Extract<AuthenticationOutcome, "missing" | "wrong" | "expired" | "unavailable">,
  detail: string,
): Refusal {
  exchange.authentication = outcome;
  exchange.principal = null;
  if (outcome === "unavailable") {
    return { kind: "refusal", status: 503, reason: `keys unavailable: ${detail}`, event: "authn_login_fail" };
  }
  return { kind: "refusal", status: 401, reason: `${outcome}: ${detail}`, event: "authn_login_fail" };
}

/** The caller is known but may not use this function. */
function lacking(
  exchange: Exchange,
  alternative: SecurityAlternative,
  judged: ReadonlyMap<string, Judged>,
): Refusal {
  if (wouldHold(judged, alternative))
    return stepUp(
      exchange,
      alternative.flatMap((requirement) => requirement.grants),
    );
  const tokens = alternative.flatMap((requirement) => {
    const policy = judged.get(requirement.scheme)?.check.policy;
    return policy === undefined || bearerWord(policy) === null ? [] : [{ policy, requirement }];
  });
  const [first] = tokens;
  const scopes = tokens
    .filter(({ policy }) => policy.grants === "scopes")
    .flatMap(({ requirement }) => requirement.grants);
  const realm = exchange.services.policy.title;
  return {
    kind: "refusal",
    status: 403,
    reason: "the credential lacks a scope or role that the operation requires",
    event: "authz_fail",
    headers:
      first === undefined ? [] : [["www-authenticate", insufficientScope(first.policy, realm, scopes)]],
  };
}
