import { FenceConfigurationError } from "../secrets.js";
import { frozen } from "./frozen.js";
import type { Identity } from "./scheme.js";

/** A credential that the server knows by its hash or fingerprint. */
export interface CredentialRecord<Proof> {
  readonly proof: Proof;
  readonly identity: Identity;
  /** Milliseconds since the epoch, or null. */
  readonly expires: number | null;
}

export interface RecordRules<Proof> {
  /** Member that tells the credential, `digest` for instance. */
  readonly member: string;
  /** Reads that member; null where it is none. */
  readonly read: (text: string) => Proof | null;
  /** What the member must be, for messages. */
  readonly form: string;
  /** No record may end later than this many milliseconds from now. Absent: records need no end. */
  readonly rotate: number | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const common = ["subject", "scopes", "roles", "tenant", "expires"];
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * Reads `[{ <member>, subject, scopes?, roles?, tenant?, expires? }]`.
 * @throws FenceConfigurationError that names the secret and the place in it, and repeats nothing of it
 */
export function parseRecords<Proof>(
  secret: string,
  text: string,
  rules: RecordRules<Proof>,
): readonly CredentialRecord<Proof>[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new FenceConfigurationError(`secret ${secret} is not JSON`);
  }
  if (!Array.isArray(parsed)) throw new FenceConfigurationError(`secret ${secret} is not a list of records`);
  return parsed.map((record: unknown, index) => {
    const where = `record ${String(index)} of secret ${secret}`;
    if (typeof record !== "object" || record === null)
      throw new FenceConfigurationError(`${where} is no object`);
    return parseRecord(record as Readonly<Record<string, unknown>>, where, rules);
  });
}

function parseRecord<Proof>(
  record: Readonly<Record<string, unknown>>,
  where: string,
  { member, read, form, rotate, now }: RecordRules<Proof>,
): CredentialRecord<Proof> {
  const refuse = (what: string): FenceConfigurationError => new FenceConfigurationError(`${where}: ${what}`);
  const known = [member, ...common];
  if (Object.keys(record).some((name) => !known.includes(name)))
    throw refuse(`unknown member; known are ${known.join(", ")}`);
  const told = record[member];
  const proof = typeof told === "string" ? read(told) : null;
  if (proof === null) throw refuse(`${member} is not ${form}`);
  const expires = expiryOf(record["expires"]);
  if (Number.isNaN(expires)) throw refuse("expires is no RFC 3339 date and time");
  if (rotate !== undefined && (expires === null || expires - now > rotate))
    throw refuse("expires is missing or later than the rotation of the scheme allows");
  return { proof, identity: frozen(identityOf(record, refuse)), expires };
}

function expiryOf(expires: unknown): number | null {
  if (expires === undefined || expires === null) return null;
  return typeof expires === "string" && instant.test(expires) ? Date.parse(expires) : Number.NaN;
}

function identityOf(
  { subject, scopes = [], roles = [], tenant = null }: Readonly<Record<string, unknown>>,
  refuse: (what: string) => FenceConfigurationError,
): Identity {
  if (typeof subject !== "string" || subject === "") throw refuse("subject is no text");
  if (!isTextList(scopes) || !isTextList(roles)) throw refuse("scopes and roles are lists of text");
  if (tenant !== null && typeof tenant !== "string") throw refuse("tenant is no text");
  const claims = { subject, scopes, roles, ...(tenant === null ? {} : { tenant }) };
  return { subject, tenant, scopes, roles, claims };
}

export function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

/** Has a record ended? */
export function hasEnded({ expires }: CredentialRecord<unknown>, now: number): boolean {
  return expires !== null && expires <= now;
}
