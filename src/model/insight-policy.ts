import type { DetectionPolicy, DisclosurePolicy } from "../runtime/core/policy.js";
import type { Model } from "./model.js";
import type { Annotation } from "./vocabulary/places.js";

export interface Disclosure {
  readonly file: DisclosurePolicy;
  /** Who does what after an incident; null where the document does not say. */
  readonly response: {
    readonly investigate: string | null;
    readonly notify: string | null;
    readonly press: string | null;
  };
}

type Written = Annotation<"document">;

const minute = 60_000;
const day = 24 * 60 * minute;

/** What is watched and who is told, with the defaults of the vocabulary; `servers` are URLs as the document has them. */
export function insightPolicy(
  written: Written,
  servers: readonly string[],
): Pick<Model, "detection" | "isWatched" | "disclosure" | "logRetention"> {
  return {
    detection: detectionPolicy(written.detection ?? {}),
    isWatched: written.detection !== undefined,
    disclosure: written.disclosure === undefined ? null : disclosure(written.disclosure, servers),
    logRetention: written.logs?.keep ?? 365 * day,
  };
}

function detectionPolicy({
  authFailures,
  credentialSpread,
  firstPrivilegedUse,
  quiet,
}: NonNullable<Written["detection"]>): DetectionPolicy {
  return {
    authFailures: {
      warn: authFailures?.warn ?? { count: 10, window: 5 * minute },
      page: authFailures?.page ?? { count: 25, window: 15 * minute },
      identities: authFailures?.identities ?? 10,
      oneIdentity: authFailures?.oneIdentity ?? { count: 30, window: 5 * minute },
    },
    credentialSpread: {
      warn: credentialSpread?.warn ?? { count: 5, window: 30 * minute },
      page: credentialSpread?.page ?? { count: 10, window: 30 * minute },
    },
    firstPrivilegedUse: { memory: firstPrivilegedUse?.memory ?? 30 * day },
    quiet: quiet ?? 60 * minute,
  };
}

function disclosure(written: NonNullable<Written["disclosure"]>, servers: readonly string[]): Disclosure {
  const { contact, validFor, policy, languages, response } = written;
  return {
    file: {
      contact,
      validFor: validFor ?? 180 * day,
      policy: policy ?? null,
      languages: languages ?? [],
      canonical: canonicalPlaces(servers),
    },
    response: {
      investigate: response?.investigate ?? null,
      notify: response?.notify ?? null,
      press: response?.press ?? null,
    },
  };
}

/** RFC 9116 §3: the file of a host is below its root. Of servers with variables nobody knows the host. */
function canonicalPlaces(servers: readonly string[]): readonly string[] {
  const origins = servers
    .filter((server) => /^https:\/\//iu.test(server) && !server.includes("{") && URL.canParse(server))
    .map((server) => new URL(server).origin);
  return [...new Set(origins)].map((origin) => `${origin}/.well-known/security.txt`);
}
