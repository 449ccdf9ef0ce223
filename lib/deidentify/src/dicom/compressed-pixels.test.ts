import { describe, expect, it } from 'vitest';
import { silentFragments } from './compressed-pixels.ts';

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

function silent(piece: Buffer | readonly Buffer[], syntax = JPEG): readonly Buffer[] {
  return silentFragments([OFFSETS, ...(Buffer.isBuffer(piece) ? [piece] : piece)], syntax)
    .slice(1)
    .map((one) => Buffer.from(one));
}

describe('JPEG', () => {
  it.each([
    ['a comment', jpeg(JFIF, segment(0xfffe, SECRET), SCAN, END)],
    ['what a camera says', jpeg(segment(0xffe1, SECRET), SCAN, END)],
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
    const image = Buffer.concat([start, comment, tile(Buffer.concat([comment, data])), tile(data), END, SECRET]);
    const [out = Buffer.alloc(0)] = silent(image, J2K);
    expect(out.includes('Zebulon')).toBe(false);
    expect(out.length).toBe(image.length);
    expect(silent(Buffer.concat([start, tile(data), END]), J2K)).toEqual([Buffer.concat([start, tile(data), END])]);
  });

  it('is refused where tiles lie about their length', () => {
    for (const length of [2, 4000])
      expect(() => silent(Buffer.concat([start, tile(data, length), END]), J2K)).toThrow(
        expect.objectContaining({ code: 'DICOM_INVALID' }),
      );
  });
});

it('leaves runs of bytes as they are, and refuses an image of none', () => {
  expect(silent(Buffer.from([1, 2, 3, 4]), RLE)).toEqual([Buffer.from([1, 2, 3, 4])]);
  expect(() => silent([], RLE)).toThrow(expect.objectContaining({ code: 'DICOM_INVALID' }));
});
