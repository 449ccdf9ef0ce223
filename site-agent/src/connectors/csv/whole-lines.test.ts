import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { wholeLines } from './whole-lines.ts';

const LONGEST = 4;

async function linesOf(text: string, size: number): Promise<readonly string[]> {
  const bytes = Buffer.from(text);
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
  let passed = '';
  for await (const lines of wholeLines(Readable.from(pieces), LONGEST)) passed += lines.toString();
  return passed.split(/\r\n|\r|\n/);
}

it('leaves out the rest of a line that is too long, and nothing of others, however it comes in', async () => {
  const line = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 12 });
  const end = fc.constantFrom('\n', '\r\n', '\r');
  let cut = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(line, end), { maxLength: 8 }), fc.integer({ min: 1, max: 9 }), async (lines, size) => {
      // Of two line ends, `\r` and `\n` of an empty line are one.
      fc.pre(!lines.some(([, one], i) => one === '\r' && lines[i + 1]?.[0] === '' && lines[i + 1]?.[1] !== '\r'));
      const found = await linesOf(lines.flat().join(''), size);
      expect(found).toHaveLength(lines.length + 1);
      for (const [i, [text]] of lines.entries()) {
        // A chunk may hold a long line whole; what is passed on of one is always longer than a line may be.
        const told = found[i] ?? '';
        if (text.length <= LONGEST) expect(told).toBe(text);
        else expect([text.startsWith(told), told.length > LONGEST]).toEqual([true, true]);
        if (told.length < text.length) cut++;
      }
    }),
    { numRuns: 2000, seed: 21 },
  );
  expect(cut).toBeGreaterThan(500);
});
