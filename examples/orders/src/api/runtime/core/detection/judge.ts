import type { DetectionPolicy, Threshold } from "../policy.js";
import type { Severity } from "./alert.js";
import type { EarlierUse, Entry } from "./store.js";

const day = 24 * 3_600_000;

/** The value of an attempt whose identity nobody saw. */
export const unknown = "?";

/** What the failures of one source amount to; values are identities. An unknown one may be any that was tried. */
export function judgeFailures(
  entries: readonly Entry[],
  { warn, page, identities, oneIdentity }: DetectionPolicy["authFailures"],
  now: number,
): Severity | null {
  const many = reached(entries, page, now) && distinct(within(entries, page, now)) >= identities;
  const onOne = greatestShare(within(entries, oneIdentity, now)) >= oneIdentity.count;
  if (many || onOne) return "page";
  return reached(entries, warn, now) ? "warn" : null;
}

/** What the networks amount to from which one credential succeeded; each stands there once. */
export function judgeSpread(
  entries: readonly Entry[],
  { warn, page }: DetectionPolicy["credentialSpread"],
  now: number,
): Severity | null {
  if (reached(entries, page, now)) return "page";
  return reached(entries, warn, now) ? "warn" : null;
}

/** A use that nobody remembers says nothing while the memory itself is young. */
export function judgeFirstUse({ before, since }: EarlierUse, writes: boolean, now: number): Severity | null {
  if (before !== null || now - since < day) return null;
  return writes ? "page" : "warn";
}

/** How many different values there are, of those that are known. */
export function distinct(entries: readonly Entry[]): number {
  return new Set(entries.flatMap(({ value }) => (value === unknown ? [] : [value]))).size;
}

function reached(entries: readonly Entry[], threshold: Threshold, now: number): boolean {
  return within(entries, threshold, now).length >= threshold.count;
}

function within(entries: readonly Entry[], { window }: Threshold, now: number): readonly Entry[] {
  return entries.filter(({ at }) => at > now - window);
}

function greatestShare(entries: readonly Entry[]): number {
  const counts = new Map<string, number>();
  for (const { value } of entries) counts.set(value, (counts.get(value) ?? 0) + 1);
  const blind = counts.get(unknown) ?? 0;
  counts.delete(unknown);
  return blind + Math.max(0, ...counts.values());
}
