const results = new WeakMap<() => unknown, unknown>();

/** The function, called no more than once for everybody who asks, as for a value that is made when it is first needed. */
export function once<T>(make: () => T): () => T {
  return () => {
    if (!results.has(make)) results.set(make, make());
    return results.get(make) as T;
  };
}
