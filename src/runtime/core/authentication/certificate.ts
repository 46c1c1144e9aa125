import type { ClientCertificate } from "../message.js";
import type { CertificateName, MutualTlsScheme } from "../policy.js";
import { hasEnded, parseRecords, type CredentialRecord } from "./records.js";
import { expired, wrong, type Identity, type SchemeCheck, type Verification } from "./scheme.js";

/** Who a certificate stands for, or why it stands for nobody. */
export type NameCertificate = (certificate: ClientCertificate, now: number) => Identity | Verification;

/**
 * Verifies client certificates: the chain that the TLS connection verified, its dates anew for every request since
 * connections last, and who it is. Without a certificate of its own a connection shows none, so whoever comes through a
 * proxy that ends TLS is refused: headers that speak of certificates are not read.
 */
export function createCertificateCheck(
  policy: MutualTlsScheme,
  name: NameCertificate,
  clock: () => number,
): SchemeCheck {
  return {
    policy,
    verify: async (_fingerprint, { certificate }) => {
      if (certificate === null || !certificate.verified) return wrong("no chain to a trusted authority");
      const now = clock();
      if (certificate.notAfter <= now) return expired("certificate");
      if (certificate.notBefore > now) return wrong("certificate is not valid yet");
      const named = name(certificate, now);
      return "kind" in named ? named : { kind: "accepted", identity: named };
    },
  };
}

const fingerprintPattern = /^sha256:([0-9a-f]{64})$/i;

/**
 * Certificates that a secret lists: `[{ fingerprint: "sha256:…", subject, scopes?, roles?, tenant?, expires? }]`.
 * @throws FenceConfigurationError for records that cannot be read
 */
export function pinnedCertificates(
  { rotate }: MutualTlsScheme,
  secret: string,
  text: string,
  loadedAt: number,
): NameCertificate {
  const records = parseRecords(secret, text, {
    member: "fingerprint",
    read: (fingerprint) => fingerprintPattern.exec(fingerprint)?.[1]?.toLowerCase() ?? null,
    form: "sha256:<64 hexadecimal digits>",
    rotate,
    now: loadedAt,
  });
  return ({ fingerprint }, now) => nameByRecord(records, fingerprint, now);
}

function nameByRecord(
  records: readonly CredentialRecord<string>[],
  fingerprint: string,
  now: number,
): Identity | Verification {
  const matches = records.filter(({ proof }) => proof === fingerprint);
  const live = matches.find((record) => !hasEnded(record, now));
  if (live !== undefined) return live.identity;
  return matches.length > 0 ? expired("expires") : wrong("no such certificate");
}

/** Every certificate of the trusted authorities; it must have exactly one name of the kind that counts. */
export function namedCertificates(from: CertificateName): NameCertificate {
  return (certificate) => {
    const [subject, ...more] = namesOf(certificate, from);
    if (subject === undefined || subject === "" || more.length > 0)
      return wrong(`not exactly one ${from} in the certificate`);
    if (/\p{Cc}/u.test(subject)) return wrong(`a character of control in the ${from}`);
    return { subject, tenant: null, scopes: [], roles: [], claims: { subject } };
  };
}

function namesOf(
  { commonName, alternativeNames }: ClientCertificate,
  from: CertificateName,
): readonly string[] {
  const kinds = { "san-uri": "uri", "san-dns": "dns", "san-email": "email" } as const;
  if (from === "common-name") return commonName === null ? [] : [commonName];
  return alternativeNames.filter(({ kind }) => kind === kinds[from]).map(({ value }) => value);
}
