import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { connect } from "node:tls";
import type { Alert, Severity } from "../detection/alert.js";
import type { CertificatePolicy } from "../policy.js";

/** Where a certificate is looked at: the file of a proxy, or what a port serves. */
export type CertificateSource = CertificateFile | CertificateServer;

export interface CertificateFile {
  /** PEM, the whole chain. */
  readonly file: string;
}

export interface CertificateServer {
  readonly host: string;
  readonly port: number;
  /** Which name is asked for (RFC 6066 §3). Default: the host. */
  readonly serverName?: string;
}

export interface CertificateWatch {
  /** Looks now, and every hour from now on; only the last source counts. Resolves after the first look. */
  readonly watch: (source: CertificateSource) => Promise<void>;
  readonly stop: () => void;
}

export interface CertificateWatchParts {
  readonly policy: CertificatePolicy;
  readonly clock: () => number;
  /** The end of the certificate, in milliseconds since the epoch. */
  readonly onRead: (notAfter: number) => void;
  readonly onUnreadable: (error: unknown) => void;
  readonly raise: (alert: Alert) => void;
}

const hour = 3_600_000;
const day = 24 * hour;

/** Watches the end of a certificate, which takes down more servers than any attack. An alarm is raised once a day. */
export function watchCertificate(parts: CertificateWatchParts): CertificateWatch {
  let timer: NodeJS.Timeout | undefined;
  const raisedAt = new Map<Severity, number>();
  const look = async (source: CertificateSource): Promise<void> => {
    try {
      const notAfter = await endOf(source);
      parts.onRead(notAfter);
      const at = parts.clock();
      const severity = judgeExpiry(notAfter, parts.policy, at);
      if (severity === null || at - (raisedAt.get(severity) ?? -Infinity) < day) return;
      raisedAt.set(severity, at);
      const days = Math.floor((notAfter - at) / day);
      parts.raise({ kind: "certificate-expiry", severity, at, notAfter, days });
    } catch (error) {
      parts.onUnreadable(error);
    }
  };
  return {
    watch: async (source) => {
      clearInterval(timer);
      timer = setInterval(() => void look(source), hour);
      timer.unref();
      await look(source);
    },
    stop: () => clearInterval(timer),
  };
}

/** What the end of a certificate amounts to at this moment. */
export function judgeExpiry(
  notAfter: number,
  { warn, page }: CertificatePolicy,
  now: number,
): Severity | null {
  if (notAfter - now <= page) return "page";
  return notAfter - now <= warn ? "warn" : null;
}

/** When the first certificate of a chain ends: a chain is as good as its weakest part. */
async function endOf(source: CertificateSource): Promise<number> {
  const certificates = "file" in source ? await readChain(source.file) : [await served(source)];
  const ends = certificates.map(({ validTo }) => Date.parse(validTo));
  if (ends.length === 0) throw new Error("there is no certificate");
  return Math.min(...ends);
}

async function readChain(file: string): Promise<readonly X509Certificate[]> {
  const blocks = (await readFile(file, "utf8")).match(
    /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g,
  );
  return (blocks ?? []).map((block) => new X509Certificate(block));
}

/** What stands there is read and not trusted: whether it is valid is for callers to judge, and nothing is sent. */
function served({ host, port, serverName }: CertificateServer): Promise<X509Certificate> {
  return new Promise((resolve, reject) => {
    const servername = serverName ?? host;
    const socket = connect({
      host,
      port,
      ...(/^[0-9.]+$|:/.test(servername) ? {} : { servername }),
      rejectUnauthorized: false,
      timeout: 5000,
    });
    socket.once("secureConnect", () => {
      const certificate = socket.getPeerX509Certificate();
      socket.destroy();
      if (certificate === undefined) reject(new Error("no certificate was shown"));
      else resolve(certificate);
    });
    socket.once("timeout", () => socket.destroy(new Error("no TLS within five seconds")));
    socket.once("error", reject);
  });
}
