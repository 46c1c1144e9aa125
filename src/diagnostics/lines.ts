import { tracking, type TextChange } from "./text-change.js";

/** Offsets at which the lines of a text begin, the first of them 0. */
export const lineStarts: (text: string) => Uint32Array = tracking(
  (text) => startsWithin(text, 0, text.length, [0]),
  changedStarts,
);

/** A line begins behind each of its breaks: those of before and behind the change are the old ones. */
function changedStarts(text: string, before: Uint32Array, { start, end, growth }: TextChange): Uint32Array {
  const ahead = before.subarray(0, countUpTo(before, start));
  const behind = before.subarray(countUpTo(before, end));
  const between = startsWithin(text, start, end + growth, []);
  const starts = new Uint32Array(ahead.length + between.length + behind.length);
  starts.set(ahead);
  starts.set(between, ahead.length);
  for (let index = 0, at = ahead.length + between.length; index < behind.length; index += 1, at += 1)
    starts[at] = (behind[index] ?? 0) + growth;
  return starts;
}

/** The starts of lines whose break stands between two offsets, after some others. */
function startsWithin(text: string, from: number, to: number, starts: number[]): Uint32Array {
  for (let at = text.indexOf("\n", from); at !== -1 && at < to; at = text.indexOf("\n", at + 1))
    starts.push(at + 1);
  return Uint32Array.from(starts);
}

/** How many lines start at or before an offset. */
export function countUpTo(starts: Uint32Array, offset: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
