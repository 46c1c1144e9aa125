import type { JsonObject, JsonValue } from "../../document/document.js";
import { isArray, isObject, memberOf } from "../../document/json.js";

/**
 * Keeps the URLs of a property to an allow-list, against requests that the server is tricked into (SSRF, OWASP API7).
 * The schema takes `https` URLs of the listed hosts on their usual port, without user information. `*.example.com`
 * stands for every host below `example.com`, and not for itself.
 */
export function onlyHosts(schema: JsonValue, hosts: readonly string[] | undefined): JsonValue {
  if (hosts === undefined || !isObject(schema)) return schema;
  const bound: JsonObject = { pattern: hostPattern(hosts) };
  if (memberOf(schema, "pattern") === undefined) return { ...schema, ...bound };
  const parts = memberOf(schema, "allOf");
  return { ...schema, allOf: [...(isArray(parts) ? parts : []), bound] };
}

/** RFC 3986 §3.2: the authority ends at `/`, `?`, `#` or the end; anything else before that is no listed host. */
function hostPattern(hosts: readonly string[]): string {
  const alternatives = hosts.map((host) =>
    host.startsWith("*.") ? `(?:[A-Za-z0-9-]+\\.)+${hostName(host.slice(2))}` : hostName(host),
  );
  return `^https://(?:${alternatives.join("|")})(?::443)?(?:[/?#][!-\\[\\]-~]*)?$`;
}

/** Host names are case-insensitive (RFC 3986 §3.2.2); patterns are not. */
function hostName(host: string): string {
  return host.replace(/[A-Za-z]|\./g, (character) =>
    character === "." ? "\\." : `[${character.toLowerCase()}${character.toUpperCase()}]`,
  );
}
