import { suggestion } from "../diagnostics/suggest.js";
import type { JsonObject } from "../document/document.js";
import { isArray, isObject } from "../document/json.js";
import { joinPointer } from "../document/pointer.js";
import { valueAt } from "../document/reference.js";
import { securityOf } from "../model/authentication.js";
import { openSlots } from "../model/closed.js";
import { textMember } from "../model/members.js";
import type { Scheme } from "../model/model.js";
import type { SchemePolicy } from "../runtime/core/policy.js";
import { operationSlots, type OperationSlot } from "../model/operation-slots.js";
import { memberSpots, resolvedMembers, type Spot } from "../model/references.js";
import type { Finding, Judge, Subject } from "./finding.js";

/** A requirement that names a scheme nobody declared: nobody could satisfy it. */
export const undeclaredScheme: Judge = (subject) => {
  const declared = subject.model.schemes.map(({ name }) => name);
  return usedSchemes(subject, openSlots)
    .filter(({ name }) => !declared.includes(name))
    .map(({ name, pointer }) => ({
      pointer,
      part: "key",
      message: `No security scheme is called "${name}".`,
      help: declared.length === 0 ? "Declare it in components.securitySchemes." : suggestion(name, declared),
    }));
};

/** C18, C19: a scheme that is used without its keys, algorithms, issuer or audience. */
export const incompleteScheme: Judge = (subject) => {
  const used = new Set(usedSchemes(subject, openSlots).map(({ name }) => name));
  return subject.model.schemes.flatMap((scheme): readonly Finding[] => {
    if (scheme.kind === "served" || !used.has(scheme.name) || isInQuery(subject, scheme)) return [];
    const missing = scheme.missing.join(", ");
    return [
      {
        pointer: scheme.pointer,
        part: "key",
        message: `The security scheme "${scheme.name}" lacks ${missing}.`,
      },
    ];
  });
};

/** C54: a key in the query stands in logs, histories and referrers. No key comes to where all operations are closed. */
export const schemeInUrl: Judge = (subject) => {
  const open = new Set(usedSchemes(subject, openSlots).map(({ name }) => name));
  const used = new Set(usedSchemes(subject, operationSlots).map(({ name }) => name));
  return subject.model.schemes
    .filter((scheme) => isInQuery(subject, scheme) && (open.has(scheme.name) || !used.has(scheme.name)))
    .map(({ name, pointer }) => ({
      pointer: joinPointer(pointer, "in"),
      message: `The key of "${name}" travels in the URL.`,
    }));
};

/** C18: what one key may do must not depend on what the token says (RFC 8725 §3.1). */
export const mixedAlgorithms: Judge = ({ model: { schemes } }) =>
  schemes.flatMap((scheme): readonly Finding[] => {
    if (scheme.kind !== "served" || scheme.policy.kind !== "jwt") return [];
    const { algorithms, keys } = scheme.policy;
    const shared = algorithms.filter((algorithm) => algorithm.startsWith("HS"));
    const at = joinPointer(scheme.pointer, "x-security");
    if (shared.length > 0 && shared.length < algorithms.length) {
      const message = `"${scheme.name}" accepts shared-secret (HS*) and public-key signatures alike: a public key could be used as the secret.`;
      return [{ pointer: joinPointer(at, "algorithms"), message }];
    }
    if (shared.length === 0 || keys.kind === "secret") return [];
    return [
      {
        pointer: joinPointer(at, "keys"),
        message: `"${scheme.name}" would fetch a shared secret (${shared.join(", ")}) from a URL.`,
      },
    ];
  });

/** C18: whoever can change the keys on the way can sign anything. */
export const insecureKeys: Judge = ({ document: { root }, model: { schemes } }) =>
  schemes.flatMap((scheme): readonly Finding[] => {
    if (scheme.kind !== "served") return [];
    const source = remoteSource(scheme.policy);
    if (source === null || isFetchedSafely(source.url)) return [];
    const written = joinPointer(scheme.pointer, "x-security", "keys", ...source.at);
    const pointer =
      valueAt(root, written) === undefined ? joinPointer(scheme.pointer, "openIdConnectUrl") : written;
    return [{ pointer, message: `What "${scheme.name}" relies on is fetched without TLS.` }];
  });

/** C75: a credential that the server knows by heart lives until somebody takes it away, so the document says when. */
export const endlessCredential: Judge = ({ model: { schemes } }) =>
  schemes.flatMap((scheme): readonly Finding[] => {
    if (scheme.kind !== "served" || !isKnownByHeart(scheme.policy) || scheme.policy.rotate !== undefined)
      return [];
    const message = `Credentials of "${scheme.name}" have no end: nothing says how often they change.`;
    return [{ pointer: joinPointer(scheme.pointer, "x-security"), part: "key", message }];
  });

/** Kept by the server as a hash or a fingerprint, in a secret. Tokens and certificates of an authority end by themselves. */
function isKnownByHeart(
  policy: SchemePolicy,
): policy is Extract<SchemePolicy, { readonly kind: "api-key" | "basic" | "mutual-tls" }> {
  switch (policy.kind) {
    case "api-key":
      return true;
    case "basic":
      return policy.users.kind === "secret";
    case "mutual-tls":
      return policy.certificates.kind === "secret";
    case "jwt":
    case "introspection":
      return false;
  }
}

/** Where a scheme asks somebody else, and where the document says so below `keys`. */
function remoteSource(policy: SchemePolicy): { readonly url: string; readonly at: readonly string[] } | null {
  if (policy.kind === "introspection") return { url: policy.endpoint, at: ["introspection", "endpoint"] };
  if (policy.kind !== "jwt" || policy.keys.kind === "secret") return null;
  return { url: policy.keys.url, at: [policy.keys.kind] };
}

/** Over https, or on the machine itself; what is no URL is neither. */
function isFetchedSafely(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === "https:" || ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
}

function isInQuery({ document: { root } }: Subject, scheme: Scheme): boolean {
  const components: Spot = { value: root["components"] ?? null, pointer: "/components" };
  const found = resolvedMembers(root, components, "securitySchemes").find(([name]) => name === scheme.name);
  return textMember(found?.[1].value, "type") === "apiKey" && textMember(found?.[1].value, "in") === "query";
}

/** Names in the `security` that counts for some operations, each place once. */
function usedSchemes(
  { document: { root } }: Subject,
  slots: (root: JsonObject) => readonly OperationSlot[],
): readonly { readonly name: string; readonly pointer: string }[] {
  const spots = slots(root).flatMap((slot) => securityOf(root, slot) ?? []);
  const unique = new Map(spots.map((spot) => [spot.pointer, spot]));
  return [...unique.values()].flatMap(({ value, pointer }) =>
    (isArray(value) ? value : []).filter(isObject).flatMap((requirement, index) =>
      memberSpots({ value: { requirement }, pointer: "" }, "requirement").map(([name]) => ({
        name,
        pointer: joinPointer(pointer, index, name),
      })),
    ),
  );
}
