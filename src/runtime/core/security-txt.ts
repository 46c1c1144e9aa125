import type { Ending } from "./ending.js";
import type { Exchange } from "./exchange.js";
import type { DisclosurePolicy } from "./policy.js";

const path = "/.well-known/security.txt";

/** Whom to tell of a hole, for anybody who asks, held to the limits of the edge. A path of the document's own comes first. */
export function answerSecurityTxt({ incoming, services, receivedAt }: Exchange): Ending | undefined {
  const { disclosure } = services.policy;
  if (disclosure === null || incoming.target.split("?")[0] !== path) return undefined;
  if (incoming.method !== "GET" && incoming.method !== "HEAD") return undefined;
  return {
    kind: "reply",
    status: 200,
    headers: [["content-type", "text/plain; charset=utf-8"]],
    body: securityTxt(disclosure, receivedAt),
  };
}

/** RFC 9116 §2.5: one field a line. `Expires` moves on with every answer, so that the file never goes stale. */
export function securityTxt(disclosure: DisclosurePolicy, now: number): string {
  const { contact, validFor, policy, languages, canonical } = disclosure;
  const expires = new Date(now + validFor).toISOString().replace(/\.\d+Z$/, "Z");
  const lines = [
    ...contact.map((uri) => `Contact: ${uri}`),
    `Expires: ${expires}`,
    ...(languages.length === 0 ? [] : [`Preferred-Languages: ${languages.join(", ")}`]),
    ...canonical.map((uri) => `Canonical: ${uri}`),
    ...(policy === null ? [] : [`Policy: ${policy}`]),
  ];
  return lines.map((line) => `${line}\r\n`).join("");
}
