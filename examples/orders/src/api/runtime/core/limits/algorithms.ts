import type { RateAlgorithm } from "../policy.js";

/** What an algorithm needs to know of a policy. */
export interface Quota {
  readonly algorithm: RateAlgorithm;
  readonly limit: number;
  /** Milliseconds. */
  readonly window: number;
}

/**
 * What is remembered of one key. For the windows: `level` units since `since`, and `previous` units in the window
 * before it. For the buckets: `level` as it stood at `since`.
 */
export interface Meter {
  readonly level: number;
  readonly previous: number;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

export interface Decision {
  readonly allowed: boolean;
  /** Whole units that could be taken now. */
  readonly remaining: number;
  /** Milliseconds until all units are there again. */
  readonly resetAfter: number;
  /** Milliseconds until the refused units could be taken; 0 where they were allowed. */
  readonly retryAfter: number;
}

export interface Taking {
  readonly meter: Meter;
  readonly decision: Decision;
}

interface Algorithm {
  /** The meter of a key that has not been seen, or not for long. */
  readonly start: (quota: Quota, now: number) => Meter;
  /** The meter as time has changed it. */
  readonly advance: (quota: Quota, meter: Meter, now: number) => Meter;
  /** Units used at this moment. */
  readonly used: (quota: Quota, meter: Meter, now: number) => number;
  readonly capacity: (quota: Quota) => number;
  /** Milliseconds until `excess` units have gone again. */
  readonly wait: (quota: Quota, meter: Meter, now: number, excess: number) => number;
}

/** Counts start anew at every multiple of the window; up to twice the limit can pass around a boundary. */
const fixedWindow: Algorithm = {
  start: ({ window }, now) => ({ level: 0, previous: 0, since: now - (now % window) }),
  advance: (quota, meter, now) => (now - meter.since < quota.window ? meter : fixedWindow.start(quota, now)),
  used: (_quota, meter) => meter.level,
  capacity: ({ limit }) => limit,
  wait: ({ window }, meter, now) => meter.since + window - now,
};

/**
 * The weighted two-window approximation: the units of the window before count in proportion to how much of it still
 * lies inside the last `window` milliseconds. Exact where traffic was even; two numbers a key instead of a log of all
 * requests.
 */
const slidingWindow: Algorithm = {
  start: fixedWindow.start,
  advance: (quota, meter, now) => {
    const { window } = quota;
    if (now - meter.since < window) return meter;
    const next = slidingWindow.start(quota, now);
    return next.since - meter.since === window ? { ...next, previous: meter.level } : next;
  },
  used: ({ window }, meter, now) => meter.level + meter.previous * (1 - (now - meter.since) / window),
  capacity: ({ limit }) => limit,
  wait: ({ window }, meter, now, excess) => {
    const elapsed = now - meter.since;
    const overlap = meter.previous * (1 - elapsed / window);
    if (excess <= overlap) return meter.previous === 0 ? 0 : (excess / meter.previous) * window;
    return window - elapsed + ((excess - overlap) / meter.level) * window;
  },
};

/** A bucket of `limit` tokens that refills evenly over the window: bursts up to the limit, then an even flow. */
const tokenBucket: Algorithm = {
  start: (_quota, now) => ({ level: 0, previous: 0, since: now }),
  advance: (quota, meter, now) => ({
    level: Math.max(0, meter.level - ((now - meter.since) * quota.limit) / quota.window),
    previous: 0,
    since: now,
  }),
  used: (_quota, meter) => meter.level,
  capacity: ({ limit }) => limit,
  wait: ({ limit, window }, _meter, _now, excess) => (excess * window) / limit,
};

/** A bucket that leaks at the same even rate but holds only a tenth of the limit: hardly any bursts. */
const leakyBucket: Algorithm = {
  ...tokenBucket,
  capacity: ({ limit }) => Math.min(limit, Math.max(1, Math.floor(limit / 10))),
};

const algorithms: Readonly<Record<RateAlgorithm, Algorithm>> = {
  "fixed-window": fixedWindow,
  "sliding-window": slidingWindow,
  "token-bucket": tokenBucket,
  "leaky-bucket": leakyBucket,
};

/**
 * Takes units from a meter, or refuses and takes nothing. Units that exceed the whole capacity pass while the meter
 * is empty, since they could otherwise never pass.
 */
export function take(quota: Quota, known: Meter | undefined, units: number, now: number): Taking {
  const algorithm = algorithms[quota.algorithm];
  const meter = known === undefined ? algorithm.start(quota, now) : algorithm.advance(quota, known, now);
  const capacity = algorithm.capacity(quota);
  const used = algorithm.used(quota, meter, now);
  const allowed = used + units <= capacity + rounding || (capacity > 0 && used <= rounding);
  const after = allowed ? { ...meter, level: meter.level + units } : meter;
  const usedAfter = allowed ? used + units : used;
  const excess = Math.min(usedAfter, used + units - capacity);
  return {
    meter: after,
    decision: {
      allowed,
      remaining: Math.max(0, Math.floor(capacity - usedAfter + rounding)),
      resetAfter: algorithm.wait(quota, after, now, usedAfter),
      retryAfter: allowed ? 0 : algorithm.wait(quota, meter, now, excess),
    },
  };
}

/** Gives units back that were taken a moment ago. */
export function giveBack(quota: Quota, known: Meter, units: number, now: number): Meter {
  const meter = algorithms[quota.algorithm].advance(quota, known, now);
  const fromPrevious = Math.max(0, Math.min(units - meter.level, meter.previous));
  return { ...meter, level: Math.max(0, meter.level - units), previous: meter.previous - fromPrevious };
}

/** Shares of windows are fractions; what is this close to a whole unit is that unit. */
const rounding = 1e-9;
