/**
 * The candidate that a misspelt word most likely means, or null where none is near: at most one edit (insert, delete,
 * substitute, swap two neighbours) for every three characters, letter case ignored.
 */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** `Did you mean "…"?`, or the list of valid names where none is near. */
export function suggestion(word: string, candidates: readonly string[]): string {
  const name = nearest(word, candidates);
  return name === null ? `Valid here: ${candidates.join(", ")}.` : `Did you mean "${name}"?`;
}

/** Damerau-Levenshtein distance (optimal string alignment), or `bound` where it is not smaller. */
export function editDistance(left: string, right: string, bound: number): number {
  if (Math.abs(left.length - right.length) >= bound) return bound;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      current.push(cell(left, right, row, column, current, previous, beforePrevious));
    }
    if (Math.min(...current) >= bound) return bound;
    beforePrevious = previous;
    previous = current;
  }
  return Math.min(bound, previous[right.length] ?? bound);
}

function cell(
  left: string,
  right: string,
  row: number,
  column: number,
  current: readonly number[],
  previous: readonly number[],
  beforePrevious: readonly number[],
): number {
  const at = (line: readonly number[], index: number): number => line[index] ?? Number.POSITIVE_INFINITY;
  const same = left[row - 1] === right[column - 1];
  const swapped =
    row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
  return Math.min(
    at(previous, column) + 1,
    at(current, column - 1) + 1,
    at(previous, column - 1) + (same ? 0 : 1),
    swapped ? at(beforePrevious, column - 2) + 1 : Number.POSITIVE_INFINITY,
  );
}
