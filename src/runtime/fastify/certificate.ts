import type { ServerOptions } from "node:https";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { ClientCertificate } from "../core/message.js";
import type { ServerPolicy } from "../core/policy.js";
import { FenceConfigurationError } from "../core/secrets.js";

/**
 * Asks every connection for a certificate where a scheme needs one. A connection without a good one is let in all the
 * same, and refused by the fence where a certificate counts: other operations may need none.
 * @throws FenceConfigurationError where no authorities are named: everybody can have a certificate of those of the web
 */
export function clientCertificates(
  { schemes }: Pick<ServerPolicy, "schemes">,
  { ca }: ServerOptions,
): Pick<ServerOptions, "requestCert" | "rejectUnauthorized"> {
  const asking = asksForCertificate(schemes);
  if (asking === null) return {};
  if (ca === undefined) throw noAuthorities(asking);
  return { requestCert: true, rejectUnauthorized: false };
}

/**
 * Looks whether a server that somebody else made names authorities, where a scheme needs client certificates. Node keeps
 * them as `ca` of a server that speaks TLS; one that does not shows no certificates.
 * @throws FenceConfigurationError where it names none
 */
export function requireAuthorities({ schemes }: Pick<ServerPolicy, "schemes">, server: object): void {
  const asking = asksForCertificate(schemes);
  if (asking === null || !("setSecureContext" in server)) return;
  if (!("ca" in server) || server.ca === undefined) throw noAuthorities(asking);
}

/** The name of a scheme that does, or null. */
function asksForCertificate(schemes: ServerPolicy["schemes"]): string | null {
  return Object.values(schemes).find(({ kind }) => kind === "mutual-tls")?.name ?? null;
}

function noAuthorities(scheme: string): FenceConfigurationError {
  return new FenceConfigurationError(
    `scheme ${scheme} needs https.ca: the authorities whose client certificates count`,
  );
}

/** Read once for each connection. */
const certificates = new WeakMap<Socket, ClientCertificate | null>();

/** The certificate that the peer itself showed when the connection was made; null where it showed none. */
export function certificateOf(socket: Socket): ClientCertificate | null {
  const known = certificates.get(socket);
  if (known !== undefined) return known;
  const read = socket instanceof TLSSocket ? readCertificate(socket) : null;
  certificates.set(socket, read);
  return read;
}

function readCertificate(socket: TLSSocket): ClientCertificate | null {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return null;
  const { fingerprint256, subject, subjectAltName = "", validFrom, validTo } = certificate;
  return {
    verified: socket.authorized,
    fingerprint: fingerprint256.replaceAll(":", "").toLowerCase(),
    commonName: commonNameOf(subject),
    alternativeNames: alternativeNamesOf(subjectAltName),
    notBefore: Date.parse(validFrom),
    notAfter: Date.parse(validTo),
  };
}

/**
 * The only common name of a subject that Node prints one attribute a line; null where there are several or none.
 * @param subject undefined where it has no attribute at all, whatever Node's types say
 */
function commonNameOf(subject: string | undefined): string | null {
  const lines = subject?.split("\n") ?? [];
  // Attributes that share one place share a line; Node escapes what is no plain character. Neither is anybody's name.
  if (lines.some((line) => /(?:^| \+ )CN=/.test(line) && /\\| \+ /.test(line))) return null;
  const [name, ...more] = lines.filter((line) => line.startsWith("CN="));
  return name === undefined || more.length > 0 ? null : name.slice("CN=".length);
}

const kinds: Readonly<Record<string, "dns" | "uri" | "email">> = { DNS: "dns", URI: "uri", email: "email" };

/** Node separates names by a comma and a space, and writes those that contain such as JSON text. */
const namePattern = /(\w[\w ]*):("(?:[^"\\]|\\.)*"|[^,"]*)(?:, |$)/gy;

function alternativeNamesOf(text: string): ClientCertificate["alternativeNames"] {
  const found = [...text.matchAll(namePattern)];
  // What is not understood whole is not understood: a name could hide another.
  if (found.reduce((length, [whole]) => length + whole.length, 0) !== text.length) return [];
  return found.flatMap(([, label = "", value = ""]) => {
    const kind = kinds[label];
    if (kind === undefined) return [];
    return [{ kind, value: value.startsWith('"') ? String(JSON.parse(value)) : value }];
  });
}
