import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '@consilium/testing';
import { ctSlice, dicomFile, type MadeElement, SYNTAX } from '@consilium/testing/dicom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DicomTools, type SeenImage } from '../support/dicom-tools.ts';
import { mustRun, PROGRAMS_MS } from '../support/programs.ts';

const tools = DicomTools.prepare();
if ('missing' in tools) process.stderr.write(`Cleaned images are not opened by other programs here: ${tools.missing}\n`);

/** What made images say of people and places, as people write it. */
const PLANTED = [
  'Zebulon',
  'Quint',
  'Quartz',
  'Tessel',
  '77120934',
  '5550199',
  'Larkspur',
  'Cobblewick',
  '19310228',
  '20190314',
  'ACC447',
  '1.2.826',
];

const MR: readonly MadeElement[] = [
  [0x0008_0016, 'UI', '1.2.840.10008.5.1.4.1.1.4'],
  [0x0008_0060, 'CS', 'MR'],
  [0x0018_0020, 'CS', 'SE'],
  [0x0018_0021, 'CS', 'SK'],
  [0x0018_0022, 'CS', 'FS'],
  [0x0018_0023, 'CS', '2D'],
  [0x0018_0080, 'DS', '500'],
  [0x0018_0081, 'DS', '12.5'],
  [0x0018_0091, 'IS', '1'],
];
const BYTES: readonly MadeElement[] = [
  [0x0028_0100, 'US', [8]],
  [0x0028_0101, 'US', [8]],
  [0x0028_0102, 'US', [7]],
  [0x0028_0103, 'US', [0]],
];
const ULTRASOUND: readonly MadeElement[] = [
  [0x0008_0016, 'UI', '1.2.840.10008.5.1.4.1.1.6.1'],
  [0x0008_0008, 'CS', 'ORIGINAL\\PRIMARY\\ABDOMINAL\\0001'],
  [0x0008_0060, 'CS', 'US'],
  [0x0028_0002, 'US', [3]],
  [0x0028_0004, 'CS', 'RGB'],
  [0x0028_0006, 'US', [0]],
  [0x0028_0301, 'CS', 'NO'],
  ...BYTES,
  [0x7fe0_0010, 'OB', Buffer.alloc(3 * 256, 0x5c)],
];
const RADIOGRAPH: readonly MadeElement[] = [
  [0x0008_0016, 'UI', '1.2.840.10008.5.1.4.1.1.1'],
  [0x0008_0060, 'CS', 'CR'],
  [0x0018_5101, 'CS', 'PA'],
  [0x0020_0060, 'CS', ''],
  ...BYTES,
  [0x7fe0_0010, 'OW', Buffer.from(Array.from({ length: 256 }, (_, i) => i))],
];

const TWELVE_BITS: readonly MadeElement[] = [
  [0x0028_0101, 'US', [12]],
  [0x0028_0102, 'US', [11]],
  [0x0028_0103, 'US', [0]],
  [0x7fe0_0010, 'OW', Buffer.from(Uint16Array.from({ length: 256 }, (_, i) => 15 * i).buffer)],
];

/** A stream of OpenJPEG (test/interop/dicom/compress.py): dcmtk has none. */
const STREAMS = JSON.parse(readFileSync(join(ROOT, 'site-agent/src/testing/codestreams.json'), 'utf8')) as Readonly<
  Record<string, { readonly stream: string }>
>;
const STREAM = Buffer.from(STREAMS['JPEG 2000']?.stream ?? '', 'base64');
const JPEG_2000: readonly MadeElement[] = [
  ...TWELVE_BITS.filter(([tag]) => tag !== 0x7fe0_0010),
  [0x0028_0010, 'US', [36]],
  [0x0028_0011, 'US', [40]],
  [
    0x7fe0_0010,
    'OB',
    { fragments: [Buffer.alloc(0), STREAM.length % 2 === 0 ? STREAM : Buffer.concat([STREAM, Buffer.alloc(1)])] },
  ],
];

interface Made {
  readonly what: string;
  readonly more?: readonly MadeElement[];
  readonly syntax?: string;
  /** A program of dcmtk and its options. */
  readonly compress?: readonly [program: string, ...options: string[]];
}

