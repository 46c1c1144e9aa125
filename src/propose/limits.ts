import type { JsonObject } from "../document/document.js";
import type { OperationSlot } from "../model/operation-slots.js";
import { segmentsOf } from "../model/path-ids.js";
import { words } from "../model/words.js";

/** Rate policies that proposals name, by name: defined in the document only where something names them. */
export interface Limits {
  /** Names of the policies of an operation that checks credentials whose identity stands at a pointer into the body. */
  readonly signIn: (identity: string) => readonly string[];
  readonly named: (kind: "search" | "bulk") => readonly string[];
  /** The definitions of all that was named. */
  readonly definitions: () => JsonObject;
}

const searchWords: ReadonlySet<string> = new Set(["search", "find", "query", "lookup", "autocomplete"]);
const bulkWords: ReadonlySet<string> = new Set(["bulk", "batch", "import", "export", "exports", "report"]);

/** Whether an operation searches or moves many rows at once, by the words of its path's last fixed segments. */
export function workOf(slot: OperationSlot): "search" | "bulk" | null {
  const fixed = segmentsOf(slot.path).filter(({ parameters }) => parameters.length === 0);
  const last = fixed.slice(-2).flatMap(({ text }) => words(text));
  if (last.some((word) => bulkWords.has(word))) return "bulk";
  return last.some((word) => searchWords.has(word)) ? "search" : null;
}

/**
 * @param shared names that every operation is held to
 * @param taken names that the document defines already
 */
export function limitsOf(shared: readonly string[], taken: ReadonlySet<string>): Limits {
  const defined = new Map<string, JsonObject>();
  const define = (wanted: string, policy: JsonObject): string => {
    for (let number = 1; ; number++) {
      const name = number === 1 ? wanted : `${wanted}-${String(number)}`;
      const known = defined.get(name);
      if (known !== undefined && JSON.stringify(known) === JSON.stringify(policy)) return name;
      if (known !== undefined || taken.has(name)) continue;
      defined.set(name, policy);
      return name;
    }
  };
  return {
    signIn: (identity) => [
      define("login-ip", { by: "address", limit: 20, window: "5m" }),
      define("login-id", { by: { body: identity }, limit: 5, window: "15m", count: "failures" }),
    ],
    named: (kind) => [
      ...shared,
      kind === "search"
        ? define("search", { by: "credential", limit: 60, window: "1m" })
        : define("bulk", { by: "credential", limit: 10, window: "1m" }),
    ],
    definitions: () => Object.fromEntries(defined),
  };
}
