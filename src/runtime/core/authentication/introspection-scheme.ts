import type { IntrospectionScheme } from "../policy.js";
import { createIntrospectionCheck } from "./introspection.js";
import { proofsOf } from "./proofs.js";
import { latest } from "./scheme.js";
import type { SchemeMaker } from "./schemes.js";

/** Opaque tokens, of which their issuer is asked. */
export const introspectionScheme: SchemeMaker<IntrospectionScheme> = async (scheme, services) => {
  const { secrets, clock } = services;
  const proofs = await proofsOf(scheme, services);
  const current = await secrets.use([scheme.client], async ([client = ""]) =>
    createIntrospectionCheck(scheme, { client, clock, proofs }),
  );
  return latest(scheme, current);
};
