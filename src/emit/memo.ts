/** Finds what a name of the document stands for. */
export type Lookup<Found> = (name: string) => Found;

/**
 * Answers what `make` answered the last time for this key, as long as the inputs and everything that it looked up are
 * the same, compared by identity. `make` must depend on nothing else, and nobody may change what it answers.
 */
export type Remember<Found, Result> = (
  key: object,
  inputs: readonly unknown[],
  lookup: Lookup<Found>,
  make: (lookup: Lookup<Found>) => Result,
) => Result;

interface Entry<Found, Result> {
  readonly inputs: readonly unknown[];
  readonly found: ReadonlyMap<string, Found>;
  readonly result: Result;
}

/**
 * A memory of one kind of text, for processes that emit again and again: a run that finds an operation or a schema
 * unchanged prints it as it was. It holds the latest for each key, and no key that nobody else holds.
 */
export function remembering<Found, Result>(): Remember<Found, Result> {
  const known = new WeakMap<object, Entry<Found, Result>>();
  return (key, inputs, lookup, make) => {
    const entry = known.get(key);
    if (entry !== undefined && isSame(entry.inputs, inputs) && stillFinds(lookup, entry.found))
      return entry.result;
    const found = new Map<string, Found>();
    const result = make((name) => {
      const value = lookup(name);
      found.set(name, value);
      return value;
    });
    known.set(key, { inputs, found, result });
    return result;
  };
}

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((each, index) => Object.is(each, other[index]));
}

function stillFinds<Found>(lookup: Lookup<Found>, found: ReadonlyMap<string, Found>): boolean {
  return [...found].every(([name, value]) => Object.is(lookup(name), value));
}
