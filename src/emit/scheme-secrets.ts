import type { SchemePolicy } from "../runtime/core/policy.js";

/** A secret by its name. */
export interface NamedSecret {
  readonly name: string;
  /** What it must hold, in one line. */
  readonly holds: string;
}

const record = '"subject":"…","scopes":[],"roles":[],"expires":"…"';
const holds = {
  tokens: 'Verifies tokens: a JSON Web Key Set, {"keys":[…]}.',
  apiKeys: `Hashed API keys: a JSON list of {"digest":"sha256:…",${record}}.`,
  pepperedKeys: `Hashed API keys: a JSON list of {"digest":"hmac-sha256:…",${record}}.`,
  pepper: "Hashes API keys: 32 characters or more of chance, as from `openssl rand -base64 32`.",
  users: `Users with hashed passwords: a JSON list of {"password":"$scrypt$…",${record}}.`,
  certificates: `Client certificates: a JSON list of {"fingerprint":"sha256:…",${record}}.`,
  nonces: "Makes nonces for proofs: 32 characters or more of chance, as from `openssl rand -base64 32`.",
  client: 'Credentials of this server at the issuer: {"client_id":"…","client_secret":"…"}.',
} as const;

/** The secrets that a scheme needs at run time. */
export function schemeSecrets(scheme: SchemePolicy): readonly NamedSecret[] {
  switch (scheme.kind) {
    case "jwt":
      return [
        ...(scheme.keys.kind === "secret" ? [{ name: scheme.keys.name, holds: holds.tokens }] : []),
        ...nonceSecret(scheme),
      ];
    case "api-key":
      return scheme.pepper === undefined
        ? [{ name: scheme.secret, holds: holds.apiKeys }]
        : [
            { name: scheme.secret, holds: holds.pepperedKeys },
            { name: scheme.pepper, holds: holds.pepper },
          ];
    case "basic":
      return scheme.users.kind === "secret" ? [{ name: scheme.users.name, holds: holds.users }] : [];
    case "introspection":
      return [{ name: scheme.client, holds: holds.client }, ...nonceSecret(scheme)];
    case "mutual-tls": {
      const { certificates } = scheme;
      return certificates.kind === "secret" ? [{ name: certificates.name, holds: holds.certificates }] : [];
    }
  }
}

function nonceSecret({
  dpop,
}: Extract<SchemePolicy, { readonly kind: "jwt" | "introspection" }>): readonly NamedSecret[] {
  return dpop?.nonce === undefined ? [] : [{ name: dpop.nonce, holds: holds.nonces }];
}
