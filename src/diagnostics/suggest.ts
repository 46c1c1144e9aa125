/**
 * The candidate that a misspelt word most likely means, or null where none is near: at most one edit (insert, delete,
 * substitute, swap two neighbours) for every three characters, letter case ignored.
 */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  const lower = word.toLowerCase();
  const signs = countSigns(lower);
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    // Of a thousand names hardly any has so many of the word's signs, and counting them takes one look at each.
    if (Math.max(lower.length, other.length) - commonSigns(signs, other) >= bestDistance) continue;
    const distance = editDistance(lower, other, bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** How often each sign stands in a word. Signs that share a place are taken for one: then words only seem nearer. */
function countSigns(word: string): Uint16Array {
  const counts = new Uint16Array(128);
  for (let index = 0; index < word.length; index++) {
    const place = word.charCodeAt(index) & 127;
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return counts;
}

/** How many signs two words have in common, wherever they stand: each of the others takes an edit. */
function commonSigns(signs: Uint16Array, word: string): number {
  const left = signs.slice();
  let common = 0;
  for (let index = 0; index < word.length; index++) {
    const place = word.charCodeAt(index) & 127;
    const count = left[place] ?? 0;
    if (count === 0) continue;
    left[place] = count - 1;
    common += 1;
  }
  return common;
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
    let least = row;
    for (let column = 1; column <= right.length; column++) {
      const isSame = left.charCodeAt(row - 1) === right.charCodeAt(column - 1);
      let distance = Math.min(
        at(previous, column) + 1,
        at(current, column - 1) + 1,
        at(previous, column - 1) + (isSame ? 0 : 1),
      );
      if (!isSame && isSwapped(left, right, row, column))
        distance = Math.min(distance, at(beforePrevious, column - 2) + 1);
      current.push(distance);
      if (distance < least) least = distance;
    }
    if (least >= bound) return bound;
    beforePrevious = previous;
    previous = current;
  }
  return Math.min(bound, at(previous, right.length));
}

/** Whether the signs before a row and a column are two neighbours that changed places. */
function isSwapped(left: string, right: string, row: number, column: number): boolean {
  return (
    row > 1 &&
    column > 1 &&
    left.charCodeAt(row - 1) === right.charCodeAt(column - 2) &&
    left.charCodeAt(row - 2) === right.charCodeAt(column - 1)
  );
}

function at(distances: readonly number[], column: number): number {
  return distances[column] ?? Number.POSITIVE_INFINITY;
}
