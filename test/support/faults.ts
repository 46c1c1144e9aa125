import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

/** Calls that change the disk. A descriptor counts as its own path's. */
const changing = [
  "openSync",
  "writeFileSync",
  "fsyncSync",
  "closeSync",
  "mkdirSync",
  "linkSync",
  "copyFileSync",
  "renameSync",
  "rmSync",
  "unlinkSync",
  "rmdirSync",
] as const;

/** What goes wrong at the n-th changing call, counted from 1. */
export interface Fault {
  readonly at: number;
  /**
   * `death`: the process dies, before the call or (`late`) behind it; nothing that it wants to do afterwards reaches the disk.
   * A code: this one call is refused, `EIO`. `full`: from here on nothing can be written, yet renamed and deleted.
   */
  readonly kind: "death" | "late-death" | "full" | (string & {});
}

/** Thrown in place of the end of the process; no code that catches errors of the system takes it for one. */
export class Death extends Error {
  override readonly name = "Death";
}

/**
 * Runs `work` with a real file system that fails once. Answers how many changing calls there were, and what was thrown.
 */
export async function withFault(
  fault: Fault,
  work: () => Promise<unknown>,
): Promise<{ readonly calls: number; readonly thrown: unknown }> {
  const originals = Object.fromEntries(changing.map((name) => [name, fs[name]]));
  let calls = 0;
  let dead = false;
  const wrap = (name: string, call: (...given: unknown[]) => unknown) =>
    function (...given: unknown[]): unknown {
      if (dead) throw new Death();
      calls += 1;
      const strikes = fault.kind === "full" ? calls >= fault.at && isGrowing(name) : calls === fault.at;
      if (!strikes) return call(...given);
      if (fault.kind === "death" || fault.kind === "late-death") {
        if (fault.kind === "late-death") call(...given);
        dead = true;
        throw new Death();
      }
      throw refusal(fault.kind === "full" ? "ENOSPC" : fault.kind, name);
    };
  const patched = fs as unknown as Record<string, unknown>;
  for (const [name, call] of Object.entries(originals)) patched[name] = wrap(name, call as never);
  syncBuiltinESMExports();
  try {
    await work();
    return { calls, thrown: null };
  } catch (thrown) {
    return { calls, thrown };
  } finally {
    Object.assign(patched, originals);
    syncBuiltinESMExports();
  }
}

function isGrowing(name: string): boolean {
  return ["writeFileSync", "mkdirSync", "linkSync", "copyFileSync", "fsyncSync"].includes(name);
}

function refusal(code: string, call: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: injected, ${call}`), { code, syscall: call });
}
