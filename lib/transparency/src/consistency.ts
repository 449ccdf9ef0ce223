import { corrupt } from './signed-note.ts';
import { nodeHash } from './merkle-tree.ts';

/** A perfect subtree: the one over leaves `index * 2^level` to `(index + 1) * 2^level`. */
export interface NodePlace {
  readonly level: number;
  readonly index: number;
}

/** The largest power of two below `size`. */
export function split(size: number): number {
  let k = 1;
  while (k * 2 < size) k *= 2;
  return k;
}

/** The perfect subtrees of which the tree over leaves from `start` to `end` is made, the largest first. */
export function perfectSubtrees(start: number, end: number): readonly NodePlace[] {
  const places: NodePlace[] = [];
  for (let at = start; at < end; ) {
    let level = 0;
    while (at % 2 ** (level + 1) === 0 && at + 2 ** (level + 1) <= end) level += 1;
    places.push({ level, index: at / 2 ** level });
    at += 2 ** level;
  }
  return places;
}

/**
 * Of which subtrees the proof is made that a log of `to` entries continues the one of `from` (RFC 6962, section 2.1.2), in its order:
 * each as the perfect subtrees it consists of, over which the hash is to be taken ({@link rootOver}).
 */
export function consistencyPlaces(from: number, to: number): readonly (readonly NodePlace[])[] {
  if (from === 0 || from === to) return [];
  const places: (readonly NodePlace[])[] = [];
  const prove = (m: number, start: number, end: number, known: boolean): void => {
    if (m === end - start) {
      if (!known) places.push(perfectSubtrees(start, end));
      return;
    }
    const k = split(end - start);
    if (m <= k) {
      prove(m, start, start + k, known);
      places.push(perfectSubtrees(start + k, end));
    } else {
      prove(m - k, start + k, end, false);
      places.push(perfectSubtrees(start, start + k));
    }
  };
  prove(from, 0, to, true);
  return places;
}

/** A log at one moment. */
export interface LogHead {
  readonly size: number;
  readonly root: Buffer;
}

/**
 * Checks that a log continues what it was before (RFC 9162, section 2.1.4.2).
 *
 * @throws ConsiliumError `AUDIT_CORRUPT` when it does not, or the proof does not show it
 */
export function requireContinued(before: LogHead, now: LogHead, proof: readonly Buffer[]): void {
  if (now.size < before.size)
    throw corrupt(`the log has ${now.size} entries and had ${before.size}: its end was cut off, or an older state was restored`);
  const forked = corrupt(`the log of ${now.size} entries does not continue the one of ${before.size} that was shown before`);
  if (before.size === 0) return;
  if (before.size === now.size) {
    if (proof.length === 0 && before.root.equals(now.root)) return;
    throw forked;
  }
  let fn = before.size - 1;
  let sn = now.size - 1;
  const half = (): void => {
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  };
  while (fn % 2 === 1) half();
  // A tree of a power of two is itself the first node.
  const [first, ...rest] = fn === 0 ? [before.root, ...proof] : proof;
  if (first === undefined) throw forked;
  let older = first;
  let newer = first;
  for (const node of rest) {
    if (sn === 0) throw forked;
    if (fn % 2 === 1 || fn === sn) {
      older = nodeHash(node, older);
      newer = nodeHash(node, newer);
      while (fn % 2 === 0 && fn !== 0) half();
    } else newer = nodeHash(newer, node);
    half();
  }
  if (sn !== 0 || !older.equals(before.root) || !newer.equals(now.root)) throw forked;
}
