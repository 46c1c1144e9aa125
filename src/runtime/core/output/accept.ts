import { parseMediaType } from "../input/media-type.js";

interface Range {
  readonly essence: string;
  readonly quality: number;
}

/**
 * The media types that a caller accepts, those it likes best first, in the order they are offered where it likes them
 * alike (RFC 9110 §12.5.1). A caller that says nothing, or nothing legible, accepts all of them.
 */
export function accepted(offered: readonly string[], accept: readonly string[]): readonly string[] {
  const ranges = accept.join(",").split(",").flatMap(parseRange);
  if (ranges.length === 0) return offered;
  return offered
    .map((type) => ({ type, quality: qualityOf(type, ranges) }))
    .filter(({ quality }) => quality > 0)
    .sort((left, right) => right.quality - left.quality)
    .map(({ type }) => type);
}

function parseRange(text: string): readonly Range[] {
  const parsed = parseMediaType(text.trim());
  if (parsed === null) return [];
  const written = parsed.parameters.get("q") ?? "1";
  return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(written)
    ? [{ essence: parsed.essence, quality: Number(written) }]
    : [];
}

/** The most specific range that covers the type decides. An offered range, such as `image/*`, fits what lies within. */
function qualityOf(type: string, ranges: readonly Range[]): number {
  const family = type.slice(0, type.indexOf("/"));
  const covering = [type, `${family}/*`, "*/*"]
    .map((range) => ranges.find(({ essence }) => essence === range))
    .find((range) => range !== undefined);
  if (covering !== undefined) return covering.quality;
  const within = type.endsWith("/*") ? ranges.filter(({ essence }) => essence.startsWith(`${family}/`)) : [];
  return Math.max(0, ...within.map(({ quality }) => quality));
}
