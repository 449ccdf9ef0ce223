import { expect, test } from 'vitest';
import { consistencyPlaces, type NodePlace, perfectSubtrees, requireContinued } from './consistency.ts';
import { leafHash, MerkleTree, rootOver } from './merkle-tree.ts';

/** A log of so many entries, and each perfect subtree of it, by the place of its last leaf. */
function logOf(count: number, text: (i: number) => string = String) {
  const tree = new MerkleTree();
  const nodes: (readonly Buffer[])[] = [];
  const roots = [tree.root()];
  for (let i = 0; i < count; i += 1) {
    nodes.push(tree.append(leafHash(text(i))));
    roots.push(tree.root());
  }
  const node = ({ level, index }: NodePlace): Buffer => nodes[(index + 1) * 2 ** level - 1]?.[level] ?? Buffer.alloc(0);
  const proof = (from: number, to: number): Buffer[] => consistencyPlaces(from, to).map((places) => rootOver(places.map(node)));
  const head = (size: number) => ({ size, root: roots[size] ?? Buffer.alloc(0) });
  return { proof, head, node };
}

const SIZES = Array.from({ length: 41 }, (_, i) => i);
const log = logOf(40);

test('perfect subtrees are those that growing has left, and hash to the root', () => {
  for (const size of SIZES) expect(rootOver(perfectSubtrees(0, size).map(log.node))).toEqual(log.head(size).root);
});

test('the proofs are those of the example in RFC 6962, section 2.1.3', () => {
  const leaf = (i: number): Buffer => log.node({ level: 0, index: i });
  expect(log.proof(3, 7)).toEqual([
    leaf(2),
    leaf(3),
    log.node({ level: 1, index: 0 }),
    rootOver([log.node({ level: 1, index: 2 }), leaf(6)]),
  ]);
  expect(log.proof(4, 7)).toEqual([rootOver([log.node({ level: 1, index: 2 }), leaf(6)])]);
  expect(log.proof(6, 7)).toEqual([log.node({ level: 1, index: 2 }), leaf(6), log.node({ level: 2, index: 0 })]);
});

test('every log is shown to continue each shorter one', () => {
  for (const from of SIZES)
    for (const to of SIZES.slice(from)) requireContinued(log.head(from), log.head(to), log.proof(from, to));
});

test('no proof shows a log that was changed, cut or bent to continue what it was', () => {
  const wrong = (work: () => void): void => expect(work).toThrow(expect.objectContaining({ code: 'AUDIT_CORRUPT' }) as Error);
  for (const from of SIZES.slice(1)) {
    for (const to of SIZES.slice(from)) {
      // Another entry among the first: the same proof, and the one that the changed log would give.
      const changed = logOf(40, (i) => (i === from - 1 ? 'another' : String(i)));
      wrong(() => requireContinued(log.head(from), changed.head(to), changed.proof(from, to)));
      wrong(() => requireContinued(log.head(from), changed.head(to), log.proof(from, to)));
      const proof = log.proof(from, to);
      wrong(() => requireContinued(log.head(from), log.head(to), [...proof, Buffer.alloc(32)]));
      if (from < to) {
        wrong(() => requireContinued(log.head(to), log.head(from), proof));
        wrong(() => requireContinued(log.head(from), log.head(to), proof.slice(1)));
        wrong(() => requireContinued(log.head(from), log.head(to), proof.with(0, Buffer.alloc(32, 1))));
      }
    }
  }
});
