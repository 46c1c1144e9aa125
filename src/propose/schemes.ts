import type { JsonObject, JsonValue } from "../document/document.js";
import { memberOf } from "../document/json.js";
import { operationSlots } from "../model/operation-slots.js";
import { textMember } from "../model/members.js";
import type { Scheme } from "../model/model.js";
import { valueAt } from "../document/reference.js";
import { buildSchemes } from "../model/schemes.js";
import { merged } from "./merge.js";
import { secretName } from "./names.js";
import { annotates, type Proposal } from "./proposal.js";

/** Stand where only the author knows: `.invalid` resolves nowhere (RFC 6761), so that nothing is trusted by mistake. */
const placeholders = { issuer: "https://issuer.invalid/", audience: "confirm-the-audience" } as const;

const token = { algorithms: ["RS256", "ES256"], ...placeholders } as const;
const confirm = "issuer and audience are placeholders: until they are yours, no token is accepted";

/** How the credentials of each scheme are verified, where the document does not say; and one scheme where it has none. */
export function proposeSchemes(root: JsonObject): readonly Proposal[] {
  const schemes = buildSchemes(root);
  const taken = new Set<string>();
  const stated = schemes.flatMap((scheme) => proposeScheme(root, scheme, taken));
  return [...stated, ...(asksForNothing(root) ? proposeRequirement(schemes) : [])];
}

function proposeScheme(root: JsonObject, scheme: Scheme, taken: Set<string>): readonly Proposal[] {
  if (scheme.kind === "served") return [];
  const written = valueAt(root, scheme.pointer);
  switch (scheme.type) {
    case "openIdConnect":
      return [discoveryProposal(scheme, textMember(written, "openIdConnectUrl") ?? "", taken)];
    case "oauth2":
      return [
        tokenProposal(scheme, taken, `what ${scheme.type} issues is sent as a bearer token; ${confirm}`),
      ];
    case "http":
      return httpProposal(scheme, written, taken);
    case "mutualTLS":
      return [keptProposal(scheme, taken, "certificates are known by their fingerprints")];
    case "apiKey":
      return keyProposal(scheme, written, taken);
    default:
      return [];
  }
}

function tokenProposal({ name, pointer }: Scheme, taken: Set<string>, why: string): Proposal {
  return annotates("scheme", pointer, { ...token, keys: { secret: secretName(name, taken) } }, "low", why);
}

const metadataPath = "/.well-known/openid-configuration";

/** The metadata names the keys, and by its address the issuer (OpenID Connect Discovery 1.0 §4). */
function discoveryProposal(scheme: Scheme, address: string, taken: Set<string>): Proposal {
  if (!address.startsWith("https://") || !address.endsWith(metadataPath))
    return tokenProposal(scheme, taken, `what openIdConnect issues is sent as a bearer token; ${confirm}`);
  const issuer = address.slice(0, -metadataPath.length);
  const why =
    "keys come from openIdConnectUrl, whose issuer this should be; the audience is a placeholder: until it is yours, no token is accepted";
  return annotates("scheme", scheme.pointer, { ...token, issuer }, "low", why);
}

function bearerProposal(scheme: Scheme, format: string, taken: Set<string>): Proposal {
  if (format.toLowerCase() !== "opaque") {
    const named = /jwt/iu.test(format) ? "its bearerFormat is JWT" : "bearer tokens are mostly JWT";
    return tokenProposal(scheme, taken, `${named}; ${confirm}`);
  }
  return keptProposal(scheme, taken, "opaque tokens are looked up by their digest");
}

function httpProposal(
  scheme: Scheme,
  written: JsonValue | undefined,
  taken: Set<string>,
): readonly Proposal[] {
  switch (textMember(written, "scheme")?.toLowerCase()) {
    case "bearer":
      return [bearerProposal(scheme, textMember(written, "bearerFormat") ?? "", taken)];
    case "dpop":
      return [tokenProposal(scheme, taken, `tokens that are bound to a key are mostly JWT; ${confirm}`)];
    case "basic":
      return [keptProposal(scheme, taken, "passwords are kept as hashes, and compared after limits")];
    default:
      return [];
  }
}

/** Credentials that the server keeps in a secret, and that end. */
function keptProposal({ name, pointer }: Scheme, taken: Set<string>, why: string): Proposal {
  const kept = { keys: { secret: secretName(name, taken) }, rotate: "90d" };
  return annotates("scheme", pointer, kept, "medium", why);
}

function keyProposal(
  scheme: Scheme,
  written: JsonValue | undefined,
  taken: Set<string>,
): readonly Proposal[] {
  const place = textMember(written, "in");
  if (place !== "header" && place !== "cookie") return [];
  const described = textMember(written, "description") ?? "";
  const prefix = /\b(Bearer|Token|JWT)\s+(?:[\w<{[]*x{2,}|[<{[]|eyJ)/iu.exec(described)?.[1];
  if (place === "header" && /\bJWT\b/u.test(described)) {
    const proposal = tokenProposal(scheme, taken, `its description speaks of JWT; ${confirm}`);
    return [prefix === undefined ? proposal : withPrefix(proposal, prefix)];
  }
  return [keptProposal(scheme, taken, "an API key is looked up by its digest")];
}

function withPrefix(proposal: Proposal, prefix: string): Proposal {
  return { ...proposal, update: merged(proposal.update, { "x-security": { prefix } }) };
}

/** Whether neither the document nor an operation says who may call. */
function asksForNothing(root: JsonObject): boolean {
  return (
    root["security"] === undefined &&
    operationSlots(root).every(({ value }) => memberOf(value, "security") === undefined)
  );
}

/** The only scheme that a document declares, demanded of every operation, where the document demands nothing anywhere. */
function proposeRequirement([only, ...others]: readonly Scheme[]): readonly Proposal[] {
  if (only === undefined) return proposeBearer();
  return others.length > 0 ? [] : [requirement(only.name)];
}

function requirement(scheme: string): Proposal {
  return {
    topic: "requirement",
    pointer: "",
    update: { security: [{ [scheme]: [] }] },
    confidence: "medium",
    why: "the document asks for no credentials anywhere: what says nothing else asks for these",
  };
}

/** A scheme to begin with. */
function proposeBearer(): readonly Proposal[] {
  const bearer = {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    "x-security": { ...token, keys: { secret: "JWT_KEYS" } },
  };
  return [
    {
      topic: "scheme",
      pointer: "",
      update: { components: { securitySchemes: { bearer } } },
      confidence: "low",
      why: `the document declares no security scheme; ${confirm}`,
    },
    requirement("bearer"),
  ];
}