/** One image each; its place in the list is its number. */
const IMAGES: readonly Made[] = [
  { what: 'CT' },
  { what: 'CT, implicit', syntax: SYNTAX.implicit },
  { what: 'CT, big endian', syntax: SYNTAX.bigEndian },
  { what: 'CT, deflated', syntax: SYNTAX.deflated },
  { what: 'CT, RLE', compress: ['dcmcrle'] },
  { what: 'CT, lossless JPEG', compress: ['dcmcjpeg'] },
  { what: 'CT, JPEG-LS', compress: ['dcmcjpls'] },
  { what: 'CT, near-lossless JPEG-LS', more: TWELVE_BITS, compress: ['dcmcjpls', '+en'] },
  { what: 'CT in JPEG of 12 bits', more: TWELVE_BITS, compress: ['dcmcjpeg', '+ee'] },
  { what: 'CT, JPEG 2000', more: JPEG_2000, syntax: '1.2.840.10008.1.2.4.90' },
  { what: 'MR', more: MR },
  { what: 'ultrasound in colour', more: ULTRASOUND },
  { what: 'ultrasound in JPEG', more: ULTRASOUND, compress: ['dcmcjpeg'] },
  { what: 'radiograph', more: RADIOGRAPH },
];

describe.skipIf('missing' in tools)('cleaned images', () => {
  const foreign = tools as DicomTools;
  let folder: string;
  let before: ReadonlyMap<number, SeenImage>;
  let after: ReadonlyMap<number, SeenImage>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'consilium-interop-dicom-'));
    const [source, out, site] = ['source', 'out', 'site'].map((name) => join(folder, name)) as [string, string, string];
    for (const [i, { more = [], syntax, compress }] of IMAGES.entries()) {
      const below = join(source, `Zebulonsen ${i % 3}`);
      mkdirSync(below, { recursive: true });
      const path = join(below, `${i}`);
      const made = ctSlice({ number: i, instance: `1.2.826.0.1.99.1.2.${i}`, more });
      writeFileSync(path, dicomFile(made, { preamble: 'Zebulonsen', ...(syntax === undefined ? {} : { syntax }) }));
      if (compress !== undefined) foreign.run(compress[0], [...compress.slice(1), '+un', path, path]);
    }
    await mustRun('site', [
      'init',
      '--site',
      'north',
      '--consortium',
      'lungs',
      '--coordinator',
      'fl.example.org:8443',
      '--request',
      join(folder, 'north.csr'),
      '--folder',
      site,
    ]);
    await mustRun('site', ['data', 'export-dicom', source, '--out', out, '--study', 'lungs', '--folder', site]);
    before = seenBelow(source);
    after = seenBelow(out);
  }, PROGRAMS_MS);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** As pydicom sees them, plain: what is JPEG or JPEG-LS is decoded by dcmtk first. */
  function seenBelow(root: string): ReadonlyMap<number, SeenImage> {
    const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const plain = files.map(({ parentPath, name }, i) => {
      const path = join(parentPath, name);
      const syntax = foreign.run('dcmdump', ['--search', 'TransferSyntaxUID', path]);
      // JPEG 2000 is decoded by pydicom itself, with OpenJPEG.
      if (!syntax.includes('JPEG') || syntax.includes('JPEG2000')) return path;
      const decoded = join(folder, `${root.length}-${i}.dcm`);
      foreign.run(syntax.includes('JPEGLS') ? 'dcmdjpls' : 'dcmdjpeg', [path, decoded]);
      return decoded;
    });
    return new Map(foreign.seen(plain).map((image) => [image.number, image]));
  }

  it('are all there, and none says who or where it was', () => {
    expect([...after.keys()].sort((a, b) => a - b)).toEqual(IMAGES.map((_, i) => i));
    for (const image of after.values()) {
      expect(PLANTED.filter((text) => image.text.includes(text))).toEqual([]);
      expect(image.removed).toBe('YES');
    }
    expect(PLANTED.filter((text) => ![...before.values()].some((image) => image.text.includes(text)))).toEqual([]);
  });

  it.each(IMAGES.map(({ what }, i) => [what, i] as const))(
    '%s: the same pixels, and no error that was not there before',
    (_what, i) => {
      const [source, copy] = [before.get(i), after.get(i)];
      if (source === undefined || copy === undefined) throw new Error('there is no such image');
      expect([copy.shape, copy.pixels, copy.modality]).toEqual([source.shape, source.pixels, source.modality]);
      const known = new Set(foreign.errors(source.path));
      expect(foreign.errors(copy.path).filter((error) => !known.has(error))).toEqual([]);
    },
  );

  it('are read by dcmtk to the last byte, and begin with nothing', () => {
    const out = join(folder, 'out');
    const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files).toHaveLength(IMAGES.length);
    for (const { parentPath, name } of files) {
      const text = foreign.run('dcmdump', ['--quiet', join(parentPath, name)]);
      expect(text).toContain('ImplementationVersionName');
      expect(readFileSync(join(parentPath, name)).subarray(0, 128)).toEqual(Buffer.alloc(128));
      expect(name).toMatch(/^2\.25\.\d+\.dcm$/);
      expect(PLANTED.filter((planted) => text.includes(planted))).toEqual([]);
    }
  });
});
