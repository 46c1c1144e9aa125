import { FenceConfigurationError } from "../../secrets.js";

/** A URL of http or https without user, query and fragment; host names are not looked at more closely. */
const plainUrl = /^(https?):\/\/(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{0,5}))?((?:\/[^?#\s]*)?)$/i;

const usualPorts: Readonly<Record<string, string>> = { http: "80", https: "443" };

/**
 * One spelling for URLs that mean the same (RFC 3986 §6.2.2 and §6.2.3): scheme and host in lower case, no usual port,
 * nothing escaped that need not be. Null for what is no such URL.
 */
export function normalUrl(text: string): string | null {
  const [match, scheme = "", host = "", port = "", path = ""] = plainUrl.exec(text) ?? [];
  if (match === undefined) return null;
  const protocol = scheme.toLowerCase();
  const shownPort = port === "" || port === usualPorts[protocol] ? "" : `:${port}`;
  return `${protocol}://${host.toLowerCase()}${shownPort}${normalPath(path)}`;
}

/** The path of a request target, spelt as `normalUrl` spells it. */
export function normalPath(path: string): string {
  return path === "" ? "/" : path.replaceAll(/%[0-9a-f]{2}/gi, unescaped);
}

function unescaped(escape: string): string {
  const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
  return /[A-Za-z0-9._~-]/.test(character) ? character : escape.toUpperCase();
}

const ownHosts = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])[:/]/;

/**
 * Where callers reach the API, ready to be put before paths.
 * @throws FenceConfigurationError for what is no URL, or one without TLS that is not of this machine
 */
export function publicBases(urls: readonly string[]): readonly string[] {
  return urls.map((url) => {
    const base = normalUrl(url);
    if (base === null) throw new FenceConfigurationError(`${url} is no URL at which callers reach an API`);
    if (!base.startsWith("https:") && !ownHosts.test(base))
      throw new FenceConfigurationError(`callers who prove keys would reach ${url} without TLS`);
    return base.replace(/\/+$/, "");
  });
}
