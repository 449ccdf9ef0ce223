/**
 * The word that somebody may have meant: the nearest by insertions, deletions, exchanged letters and swapped neighbours (optimal string
 * alignment), if no more than a third of it differs.
 */
export function nearestWord(written: string, words: readonly string[]): string | undefined {
  const plain = fold(written);
  let nearest: string | undefined;
  let least = Infinity;
  for (const word of words) {
    const limit = Math.max(1, Math.floor(Math.max(plain.length, word.length) / 3));
    if (Math.abs(plain.length - word.length) > limit) continue;
    const distance = distanceOf(plain, fold(word));
    if (distance <= limit && distance < least) [nearest, least] = [word, distance];
  }
  return nearest;
}

/** Longest text that is compared: what is longer is no misspelt word. */
const LONGEST = 64;

function fold(word: string): string {
  return word
    .slice(0, LONGEST)
    .toLowerCase()
    .replace(/[\s_-]/gu, '');
}

function distanceOf(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min((row[j - 1] ?? 0) + 1, (last[j] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      row.push(best);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
