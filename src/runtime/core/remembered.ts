import type { ValidationError } from "./validator.js";

/** A validator as Ajv generates it; what it evaluated stands beside what it found. */
interface Check {
  (data: unknown, context?: object): boolean;
  errors?: readonly ValidationError[] | null;
  evaluated?: Evaluated;
}

interface Evaluated {
  readonly props?: true | Readonly<Record<string, true>> | undefined;
  readonly items?: unknown;
  readonly dynamicProps?: boolean;
  readonly dynamicItems?: boolean;
}

interface Judgement {
  readonly valid: boolean;
  readonly errors: readonly ValidationError[] | null;
  readonly evaluated: Evaluated | undefined;
}

/** Errors of one judgement that are kept: branches of a circle would double them on every level. */
const maxErrors = 8;

/**
 * The same check, which judges every object once. Where several branches of a circular schema lead back to it, each
 * level of the data would otherwise double the work. Data must not change between two calls.
 */
export function remembered(check: Check): Check {
  const known = new WeakMap<object, Judgement>();
  const judge: Check = (data, context) => {
    const found = judgementOf(known, check, data, context);
    // Ajv adds to the errors that it is given, and truncates them.
    judge.errors = found.errors === null ? null : [...found.errors];
    if (found.evaluated !== undefined) judge.evaluated = found.evaluated;
    return found.valid;
  };
  if (check.evaluated !== undefined) judge.evaluated = check.evaluated;
  return judge;
}

function judgementOf(
  known: WeakMap<object, Judgement>,
  check: Check,
  data: unknown,
  context: object | undefined,
): Judgement {
  const key = typeof data === "object" && data !== null ? data : null;
  const earlier = key === null ? undefined : known.get(key);
  if (earlier !== undefined) return earlier;
  const valid = check(data, context);
  const evaluated = check.evaluated === undefined ? undefined : { ...check.evaluated };
  const judgement = { valid, errors: valid ? null : shortened(check.errors ?? []), evaluated };
  if (key !== null) known.set(key, judgement);
  return judgement;
}

function shortened(errors: readonly ValidationError[]): readonly ValidationError[] {
  if (errors.length <= maxErrors) return errors.slice();
  return [...errors.slice(0, maxErrors / 2), ...errors.slice(-maxErrors / 2)];
}
