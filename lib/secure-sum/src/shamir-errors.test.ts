import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { SECRET_BYTES, splitSecret } from './shamir.ts';
import { correctedSecret } from './shamir-errors.ts';
import { testRandom } from './testing/consortium.ts';

const schedules = fc.record({
  threshold: fc.integer({ min: 1, max: 20 }),
  spare: fc.integer({ min: 0, max: 16 }),
  wrong: fc.nat({ max: 16 }),
  first: fc.integer({ min: 1, max: 60_000 }),
  turn: fc.nat(),
  seed: fc.nat(),
});

it('a secret comes back from shares of which as many are wrong as half of those to spare, and never in another form', () => {
  const seen = { right: 0, none: 0 };
  fc.assert(
    fc.property(schedules, ({ threshold, spare, wrong, first, turn, seed }) => {
      const random = testRandom(`errors-${seed}`);
      const secret = new Uint8Array(SECRET_BYTES);
      random.fill(secret);
      const n = threshold + spare;
      const shares = splitSecret(
        secret,
        threshold,
        Array.from({ length: n }, (_, i) => first + 7 * i),
        random,
      );
      // Every third one from somewhere, some of them wrong in one word only.
      const liars = new Set(Array.from({ length: Math.min(wrong, n) }, (_, i) => (turn + 3 * i) % n));
      const opened = shares.map(({ holder, bytes }, i) => {
        const lie = Uint8Array.from(bytes);
        if (liars.has(i)) for (let at = 0; at < (i % 2 === 0 ? 2 : SECRET_BYTES); at++) lie[at] = (lie[at] ?? 0) ^ (1 + i + at);
        return { holder, bytes: lie };
      });
      const corrected = correctedSecret(opened, threshold);
      if (2 * liars.size <= spare) {
        expect(corrected === undefined ? 'nothing' : new Uint8Array(corrected)).toEqual(secret);
        seen.right++;
      } else if (corrected === undefined) seen.none++;
    }),
    { numRuns: 400, seed: 5 },
  );
  expect(seen.right).toBeGreaterThan(100);
  expect(seen.none).toBeGreaterThan(50);
});

it('a secret of zeros comes back too', () => {
  const shares = splitSecret(new Uint8Array(SECRET_BYTES), 3, [1, 2, 3, 4, 5], testRandom('zeros'));
  expect(correctedSecret(shares, 3)).toEqual(Buffer.alloc(SECRET_BYTES));
  const zeros = shares.map(({ holder }) => ({ holder, bytes: new Uint8Array(SECRET_BYTES) }));
  expect(correctedSecret(zeros, 3)).toEqual(Buffer.alloc(SECRET_BYTES));
});
