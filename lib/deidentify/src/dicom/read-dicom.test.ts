import { ctSlice, dataSet, dicomFile, type MadeElement, SYNTAX } from '@consilium/testing/dicom';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { dictionaryVr } from './dictionary.ts';
import { textOf } from './elements.ts';
import { readDicom } from './read-dicom.ts';
import { read } from './testing/cleaned.ts';

const EXPLICIT = { explicit: true, big: false, undefinedLengths: false } as const;

/** Every kind of number, so that an order of bytes that is not turned shows. */
const NUMBERS: readonly MadeElement[] = [
  [0x0018_6020, 'SL', [70_000]],
  [0x0018_6028, 'FD', [0.25]],
  [0x0018_9345, 'FD', [12.5]],
  [0x0028_0009, 'AT', [0x0018, 0x1063]],
  [
    0x5200_9229,
    'SQ',
    [
      [
        [0x0028_9110, 'SQ', [[[0x0028_0030, 'DS', '0.5\\0.5']]]],
        [0x0020_9157, 'UL', [1, 2]],
      ],
    ],
  ],
];

describe('a file', () => {
  const plain = read(dicomFile(ctSlice({ more: NUMBERS })));

  it.each([
    ['implicit little endian', SYNTAX.implicit, false],
    ['implicit without lengths', SYNTAX.implicit, true],
    ['explicit without lengths', SYNTAX.explicit, true],
    ['explicit big endian', SYNTAX.bigEndian, false],
    ['big endian without lengths', SYNTAX.bigEndian, true],
    ['deflated', SYNTAX.deflated, true],
  ])('means the same in %s', (_name, syntax, undefinedLengths) => {
    const other = read(dicomFile(ctSlice({ more: NUMBERS }), { syntax, undefinedLengths }));
    expect(other.transferSyntax).toBe(SYNTAX.explicit);
    for (const [tag, element] of plain.dataset) {
      // What no table here names is bytes in an implicit file.
      const known = syntax !== SYNTAX.implicit || dictionaryVr(tag) !== undefined;
      expect(other.dataset.get(tag)).toEqual(known ? element : { ...element, vr: 'UN' });
    }
    expect(other.dataset.size).toBe(plain.dataset.size);
  });

  it('may keep a sequence that somebody did not know as bytes of unknown kind without a length', () => {
    const inner = dataSet([[0x0008_1140, 'SQ', [[[0x0008_1155, 'UI', '1.2.3']]]]], {
      explicit: false,
      big: false,
      undefinedLengths: true,
    });
    // The header of an implicit sequence without a length is eight bytes; an unknown one has twelve.
    const unknown = Buffer.concat([
      Buffer.from([0x08, 0x00, 0x40, 0x11, 0x55, 0x4e, 0, 0, 0xff, 0xff, 0xff, 0xff]),
      inner.subarray(8),
    ]);
    const before = dataSet(
      ctSlice().filter(([tag]) => tag < 0x0008_1140),
      EXPLICIT,
    );
    const after = dataSet(
      ctSlice().filter(([tag]) => tag > 0x0008_1140),
      EXPLICIT,
    );
    const { dataset } = read(Buffer.concat([dicomFile([]), before, unknown, after]));
    const sequence = dataset.get(0x0008_1140);
    expect(sequence?.kind === 'sequence' && textOf(sequence.items[0] ?? new Map(), 0x0008_1155)).toBe('1.2.3');
  });

  it('is read up to its pixels, whatever stands behind them', () => {
    const trailing = Buffer.from('anything at all');
    expect(read(dicomFile(ctSlice(), { trailing })).dataset).toEqual(read(dicomFile(ctSlice())).dataset);
  });
});

