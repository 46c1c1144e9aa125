import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { runProgram } from "./programs.js";

/** A certificate authority of a test's own and a certificate that it issued, as nginx and Envoy find theirs. */
export interface TestAuthority {
  /** The authority's certificate, as PEM. */
  readonly ca: string;
  /** Stands for `/etc/letsencrypt`. */
  readonly folder: string;
}

/** Makes both with openssl, for these names, with keys on P-256. */
export function createAuthority(folder: string, names: readonly string[]): TestAuthority {
  const live = `${folder}/live/api`;
  mkdirSync(live, { recursive: true });
  const key = (file: string): readonly string[] => [
    ..."-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout".split(" "),
    file,
  ];
  const ca = `${folder}/ca.pem`;
  const request = `${folder}/request.pem`;
  const extensions = `${folder}/extensions`;
  writeFileSync(extensions, `subjectAltName=${names.map((name) => `DNS:${name}`).join(",")}\n`);
  runProgram("openssl", [
    "req",
    "-x509",
    ...key(`${folder}/ca.key`),
    "-out",
    ca,
    "-days",
    "2",
    "-subj",
    "/CN=Test",
  ]);
  runProgram("openssl", ["req", ...key(`${live}/privkey.pem`), "-out", request, "-subj", "/CN=api"]);
  const signing = ["-CA", ca, "-CAkey", `${folder}/ca.key`, "-CAcreateserial", "-extfile", extensions];
  runProgram("openssl", [
    "x509",
    "-req",
    "-in",
    request,
    ...signing,
    "-days",
    "2",
    "-out",
    `${live}/fullchain.pem`,
  ]);
  return { ca: readFileSync(ca, "utf8"), folder };
}
