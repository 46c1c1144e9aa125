import type { ApiKeyScheme } from "../policy.js";
import { createApiKeyCheck } from "./api-key.js";
import { latest } from "./scheme.js";
import type { SchemeMaker } from "./schemes.js";

/** API keys, whose records are a secret, and so may be their pepper. */
export const apiKeyScheme: SchemeMaker<ApiKeyScheme> = async (scheme, { secrets, clock }) => {
  const names = [scheme.secret, ...(scheme.pepper === undefined ? [] : [scheme.pepper])];
  const current = await secrets.use(names, async ([records = "", pepper = null]) =>
    createApiKeyCheck(scheme, { records, pepper }, clock),
  );
  return latest(scheme, current);
};
