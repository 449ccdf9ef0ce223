import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { inclusionPlaces, requireIncluded } from './inclusion.ts';
import { leafHash, MerkleTree, rootOver } from './merkle-tree.ts';

/** A log of so many entries, and the proof of one of them. */
function logOf(size: number, index: number) {
  const tree = new MerkleTree();
  const nodes = Array.from({ length: size }, (_, i) => tree.append(leafHash(`entry ${i}`)));
  const node = ({ level, index: at }: { level: number; index: number }): Buffer =>
    nodes[(at + 1) * 2 ** level - 1]?.[level] ?? Buffer.alloc(32);
  const proof = inclusionPlaces(index, size).map((places) => rootOver(places.map(node)));
  return { head: { size, root: tree.root() }, proof };
}

const refused = (work: () => void) => expect(work).toThrow(expect.objectContaining({ code: 'AUDIT_CORRUPT' }) as Error);

describe('a proof that an entry is in a log', () => {
  it('holds for each entry of each small log, and for no other entry, place, root or proof', () => {
    for (let size = 1; size <= 20; size += 1)
      for (let index = 0; index < size; index += 1) {
        const { head, proof } = logOf(size, index);
        const leaf = leafHash(`entry ${index}`);
        requireIncluded(leaf, index, head, proof);
        refused(() => requireIncluded(leafHash('another'), index, head, proof));
        refused(() => requireIncluded(leaf, size, head, proof));
        refused(() => requireIncluded(leaf, index, { size, root: Buffer.alloc(32) }, proof));
        refused(() => requireIncluded(leaf, index, head, [...proof, Buffer.alloc(32)]));
        if (proof.length > 0) refused(() => requireIncluded(leaf, index, head, proof.slice(1)));
        for (let other = 0; other < size; other += 1)
          if (other !== index) refused(() => requireIncluded(leaf, other, head, proof));
      }
  });

  property.prop([fc.integer({ min: 1, max: 3000 }), fc.nat()], { numRuns: 30, seed: 4 })('is short and holds', (size, at) => {
    const index = at % size;
    const { head, proof } = logOf(size, index);
    requireIncluded(leafHash(`entry ${index}`), index, head, proof);
    expect(proof.length).toBeLessThanOrEqual(Math.ceil(Math.log2(size)));
  });
});