describe('is refused and not guessed at', () => {
  const good = dicomFile(ctSlice());
  const body = (elements: Buffer): Buffer => Buffer.concat([dicomFile([]), elements]);
  const header = (tag: number, vr: string, length: number): Buffer => {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt16LE(tag >>> 16, 0);
    bytes.writeUInt16LE(tag & 0xffff, 2);
    bytes.write(vr, 4, 'latin1');
    bytes.writeUInt16LE(length, 6);
    return bytes;
  };
  const long = (tag: number, vr: string, length: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(length);
    return Buffer.concat([header(tag, vr, 0), bytes]);
  };
  const deep = (levels: number): readonly MadeElement[] => {
    let inner: MadeElement[] = [[0x0010_0010, 'PN', 'X']];
    for (let i = 0; i < levels; i++) inner = [[0x0008_1140, 'SQ', [inner]]];
    return inner;
  };

  it.each<readonly [string, Buffer, RegExp]>([
    ['no file at all', Buffer.alloc(0), /does not begin/],
    ['a text', Buffer.from('patient;name\n'.repeat(20)), /does not begin/],
    ['a file without its head', good.subarray(132), /does not begin/],
    [
      'a head that is longer than it says',
      Buffer.concat([good.subarray(0, 140), Buffer.of(1, 0, 0, 0), good.subarray(144)]),
      /not as long/,
    ],
    [
      'no transfer syntax',
      Buffer.concat([good.subarray(0, 132), dataSet([[0x0002_0001, 'OB', Uint8Array.of(0, 1)]], EXPLICIT)]),
      /transfer syntax/,
    ],
    ['a cut in the pixels', good.subarray(0, -1), /longer than what holds it/],
    ['a cut in a header', body(header(0x0010_0010, 'PN', 0).subarray(0, 6)), /longer than what holds it/],
    ['a length beyond the file', body(header(0x0010_0010, 'PN', 65_000)), /longer than what holds it/],
    ['a sequence beyond the file', body(long(0x0008_1140, 'SQ', 0x7fff_ffff)), /longer than what holds it/],
    ['a length that nobody says', body(long(0x0010_4000, 'UT', 0xffff_ffff)), /no length/],
    ['a sequence that never ends', body(long(0x0008_1140, 'SQ', 0xffff_ffff)), /longer than what holds it/],
    [
      'a sequence of anything but items',
      body(Buffer.concat([long(0x0008_1140, 'SQ', 8), header(0x0010_0010, 'PN', 0)])),
      /where an item has to be/,
    ],
    ['the end of an item outside of one', body(Buffer.from([0xfe, 0xff, 0x0d, 0xe0, 0, 0, 0, 0])), /no sequence is/],
    [
      'an element twice',
      body(Buffer.concat([header(0x0010_0010, 'PN', 0), header(0x0010_0010, 'PN', 0)])),
      /does not come after/,
    ],
    [
      'elements in no order',
      body(Buffer.concat([header(0x0010_0020, 'LO', 0), header(0x0010_0010, 'PN', 0)])),
      /does not come after/,
    ],
    ['a representation that there is not', body(header(0x0010_0010, 'ZZ', 0)), /no value representation/],
    ['sequences without an end in each other', dicomFile(deep(40)), /stand in each other/],
    [
      'half a number',
      dicomFile(
        [
          [0x0028_0010, 'US', Buffer.alloc(0)],
          [0x0028_9002, 'UL', Buffer.alloc(6)],
        ],
        { syntax: SYNTAX.bigEndian },
      ),
      /broken number/,
    ],
    [
      'compressed pixels in a plain file',
      dicomFile(ctSlice({ more: [[0x7fe0_0010, 'OB', { fragments: [Buffer.alloc(0), Buffer.alloc(4)] }]] })),
      /pixels are compressed/,
    ],
    ['plain pixels in a compressed file', dicomFile(ctSlice(), { syntax: SYNTAX.jpeg }), /not compressed/],
  ])('%s', (_what, bytes, problem) => {
    expect(() => read(bytes)).toThrow(
      expect.objectContaining({ code: 'DICOM_INVALID', message: expect.stringMatching(problem) as string }),
    );
  });

  it.each([
    ['a directory, which names all patients', dicomFile([[0x0008_0016, 'UI', '1.2.840.10008.1.3.10']])],
    ['a video', dicomFile(ctSlice(), { syntax: '1.2.840.10008.1.2.4.102' })],
    ['a syntax that nobody knows', dicomFile(ctSlice(), { syntax: '1.2.3.4' })],
  ])('%s', (_what, bytes) => {
    expect(() => read(bytes)).toThrow(expect.objectContaining({ code: 'DICOM_REFUSED' }));
  });

  it('a deflated file that is broken, or grows beyond what its reader takes', () => {
    const head = dicomFile([], { syntax: SYNTAX.deflated }).subarray(0, -2);
    const bomb = Buffer.concat([head, deflateRawSync(Buffer.alloc(1 << 24))]);
    for (const bytes of [bomb, Buffer.concat([head, Buffer.alloc(50, 0xff)])]) expect(() => read(bytes)).toThrow(/./);
    const inflate = (): never => {
      throw new RangeError('too long');
    };
    expect(() => readDicom(bomb, { inflate })).toThrow('too long');
  });

  it('with no value of the file in what is said', () => {
    const planted = dicomFile(ctSlice({ more: [[0x0010_0010, 'PN', 'Zebulonsen']] }));
    for (let cut = 140; cut < planted.length; cut += 7) {
      let said = '';
      try {
        read(planted.subarray(0, cut));
      } catch (error) {
        said = String(error);
      }
      expect(said).not.toMatch(/Zebulon|Quint|Quartz|5550199|1931/);
    }
  });
});
