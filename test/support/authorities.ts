import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** A certificate with its key, PEM. */
export interface Issued {
  readonly cert: string;
  readonly key: string;
  /** `sha256:` and the digest of its DER form. */
  readonly fingerprint: string;
}

export interface CertificateWishes {
  /** As in `/CN=robot`. */
  readonly subject: string;
  /** As in `URI:spiffe://example.com/robot,DNS:robot`. */
  readonly names?: string;
  /** Days from now; negative: it has ended already. */
  readonly days?: number;
  readonly usage?: "clientAuth" | "serverAuth";
}

export interface Authority {
  readonly ca: string;
  readonly issue: (wishes: CertificateWishes) => Issued;
  readonly close: () => void;
}

/** A certificate authority of a test's own, by openssl, on disk until it is closed. */
export function createAuthority(name: string): Authority {
  const folder = mkdtempSync(path.join(tmpdir(), "ringfence-ca-"));
  const at = (file: string): string => path.join(folder, file);
  const openssl = (...words: readonly string[]): string =>
    execFileSync("openssl", words, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] }).toString();
  const newKey = (file: string): void =>
    void openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", at(file));
  newKey("ca.key");
  openssl(
    "req",
    "-x509",
    "-new",
    "-key",
    at("ca.key"),
    "-days",
    "30",
    "-subj",
    `/CN=${name}`,
    "-out",
    at("ca.pem"),
  );
  let count = 0;
  return {
    ca: readFileSync(at("ca.pem"), "utf8"),
    issue: ({ subject, names, days = 7, usage = "clientAuth" }) => {
      count += 1;
      const [key, request, cert, extensions] = ["key", "csr", "pem", "ext"].map(
        (end) => `${String(count)}.${end}`,
      );
      if (key === undefined || request === undefined || cert === undefined || extensions === undefined)
        throw new Error("no names for files");
      newKey(key);
      openssl("req", "-new", "-key", at(key), "-subj", subject, "-out", at(request));
      writeFileSync(
        at(extensions),
        `extendedKeyUsage=${usage}\n${names === undefined ? "" : `subjectAltName=${names}\n`}`,
      );
      openssl(
        ...[
          "x509",
          "-req",
          "-in",
          at(request),
          "-CA",
          at("ca.pem"),
          "-CAkey",
          at("ca.key"),
          "-CAcreateserial",
        ],
        ...["-days", String(days), "-extfile", at(extensions), "-out", at(cert)],
      );
      const print = openssl("x509", "-in", at(cert), "-noout", "-fingerprint", "-sha256");
      const fingerprint = `sha256:${print.split("=")[1]?.trim().replaceAll(":", "").toLowerCase() ?? ""}`;
      return { cert: readFileSync(at(cert), "utf8"), key: readFileSync(at(key), "utf8"), fingerprint };
    },
    close: () => rmSync(folder, { recursive: true }),
  };
}
