import type { JwtScheme, KeySource } from "../policy.js";
import { FenceConfigurationError } from "../secrets.js";
import { createJwtCheck } from "./jwt.js";
import type { KeyLookup } from "./key-ring.js";
import { proofsOf } from "./proofs.js";
import type { SchemeMaker, SchemeServices } from "./schemes.js";

/** Where the keys of a scheme come from. Rejects with FenceConfigurationError where they could not be trusted. */
export type KeyReader<Source extends KeySource> = (
  scheme: JwtScheme,
  source: Source,
  services: SchemeServices,
) => Promise<KeyLookup>;

type KeyReaders = {
  readonly [K in KeySource["kind"]]?: KeyReader<Extract<KeySource, { readonly kind: K }>>;
};

/**
 * JSON Web Tokens.
 * @param readers for each kind of key source that the document names; a scheme of another is refused at the start
 */
export function jwtScheme(readers: KeyReaders): SchemeMaker<JwtScheme> {
  return async (scheme, services) =>
    createJwtCheck(scheme, {
      ...services,
      keys: await keysOf(scheme, readers, services),
      proofs: await proofsOf(scheme, services),
    });
}

function keysOf(scheme: JwtScheme, readers: KeyReaders, services: SchemeServices): Promise<KeyLookup> {
  const { keys } = scheme;
  switch (keys.kind) {
    case "jwks":
      return read(scheme, keys, readers.jwks, services);
    case "discovery":
      return read(scheme, keys, readers.discovery, services);
    case "secret":
      return read(scheme, keys, readers.secret, services);
  }
}

async function read<Source extends KeySource>(
  scheme: JwtScheme,
  source: Source,
  reader: KeyReader<Source> | undefined,
  services: SchemeServices,
): Promise<KeyLookup> {
  if (reader === undefined)
    throw new FenceConfigurationError(`scheme ${scheme.name}: nothing reads keys of the kind ${source.kind}`);
  return reader(scheme, source, services);
}
