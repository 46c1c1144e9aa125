import type { JsonObject } from "../../document/document.js";
import type { ClaimNames, CredentialPlace, SchemePolicy } from "../../runtime/core/policy.js";
import { textMember } from "../members.js";
import type { Annotation } from "../vocabulary/places.js";

type SchemeAnnotation = Annotation<"scheme">;

/** What the document says about a scheme. */
export interface SchemeSource {
  readonly name: string;
  readonly type: string;
  readonly scheme: JsonObject;
  readonly written: SchemeAnnotation;
  /** Of the annotation, or what stands in for them. */
  readonly keys: SchemeAnnotation["keys"];
  /** What the annotation says of keys that tokens are bound to, or the scheme by its name. */
  readonly dpop: SchemeAnnotation["dpop"];
  /** Where callers reach the API. */
  readonly urls: readonly string[];
}

/** How the scheme is verified, or what is missing for that. */
export type SchemeReading =
  | { readonly kind: "served"; readonly policy: SchemePolicy }
  | { readonly kind: "incomplete"; readonly missing: readonly string[] };

export const incomplete = (...missing: readonly string[]): SchemeReading => ({ kind: "incomplete", missing });
export const served = (policy: SchemePolicy): SchemeReading => ({ kind: "served", policy });

/** Keys of a kind that another scheme has would verify nothing. */
export const misfit = (kinds: string): SchemeReading => incomplete(`keys that fit it (${kinds})`);

/** What the names in requirements mean, and where the scheme is accepted. */
export function grantsAndSurfaces({
  type,
  written: { grants, surfaces },
}: SchemeSource): Pick<SchemePolicy, "grants" | "surfaces"> {
  const issuesScopes = type === "oauth2" || type === "openIdConnect";
  return {
    grants: grants ?? (issuesScopes ? "scopes" : "roles"),
    ...(surfaces === undefined ? {} : { surfaces }),
  };
}

/** The place of a credential that OpenAPI names, or the `Authorization` header. RFC 6750 §2.1, RFC 7617 §2. */
export function placeOf(
  { type, scheme, written: { prefix } }: SchemeSource,
  usual: "Bearer" | "Basic",
): CredentialPlace {
  if (type !== "apiKey") return { in: "header", name: "authorization", prefix: prefix ?? usual };
  const name = textMember(scheme, "name") ?? "";
  return textMember(scheme, "in") === "cookie"
    ? { in: "cookie", name, prefix: prefix ?? null }
    : { in: "header", name: name.toLowerCase(), prefix: prefix ?? null };
}

export function claimNames({ written }: SchemeSource): ClaimNames {
  const { subject = "sub", scopes = "scope", roles = "roles", tenant = null } = written.claims ?? {};
  return { subject, scopes, roles, tenant };
}

/** A member that is left out where the document says nothing. */
export function stated<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { readonly [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]?: Value });
}
