import { setFlagsFromString } from "node:v8";

/** Bytes of bytecode that a function runs before V8 thinks of optimising it; thirty times its own default. */
const budget = 2_000_000;

/**
 * Tells V8 that the process is a short one. The V8 of Node 20 optimises functions so soon that a run of seconds spends a
 * quarter of its processor time on code that is hardly used any more; later ones know neither the problem nor the flag. A
 * process that watches is left alone.
 */
export function expectOneRun(argv: readonly string[]): void {
  if (!process.versions.v8.startsWith("11.") || argv.some((word) => /^(?:--)?watch$/u.test(word))) return;
  setFlagsFromString(`--interrupt-budget=${String(budget)}`);
}
