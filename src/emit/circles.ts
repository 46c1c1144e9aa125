/** What each node leads to. */
export type Needs = ReadonlyMap<string, ReadonlySet<string>>;

/** The nodes on circles, and those between two circles. */
export function circles(needs: Needs): ReadonlySet<string> {
  return new Set(withoutLooseEnds(withoutLooseEnds(needs), true).keys());
}

/** The graph without what leads nowhere; with `reversed`, without where nothing leads to. Circles remain. */
function withoutLooseEnds(needs: Needs, reversed = false): Needs {
  const edges = [...needs].flatMap(([from, all]) =>
    [...all].filter((to) => needs.has(to)).map((to) => [from, to]),
  );
  const open = new Map<string, number>([...needs.keys()].map((key) => [key, 0]));
  const before = new Map<string, string[]>();
  for (const [from = "", to = ""] of edges) {
    const [source, target] = reversed ? [to, from] : [from, to];
    open.set(source, (open.get(source) ?? 0) + 1);
    before.set(target, [...(before.get(target) ?? []), source]);
  }
  const loose = [...open].flatMap(([key, count]) => (count === 0 ? [key] : []));
  for (let key = loose.pop(); key !== undefined; key = loose.pop()) {
    open.delete(key);
    for (const source of before.get(key) ?? []) {
      const count = (open.get(source) ?? 0) - 1;
      open.set(source, count);
      if (count === 0) loose.push(source);
    }
  }
  return new Map([...needs].filter(([key]) => open.has(key)));
}
