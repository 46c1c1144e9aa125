import type { JsonObject } from "../document/document.js";
import { annotation } from "./annotation.js";
import { textMember } from "./members.js";
import type { Scheme } from "./model.js";
import { resolvedMembers, type Spot } from "./references.js";
import { publicUrls, serverUrls } from "./servers.js";
import { apiKeyPolicy, basicPolicy, mutualTlsPolicy } from "./scheme-kinds/known-credentials.js";
import type { SchemeReading, SchemeSource } from "./scheme-kinds/source.js";
import { introspectionPolicy, jwtPolicy } from "./scheme-kinds/tokens.js";

const servedTypes =
  "a type that is served: http basic, bearer or dpop, oauth2, openIdConnect, mutualTLS, or apiKey in a header or a cookie";

/** Every security scheme that the document declares. OpenAPI 3.1 §4.8.27. */
export function buildSchemes(root: JsonObject): readonly Scheme[] {
  const components: Spot = { value: root["components"] ?? null, pointer: "/components" };
  const urls = publicUrls(serverUrls(root));
  return resolvedMembers(root, components, "securitySchemes").map(([name, spot]) =>
    buildScheme(name, spot, urls),
  );
}

function buildScheme(name: string, { value, pointer }: Spot<JsonObject>, urls: readonly string[]): Scheme {
  const type = textMember(value, "type") ?? "";
  const written = annotation("scheme", value);
  const keys = written.keys ?? discoveryOf(value, type);
  const dpop = written.dpop ?? (httpScheme(value, type) === "dpop" ? {} : undefined);
  const source = { name, type, scheme: value, written, keys, dpop, urls };
  const read = onlyForTokens(readScheme(source), source);
  return read.kind === "served"
    ? { kind: "served", name, pointer, policy: read.policy }
    : { kind: "incomplete", name, type, missing: read.missing, pointer };
}

function readScheme(source: SchemeSource): SchemeReading {
  const { type, scheme, written, keys } = source;
  switch (type) {
    case "mutualTLS":
      return mutualTlsPolicy(source);
    case "http":
      return readHttp(source);
    case "oauth2":
    case "openIdConnect":
      return readBearer(source);
    case "apiKey": {
      const place = textMember(scheme, "in");
      if (textMember(scheme, "name") === undefined || (place !== "header" && place !== "cookie")) break;
      if (keys?.introspection !== undefined) return introspectionPolicy(source);
      return written.algorithms === undefined ? apiKeyPolicy(source) : jwtPolicy(source);
    }
  }
  return { kind: "incomplete", missing: [servedTypes] };
}

function readHttp(source: SchemeSource): SchemeReading {
  switch (httpScheme(source.scheme, source.type)) {
    case "basic":
      return basicPolicy(source);
    case "bearer":
    case "dpop":
      return readBearer(source);
    default:
      return { kind: "incomplete", missing: [servedTypes] };
  }
}

/** The scheme of HTTP authentication, in lower case. */
function httpScheme(scheme: JsonObject, type: string): string | undefined {
  return type === "http" ? textMember(scheme, "scheme")?.toLowerCase() : undefined;
}

/** Tokens alone are bound to keys, where OAuth puts them: elsewhere `dpop` would say what nobody does. */
function onlyForTokens(read: SchemeReading, { type, dpop }: SchemeSource): SchemeReading {
  if (dpop === undefined || read.kind === "incomplete") return read;
  return "dpop" in read.policy && type !== "apiKey"
    ? read
    : { kind: "incomplete", missing: ["tokens in the Authorization header, which dpop is about"] };
}

/** A token that says who is calling, one that its issuer is asked about, or one that is looked up by its digest. */
function readBearer(source: SchemeSource): SchemeReading {
  if (source.keys?.introspection !== undefined) return introspectionPolicy(source);
  const isOpaque =
    source.dpop === undefined && textMember(source.scheme, "bearerFormat")?.toLowerCase() === "opaque";
  return isOpaque && source.type === "http" ? apiKeyPolicy(source) : jwtPolicy(source);
}

/** An OpenID Connect scheme says where its metadata is (OpenAPI 3.1 §4.8.27.1). */
function discoveryOf(scheme: JsonObject, type: string): SchemeSource["keys"] {
  const discovery = textMember(scheme, "openIdConnectUrl");
  return type === "openIdConnect" && discovery !== undefined ? { discovery } : undefined;
}
