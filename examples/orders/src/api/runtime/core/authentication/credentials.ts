import { readCookies } from "../input/cookies.js";
import type { ClientCertificate, RequestHeaders } from "../message.js";
import type { DpopPolicy, SchemePolicy } from "../policy.js";

/** What a request shows at one place. `foreign`: something is there, but in no form that this scheme speaks. */
export type Presented =
  | { readonly kind: "absent" }
  | { readonly kind: "foreign" }
  | { readonly kind: "ambiguous" }
  | {
      readonly kind: "credential";
      readonly text: string;
      /** Is it shown as one that is bound to a key of the caller's (RFC 9449 §7.1)? */
      readonly bound: boolean;
    };

/** Where credentials may stand in a request. */
export interface Presentation {
  readonly headers: RequestHeaders;
  readonly certificate: ClientCertificate | null;
}

/** Longest credential that is looked at, in characters. */
const maxLength = 8192;

/**
 * Reads the credential at the place of a scheme. Exactly one may stand there: a repeated header or cookie is ambiguous,
 * and so is a list of tokens, because two parties could each read another one. Scheme names are case-insensitive
 * (RFC 9110 §11.1). Of a certificate the fingerprint stands for the credential.
 */
export function presentedFor(policy: SchemePolicy, { headers, certificate }: Presentation): Presented {
  const { place } = policy;
  if (place.in === "connection")
    return certificate === null ? { kind: "absent" } : credential(certificate.fingerprint);
  const values =
    place.in === "cookie" ? readCookies(headers)?.get(place.name) : headers.get(place.name.toLowerCase());
  if (place.in === "cookie" && readCookies(headers) === null) return { kind: "ambiguous" };
  if (values === undefined) return { kind: "absent" };
  const [value] = values;
  if (values.length > 1 || value === undefined || value.length > maxLength) return { kind: "ambiguous" };
  const words = wordsOf(policy);
  if (words.length === 0) return credential(value.trim());
  const separator = value.indexOf(" ");
  const shown = value.slice(0, separator).toLowerCase();
  if (!words.includes(shown)) return { kind: "foreign" };
  return credential(value.slice(separator + 1).trim(), shown === boundWord && dpopOf(policy) !== undefined);
}

const boundWord = "dpop";

/** What may precede the credential, in lower case; nothing where it stands alone. */
function wordsOf(policy: SchemePolicy): readonly string[] {
  const { prefix } = policy.place;
  const plain = prefix === null ? [] : [prefix.toLowerCase()];
  const dpop = dpopOf(policy);
  if (dpop === undefined) return plain;
  return dpop.required ? [boundWord] : [...plain, boundWord];
}

/** How tokens of the scheme are bound to a key, where they can be. */
export function dpopOf(policy: SchemePolicy): DpopPolicy | undefined {
  return "dpop" in policy ? policy.dpop : undefined;
}

function credential(text: string, bound = false): Presented {
  return text === "" || /[\s,]/.test(text) ? { kind: "ambiguous" } : { kind: "credential", text, bound };
}
