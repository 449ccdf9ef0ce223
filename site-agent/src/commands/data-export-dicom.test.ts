import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { ctSlice, dicomFile, type MadeElement, SYNTAX } from '@consilium/testing/dicom';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPolicyFile } from '../gate/index.ts';
import { type ProgramRun, runProgram } from '../testing/run-program.ts';
import { SiteFolder } from './site-folder.ts';

let root: string;
let folder: SiteFolder;
let source: string;
let out: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'consilium-dicom-'));
  source = join(root, 'Zebulonsen images');
  out = join(root, 'out');
  mkdirSync(source);
  folder = new SiteFolder(join(root, 'site'));
  mkdirSync(folder.statePath, { recursive: true, mode: 0o700 });
  folder.writeConfig({ site: 'north', consortium: 'lungs', address: 'fl.example.org:8443' });
  createPolicyFile(folder.policyPath);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const run = async (...argv: string[]): Promise<ProgramRun> => await runProgram(folder.path, ...argv);
const exported = async (...more: string[]): Promise<ProgramRun> =>
  await run('data', 'export-dicom', source, '--out', out, '--study', 'lungs', ...more);
/** Writes an image at a path below the source. */
const image = (path: string, instance: number, more: readonly MadeElement[] = []): void => {
  const whole = join(source, path);
  mkdirSync(join(whole, '..'), { recursive: true });
  writeFileSync(whole, dicomFile(ctSlice({ instance: `1.2.826.0.1.99.1.2.${instance}`, number: instance, more })));
};
const copies = (): readonly string[] =>
  (readdirSync(out, { recursive: true, encoding: 'utf8' }) as string[]).filter((name) => name.endsWith('.dcm'));

