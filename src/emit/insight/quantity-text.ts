const units = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
] as const;

/** A duration as Prometheus and Sigma write it: `15m`, `1h`, `90s`. Whatever is no whole second is rounded up to one. */
export function shortDuration(milliseconds: number): string {
  const rounded = Math.max(1000, Math.ceil(milliseconds / 1000) * 1000);
  const [unit, size] = units.find(([, length]) => rounded % length === 0) ?? units[3];
  return `${String(rounded / size)}${unit}`;
}
