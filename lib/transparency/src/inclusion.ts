import { type LogHead, type NodePlace, perfectSubtrees, split } from './consistency.ts';
import { nodeHash } from './merkle-tree.ts';
import { corrupt } from './signed-note.ts';

/**
 * Of which subtrees the proof is made that an entry is in a log of `size` entries (RFC 6962, section 2.1.1), in its order: each as the
 * perfect subtrees it consists of, over which the hash is to be taken.
 *
 * @param index of the entry, counted from 0
 */
export function inclusionPlaces(index: number, size: number): readonly (readonly NodePlace[])[] {
  const places: (readonly NodePlace[])[] = [];
  const prove = (start: number, end: number): void => {
    if (end - start === 1) return;
    const middle = start + split(end - start);
    if (index < middle) {
      prove(start, middle);
      places.push(perfectSubtrees(middle, end));
    } else {
      prove(middle, end);
      places.push(perfectSubtrees(start, middle));
    }
  };
  prove(0, size);
  return places;
}

/**
 * Checks that an entry is in a log (RFC 9162, section 2.1.3.2).
 *
 * @param leaf hash of the entry
 * @param index of the entry, counted from 0
 * @throws ConsiliumError `AUDIT_CORRUPT` when it is not, or the proof does not show it
 */
export function requireIncluded(leaf: Buffer, index: number, { size, root }: LogHead, proof: readonly Buffer[]): void {
  const missing = corrupt(`the log of ${size} entries does not have the one that was shown as entry ${index + 1}`);
  if (index < 0 || index >= size) throw missing;
  let fn = index;
  let sn = size - 1;
  let hash = leaf;
  const half = (): void => {
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  };
  for (const node of proof) {
    if (sn === 0) throw missing;
    if (fn % 2 === 1 || fn === sn) {
      hash = nodeHash(node, hash);
      while (fn % 2 === 0 && fn !== 0) half();
    } else hash = nodeHash(hash, node);
    half();
  }
  if (sn !== 0 || !hash.equals(root)) throw missing;
}
