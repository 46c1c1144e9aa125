import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";

/** Why these programs cannot be run here; null where all of them can. Under `CI=true` they must be there. */
export function missingPrograms(...programs: readonly string[]): string | null {
  const missing = programs.filter((program) => spawnSync("which", [program]).status !== 0);
  if (missing.length === 0) return null;
  const reason = `not installed: ${missing.join(", ")}`;
  if (process.env["CI"] === "true") throw new Error(reason);
  return reason;
}

/** Runs a program to its end and answers what it wrote; throws where it fails. */
export function runProgram(program: string, words: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  const { status, stdout, stderr } = spawnSync(program, words, {
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  if (status !== 0) throw new Error(`${program} ${words.join(" ")}: ${stderr}${stdout}`);
  return stderr + stdout;
}

/** The same while this process goes on with what it serves. */
export async function runBeside(
  program: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(program, [...words], {
    env: { ...process.env, ...env },
    maxBuffer: 64 * 1024 * 1024,
  });
  return stderr + stdout;
}
