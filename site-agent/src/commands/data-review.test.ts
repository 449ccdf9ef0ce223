import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imagePixelsOf, readDicom } from '@consilium/deidentify';
import { ctSlice, dicomFile, type MadeElement } from '@consilium/testing/dicom';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DECODE } from '../connectors/codecs/codec-thread.ts';
import { unkeptCleaning } from '../connectors/dicom/unkept-cleaning.ts';
import { openSource } from '../connectors/source-description.ts';
import { createPolicyFile } from '../gate/index.ts';
import { type Canvas, drawText, textured } from '../testing/drawn-text.ts';
import { type ProgramRun, runProgram } from '../testing/run-program.ts';
import { SiteFolder } from './site-folder.ts';

const SLOW = 400_000;
const NAME = 'ZEBULON MARY';
const WIDTH = 180;
const HEIGHT = 90;
const BLANK = { left: 0, top: 0, width: WIDTH, height: 34 };
let root: string;
let folder: SiteFolder;
let archive: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'consilium-review-'));
  archive = join(root, 'archive');
  mkdirSync(archive);
  folder = new SiteFolder(join(root, 'site'));
  mkdirSync(folder.statePath, { recursive: true, mode: 0o700 });
  folder.writeConfig({ site: 'north', consortium: 'lungs', address: 'fl.example.org:8443' });
  createPolicyFile(folder.policyPath);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const run = async (...argv: string[]): Promise<ProgramRun> => await runProgram(folder.path, ...argv);
const uid = (patient: string): string => `1.2.826.0.1.99.7.${patient.charCodeAt(0)}`;

/** A slice without text, or with a name at the top or at the bottom. */
function scan(where: 'none' | 'top' | 'bottom' = 'none', seed = 3): Canvas {
  const canvas = textured('slopes', WIDTH, HEIGHT, seed);
  if (where !== 'none') drawText(canvas, NAME, { x: 8, y: where === 'top' ? 8 : 56, scale: 2, grey: 255 });
  return canvas;
}

const ULTRASOUND: readonly MadeElement[] = [[0x0008_0060, 'CS', 'US']];
const BURNED: readonly MadeElement[] = [[0x0028_0301, 'CS', 'YES']];
const HEAD: readonly MadeElement[] = [[0x0018_0015, 'CS', 'HEAD']];

function put(patient: string, { width, height, pixels }: Canvas, more: readonly MadeElement[] = []): void {
  const own: readonly MadeElement[] = [
    [0x0028_0010, 'US', [height]],
    [0x0028_0011, 'US', [width]],
    [0x0028_0100, 'US', [8]],
    [0x0028_0101, 'US', [8]],
    [0x0028_0102, 'US', [7]],
    [0x0028_0103, 'US', [0]],
    [0x0028_1052, 'DS', '0'],
    [0x7fe0_0010, 'OB', pixels],
  ];
  writeFileSync(join(archive, patient), dicomFile(ctSlice({ instance: uid(patient), patient, more: [...own, ...more] })));
}

/** What `sources.yaml` says, with a table that names the images of these patients. */
function describeSource(patients: readonly string[], more: object = {}): void {
  const path = join(root, 'cases.csv');
  writeFileSync(path, ['id,scan', ...patients.map((patient) => `${patient},${uid(patient)}`), ''].join('\n'));
  const ct = { type: 'dicom', path, folder: archive, columns: ['scan'], text: 'none', patient: 'id', ...more };
  writeFileSync(join(folder.path, 'sources.yaml'), JSON.stringify({ sources: { ct } }), { mode: 0o600 });
}

/** Of each patient why the image waits, `used`, or what is wrong with it, as a study reads it. */
async function studySees(): Promise<Readonly<Record<string, string>>> {
  const entry = folder.sources().entry('ct');
  if (entry === undefined) throw new TypeError('no source');
  const seen: Record<string, string> = {};
  for await (const { columns, length } of openSource(entry.source, folder.statePath).read(['id', 'scan']).batches) {
    const [ids, scans] = columns;
    if (ids?.kind !== 'text' || scans?.kind !== 'image') throw new TypeError('no images');
    for (let row = 0; row < length; row++) {
      const cell = scans.cells[row];
      seen[ids.cells[row] ?? ''] = cell === undefined ? 'missing' : 'problem' in cell ? cell.problem : 'used';
    }
  }
  return seen;
}

interface Review {
  readonly usable: number;
  readonly released: number;
  readonly waiting: readonly { readonly id: string; readonly reasons: readonly string[] }[];
  readonly nobodys: Readonly<Record<string, number>>;
  readonly page?: string;
}
async function review(...more: string[]): Promise<Review> {
  const { code, stdout, stderr } = await run('data', 'review', 'ct', '--json', ...more);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as Review;
}

