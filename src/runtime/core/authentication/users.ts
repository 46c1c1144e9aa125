import { isCurrentHash } from "../password.js";
import type { BasicScheme } from "../policy.js";
import { FenceConfigurationError } from "../secrets.js";
import { parseRecords, type CredentialRecord } from "./records.js";
import type { UserLookup } from "./user-lookup.js";

/** Finds the record of a user, whose proof is the hash of the password. */
export type FindUser = (name: string) => Promise<CredentialRecord<string> | undefined>;

/**
 * Users of a secret that holds `[{ password: "$scrypt$…", subject, scopes?, roles?, tenant?, expires? }]`; the subject is
 * the user name.
 * @throws FenceConfigurationError for records that cannot be read, and hashes that are cheaper than ours or cost otherwise:
 * the time of an answer would tell who exists
 */
export function usersOfSecret(scheme: BasicScheme, secret: string, text: string, now: number): FindUser {
  const records = parseRecords(secret, text, {
    member: "password",
    read: (password) => (isCurrentHash(password) ? password : null),
    form: "a hash as `ringfence key --password` makes it",
    rotate: scheme.rotate,
    now,
  });
  const byName = new Map(records.map((record) => [record.identity.subject.normalize("NFC"), record]));
  if (byName.size < records.length) throw new FenceConfigurationError(`secret ${secret} names a user twice`);
  return async (name) => byName.get(name);
}

/** Users of the application. */
export function usersOfApplication(scheme: BasicScheme, lookup: UserLookup): FindUser {
  return async (name) => {
    const user = await lookup(name, scheme.name);
    if (user === undefined) return undefined;
    const { subject, password, tenant = null, scopes = [], roles = [], expires } = user;
    const claims = { subject, scopes, roles, ...(tenant === null ? {} : { tenant }) };
    return {
      proof: password,
      identity: { subject, tenant, scopes, roles, claims },
      expires: expires?.getTime() ?? null,
    };
  };
}
