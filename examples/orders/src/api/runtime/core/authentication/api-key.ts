import { createHash, timingSafeEqual } from "node:crypto";
import type { ApiKeyScheme } from "../policy.js";
import { FenceConfigurationError } from "../secrets.js";
import { expired, wrong, type Identity, type SchemeCheck } from "./scheme.js";

interface KeyRecord {
  readonly digest: Buffer;
  readonly identity: Identity;
  /** Milliseconds since the epoch, or null. */
  readonly expires: number | null;
}

const recordMembers = ["digest", "subject", "scopes", "roles", "tenant", "expires"];

/**
 * Verifies API keys against their SHA-256 digests. Every record is compared, each in constant time, so that the time
 * of the answer says nothing about which prefix or record was near.
 */
export function createApiKeyCheck(policy: ApiKeyScheme, text: string, clock: () => number): SchemeCheck {
  const records = parseRecords(policy.secret, text);
  return {
    policy,
    verify: async (credential) => {
      const digest = createHash("sha256").update(credential).digest();
      const matches = records.filter((record) => timingSafeEqual(record.digest, digest));
      const live = matches.find(({ expires }) => expires === null || expires > clock());
      if (live !== undefined) return { kind: "accepted", identity: live.identity };
      return matches.length > 0 ? expired("expires") : wrong("no such key");
    },
  };
}

/** Reads `[{ digest: "sha256:<hex>", subject, scopes?, roles?, tenant?, expires? }]`. */
function parseRecords(secret: string, text: string): readonly KeyRecord[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new FenceConfigurationError(`secret ${secret} is not JSON`);
  }
  if (!Array.isArray(parsed))
    throw new FenceConfigurationError(`secret ${secret} is not a list of key records`);
  return parsed.map((record: unknown, index) => {
    const problem = `record ${String(index)} of secret ${secret}`;
    if (typeof record !== "object" || record === null)
      throw new FenceConfigurationError(`${problem} is no object`);
    return parseRecord(record as Record<string, unknown>, problem);
  });
}

function parseRecord(record: Record<string, unknown>, problem: string): KeyRecord {
  const { digest, subject, scopes = [], roles = [], tenant = null, expires = null, ...rest } = record;
  const refuse = (what: string): FenceConfigurationError =>
    new FenceConfigurationError(`${problem}: ${what}`);
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw refuse(`unknown member; known are ${recordMembers.join(", ")}`);
  const hex = typeof digest === "string" ? /^sha256:([0-9a-f]{64})$/i.exec(digest)?.[1] : undefined;
  if (hex === undefined) throw refuse("digest is not sha256:<64 hexadecimal digits>");
  if (typeof subject !== "string" || subject === "") throw refuse("subject is no text");
  if (!isTextList(scopes) || !isTextList(roles)) throw refuse("scopes and roles are lists of text");
  if (tenant !== null && typeof tenant !== "string") throw refuse("tenant is no text");
  const expiry = expires === null ? null : Date.parse(typeof expires === "string" ? expires : "");
  if (Number.isNaN(expiry)) throw refuse("expires is no RFC 3339 date and time");
  return {
    digest: Buffer.from(hex, "hex"),
    identity: {
      subject,
      tenant,
      scopes,
      roles,
      claims: { subject, scopes, roles, ...(tenant === null ? {} : { tenant }) },
    },
    expires: expiry,
  };
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
