import type { JsonObject } from "../document/document.js";
import { isObject } from "../document/json.js";
import { textMember } from "./members.js";

/** Where the document says that clients reach the API. */
export interface ServerLocation {
  /** Lower-case DNS name or address without port; `*.` stands for a variable first label. */
  readonly host: string;
  /** Path below which the API stands, without a slash at its end; empty where it stands at the root. May hold `{variables}`. */
  readonly basePath: string;
}

const absolute = /^(?:https|wss):\/\/(\{[^{}/]*\}|[^/?#{}:@]*)((?:[^/?#{}:@]*))(?::[0-9]+)?(\/[^?#]*)?$/iu;
const dnsName = /^(?:\*\.)?[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/u;

/** The servers that are absolute URLs over TLS. Names that depend on more than one variable label are left out. */
export function serverLocations(urls: readonly string[]): readonly ServerLocation[] {
  return urls.flatMap((url): readonly ServerLocation[] => {
    const [, first = "", rest = "", path = ""] = absolute.exec(url) ?? [];
    const host = (first.startsWith("{") ? `*${rest}` : first + rest).toLowerCase();
    return dnsName.test(host) ? [{ host, basePath: path.replace(/\/+$/u, "") }] : [];
  });
}

const concrete = /^https?:\/\/[^{}?#@\s]+$/iu;
const ownMachine = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]+)?(?:\/|$)/iu;

/** The servers whose URL is whole: absolute and without variables, over TLS or on the machine itself. */
export function publicUrls(urls: readonly string[]): readonly string[] {
  return urls.filter((url) => concrete.test(url) && (/^https:/iu.test(url) || ownMachine.test(url)));
}

/** The URLs of a document's own `servers`. */
export function serverUrls({ servers }: JsonObject): readonly string[] {
  if (!Array.isArray(servers)) return [];
  return servers.flatMap((server) => (isObject(server) ? (textMember(server, "url") ?? []) : []));
}
