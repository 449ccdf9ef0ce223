import process from 'node:process';
import { deflateSync } from 'node:zlib';
import type { PixelDecoder } from '@consilium/deidentify';
import { describe, expect, it } from 'vitest';
import { COLUMNS, ROWS } from '../../testing/codestreams.ts';
import { IMAGE_FILES, imageFile, writtenSamples } from '../../testing/image-files.ts';
import { decodeNatively, loadCodecs } from '../codecs/native-codecs.ts';
import { decodeImage } from './decode-image.ts';

const codecs = loadCodecs();
const decode: PixelDecoder = (image) => Promise.resolve(decodeNatively(codecs, image));

/** By how much a decoded value may differ; the others by nothing. */
const BOUNDS: Readonly<Record<string, number>> = {
  'JPEG, grey': 2,
  'JPEG, colour': 4,
  'JPEG, in several turns': 4,
  'JPEG, colours shared by four pixels': 7,
  'JPEG, with EXIF': 4,
};

/** Files that are tried by themselves below. */
const OTHERS = [
  'JPEG, four colours',
  'TIFF, JPEG in it',
  'TIFF, with sign',
  'TIFF, several images',
  'TIFF, half opaque',
  'TIFF, palette',
];

describe('image files of other programs', () => {
  it.each(IMAGE_FILES.filter(({ what }) => !OTHERS.includes(what)).map((one) => [one.what, one] as const))(
    '%s: their pixels',
    async (what, { image, file }) => {
      const { width, height, channels, pixels, white } = await decodeImage(file, decode);
      const expected = writtenSamples(image);
      const isWide = image.endsWith('16');
      expect([width, height, channels, white]).toEqual([COLUMNS, ROWS, image.startsWith('grey') ? 1 : 3, isWide ? 65_535 : 255]);
      expect(pixels).toBeInstanceOf(isWide ? Uint16Array : Uint8Array);
      const off = Math.max(...Array.from(pixels, (value, i) => Math.abs(value - (expected[i] as number))));
      expect(off).toBeLessThanOrEqual(BOUNDS[what] ?? 0);
      expect(pixels).toHaveLength(expected.length);
    },
  );

  it('are drawn on black where they are transparent', async () => {
    const { pixels } = await decodeImage(imageFile('TIFF, half opaque'), decode);
    expect([...pixels]).toEqual(writtenSamples('colour8').map((value) => Math.round((value * 51) / 255)));
  });

  it('are the colours of their palette', async () => {
    const { pixels, white } = await decodeImage(imageFile('TIFF, palette'), decode);
    expect(white).toBe(65_535);
    expect([...pixels]).toEqual(writtenSamples('grey8').flatMap((value) => [257 * value, 65_535 - 257 * value, value]));
  });

  it('are as they lie in the file, however somebody held the camera', async () => {
    const turned = await decodeImage(imageFile('JPEG, with EXIF'), decode);
    expect(turned).toEqual(await decodeImage(imageFile('JPEG, colour'), decode));
  });

  it.each([
    ['JPEG, four colours', 'other than one or three colours'],
    ['TIFF, JPEG in it', 'pixels packed by JPEG'],
    ['TIFF, with sign', 'samples with signs or points'],
    ['TIFF, several images', 'several images'],
  ])('%s: refused by name', async (what, why) => {
    await expect(decodeImage(imageFile(what), decode)).rejects.toThrow(why);
  });

  it('say nothing of a camera or a person to the decoder', async () => {
    const file = imageFile('JPEG, with EXIF');
    expect(file.includes('Mustermann')).toBe(true);
    const seen: Uint8Array[] = [];
    await decodeImage(file, (image) => {
      seen.push(image.stream);
      return decode(image);
    });
    expect(seen).toHaveLength(1);
    expect(Buffer.from(seen[0] ?? []).includes('Mustermann')).toBe(false);
  });
});

/** A TIFF file of these tags, each one number or four bytes, and one strip. */
function tiff(tags: Readonly<Record<number, number | readonly [number, number, number, number]>>, strip: Buffer): Buffer {
  const entries = Object.entries<number | readonly number[]>({
    256: 4,
    257: 4,
    258: 8,
    259: 1,
    262: 1,
    273: 8,
    277: 1,
    278: 4,
    279: strip.length,
    ...tags,
  });
  const head = Buffer.alloc(8);
  head.write('II*\0', 'latin1');
  head.writeUInt32LE(8 + strip.length, 4);
  const list = Buffer.alloc(2 + 12 * entries.length + 4);
  list.writeUInt16LE(entries.length);
  for (const [i, [tag, value]] of entries.entries()) {
    const at = 2 + 12 * i;
    list.writeUInt16LE(Number(tag), at);
    list.writeUInt16LE(typeof value === 'number' ? 4 : 1, at + 2);
    list.writeUInt32LE(typeof value === 'number' ? 1 : value.length, at + 4);
    if (typeof value === 'number') list.writeUInt32LE(value, at + 8);
    else list.set(value, at + 8);
  }
  return Buffer.concat([head, strip, list]);
}

it('reads a JPEG file that was filled up behind its pixels', async () => {
  const file = imageFile('JPEG, grey');
  const filled = Buffer.concat([file.subarray(0, -2), Buffer.alloc(3, 1), Buffer.of(0xff, 0xd9)]);
  expect(await decodeImage(filled, decode)).toEqual(await decodeImage(file, decode));
});