/** Every file of the site. */
const siteFiles = (): readonly string[] =>
  readdirSync(folder.path, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder.path, name))
    .filter((path) => statSync(path).isFile());

describe('images that wait for a person', () => {
  it('are those in which a program finds text, beside those whose heads speak of it; nobody says what it reads', {
    timeout: SLOW,
  }, async () => {
    put('A', scan());
    put('B', scan('bottom'));
    put('C', scan(), ULTRASOUND);
    put('D', scan(), HEAD);
    describeSource(['A', 'B', 'C', 'D']);
    expect(await studySees()).toMatchObject({ A: expect.stringContaining('no program has looked') as string });
    const added = await run('data', 'add', 'ct', '--study', 'lungs');
    expect([added.code, added.stderr]).toEqual([0, '']);
    expect(added.stdout).toContain('1: a program has found what looks like text in its pixels');
    expect(added.stdout).toContain('consilium-site data review ct');
    expect(await studySees()).toEqual({
      A: 'used',
      B: expect.stringMatching(/PIXELS_UNCLEAR.*looks like text/) as string,
      C: expect.stringContaining('text may be in its pixels') as string,
      D: expect.stringContaining('a face may be seen') as string,
    });
    const found = await review();
    expect(found).toMatchObject({ usable: 1, released: 0, nobodys: { face: 1 } });
    expect(found.waiting.map(({ reasons }) => reasons)).toEqual([['text-found'], ['burned-in-unknown']]);
    const page = readFileSync(found.page ?? '', 'utf8');
    expect(page.match(/<img [^>]*src="data:image\/png;base64,/g)).toHaveLength(2);
    expect(statSync(found.page ?? '').mode & 0o077).toBe(0);
    const files = siteFiles();
    expect(files.filter((path) => path.includes('/pixels/text/'))).toHaveLength(4);
    for (const text of [added.stdout, ...files.map((path) => readFileSync(path, 'latin1'))]) expect(text).not.toMatch(/zebulon/i);
  });

  it('train once a person has released them, and no longer once one has rejected them, as the audit log says', {
    timeout: SLOW,
  }, async () => {
    put('A', scan());
    put('B', scan('top'));
    put('D', scan(), HEAD);
    describeSource(['A', 'B', 'D']);
    const [waiting] = (await review()).waiting;
    const id = waiting?.id ?? '';
    expect(await run('data', 'review', 'ct', '--release', id)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--by') as string,
    });
    const source = folder.sources().entry('ct')?.source;
    const reading = source === undefined ? undefined : openSource(source, folder.statePath).read(['scan']);
    for await (const _ of reading?.batches ?? []);
    expect(reading?.isCurrent()).toBe(true);
    const released = await run('data', 'review', 'ct', '--release', id, '--by', 'Dr Ada Lindt', '--json');
    expect([released.code, JSON.parse(released.stdout)]).toEqual([
      0,
      { dataset: 'ct', by: 'Dr Ada Lindt', released: [id], rejected: [] },
    ]);
    // A study that has read the images reads them again.
    expect(reading?.isCurrent()).toBe(false);
    expect(await studySees()).toMatchObject({ A: 'used', B: 'used' });
    expect(await review()).toMatchObject({ usable: 2, released: 1, waiting: [] });
    expect((await review('--released')).waiting).toEqual([{ id, reasons: [], released: true }]);
    expect(await run('data', 'review', 'ct', '--reject', id, '--by', 'Dr Bo Quist')).toMatchObject({ code: 0 });
    expect(await studySees()).toMatchObject({ A: 'used', B: expect.stringContaining('a person has found') as string });
    const { stdout } = await run('audit', 'show', '--json');
    const events = (JSON.parse(stdout) as readonly Record<string, unknown>[]).filter(({ event }) => event === 'pixels.reviewed');
    expect(events).toMatchObject([
      { actor: 'Dr Ada Lindt', dataset: 'ct', decision: 'released', images: 1 },
      { actor: 'Dr Bo Quist', dataset: 'ct', decision: 'rejected', images: 1 },
    ]);
    expect(stdout).not.toContain(id);
    // Of exactly these bytes.
    put('B', scan('top', 4));
    expect(await studySees()).toMatchObject({ A: 'used', B: expect.stringContaining('no program has looked') as string });
  });

  it('are released by nobody where a face may be seen, or under a name that means none or several', {
    timeout: SLOW,
  }, async () => {
    put('B', scan('top'));
    put('D', scan('top'), HEAD);
    describeSource(['B', 'D']);
    const [waiting] = (await review()).waiting;
    const key = (path: string): string => path.slice(path.lastIndexOf('/') + 1).replace('.json', '');
    const face = siteFiles()
      .filter((path) => path.includes('/pixels/text/'))
      .map(key)
      .find((one) => !one.startsWith(waiting?.id ?? '?'));
    const by = ['--by', 'Dr Ada Lindt'];
    const refused = await run('data', 'review', 'ct', '--release', waiting?.id ?? '', face ?? '', ...by);
    expect(refused).toMatchObject({ code: 4, stderr: expect.stringContaining('no person can release it: a face') as string });
    for (const wrong of ['0000000000000000', (waiting?.id ?? '').slice(0, 7)])
      expect(await run('data', 'review', 'ct', '--release', wrong, ...by)).toMatchObject({ code: 2 });
    expect(await run('data', 'review', 'ct', '--release', waiting?.id ?? '', '--reject', waiting?.id ?? '', ...by)).toMatchObject(
      { code: 2 },
    );
    expect(await run('data', 'review', 'other')).toMatchObject({ code: 2 });
    expect(siteFiles().filter((path) => path.includes('/pixels/decisions/'))).toEqual([]);
  });

  it('wait or train whatever images other patients have', { timeout: SLOW }, async () => {
    put('A', scan());
    put('B', scan('bottom'));
    describeSource(['A', 'B']);
    await review();
    const before = await studySees();
    put('C', scan('top', 8), ULTRASOUND);
    put('E', textured('grain', WIDTH, HEIGHT, 5));
    writeFileSync(join(archive, 'F'), 'no image');
    describeSource(['C', 'E', 'F', 'A', 'B']);
    rmSync(join(folder.statePath, 'pixels'), { recursive: true });
    await review();
    expect(await studySees()).toMatchObject(before);
  });
});

describe('regions that the hospital declares', () => {
  const rule = { manufacturer: 'GE MEDICAL SYSTEMS', model: 'QuintScan 64', rows: HEIGHT, columns: WIDTH, regions: [BLANK] };

  it('are black before a study or a person sees an image, and lift what its head says once no text is found beside them', {
    timeout: SLOW,
  }, async () => {
    put('A', scan('top'), BURNED);
    put('B', scan('bottom'), BURNED);
    put('C', scan('top'), [...BURNED, [0x0008_1090, 'LO', 'QuintScan 65']]);
    describeSource(['A', 'B', 'C'], { blank: [rule] });
    expect(await studySees()).toMatchObject({ A: expect.stringContaining('no program has looked') as string });
    expect((await review()).waiting.map(({ reasons }) => reasons)).toEqual([['text-found'], ['burned-in', 'text-found']]);
    expect(await studySees()).toMatchObject({
      A: 'used',
      B: expect.stringContaining('looks like text') as string,
      C: expect.stringContaining('it says that text is in its pixels') as string,
    });
    // A release does not outlive the rectangle: other pixels would be seen.
    describeSource(['A', 'B', 'C'], { blank: [{ ...rule, regions: [{ ...BLANK, height: 4 }] }] });
    expect((await studySees())['A']).toContain('no program has looked');
  });

  it('are black in copies too, of which there is none where text is found beside them', { timeout: SLOW }, async () => {
    put('A', scan('top'), BURNED);
    put('B', scan('bottom'), BURNED);
    put('C', scan(), [[0x0008_1090, 'LO', 'QuintScan 65']]);
    describeSource(['A', 'B', 'C'], { blank: [rule] });
    const out = join(root, 'out');
    const { code, stdout, stderr } = await run('data', 'export-dicom', 'ct', '--out', out, '--study', 'lungs', '--json');
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({ files: 3, written: 2, heldFiles: 1, held: { 'text-found': 1 }, unchecked: 0 });
    const copies = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.dcm'));
    const tops: number[] = [];
    for (const copy of copies) {
      const file = readDicom(readFileSync(join(out, copy)), { inflate: (bytes) => bytes });
      const { pixels } = await imagePixelsOf(file, unkeptCleaning(), 'modality', DECODE);
      tops.push(Math.max(...pixels.subarray(0, WIDTH * BLANK.height)));
    }
    expect(tops.filter((brightest) => brightest === 0)).toHaveLength(1);
  });

  it.each([
    [{ ...rule, regions: [{ ...BLANK, width: WIDTH + 1 }] }, 'lies outside of an image'],
    [{ ...rule, regions: [] }, 'regions'],
    [{ ...rule, model: ' ' }, 'model'],
  ])('are refused where they cannot be meant so: %j', async (wrong, why) => {
    put('A', scan());
    describeSource(['A'], { blank: [wrong] });
    expect(await run('data', 'review', 'ct')).toMatchObject({ code: 3, stderr: expect.stringContaining(why) as string });
  });
});
