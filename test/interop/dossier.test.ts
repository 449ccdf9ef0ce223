import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '@consilium/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pythonVenv } from '../support/python-venv.ts';
import { mustRun, PROGRAMS_MS, runCommand } from '../support/programs.ts';

const HEART = join(ROOT, 'examples/heart-disease');

const venv = pythonVenv('dossier', join(ROOT, 'test/interop/models/dossier-requirements.txt'));
if ('missing' in venv) process.stderr.write(`Dossiers are not verified by Python here: ${venv.missing}\n`);

describe('a dossier of a rehearsal', () => {
  let folder: string;
  const at = (name: string): string => join(folder, name);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'consilium-dossier-'));
    await mustRun('consilium', ['sim', join(HEART, 'study.yaml'), '--rounds', '2', '--transport', 'memory', '--out', at('run')]);
    await mustRun('consilium', ['model', 'key', '--out', at('release.key')]);
    writeFileSync(at('card.yaml'), 'intendedUse: tell the cardiologist whom to see first\nusers: cardiologists\n');
    const from = ['model', 'dossier', at('run'), '--key', at('release.key'), '--card', at('card.yaml')];
    for (const name of ['one', 'two']) await mustRun('consilium', [...from, '--out', at(name)]);
  }, PROGRAMS_MS);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.skipIf('missing' in venv)(
    'is accepted by verifiers of others, and refused by them once it is changed',
    () => {
      const { python } = venv as { readonly python: string };
      const program = join(ROOT, 'test/interop/models/verify_dossier.py');
      const { stdout, stderr } = spawnSync(python, [program, at('one'), at('release.key.pub')], {
        encoding: 'utf8',
        timeout: PROGRAMS_MS,
      });
      if (stdout === '') expect.fail(stderr);
      const { tensors, changes, ...said } = JSON.parse(stdout) as {
        readonly tensors: Readonly<Record<string, readonly number[]>>;
        readonly changes: number;
      };
      expect(said).toEqual({ refusal: '', accepted: [], bom: null, predicate: 'https://slsa.dev/provenance/v1' });
      expect(changes).toBeGreaterThan(100);
      const weights = readFileSync(at('one/model/weights.bin'));
      const flat = Array.from({ length: weights.length / 4 }, (_, i) => weights.readFloatLE(4 * i));
      expect(new Set(Object.values(tensors).flat())).toEqual(new Set(flat));
    },
    PROGRAMS_MS,
  );

  it(
    'verifies with the public key alone, predicts as the results do, and has one address',
    async () => {
      const verify = async (name: string): Promise<Record<string, unknown>> =>
        JSON.parse(await mustRun('consilium', ['model', 'verify', at(name), '--key', at('release.key.pub'), '--json'])) as never;
      const [one, two] = [await verify('one'), await verify('two')];
      expect(one).toEqual(two);
      expect(one).toMatchObject({ study: 'heart-disease', rehearsal: true });
      const patients = join(HEART, 'cleveland.csv');
      const predict = async (of: string, ...more: readonly string[]): Promise<object> =>
        JSON.parse(await mustRun('consilium', ['model', 'predict', at(of), patients, ...more, '--json'])) as object;
      const { dossier } = one as { readonly dossier: string };
      expect(await predict('one', '--key', at('release.key.pub'))).toEqual({ ...(await predict('run')), dossier });
      writeFileSync(at('two/more'), '');
      const refused = await runCommand('consilium', ['model', 'verify', at('two'), '--key', at('release.key.pub')]);
      expect([refused.code, refused.stderr]).toEqual([5, expect.stringContaining('more was not signed')]);
    },
    PROGRAMS_MS,
  );

  it('has no exact score and no count of patients that only a rehearsal knows', () => {
    const summary = JSON.parse(readFileSync(at('run/summary.json'), 'utf8')) as {
      readonly sites: readonly { readonly metrics: Readonly<Record<string, unknown>> }[];
      readonly final: Readonly<Record<string, unknown>>;
    };
    const exact = [summary.final, ...summary.sites.map(({ metrics }) => metrics)].flatMap(({ loss, brier, ece }) => [
      loss,
      brier,
      ece,
    ]);
    const figures = exact.filter((value) => typeof value === 'number').map((value) => String(value).slice(0, 10));
    expect(figures.length).toBeGreaterThan(10);
    for (const file of [
      'card.yaml',
      'card.html',
      'evaluation/released.json',
      'ml-bom.json',
      'provenance.json',
      'manifest.json',
    ]) {
      const text = readFileSync(at(`one/${file}`), 'utf8');
      expect(figures.filter((digits) => text.includes(digits))).toEqual([]);
    }
  });
});
