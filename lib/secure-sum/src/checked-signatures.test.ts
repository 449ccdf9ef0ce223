import { expect, it } from 'vitest';
import { CheckedSignatures, type Claim } from './checked-signatures.ts';
import { type KeyPair, sign, signingKey } from './keys.ts';

const key = (n: number): KeyPair => signingKey(new Uint8Array(32).fill(n));
const text = Buffer.from('a text');

function claim(by: KeyPair, bytes: Uint8Array = text): Claim {
  return { key: by.publicKey, text: bytes, signature: sign(by, bytes) };
}

/** What differs from a signature that holds in one place. */
function forged({ key: publicKey, text: bytes, signature }: Claim): readonly Claim[] {
  const flipped = (of: Uint8Array, at: number): Uint8Array => of.map((byte, i) => (i === at ? byte ^ 1 : byte));
  return [
    { key: publicKey, text: flipped(bytes, 0), signature },
    { key: publicKey, text: Buffer.concat([bytes, Buffer.of(0)]), signature },
    { key: publicKey, text: bytes, signature: flipped(signature, 5) },
    { key: flipped(publicKey, 3), text: bytes, signature },
    { key: key(9).publicKey, text: bytes, signature },
    // The same bytes, cut elsewhere.
    { key: publicKey, text: bytes.subarray(1), signature: Buffer.concat([signature, bytes.subarray(0, 1)]) },
    { key: publicKey.subarray(0, 31), text: bytes, signature: Buffer.concat([publicKey.subarray(31), signature]) },
  ];
}

it('knows what it was shown or has made, and nothing that differs from it in one place', () => {
  const [one, two] = [claim(key(1)), claim(key(2))];
  const checked = new CheckedSignatures();
  checked.made(two);
  for (const holding of [one, two, one]) expect(checked.holds(holding)).toBe(true);
  for (const lie of [...forged(one), ...forged(two)]) {
    // A lie is not remembered as one: it is looked at again.
    expect(checked.holds(lie)).toBe(false);
    expect(checked.holds(lie)).toBe(false);
  }
});

it('looks at no signature twice', () => {
  // It has not looked at this one, which does not hold: who has made it says so.
  const unheld = { ...claim(key(1)), signature: new Uint8Array(64) };
  const checked = new CheckedSignatures();
  expect(checked.holds(unheld)).toBe(false);
  checked.made(unheld);
  expect(checked.holds(unheld)).toBe(true);
});

it('forgets the oldest of many', () => {
  const { key: publicKey } = claim(key(1));
  const unheld = (n: number): Claim => ({ key: publicKey, signature: new Uint8Array(64), text: Buffer.from(`${n}`) });
  const checked = new CheckedSignatures();
  for (let n = 0; n <= 8192; n++) checked.made(unheld(n));
  expect([0, 1, 8192].map((n) => checked.holds(unheld(n)))).toEqual([false, true, true]);
});
