/** What tells two versions of a text apart: `before.slice(start, end)` gave way to a text that is longer by `growth`. */
export interface TextChange {
  /** UTF-16 code units, as everywhere in texts. */
  readonly start: number;
  readonly end: number;
  readonly growth: number;
}

/** Everything before `start` and after `end` is equal; what is between may be. The last answer is kept: several ask. */
export function changeBetween(before: string, now: string): TextChange {
  if (latest?.before === before && latest.now === now) return latest.change;
  const shorter = Math.min(before.length, now.length);
  const start = commonLength(
    shorter,
    (at, length) => before.slice(at, at + length) === now.slice(at, at + length),
  );
  const suffix = commonLength(shorter - start, (at, length) => {
    const [end, nowEnd] = [before.length - at, now.length - at];
    return before.slice(end - length, end) === now.slice(nowEnd - length, nowEnd);
  });
  const change = { start, end: before.length - suffix, growth: now.length - before.length };
  if (shorter >= worthKeeping) latest = { before, now, change };
  return change;
}

let latest: { readonly before: string; readonly now: string; readonly change: TextChange } | null = null;

/** How much is equal, up to `most`: in large steps first, then in ever smaller ones. */
function commonLength(most: number, isEqual: (at: number, length: number) => boolean): number {
  let at = 0;
  for (let step = 1 << 16; step >= 1; step >>= 1) {
    while (at + step <= most && isEqual(at, step)) at += step;
  }
  return at;
}

/** Texts shorter than this are looked through as fast as they are compared. */
const worthKeeping = 200_000;
const kept = 4;

/**
 * Something that is found out by looking through a whole text: `anew`, or from what was found out about an earlier version
 * of it. The latest long texts are kept with it.
 */
export function tracking<Found>(
  anew: (text: string) => Found,
  again: (text: string, before: Found, change: TextChange) => Found,
): (text: string) => Found {
  const known: { readonly text: string; readonly found: Found }[] = [];
  return (text) => {
    if (text.length < worthKeeping) return anew(text);
    const same = known.find((each) => each.text === text);
    if (same !== undefined) return same.found;
    const before = known.findLastIndex((each) => isVersion(each.text, text));
    const [earlier] = before === -1 ? [] : known.splice(before, 1);
    const found =
      earlier === undefined ? anew(text) : again(text, earlier.found, changeBetween(earlier.text, text));
    known.push({ text, found });
    if (known.length > kept) known.shift();
    return found;
  };
}

/** Versions of one file are of nearly the same length; a wrong guess costs time and nothing else. */
function isVersion(one: string, other: string): boolean {
  return Math.abs(one.length - other.length) * 20 < other.length;
}
