import { describe, expect, it } from 'vitest';
import { type Compressed, silentFragments } from './compressed-pixels.ts';

const JPEG = '1.2.840.10008.1.2.4.50';
const J2K = '1.2.840.10008.1.2.4.90';
const RLE = '1.2.840.10008.1.2.5';
const OFFSETS = Buffer.alloc(0);

const segment = (marker: number, body: Buffer): Buffer => {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(marker, 0);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
};
const SECRET = Buffer.from('Zebulonsen');
const JFIF = segment(0xffe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1'));
const SCAN = Buffer.concat([
  segment(0xffda, Buffer.from([1, 1, 0, 0, 63, 0])),
  Buffer.from([0x12, 0xff, 0x00, 0x34, 0xff, 0xd3, 0x56]),
]);
const jpeg = (...parts: readonly Buffer[]): Buffer => Buffer.concat([Buffer.of(0xff, 0xd8), ...parts]);
const END = Buffer.of(0xff, 0xd9);

/** Of six pixels of two bytes. */
const said = (transferSyntax: string, frames = 1): Compressed => ({
  rows: 2,
  columns: 3,
  samplesPerPixel: 1,
  bitsAllocated: 16,
  frames,
  transferSyntax,
});

function silent(piece: Buffer | readonly Buffer[], syntax = JPEG): readonly Buffer[] {
  return silentFragments([OFFSETS, ...(Buffer.isBuffer(piece) ? [piece] : piece)], said(syntax))
    .slice(1)
    .map((one) => Buffer.from(one));
}

describe('JPEG', () => {
  it.each([
    ['a comment', jpeg(JFIF, segment(0xfffe, SECRET), SCAN, END)],
    ['what a camera says', jpeg(segment(0xffe1, SECRET), SCAN, END)],
    ['what no decoder knows', jpeg(JFIF, segment(0xfff0, SECRET), segment(0xff02, SECRET), SCAN, END)],
    ['a picture in the head', jpeg(segment(0xffe0, Buffer.concat([Buffer.from('JFIF\0'), SECRET])), SCAN, END)],
    ['words behind a colour', jpeg(segment(0xffee, Buffer.concat([Buffer.from('Adobe'), SECRET])), SCAN, END)],
    ['a comment between two scans', jpeg(JFIF, SCAN, segment(0xfffe, SECRET), SCAN, END)],
    ['what stands behind the end', jpeg(JFIF, SCAN, END, SECRET)],
  ])('loses %s, and nothing moves', (_what, image) => {
    const [out = Buffer.alloc(0)] = silent(image);
    expect(out.length).toBe(image.length);
    expect(out.includes('Zebulon')).toBe(false);
    const start = image.indexOf(SECRET);
    const zeros = out.subarray(start, start + SECRET.length);
    expect(zeros.every((byte) => byte === 0)).toBe(true);
    expect(out.subarray(0, 4)).toEqual(image.subarray(0, 4));
  });

  it('keeps everything else, byte for byte, also cut into pieces', () => {
    const image = jpeg(JFIF, SCAN, END);
    expect(silent(image)).toEqual([image]);
    const secret = jpeg(JFIF, segment(0xfffe, SECRET), SCAN, END);
    const at = secret.indexOf(SECRET) + 3;
    const [a = Buffer.alloc(0), b = Buffer.alloc(0)] = silent([secret.subarray(0, at), secret.subarray(at)]);
    expect([a.length, b.length]).toEqual([at, secret.length - at]);
    expect(Buffer.concat([a, b]).includes(0x5a)).toBe(false);
  });

  it.each([
    ['something else', Buffer.from('no image at all')],
    ['a head that is cut', jpeg(JFIF.subarray(0, 8))],
    ['a scan without an end', jpeg(JFIF, SCAN)],
    ['a segment of no length', jpeg(Buffer.from([0xff, 0xfe, 0, 0]), SCAN, END)],
    ['no byte', Buffer.alloc(0)],
  ])('is refused for %s', (_what, image) => {
    expect(() => silent(image)).toThrow(expect.objectContaining({ code: 'DICOM_INVALID' }));
  });
});

describe('JPEG 2000', () => {
  const comment = segment(0xff64, Buffer.concat([Buffer.of(0, 1), SECRET]));
  const tile = (body: Buffer, length = 12 + body.length): Buffer => {
    const head = segment(0xff90, Buffer.alloc(8));
    head.writeUInt32BE(length, 6);
    return Buffer.concat([head, body]);
  };
  const data = Buffer.from([0xff, 0x93, 1, 2, 3, 4]);
  const start = Buffer.from([0xff, 0x4f]);

  it('loses comments in its head and in the heads of tiles, and what stands behind the end', () => {
    const unknown = segment(0xff7f, SECRET);
    const image = Buffer.concat([start, comment, unknown, tile(Buffer.concat([comment, data])), tile(data), END, SECRET]);
    const [out = Buffer.alloc(0)] = silent(image, J2K);
    expect(out.includes('Zebulon')).toBe(false);
    expect(out.length).toBe(image.length);
    const toTheEnd = silent(Buffer.concat([start, tile(data, 0), END, SECRET]), J2K);
    expect(Buffer.concat(toTheEnd)).toEqual(Buffer.concat([start, tile(data, 0), END, Buffer.alloc(SECRET.length)]));
    expect(silent(Buffer.concat([start, tile(data), END]), J2K)).toEqual([Buffer.concat([start, tile(data), END])]);
  });

  it('is refused where tiles lie about their length', () => {
    expect(() => silent(Buffer.concat([start, segment(0xff90, Buffer.alloc(0))]), J2K)).toThrow(
      expect.objectContaining({ code: 'DICOM_INVALID' }),
    );
    for (const length of [2, 4000])
      expect(() => silent(Buffer.concat([start, tile(data, length), END]), J2K)).toThrow(
        expect.objectContaining({ code: 'DICOM_INVALID' }),
      );
  });
});

describe('runs of bytes', () => {
  const head = (second: number, segments = 2): Buffer => {
    const bytes = Buffer.alloc(64);
    for (const [i, value] of [segments, 64, second].entries()) bytes.writeUInt32LE(value, 4 * i);
    return bytes;
  };
  /** Six times the same, and six as they are. */
  const same = Buffer.from([0xfb, 7]);
  const each = Buffer.from([5, 1, 2, 3, 4, 5, 6]);
  const image = Buffer.concat([head(66), same, each]);

  it('stay as they are', () => expect(silent(image, RLE)).toEqual([image]));

  it.each([
    ['what stands behind a segment', Buffer.concat([head(76), same, SECRET, each, SECRET])],
    ['what stands behind the last pixel', Buffer.concat([head(66), same, Buffer.from([15, 1, 2, 3, 4, 5, 6]), SECRET])],
    ['what no segment needs of the head', Buffer.concat([head(66).fill(SECRET, 12), same, each])],
  ])('lose %s', (_what, piece) => {
    const [out = Buffer.alloc(0)] = silent(piece, RLE);
    expect(out.length).toBe(piece.length);
    expect(out.includes('Zebulon')).toBe(false);
    expect(out.includes(each.subarray(1))).toBe(true);
  });

  it.each([
    ['no head', Buffer.alloc(63)],
    ['too few', Buffer.concat([head(66), same, each.subarray(0, 4)])],
    ['a segment that begins elsewhere', Buffer.concat([head(65), same, each])],
    ['another number of segments', Buffer.concat([head(66, 1), same, each])],
  ])('are refused for %s', (_what, piece) => {
    expect(() => silent(piece, RLE)).toThrow(expect.objectContaining({ code: 'DICOM_INVALID' }));
  });
});

describe('the pieces of an image', () => {
  const one = jpeg(JFIF, SCAN, END);

  it('get a table of offsets of their own, where there was one', () => {
    const [table, ...pieces] = silentFragments([SECRET, one, one.subarray(0, 5), one.subarray(5)], said(JPEG, 2));
    expect([Buffer.from(table ?? []).readUInt32LE(0), Buffer.from(table ?? []).readUInt32LE(4)]).toEqual([
      0,
      8 + one.length + (one.length % 2),
    ]);
    expect(pieces).toHaveLength(3);
    expect(silentFragments([OFFSETS, one], said(JPEG))[0]).toEqual(OFFSETS);
  });

  it('are as many images as are said, and at least one', () => {
    for (const pieces of [[], [one, one]])
      for (const syntax of [JPEG, RLE])
        expect(() => silent(pieces, syntax)).toThrow(expect.objectContaining({ code: 'DICOM_INVALID' }));
  });
});
