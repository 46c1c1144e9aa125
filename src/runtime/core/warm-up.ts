import { setTimeout as wait } from "node:timers/promises";
import { loadHandler } from "./lazily.js";
import type { AuditLog } from "./logger.js";
import type { Route } from "./route.js";
import { FenceConfigurationError } from "./secrets.js";

/** Milliseconds. The first requests come before what may come at all. */
const delay = 1_000;

/**
 * Loads what operations load when they are first called.
 * @throws FenceConfigurationError naming every operation of which something cannot be loaded.
 */
export async function loadAll(routes: readonly Route[]): Promise<void> {
  const results = await Promise.allSettled(routes.map(load));
  const problems = results.flatMap((result, index) =>
    result.status === "rejected" ? [`${routes[index]?.policy.id ?? ""}: ${String(result.reason)}`] : [],
  );
  if (problems.length > 0) throw new FenceConfigurationError(problems.join("; "));
}

/**
 * The same after a moment and one after the other, letting requests pass in between, until `closing` aborts. What cannot
 * be loaded is logged. Never rejects.
 */
export async function warmUp(routes: readonly Route[], log: AuditLog, closing: AbortSignal): Promise<void> {
  await pause(delay);
  for (const route of routes) {
    if (closing.aborted) return;
    await load(route).catch((error: unknown) => log.unloadable(route.policy.id, error));
    await pause(0);
  }
}

/** Keeps no process alive. */
async function pause(milliseconds: number): Promise<void> {
  await wait(milliseconds, undefined, { ref: false });
}

async function load({ validators, handler }: Route): Promise<void> {
  await validators();
  if (handler !== undefined) await loadHandler(handler);
}
