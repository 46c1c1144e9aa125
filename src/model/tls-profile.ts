import type { TransportPolicy } from "../runtime/core/policy.js";

/** What a server in front accepts, in OpenSSL's names. */
export interface TlsProfile {
  readonly protocols: readonly ("TLSv1.2" | "TLSv1.3")[];
  /** Of TLS 1.2; those of 1.3 are all sound and stay as the library has them. */
  readonly ciphers: readonly string[];
  readonly curves: readonly string[];
}

/** The day on which somebody last held the profiles against Mozilla's (Server Side TLS 5.7), as `YYYY-MM-DD`. */
export const tlsProfileReviewed = "2026-11-24";

const curves = ["X25519", "prime256v1", "secp384r1"];

/** Mozilla's profiles without finite-field Diffie-Hellman: ephemeral keys and AEAD only. The runtime has the same for Node. */
const profiles: Readonly<Record<TransportPolicy["tls"], TlsProfile>> = {
  intermediate: {
    protocols: ["TLSv1.2", "TLSv1.3"],
    ciphers: [
      "ECDHE-ECDSA-AES128-GCM-SHA256",
      "ECDHE-RSA-AES128-GCM-SHA256",
      "ECDHE-ECDSA-AES256-GCM-SHA384",
      "ECDHE-RSA-AES256-GCM-SHA384",
      "ECDHE-ECDSA-CHACHA20-POLY1305",
      "ECDHE-RSA-CHACHA20-POLY1305",
    ],
    curves,
  },
  modern: { protocols: ["TLSv1.3"], ciphers: [], curves },
};

export function tlsProfile({ tls }: TransportPolicy): TlsProfile {
  return profiles[tls];
}