describe('cleaned copies', () => {
  it('of files at any depth are filed by their new UIDs, for this user alone, and counted', async () => {
    image('a', 1);
    image('deep/er/b.dcm', 2);
    image('deep/c', 3, [[0x0020_000d, 'UI', '1.2.826.0.1.99.5']]);
    const { code, stdout } = await exported('--keep', 'patient', 'descriptors');
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining(`3 files: 3 cleaned images of 2 studies are in ${out}`) as string,
    ]);
    expect(copies()).toHaveLength(3);
    for (const copy of copies()) {
      expect(copy).toMatch(/^2\.25\.\d+\/2\.25\.\d+\.dcm$/);
      expect(statSync(join(out, copy)).mode & 0o077).toBe(0);
      const bytes = readFileSync(join(out, copy));
      expect(['Zebulon', 'Quint', 'Quartz', '77120934', '5550199', '1931'].filter((text) => bytes.includes(text))).toEqual([]);
      expect(bytes.includes('088Y')).toBe(true);
      // In which order their files stood, by names that may be those of patients, does not show.
      for (const path of [copy, join(copy, '..')]) expect(statSync(join(out, path)).mtimeMs).toBe(0);
    }
    expect(statSync(out).mode & 0o077).toBe(0);
  });

  it('are the same again for a study, and others for another one', async () => {
    image('a', 1);
    await exported();
    const [first] = copies();
    const again = await run('data', 'export-dicom', source, '--out', join(root, 'again'), '--study', 'lungs');
    expect(again.code).toBe(0);
    expect(existsSync(join(root, 'again', first ?? ''))).toBe(true);
    await run('data', 'export-dicom', source, '--out', join(root, 'other'), '--study', 'hearts');
    expect(existsSync(join(root, 'other', (first ?? '').split('/')[0] ?? ''))).toBe(false);
  });

  it('are not made of what is held back, refused, a link, or there already; each is counted, and none named', async () => {
    image('a', 1);
    image('twice', 1);
    image('Zebulonsen head', 2, [[0x0018_0015, 'CS', 'HEAD']]);
    image('burned', 3, [[0x0028_0301, 'CS', 'YES']]);
    image('report', 4, [[0x0008_0016, 'UI', '1.2.840.10008.5.1.4.1.1.88.11']]);
    image('directory', 5, [[0x0008_0016, 'UI', '1.2.840.10008.1.3.10']]);
    writeFileSync(join(source, 'README Zebulonsen.txt'), 'no image');
    writeFileSync(join(source, 'empty'), '');
    const bomb = Buffer.concat([
      dicomFile([], { syntax: SYNTAX.deflated }).subarray(0, -2),
      deflateRawSync(Buffer.alloc(2 ** 28)),
    ]);
    writeFileSync(join(source, 'bomb'), Buffer.concat([bomb, bomb]));
    const elsewhere = join(root, 'elsewhere');
    writeFileSync(elsewhere, dicomFile(ctSlice({ instance: '1.2.826.0.1.99.1.2.77' })));
    symlinkSync(elsewhere, join(source, 'link'));
    symlinkSync(root, join(source, 'loop'));
    const { code, stdout, stderr } = await exported('--json');
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toEqual({
      files: 11,
      written: 1,
      studies: 1,
      repeated: 1,
      heldFiles: 2,
      unchecked: 0,
      held: { face: 1, 'burned-in': 1 },
      refused: { DICOM_REFUSED: 2, DICOM_INVALID: 3, SOURCE_UNSAFE: 2 },
      out,
    });
    expect(copies()).toHaveLength(1);
  });

  it('of heads are made where faces were removed, and a list says which files have none', async () => {
    image('head', 1, [[0x0018_0015, 'CS', 'HEAD']]);
    image('broken', 2);
    writeFileSync(join(source, 'broken'), 'nothing');
    const list = join(root, 'left-out');
    const { stdout } = await exported('--defaced', '--left-out', list);
    expect(stdout).toContain('1 cleaned images');
    expect(stdout).not.toContain('Zebulonsen');
    expect(readFileSync(list, 'utf8')).toBe(`${JSON.stringify({ path: join(source, 'broken'), why: 'DICOM_INVALID' })}\n`);
    expect(statSync(list).mode & 0o077).toBe(0);
  });

  it('stand in the audit log, with what was kept', async () => {
    image('a', 1);
    await exported('--basis', 'expert-determination', '--dates', 'shifted', '--keep', 'uids');
    const { stdout } = await run('audit', 'show', '--json');
    expect(stdout).toContain('"images.exported"');
    expect(stdout).toMatch(/"basis": ?"expert-determination"/);
    expect(stdout).not.toContain('Zebulon');
  });
});

describe('an export is refused', () => {
  it('before anything is read or made, where the basis does not carry it', async () => {
    image('a', 1);
    const { code, stderr } = await exported('--dates', 'shifted');
    expect([code, stderr]).toEqual([4, expect.stringContaining('(C) dates') as string]);
    expect(existsSync(out)).toBe(false);
  });

  it('into a folder that holds something, or lies in or around the source or the folder of the agent', async () => {
    image('a', 1);
    mkdirSync(out);
    writeFileSync(join(out, 'mine'), '');
    expect(await exported()).toMatchObject({ code: 2, stderr: expect.stringContaining('is not empty') as string });
    for (const where of [join(source, 'out'), join(folder.statePath, 'out')]) {
      const { code, stderr } = await run('data', 'export-dicom', source, '--out', where, '--study', 'lungs');
      expect([code, stderr]).toEqual([2, expect.stringContaining('lies in or around') as string]);
    }
  });

  it('of the folder of the agent, a link out of its folder, and what is not there', async () => {
    symlinkSync('/etc', join(root, 'etc'));
    for (const [from, code] of [
      [folder.statePath, 3],
      [join(root, 'etc'), 3],
      [join(root, 'none'), 3],
    ] as const)
      expect((await run('data', 'export-dicom', from, '--out', out, '--study', 'lungs')).code).toBe(code);
    expect(existsSync(out)).toBe(false);
  });
});
