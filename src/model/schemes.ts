import type { JsonObject } from "../document/document.js";
import type { CredentialPlace, Grants, KeySource, SchemePolicy } from "../runtime/core/policy.js";
import { annotation } from "./annotation.js";
import { textMember } from "./members.js";
import type { Scheme } from "./model.js";
import { resolvedMembers, type Spot } from "./references.js";
import type { Annotation } from "./vocabulary/places.js";

type SchemeAnnotation = Annotation<"scheme">;

/** Clocks of two machines may differ by this much where the document does not say. Milliseconds. */
const defaultLeeway = 30_000;

/** Every security scheme that the document declares. OpenAPI 3.1 §4.8.27. */
export function buildSchemes(root: JsonObject): readonly Scheme[] {
  const components: Spot = { value: root["components"] ?? null, pointer: "/components" };
  return resolvedMembers(root, components, "securitySchemes").map(([name, spot]) => buildScheme(name, spot));
}

function buildScheme(name: string, { value, pointer }: Spot<JsonObject>): Scheme {
  const written = annotation("scheme", value);
  const type = textMember(value, "type") ?? "";
  const incomplete = (...missing: readonly string[]): Scheme => ({
    kind: "incomplete",
    name,
    type,
    missing,
    pointer,
  });
  const place = credentialPlace(value, type, written.prefix ?? null);
  if (place === null)
    return incomplete(
      "a type that is served: http bearer, oauth2, openIdConnect, or apiKey in a header or a cookie",
    );
  const grants: Grants = written.grants ?? (issuesScopes(type) ? "scopes" : "roles");
  const carriesToken = type === "apiKey" ? written.algorithms !== undefined : !isOpaque(value);
  const keys = written.keys ?? discoveryOf(value, type);
  if (carriesToken) return tokenScheme({ name, type, pointer, place, grants, written, keys });
  if (keys?.secret === undefined) return incomplete("keys");
  const { pepper, rotate } = written;
  return {
    kind: "served",
    name,
    pointer,
    policy: {
      kind: "api-key",
      name,
      place,
      secret: keys.secret,
      ...(pepper === undefined ? {} : { pepper }),
      ...(rotate === undefined ? {} : { rotate }),
      grants,
      ...surfacesOf(written),
    },
  };
}

/** An OpenID Connect scheme says where its metadata is (OpenAPI 3.1 §4.8.27.1). */
function discoveryOf(scheme: JsonObject, type: string): SchemeAnnotation["keys"] {
  const discovery = textMember(scheme, "openIdConnectUrl");
  return type === "openIdConnect" && discovery !== undefined ? { discovery } : undefined;
}

interface TokenParts {
  readonly name: string;
  readonly type: string;
  readonly pointer: string;
  readonly place: CredentialPlace;
  readonly grants: Grants;
  readonly written: SchemeAnnotation;
  readonly keys: SchemeAnnotation["keys"];
}

function tokenScheme({ name, type, pointer, place, grants, written, keys }: TokenParts): Scheme {
  const { algorithms, issuer, audience, stale, revocable } = written;
  if (algorithms === undefined || issuer === undefined || audience === undefined || keys === undefined) {
    const stated = { algorithms, issuer, audience, keys };
    const missing = Object.entries(stated).flatMap(([key, value]) => (value === undefined ? [key] : []));
    return { kind: "incomplete", name, type, missing, pointer };
  }
  const { subject = "sub", scopes = "scope", roles = "roles", tenant = null } = written.claims ?? {};
  const privileged = Object.entries(written.privileged ?? {}).map(
    ([scope, { maxAge }]) => [scope, maxAge] as const,
  );
  return {
    kind: "served",
    name,
    pointer,
    policy: {
      kind: "jwt",
      name,
      place,
      algorithms,
      issuer,
      audience,
      type: written.type ?? null,
      keys: keySource(keys),
      leeway: written.leeway ?? defaultLeeway,
      maxAge: written.maxAge ?? null,
      claims: { subject, scopes, roles, tenant },
      privileged: Object.fromEntries(privileged),
      ...(stale === undefined ? {} : { stale }),
      ...(revocable === true ? { revocable } : {}),
      grants,
      ...surfacesOf(written),
    },
  };
}

function keySource(keys: NonNullable<SchemeAnnotation["keys"]>): KeySource {
  if (keys.jwks !== undefined) return { kind: "jwks", url: keys.jwks };
  if (keys.discovery !== undefined) return { kind: "discovery", url: keys.discovery };
  return { kind: "secret", name: keys.secret };
}

function surfacesOf({ surfaces }: SchemeAnnotation): Pick<SchemePolicy, "surfaces"> {
  return surfaces === undefined ? {} : { surfaces };
}

/** Where the credential travels, or null where it cannot be served. */
function credentialPlace(scheme: JsonObject, type: string, prefix: string | null): CredentialPlace | null {
  const isBearer = type === "http" && textMember(scheme, "scheme")?.toLowerCase() === "bearer";
  // What either of them issues is sent as a bearer token (RFC 6750 §2.1).
  if (isBearer || issuesScopes(type)) {
    return { in: "header", name: "authorization", prefix: prefix ?? "Bearer" };
  }
  const name = textMember(scheme, "name");
  const place = textMember(scheme, "in");
  if (type !== "apiKey" || name === undefined) return null;
  if (place === "header") return { in: "header", name: name.toLowerCase(), prefix };
  return place === "cookie" ? { in: "cookie", name, prefix } : null;
}

function issuesScopes(type: string): boolean {
  return type === "oauth2" || type === "openIdConnect";
}

/** A bearer token that is looked up rather than decoded. */
function isOpaque(scheme: JsonObject): boolean {
  return textMember(scheme, "bearerFormat")?.toLowerCase() === "opaque";
}