describe('image files that lie', () => {
  it('are images where they do not', async () => {
    const { pixels } = await decodeImage(tiff({}, Buffer.from(Array.from({ length: 16 }, (_, i) => i))), decode);
    expect([...pixels]).toEqual(Array.from({ length: 16 }, (_, i) => i));
  });

  it.each<readonly [string, Buffer, string]>([
    ['more pixels than fit', tiff({ 256: 30_000, 257: 30_000 }, Buffer.alloc(16)), 'more than 50,000,000 pixels'],
    ['a line', tiff({ 256: 1, 257: 40_000 }, Buffer.alloc(16)), 'more than 32,768 pixels a side'],
    [
      'more bytes than fit',
      tiff({ 256: 7000, 257: 7000, 258: 16, 262: 2, 277: 3, 278: 7000 }, Buffer.alloc(16)),
      'more than 160 MiB',
    ],
    ['tiles larger than fit', tiff({ 322: 30_000, 323: 30_000, 324: 8, 325: 16 }, Buffer.alloc(16)), 'more than 50,000,000'],
    [
      'tiles that together are larger than fit',
      tiff({ 256: 6000, 257: 1, 258: 16, 322: 1500, 323: 32_768, 324: [8, 8, 8, 8], 325: [4, 4, 4, 4] }, Buffer.alloc(16)),
      'tiles take more than 320 MiB',
    ],
    [
      'strips that share their bytes',
      tiff(
        { 259: 32_773, 273: [8, 8, 8, 8], 278: 1, 279: [200, 200, 200, 200] },
        Buffer.from([...Array<number>(198).fill(128), 253, 7]),
      ),
      'damaged',
    ],
    ['no pixels', tiff({ 256: 0 }, Buffer.alloc(16)), 'without pixels'],
    ['fewer pixels than it says', tiff({}, Buffer.alloc(15)), 'damaged'],
    ['a strip behind its end', tiff({ 279: 1 << 30 }, Buffer.alloc(16)), 'damaged'],
    ['pixels that become a hundred megabytes', tiff({ 259: 8 }, deflateSync(Buffer.alloc(100_000_000))), 'damaged'],
    ['fewer deflated pixels', tiff({ 259: 8 }, deflateSync(Buffer.alloc(15))), 'damaged'],
    ['strings that nobody began', tiff({ 259: 5 }, Buffer.of(0xff, 0xff, 0xff, 0xff)), 'damaged'],
    ['strings that end', tiff({ 259: 5 }, Buffer.of(0x80, 0x00)), 'damaged'],
    ['runs that end', tiff({ 259: 32_773 }, Buffer.of(0xfe, 1, 5)), 'damaged'],
    ['a palette that is not there', tiff({ 262: 3 }, Buffer.alloc(16)), 'damaged'],
    ['a list behind its end', Buffer.from('49492a00ffffff7f', 'hex'), 'damaged'],
    ['four bits', tiff({ 258: 4 }, Buffer.alloc(16)), 'other than 8 or 16 bits'],
    ['bits turned round', tiff({ 266: 2 }, Buffer.alloc(16)), 'turned round'],
    ['colours of print', tiff({ 262: 5, 277: 4 }, Buffer.alloc(64)), 'other colours'],
    ['five samples', tiff({ 277: 5 }, Buffer.alloc(80)), 'other than one or three colours'],
  ])('%s: refused', async (_what, file, why) => {
    const before = process.memoryUsage().arrayBuffers;
    await expect(decodeImage(file, decode)).rejects.toThrow(why);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50e6);
  });

  it.each<readonly [string, (file: Buffer, frame: number) => void, string]>([
    ['more pixels than fit', (file, frame) => file.fill(0x7f, frame + 5, frame + 9), 'more than 50,000,000 pixels'],
    ['no height', (file, frame) => file.fill(0, frame + 5, frame + 7), 'damaged'],
    ['12 bits', (file, frame) => file.fill(12, frame + 4, frame + 5), 'cameras do not write'],
    ['nothing after its head', (file, frame) => file.fill(0, frame + 20), 'damaged'],
  ])('a JPEG file of %s is refused before it is decoded', async (_what, change, why) => {
    const file = Buffer.from(imageFile('JPEG, grey'));
    change(file, file.indexOf(Buffer.of(0xff, 0xc0)));
    await expect(decodeImage(file, () => Promise.reject(new TypeError('decoded')))).rejects.toThrow(why);
  });

  it.each(IMAGE_FILES.map(({ what }) => what).filter((what) => what.startsWith('JPEG') && !OTHERS.includes(what)))(
    '%s: refused where pixels are lost, and not filled up with grey',
    async (what) => {
      const file = imageFile(what);
      const data = file.indexOf(Buffer.of(0xff, 0xda)) + 14;
      for (const share of [0.1, 0.5, 0.9]) {
        const end = data + Math.floor((file.length - 2 - data) * share);
        const cut = Buffer.concat([file.subarray(0, end), Buffer.of(0xff, 0xd9)]);
        await expect(decodeImage(cut, decode)).rejects.toThrow('is a damaged JPEG file');
      }
      const taller = Buffer.from(file);
      const frame = Math.max(file.indexOf(Buffer.of(0xff, 0xc0)), file.indexOf(Buffer.of(0xff, 0xc2)));
      taller.writeUInt16BE(2 * ROWS, frame + 5);
      await expect(decodeImage(taller, decode)).rejects.toThrow('is a damaged JPEG file');
    },
  );
});
