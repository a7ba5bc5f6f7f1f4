/** Words shorter than this are not matched as a part of a known word: `to` occurs in too many of them. */
const SHORTEST_PART = 4;

/**
 * The known word that was probably meant, or `null` when none is close. Case does not matter; two letters that changed places count as one
 * mistake; a word that is part of exactly one known word matches it.
 *
 * @example didYouMean("EMAIL_REPLAY", ["EMAIL_REPLY", "EMAIL_OPEN"]) // "EMAIL_REPLY"
 */
export function didYouMean(word: string, known: readonly string[]): string | null {
  const asked = word.toLowerCase();
  let best: string | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const distance = editDistance(asked, candidate.toLowerCase());
    if (distance < bestDistance && distance <= mistakesAllowed(asked, candidate)) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best ?? onlyOneWithPart(asked, known);
}

/** Allows two wrong letters in five, and always at least one. */
function mistakesAllowed(asked: string, candidate: string): number {
  return Math.max(1, Math.floor(Math.max(asked.length, candidate.length) * 0.4));
}

function onlyOneWithPart(part: string, known: readonly string[]): string | null {
  if (part.length < SHORTEST_PART) return null;
  const holding = known.filter((candidate) => candidate.toLowerCase().includes(part));
  return holding.length === 1 ? (holding[0] ?? null) : null;
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = at(last, column - 1) + (from[row - 1] === to[column - 1] ? 0 : 1);
      let distance = Math.min(at(last, column) + 1, at(current, column - 1) + 1, replaced);
      const isSwap = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (isSwap) distance = Math.min(distance, at(beforeLast, column - 2) + 1);
      current.push(distance);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? 0;
}
