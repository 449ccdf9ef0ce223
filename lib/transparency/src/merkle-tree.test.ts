import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { leafHash, MerkleTree } from './merkle-tree.ts';

/** Entries of the test tree that implementations of RFC 6962 share (the Go reference implementation of Certificate Transparency). */
const ENTRIES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
/** Its roots over the first 1 to 8 entries. */
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

test('has the roots of the published test tree', () => {
  const tree = new MerkleTree();
  const roots = ENTRIES.map((entry) => {
    tree.append(leafHash(Buffer.from(entry, 'hex')));
    return tree.root().toString('hex');
  });
  expect(roots).toEqual(ROOTS);
});

test('is the hash of nothing without a leaf', () => {
  expect(new MerkleTree().root()).toEqual(createHash('sha256').digest());
});

test('agrees with the definition of RFC 6962, section 2.1, at every size up to 70', () => {
  const tree = new MerkleTree();
  const leaves: Buffer[] = [];
  for (let size = 1; size <= 70; size += 1) {
    const leaf = leafHash(String(size));
    leaves.push(leaf);
    tree.append(leaf);
    expect(tree.root()).toEqual(defined(leaves));
  }
});

/** MTH as it is written in the RFC: the largest power of two smaller than n divides left from right. */
function defined(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (leaves.length === 1 && only !== undefined) return only;
  const left = 2 ** Math.floor(Math.log2(leaves.length - 1));
  const [a, b] = [leaves.slice(0, left), leaves.slice(left)].map(defined);
  return createHash('sha256')
    .update(Buffer.concat([Buffer.of(1), a ?? Buffer.alloc(0), b ?? Buffer.alloc(0)]))
    .digest();
}
