import type { BasicScheme } from "../policy.js";
import { FenceConfigurationError } from "../secrets.js";
import { createBasicCheck } from "./basic.js";
import { latest } from "./scheme.js";
import type { SchemeMaker } from "./schemes.js";
import { usersOfApplication, usersOfSecret } from "./users.js";

/** User names and passwords, of a secret or of the application. */
export const basicScheme: SchemeMaker<BasicScheme> = async (scheme, services) => {
  const { users: source, name } = scheme;
  const { secrets, clock, users: lookup } = services;
  if (source.kind === "secret") {
    const current = await secrets.use([source.name], async ([text = ""]) =>
      createBasicCheck(scheme, { ...services, users: usersOfSecret(scheme, source.name, text, clock()) }),
    );
    return latest(scheme, current);
  }
  if (lookup === null) throw new FenceConfigurationError(`scheme ${name} needs the option users`);
  return createBasicCheck(scheme, { ...services, users: usersOfApplication(scheme, lookup) });
};
