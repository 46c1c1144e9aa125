import { readCookies } from "../input/cookies.js";
import type { ClientCertificate, RequestHeaders } from "../message.js";
import type { CredentialPlace } from "../policy.js";

/** What a request shows at one place. `foreign`: something is there, but in no form that this scheme speaks. */
export type Presented =
  | { readonly kind: "absent" }
  | { readonly kind: "foreign" }
  | { readonly kind: "ambiguous" }
  | { readonly kind: "credential"; readonly text: string };

/** Where credentials may stand in a request. */
export interface Presentation {
  readonly headers: RequestHeaders;
  readonly certificate: ClientCertificate | null;
}

/** Longest credential that is looked at, in characters. */
const maxLength = 8192;

/**
 * Reads the credential at a place. Exactly one may stand there: a repeated header or cookie is ambiguous, and so is a
 * list of tokens, because two parties could each read another one. Scheme names are case-insensitive
 * (RFC 9110 §11.1). Of a certificate the fingerprint stands for the credential.
 */
export function presentedAt({ headers, certificate }: Presentation, place: CredentialPlace): Presented {
  if (place.in === "connection")
    return certificate === null ? { kind: "absent" } : { kind: "credential", text: certificate.fingerprint };
  const values =
    place.in === "cookie" ? readCookies(headers)?.get(place.name) : headers.get(place.name.toLowerCase());
  if (place.in === "cookie" && readCookies(headers) === null) return { kind: "ambiguous" };
  if (values === undefined) return { kind: "absent" };
  const [value] = values;
  if (values.length > 1 || value === undefined || value.length > maxLength) return { kind: "ambiguous" };
  if (place.prefix === null) return credential(value.trim());
  const separator = value.indexOf(" ");
  if (value.slice(0, separator).toLowerCase() !== place.prefix.toLowerCase()) return { kind: "foreign" };
  return credential(value.slice(separator + 1).trim());
}

function credential(text: string): Presented {
  return text === "" || /[\s,]/.test(text) ? { kind: "ambiguous" } : { kind: "credential", text };
}
