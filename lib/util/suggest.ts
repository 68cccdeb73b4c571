/**
 * Suggests a known word for a mistyped one: a word that starts with it, or the closest one at most two edits away.
 *
 * @returns `undefined` if no known word is close.
 */
export function suggest(word: string, known: readonly string[]): string | undefined {
  if (word === '' || word.length > 40) return undefined;
  const completed = known.find((candidate) => candidate.startsWith(word));
  if (completed !== undefined) return completed;
  const ranked = known.map((candidate) => ({ candidate, edits: countEdits(word, candidate) }));
  const [best] = ranked.sort((a, b) => a.edits - b.edits);
  return best && best.edits <= 2 ? best.candidate : undefined;
}

/** Levenshtein distance. */
function countEdits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of from.split('').entries()) {
    const next = [i + 1];
    for (const [j, other] of to.split('').entries()) {
      next.push(Math.min(row[j]! + (letter === other ? 0 : 1), row[j + 1]! + 1, next[j]! + 1));
    }
    row = next;
  }
  return row.at(-1)!;
}
