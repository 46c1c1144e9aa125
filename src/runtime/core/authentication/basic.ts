import { createHmac, randomBytes } from "node:crypto";
import { addressKey, valueKey } from "../limits/keys.js";
import type { Demand, LimitStore } from "../limits/store.js";
import { verifyPassword } from "../password.js";
import type { AttemptLimit, BasicScheme, RatePolicy } from "../policy.js";
import { readBasic, type NameAndPassword } from "./basic-text.js";
import { createBoundedMap } from "./bounded-map.js";
import { createGate } from "./gate.js";
import { hasEnded, type CredentialRecord } from "./records.js";
import { unavailable, wrong, type Caller, type SchemeCheck, type Verification } from "./scheme.js";
import { createSingleFlight } from "./single-flight.js";
import type { FindUser } from "./users.js";

/** Hashing takes 16 MiB and a processor for each password: so many at once, and so many that wait. */
const hashing = { running: 2, waiting: 32 } as const;
/** Milliseconds for which a password that was right is not hashed again. */
const believed = 60_000;
const remembered = 1_000;

export interface BasicServices {
  readonly users: FindUser;
  readonly limits: LimitStore;
  readonly clock: () => number;
}

interface Believed {
  /** The hash that the password fitted. */
  readonly proof: string;
  readonly until: number;
}

/**
 * Verifies user names and passwords. Attempts are counted by address and by name before anything is hashed, and given
 * back after a success; who does not exist costs the same hash as who does. That a password fits a stored hash is
 * remembered for a minute, under a keyed hash of its own, so that hashing is no price of every request; the user is
 * looked up for each, so that whoever was removed is.
 */
export function createBasicCheck(policy: BasicScheme, services: BasicServices): SchemeCheck {
  const gate = createGate(hashing.running, hashing.waiting);
  const known = createBoundedMap<Believed>(remembered);
  const flight = createSingleFlight<Verification>();
  const key = randomBytes(32);
  const { clock, limits, users } = services;

  const compare = async ({ name, password }: NameAndPassword, digest: string): Promise<Verification> => {
    const record = await users(name);
    const right = await verifyPassword(password, record?.proof);
    if (!right || record === undefined)
      return { kind: "refused", reason: "wrong", detail: "name or password", attempted: name };
    const now = clock();
    if (hasEnded(record, now))
      return { kind: "refused", reason: "expired", detail: "expires", attempted: name };
    known.set(digest, { proof: record.proof, until: now + believed });
    return accepted(record);
  };
  const attempt = async (shown: NameAndPassword, digest: string, caller: Caller): Promise<Verification> => {
    const taking = await limits.take(demandsOf(policy, shown.name, caller), clock());
    if (taking.kind === "refused") return { kind: "limited", by: taking.by, attempted: shown.name };
    const passed = await gate.pass(() => compare(shown, digest)).catch(() => null);
    const verification = passed?.result ?? unavailable("passwords cannot be compared now");
    if (verification.kind !== "refused") await limits.giveBack(taking.taken, clock());
    return verification;
  };

  const recall = async ({ name }: NameAndPassword, digest: string): Promise<Verification | null> => {
    const before = known.get(digest);
    if (before === undefined || before.until <= clock()) return null;
    const record = await users(name).catch(() => null);
    if (record === null) return unavailable("users cannot be looked up now");
    if (record?.proof === before.proof && !hasEnded(record, clock())) return accepted(record);
    known.delete(digest);
    return null;
  };

  return {
    policy,
    verify: async (credential, caller) => {
      const shown = readBasic(credential);
      if (shown === null) return wrong("no name and password");
      const digest = createHmac("sha256", key).update(credential).digest("base64url");
      const recalled = await recall(shown, digest);
      if (recalled !== null) return recalled;
      // One address must not wait for, nor be judged by, the attempt of another.
      return flight(`${digest} ${addressKey(caller.address)}`, () => attempt(shown, digest, caller));
    },
  };
}

/** A password is known by its stored hash, whose salt nobody can guess: logs hold a hash of what it is known by. */
function accepted({ identity, proof }: CredentialRecord<string>): Verification {
  return { kind: "accepted", identity, known: proof };
}

function demandsOf({ name, attempts }: BasicScheme, user: string, { address }: Caller): readonly Demand[] {
  // No policy of a document can have such a name, and be counted together with it.
  const byAddress = attemptPolicy(`${name}:by-address`, { kind: "address" }, attempts.address);
  const at = { kind: "header", name: "authorization" } as const;
  const byName = attemptPolicy(`${name}:by-identity`, { kind: "request", at }, attempts.identity);
  return [
    { policy: byAddress, key: `address ${addressKey(address)}`, units: 1 },
    { policy: byName, key: valueKey(user), units: 1 },
  ];
}

function attemptPolicy(name: string, by: RatePolicy["by"], { limit, window }: AttemptLimit): RatePolicy {
  return { name, by, limit, window, algorithm: "sliding-window", count: "failures", at: "application" };
}
