import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initialWeights, parsePlan } from '@consilium/plan';
import { originOf, writeModelDossier } from '@consilium/sim';
import { ROOT } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { main } from '../main.ts';

const EXAMPLE = join(ROOT, 'examples/heart-disease');

let folder: string;
let address: string;
const at = (name: string): string => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-predict-'));
  const keys = [1, 2].map(() => generateKeyPairSync('ec', { namedCurve: 'prime256v1' }));
  for (const [i, { publicKey }] of keys.entries())
    writeFileSync(at(`${i}.pub`), publicKey.export({ type: 'spki', format: 'pem' }));
  const plan = parsePlan(readFileSync(join(EXAMPLE, 'study.yaml'), 'utf8'));
  const weights = initialWeights(plan.document.model, [plan.inputWidth], 1);
  const origin = originOf(plan, weights, { run: 'run-1', software: '1.2.3', rehearsal: true });
  const [signer] = keys;
  if (signer === undefined) throw new Error('no key');
  const evidence = { rounds: [], spending: [], warnings: [] };
  address = writeModelDossier(at('dossier'), { plan, weights, origin }, evidence, {}, signer.privateKey);
});
afterEach(() => {
  vi.restoreAllMocks();
  process.removeAllListeners('uncaughtException');
  rmSync(folder, { recursive: true, force: true });
});

async function predict(from: string, ...more: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const take =
    (of: 'out' | 'err') =>
    (part: string | Uint8Array): boolean => ((said[of] += String(part)), true);
  vi.spyOn(process.stdout, 'write').mockImplementation(take('out'));
  vi.spyOn(process.stderr, 'write').mockImplementation(take('err'));
  const table = join(EXAMPLE, 'cleveland.csv');
  const code = await main(['node', 'consilium', 'model', 'predict', at(from), table, ...more]);
  vi.restoreAllMocks();
  return { code, ...said };
}

describe('model predict with a dossier', () => {
  it('verifies it first, and says so', async () => {
    const { code, out, err } = await predict('dossier', '--key', at('0.pub'), '--json');
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining(`as it was signed: dossier ${address}`) as string });
    expect(JSON.parse(out)).toMatchObject({ dossier: address });
  });

  it('predicts nothing without a key, with another one, or where a byte has changed', async () => {
    const without = await predict('dossier');
    expect(without).toMatchObject({ code: 2, out: '', err: expect.stringContaining('--key') as string });
    const other = await predict('dossier', '--key', at('1.pub'));
    expect(other).toMatchObject({ code: 5, out: '', err: expect.stringContaining('names the key') as string });
    rmSync(at('dossier/model.sig'));
    expect(await predict('dossier')).toMatchObject({ code: 2, out: '' });
    expect(await predict('dossier', '--key', at('0.pub'))).toMatchObject({ code: 5, out: '' });
  });

  it('takes no key for what is no dossier', async () => {
    const { code, err } = await predict('dossier/model', '--key', at('0.pub'));
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('is no dossier') as string });
  });
});
