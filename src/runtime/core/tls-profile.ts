import type { TransportPolicy } from "./policy.js";

/** What a server that speaks TLS itself accepts, as Node's `tls` module takes it. */
export interface TlsProfile {
  readonly minVersion: "TLSv1.2" | "TLSv1.3";
  readonly ciphers: string;
  readonly ecdhCurve: string;
}

const modernCiphers = ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"];
const intermediateCiphers = [
  ...modernCiphers,
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES128-GCM-SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-ECDSA-CHACHA20-POLY1305",
  "ECDHE-RSA-CHACHA20-POLY1305",
];

/** Mozilla's profiles of Server Side TLS 5.7, without finite-field Diffie-Hellman: ephemeral keys and AEAD only. */
export function tlsProfile({ tls }: TransportPolicy): TlsProfile {
  const ecdhCurve = "X25519:P-256:P-384";
  switch (tls) {
    case "intermediate":
      return { minVersion: "TLSv1.2", ciphers: intermediateCiphers.join(":"), ecdhCurve };
    case "modern":
      return { minVersion: "TLSv1.3", ciphers: modernCiphers.join(":"), ecdhCurve };
  }
}
