/** FNV-1a over 32 bits. */
function hash32(text: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01_00_01_93);
  return hash >>> 0;
}

/**
 * Counts rows that stand in a table twice, by 53 bits of each: of a million different rows two share them with probability 6e-5, and then one row more
 * is counted in a report that a person reads.
 */
export class RepeatedRows {
  readonly #seen = new Set<number>();
  count = 0;

  add(cells: readonly string[]): void {
    const text = JSON.stringify(cells);
    const key = hash32(text, 0x81_1c_9d_c5) * 2 ** 21 + (hash32(text, 0x2f_0b_44_87) >>> 11);
    if (this.#seen.has(key)) this.count++;
    else this.#seen.add(key);
  }
}
