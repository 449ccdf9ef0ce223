import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NdjsonCheck } from './ndjson-check.ts';

function checked(bytes: Buffer, cuts: readonly number[] = []): { resources: number; broken: number; type: string | undefined } {
  const check = new NdjsonCheck();
  const ends = [...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length].sort((a, b) => a - b);
  let from = 0;
  for (const end of ends) {
    check.feed(bytes.subarray(from, end));
    from = end;
  }
  check.end();
  return { resources: check.resources, broken: check.broken, type: check.firstType() };
}

it.each([
  ['', 0, 0, undefined],
  ['\n \r\n\n', 0, 0, undefined],
  ['{"resourceType":"Patient"}', 1, 0, 'Patient'],
  ['\ufeff{ "resourceType" : "Patient" }\r\n{"id":"2"}\n', 2, 0, 'Patient'],
  ['{"id":"1","resourceType":"Patient"}\n', 1, 0, undefined],
  ['{"resourceType":"Patient"}\n{"resourceType":"Pat', 2, 1, 'Patient'],
  ['[{"resourceType":"Patient"}]\n', 1, 1, undefined],
  ['<html>\n</html>\n', 2, 2, undefined],
])('counts lines that are objects, and others: %j', (text, resources, broken, type) => {
  expect(checked(Buffer.from(text))).toEqual({ resources, broken, type });
});

it('counts the same however the bytes are cut', () => {
  const piece = fc.constantFrom('{', '}', '\n', ' ', '\r', '"', 'x', '{"resourceType":"Patient"}', '\ufeff', '[');
  const text = fc.array(piece, { maxLength: 30 }).map((pieces) => Buffer.from(pieces.join('')));
  fc.assert(
    fc.property(text, fc.array(fc.nat(80), { maxLength: 6 }), (bytes, cuts) => {
      const whole = checked(bytes);
      expect(checked(bytes, cuts)).toEqual(whole);
      const lines = bytes
        .toString('utf8')
        .split('\n')
        .filter((line) => /[^ \r\ufeff]/.test(line));
      // A mark of UTF-8 that is not at the beginning is no blank.
      if (!bytes.toString('utf8').slice(1).includes('\ufeff')) expect(whole.resources).toBe(lines.length);
    }),
    { numRuns: 3000, seed: 7 },
  );
});
