import { fromUnknown, type Randomness, seededRandom } from '@consilium/core';
import { ctSlice, dicomFile, type MadeElement, SYNTAX } from '@consilium/testing/dicom';
import { expect, it } from 'vitest';
import { integer } from '../testing/draw.ts';
import { cleanDicom } from './clean-dicom.ts';
import { pixelHolds } from './pixel-holds.ts';
import { cleaningOf, read } from './testing/cleaned.ts';
import { PLANTED_TEXTS, plantedElements } from './testing/planted.ts';
import { writeDicom } from './write-dicom.ts';

/** A few thousand of each file with all tests, a million in all for who has the time (`CONSILIUM_FUZZ=1000000`). */
const INPUTS = Number(process.env['CONSILIUM_FUZZ'] ?? 20_000);
const TAKES_MS = 600_000 + 10 * INPUTS;

const JPEG = Buffer.from('ffd8ffe000104a46494600010100000100010000fffe000a5a4542554c4f4e21ffda00080101003f007a12ff00ffd9', 'hex');

/** Small, so that a change meets what matters more often than pixels. */
function samples(): readonly Buffer[] {
  const nested: MadeElement = [
    0x5200_9229,
    'SQ',
    [
      [
        [
          0x0028_9110,
          'SQ',
          [
            [
              [0x0028_0030, 'DS', '0.5\\0.5'],
              [0x0010_0010, 'PN', 'Zebulonsen^Quirina'],
            ],
          ],
        ],
      ],
    ],
  ];
  const slice = ctSlice({ side: 2, more: [nested] });
  return [
    ...[SYNTAX.explicit, SYNTAX.implicit, SYNTAX.bigEndian, SYNTAX.deflated].flatMap((syntax) =>
      [true, false].map((undefinedLengths) => dicomFile(slice, { syntax, undefinedLengths })),
    ),
    dicomFile(ctSlice({ side: 2, more: [[0x7fe0_0010, 'OB', { fragments: [Buffer.alloc(0), JPEG] }]] }), { syntax: SYNTAX.jpeg }),
    dicomFile(ctSlice({ side: 2, more: plantedElements() })),
  ];
}

/** Flips bits, cuts, repeats, and writes lengths that lie. */
function changed(bytes: Buffer, random: Randomness): Buffer {
  const below = (n: number): number => integer(random, Math.max(1, n));
  let copy = Buffer.from(bytes);
  for (let changes = 1 + below(4); changes > 0; changes--) {
    const at = 128 + below(copy.length - 132);
    switch (below(6)) {
      case 0:
        copy[at] = (copy[at] ?? 0) ^ (1 << below(8));
        break;
      case 1:
        copy[at] = below(256);
        break;
      case 2:
        copy.writeUInt32LE(pickLength(below), Math.min(at, copy.length - 4));
        break;
      case 3:
        copy = copy.subarray(0, Math.max(132, at));
        break;
      case 4:
        copy = Buffer.concat([copy.subarray(0, at), copy.subarray(Math.max(132, at - below(64)))]);
        break;
      default:
        copy = Buffer.concat([copy.subarray(0, at), copy.subarray(Math.min(copy.length, at + below(16)))]);
    }
    if (copy.length < 140) return copy;
  }
  return copy;
}

function pickLength(below: (n: number) => number): number {
  const lengths = [0, 1, 0xff, 0xffff, 0x7fff_ffff, 0xffff_fffe, 0xffff_ffff, 0xfffe_e000, below(4096)];
  return lengths[below(lengths.length)] ?? 0;
}

it(
  `${INPUTS} changed files are read or refused with a code, and never crash, hang, or say a value`,
  () => {
    const random = seededRandom(13);
    const cleaning = cleaningOf();
    const made = samples();
    const outcomes = new Map<string, number>();
    const before = process.memoryUsage().rss;
    for (let i = 0; i < INPUTS; i++) {
      const bytes = changed(made[i % made.length] ?? Buffer.alloc(0), random);
      let outcome = 'cleaned';
      try {
        const file = read(bytes);
        pixelHolds(file.dataset, { defaced: false });
        const written = writeDicom(cleanDicom(file, cleaning));
        // What is written can be read, by the same strict reader.
        read(written);
        for (const text of PLANTED_TEXTS) if (written.includes(text, 0, 'latin1')) throw new Error(`input ${i} leaves ${text}`);
      } catch (error) {
        const known = fromUnknown(error);
        outcome = known.code;
        // The inflater of tests is Node's own, and throws its errors.
        const ofInflater = error instanceof Error && 'code' in error && /^(?:Z_|ERR_BUFFER_TOO_LARGE)/.test(String(error.code));
        if (outcome === 'INTERNAL' && !ofInflater) throw new Error(`input ${i}: ${known.message}`, { cause: error });
        expect(known.message).not.toMatch(/Zebulon|Quint|5550199/);
      }
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    expect(outcomes.get('cleaned')).toBeGreaterThan(INPUTS / 20);
    expect(outcomes.get('DICOM_INVALID')).toBeGreaterThan(INPUTS / 20);
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 2 ** 20);
  },
  TAKES_MS,
);
