/** Metrics in Prometheus's text format 0.0.4. Values of labels come from the document or from this runtime, never from a request. */

/** Everything that is told of one name. */
export interface Family {
  /** Lines with a line break at the end of each; HELP and TYPE alone where nothing was told yet. */
  readonly text: () => string;
}

export interface Counter extends Family {
  /** Values stand in the order of the labels. `by` zero makes the series exist, so that a first increase is seen as one. */
  readonly add: (values: readonly string[], by?: number) => void;
}

export interface Gauge extends Family {
  readonly set: (values: readonly string[], value: number) => void;
}

export interface Histogram extends Family {
  readonly observe: (values: readonly string[], value: number) => void;
}

export interface Described {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
}

export function createCounter(described: Described): Counter {
  const series = createSeries(() => ({ total: 0 }));
  return {
    add: (values, by = 1) => {
      series.at(values).total += by;
    },
    text: () =>
      head(described, "counter") +
      series.lines(({ total }, values) => line(described.name, described.labels, values, total)),
  };
}

export function createGauge(described: Described): Gauge {
  const series = createSeries(() => ({ value: 0 }));
  return {
    set: (values, value) => {
      series.at(values).value = value;
    },
    text: () =>
      head(described, "gauge") +
      series.lines(({ value }, values) => line(described.name, described.labels, values, value)),
  };
}

/** @param bounds upper ends of the buckets, ascending; one for all the rest is added */
export function createHistogram(described: Described, bounds: readonly number[]): Histogram {
  const { name, labels } = described;
  const series = createSeries(() => ({ buckets: new Float64Array(bounds.length + 1), sum: 0 }));
  return {
    observe: (values, value) => {
      const own = series.at(values);
      const found = bounds.findIndex((bound) => value <= bound);
      const index = found === -1 ? bounds.length : found;
      own.buckets[index] = (own.buckets[index] ?? 0) + 1;
      own.sum += value;
    },
    text: () =>
      head(described, "histogram") +
      series.lines(({ buckets, sum }, values) => {
        let count = 0;
        const lines = [...buckets].map((inside, index) => {
          count += inside;
          const bound = index < bounds.length ? String(bounds[index]) : "+Inf";
          return line(`${name}_bucket`, [...labels, "le"], [...values, bound], count);
        });
        return `${lines.join("")}${line(`${name}_sum`, labels, values, sum)}${line(`${name}_count`, labels, values, count)}`;
      }),
  };
}

interface Series<State> {
  readonly at: (values: readonly string[]) => State;
  readonly lines: (text: (state: State, values: readonly string[]) => string) => string;
}

function createSeries<State>(fresh: () => State): Series<State> {
  const known = new Map<string, { readonly values: readonly string[]; readonly state: State }>();
  return {
    at: (values) => {
      const key = values.join("\0");
      const found = known.get(key);
      if (found !== undefined) return found.state;
      const state = fresh();
      known.set(key, { values, state });
      return state;
    },
    lines: (text) => [...known.values()].map(({ state, values }) => text(state, values)).join(""),
  };
}

function head({ name, help }: Described, type: string): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
}

function line(name: string, labels: readonly string[], values: readonly string[], value: number): string {
  const pairs = labels.map((label, index) => `${label}="${escaped(values[index] ?? "")}"`).join(",");
  return `${name}${pairs === "" ? "" : `{${pairs}}`} ${String(value)}\n`;
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
