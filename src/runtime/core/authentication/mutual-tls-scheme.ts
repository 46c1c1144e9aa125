import type { MutualTlsScheme } from "../policy.js";
import { createCertificateCheck, namedCertificates, pinnedCertificates } from "./certificate.js";
import { latest } from "./scheme.js";
import type { SchemeMaker } from "./schemes.js";

/** Client certificates, pinned by a secret or all of the authorities that the server trusts. */
export const mutualTlsScheme: SchemeMaker<MutualTlsScheme> = async (scheme, { secrets, clock }) => {
  const { certificates: source } = scheme;
  if (source.kind === "authority")
    return createCertificateCheck(scheme, namedCertificates(source.subject), clock);
  const current = await secrets.use([source.name], async ([text = ""]) =>
    createCertificateCheck(scheme, pinnedCertificates(scheme, source.name, text, clock()), clock),
  );
  return latest(scheme, current);
};
