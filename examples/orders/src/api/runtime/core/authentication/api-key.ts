import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { ApiKeyScheme } from "../policy.js";
import { FenceConfigurationError } from "../secrets.js";
import { hasEnded, parseRecords } from "./records.js";
import { expired, wrong, type SchemeCheck } from "./scheme.js";

interface Digest {
  readonly peppered: boolean;
  readonly bytes: Buffer;
}

/** Characters that a pepper must have: 32 of base64url carry 192 bits. */
const leastPepper = 32;
const digestPattern = /^(sha256|hmac-sha256):([0-9a-f]{64})$/i;

export interface ApiKeySecrets {
  /** JSON list of records. */
  readonly records: string;
  /** Key of the HMAC, where the scheme has one. */
  readonly pepper: string | null;
}

/**
 * Verifies API keys against their digests: SHA-256, or HMAC-SHA-256 with a pepper, so that who reads the records alone
 * cannot even test a guess. Every record is compared, each in constant time, so that the time of the answer says nothing
 * about which one was near.
 * @throws FenceConfigurationError for records that cannot be read, and for a pepper that could be guessed
 */
export function createApiKeyCheck(
  policy: ApiKeyScheme,
  { records: text, pepper }: ApiKeySecrets,
  clock: () => number,
): SchemeCheck {
  if (pepper !== null && pepper.length < leastPepper)
    throw new FenceConfigurationError(
      `secret ${policy.pepper ?? ""} is shorter than ${String(leastPepper)} characters`,
    );
  const records = parseRecords(policy.secret, text, {
    member: "digest",
    read: (digest) => readDigest(digest, pepper !== null),
    form: `sha256:${pepper === null ? "" : " or hmac-sha256:"}<64 hexadecimal digits>`,
    rotate: policy.rotate,
    now: clock(),
  });
  return {
    policy,
    verify: async (credential) => {
      const plain = createHash("sha256").update(credential).digest();
      const keyed = pepper === null ? plain : createHmac("sha256", pepper).update(credential).digest();
      const matches = records.filter(({ proof: { peppered, bytes } }) =>
        timingSafeEqual(bytes, peppered ? keyed : plain),
      );
      const now = clock();
      const live = matches.find((record) => !hasEnded(record, now));
      if (live !== undefined) return { kind: "accepted", identity: live.identity };
      return matches.length > 0 ? expired("expires") : wrong("no such key");
    },
  };
}

function readDigest(text: string, hasPepper: boolean): Digest | null {
  const [, algorithm, hex = ""] = digestPattern.exec(text) ?? [];
  if (algorithm === undefined) return null;
  const peppered = algorithm.toLowerCase() === "hmac-sha256";
  return peppered && !hasPepper ? null : { peppered, bytes: Buffer.from(hex, "hex") };
}
