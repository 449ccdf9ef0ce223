/** Shorter words have too many neighbours: `pain`, `pan`, `main`. */
const SHORTEST = 5;

/**
 * Whether two words are the same but for one mistake of a typist: a letter more, a letter less, another letter, or two that changed places.
 * Words of fewer than five letters must be the same.
 */
export function areNear(a: string, b: string): boolean {
  if (a === b) return true;
  if (Math.min(a.length, b.length) < SHORTEST || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  if (restA.slice(1) === restB || restA === restB.slice(1) || restA.slice(1) === restB.slice(1)) return true;
  return restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
}
