import { readFile } from "node:fs/promises";

/** Resolves the name of a secret to its text, or to undefined where there is none. */
export interface SecretProvider {
  (name: string): Promise<string | undefined>;
  /** Milliseconds between two looks for new values while the server runs; absent: every secret is asked for once. */
  readonly pollEvery?: number;
}

/** The fence cannot be built safely; the message lists what is wrong and never holds a secret. */
export class FenceConfigurationError extends Error {
  override readonly name = "FenceConfigurationError";
}

/**
 * Reads the environment variable of that name, or the file that `NAME_FILE` points to (as container platforms mount
 * secrets); one trailing line break of a file is not part of the secret. Files are looked at again every 5 seconds.
 */
export const environmentSecrets: SecretProvider = Object.assign(
  async (name: string): Promise<string | undefined> => {
    const value = process.env[name];
    // A name that `.env.example` lists and nobody filled in is no value.
    if (value !== undefined && value !== "") return value;
    const file = process.env[`${name}_FILE`];
    return file === undefined ? undefined : (await readFile(file, "utf8")).replace(/\r?\n$/, "");
  },
  { pollEvery: 5_000 },
);

/** The secret, or a FenceConfigurationError that names it. */
export async function requireSecret(secrets: SecretProvider, name: string): Promise<string> {
  const text = await secrets(name).catch((error: unknown) => {
    throw new FenceConfigurationError(`secret ${name} could not be read`, { cause: error });
  });
  if (text === undefined || text === "") throw new FenceConfigurationError(`secret ${name} is missing`);
  return text;
}
