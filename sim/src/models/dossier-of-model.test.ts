import { generateKeyPairSync } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyDossier, writeDossier } from '@consilium/model';
import { initialWeights, parsePlan } from '@consilium/plan';
import { ROOT } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyModelDossier, writeModelDossier } from './dossier-of-model.ts';
import { type FinishedModel, originOf, readModelFolder, writeModelFolder } from './model-folder.ts';
import { resultsEvidence } from './results-evidence.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const HEART = readFileSync(join(ROOT, 'examples/heart-disease/study.yaml'), 'utf8');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-dossier-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

function finished(
  change: (text: string) => string = (text) => text,
  more: { readonly unprotected?: boolean; readonly rehearsal?: boolean } = {},
): FinishedModel {
  const plan = parsePlan(change(HEART));
  const weights = initialWeights(plan.document.model, [plan.inputWidth], 1);
  return { plan, weights, origin: originOf(plan, weights, { run: 'run-1', software: '1.2.3', rehearsal: true, ...more }) };
}

/** The summary that a rehearsal of this model could have written. */
function summaryOf({ origin }: FinishedModel, more: Record<string, unknown> = {}): void {
  const figure = { value: 0.5, low: 0.25, high: 1, secret: 4711 };
  const scores = { sites: 2, patients: figure, metrics: { auc: figure }, exact: 4711 };
  const released = { sites: ['cleveland'], scores, exact: 4711 };
  const summary = {
    run: 'run-1',
    model: { sha256: origin.sha256 },
    seeded: false,
    durationMs: 2500,
    finishedAt: '2026-01-02T03:04:05.000Z',
    sites: [{ id: 'cleveland', epsilon: 0.9, delta: 0.001, patients: 4711, metrics: { auc: 4711 } }],
    rounds: [{ round: 1, attempt: 1, participants: ['cleveland'], released, metrics: { pooled: 4711 } }],
    released,
    final: { auc: 4711 },
    ...more,
  };
  writeFileSync(at('summary.json'), JSON.stringify(summary));
}

it('holds the model in every format, and what its rehearsal released and nothing else', () => {
  const model = finished();
  summaryOf(model);
  const evidence = resultsEvidence(folder, model);
  expect(JSON.stringify(evidence)).not.toContain('4711');
  expect(evidence).toMatchObject({
    startedMs: Date.UTC(2026, 0, 2, 3, 4, 2, 500),
    endedMs: Date.UTC(2026, 0, 2, 3, 4, 5),
    spending: [{ site: 'cleveland', epsilon: 0.9 }],
    warnings: [],
    released: { sites: ['cleveland'] },
  });
  const address = writeModelDossier(at('dossier'), model, evidence, {}, privateKey);
  const verified = verifyDossier(at('dossier'), publicKey);
  expect(verified.address).toBe(address);
  const files = verified.manifest.files.map(({ path }) => path);
  for (const ending of ['model.json', 'weights.bin', 'onnx', 'keras', 'safetensors', 'plan.json', 'inputs.json'])
    expect(files.filter((path) => path.startsWith('model/') && path.endsWith(ending))).toHaveLength(1);
  expect([...readModelFolder(at('dossier')).weights]).toEqual([...model.weights]);
});

it.each([
  ['a seed', { seeded: true }, /drawn from a seed/],
  ['no noise', { seeded: true, withoutNoise: true }, /without noise/],
])('states no epsilon and no score of a rehearsal with %s, whatever is written beside the model', (_what, facts, warning) => {
  const model = finished(undefined, { unprotected: true });
  summaryOf(model, facts);
  const evidence = resultsEvidence(folder, model);
  expect(evidence).toMatchObject({ spending: [], warnings: [expect.stringMatching(warning)] });
  expect([evidence.released, evidence.rounds[0]?.released]).toEqual([undefined, undefined]);
  // Somebody has changed `inputs.json`.
  expect(() => resultsEvidence(folder, finished())).toThrow(
    /protects nobody, and the description of the model beside it says otherwise/,
  );
});

it('is not made of a rehearsal whose model is described as one of hospitals', () => {
  const model = finished(undefined, { rehearsal: false });
  summaryOf(model);
  expect(() => resultsEvidence(folder, model)).toThrow(/is of a rehearsal, and the description/);
});

it('names a format that cannot hold the network, and has the others', () => {
  const hard = '- { type: dense, units: 2, activation: hard-sigmoid }';
  const model = finished((text) => text.replace('  layers:\n', `  layers:\n    ${hard}\n`));
  summaryOf(model);
  writeModelDossier(at('dossier'), model, resultsEvidence(folder, model), {}, privateKey);
  const { manifest } = verifyDossier(at('dossier'), publicKey);
  expect(manifest.missing).toContainEqual({ part: 'weights as keras', why: expect.stringContaining('hard-sigmoid') as string });
  expect(existsSync(at('dossier/model/model.keras'))).toBe(false);
  expect(existsSync(at('dossier/model/model.onnx'))).toBe(true);
  const inputs = JSON.parse(readFileSync(at('dossier/model/inputs.json'), 'utf8')) as Record<string, unknown>;
  expect([inputs['onnx'], inputs['keras']]).toEqual([expect.objectContaining({ file: 'model.onnx' }), undefined]);
});

it('is not made of a model that works at the hospitals of its study alone', () => {
  const model = finished((text) =>
    text
      .replace('  missing: {', '  standardise: site\n  missing: {')
      .replace(/^privacy:\n(?:  .*\n)+/m, 'privacy: { mechanism: none }\n')
      .replace(
        /^training:\n(?:  .*\n)+/m,
        'training: { loss: binary-crossentropy, optimizer: { kind: sgd, learningRate: 0.1 }, localSteps: 1, batchSize: 8 }\n',
      )
      .replace('  weights: public-bucket\n', ''),
  );
  const evidence = { rounds: [], spending: [], warnings: [] };
  expect(() => writeModelDossier(at('dossier'), model, evidence, {}, privateKey)).toThrow(
    expect.objectContaining({ code: 'DATA_INVALID' }),
  );
});

it('is not made of results that are none, or of another model', () => {
  const model = finished();
  expect(() => resultsEvidence(folder, model)).toThrow(expect.objectContaining({ code: 'FILE_UNREADABLE' }));
  writeFileSync(at('summary.json'), '{');
  expect(() => resultsEvidence(folder, model)).toThrow(/is no JSON/);
  writeFileSync(at('summary.json'), '{}');
  expect(() => resultsEvidence(folder, model)).toThrow(/is no summary of a rehearsal/);
  summaryOf(model, { run: 'run-2' });
  expect(() => resultsEvidence(folder, model)).toThrow(/of another model/);
});

describe('a dossier that was signed and lies', () => {
  /** Signs a dossier of one model in whose folder somebody has put something else. */
  function forged(change: (model: string) => void): void {
    const model = finished();
    const { plan, origin } = model;
    summaryOf(model);
    writeModelDossier(at('honest'), model, resultsEvidence(folder, model), {}, privateKey);
    const forge = (path: string): never[] => {
      cpSync(at('honest/model'), path, { recursive: true });
      change(path);
      return [];
    };
    const evidence = { rounds: [], spending: [], warnings: [] };
    writeDossier(at('dossier'), { plan, origin, evidence, author: {}, writeModel: forge }, privateKey);
    expect(verifyDossier(at('dossier'), publicKey).manifest).toMatchObject({ plan: plan.hash, model: origin.sha256 });
  }

  /** A model of another plan with the same network. */
  function other(path: string): void {
    const { plan, weights } = finished((text) => text.replace(/^title: .*$/m, 'title: Another study'));
    writeModelFolder(path, { plan, weights, origin: originOf(plan, weights, { run: 'run-1', software: '1', rehearsal: true }) });
  }

  /** The same plan with other weights. */
  function trainedOn(path: string, more: { readonly run: string; readonly rehearsal: boolean }, by = 0): void {
    const { plan, weights } = finished();
    const changed = weights.map((weight) => weight + by);
    writeModelFolder(path, { plan, weights: changed, origin: originOf(plan, changed, { software: '1', ...more }) });
  }

  /** Puts the file of a model with other weights in the place of one. */
  function otherFormat(model: string, name: string): void {
    const { plan, weights } = finished();
    const changed = weights.map((weight) => weight + 1);
    const other = {
      plan,
      weights: changed,
      origin: originOf(plan, changed, { run: 'run-1', software: '1.2.3', rehearsal: true }),
    };
    writeModelDossier(at('other'), other, { rounds: [], spending: [], warnings: [] }, {}, privateKey);
    cpSync(at(`other/model/${name}`), join(model, name));
  }

  it('is accepted as long as it says the truth', () => {
    forged(() => {});
    expect(verifyModelDossier(at('dossier'), publicKey).manifest.study).toBe('heart-disease');
  });

  it.each<[string, (model: string) => void, RegExp]>([
    [
      'the weights of another model',
      (model) => writeFileSync(join(model, 'weights.bin'), readFileSync(join(model, 'weights.bin')).fill(1)),
      /SHA-256/,
    ],
    ['another model whole', (model) => trainedOn(model, { run: 'run-1', rehearsal: true }, 2), /its weights are not/],
    ['another plan', other, /its plan is not/],
    ['another run', (model) => trainedOn(model, { run: 'run-2', rehearsal: true }), /not of the run/],
    ['a rehearsal in the place of a run', (model) => trainedOn(model, { run: 'run-1', rehearsal: false }), /not of the run/],
    ['an ONNX file of another model', (model) => otherFormat(model, 'model.onnx'), /model\/model\.onnx is not what/],
    ['a Keras file of another model', (model) => otherFormat(model, 'model.keras'), /model\/model\.keras is not what/],
    ['safetensors of another model', (model) => otherFormat(model, 'model.safetensors'), /model\/model\.safetensors is not what/],
    [
      'one bit of a weight in the ONNX file',
      (model) => {
        const bytes = readFileSync(join(model, 'model.onnx'));
        const { weights } = finished();
        const at = bytes.indexOf(Buffer.from(weights.buffer, weights.byteOffset, 4));
        expect(at).toBeGreaterThan(0);
        bytes[at] = (bytes[at] as number) ^ 1;
        writeFileSync(join(model, 'model.onnx'), bytes);
      },
      /model\/model\.onnx is not what/,
    ],
    [
      'another threshold in inputs.json',
      (model) => {
        const text = readFileSync(join(model, 'inputs.json'), 'utf8');
        const changed = text.replace(/"threshold": [0-9.]+/, '"threshold": 0.123');
        expect(changed).not.toBe(text);
        writeFileSync(join(model, 'inputs.json'), changed);
      },
      /model\/inputs\.json is not what/,
    ],
    ['other layers in model.json', (model) => writeFileSync(join(model, 'model.json'), '{}'), /model\/model\.json does not say/],
    ['a format fewer', (model) => rmSync(join(model, 'model.keras')), /model\/model\.keras is missing/],
    ['a file more', (model) => writeFileSync(join(model, 'saved.bin'), 'x'), /model\/saved\.bin is not what/],
    ['no model', (model) => rmSync(join(model, 'inputs.json')), /has no inputs\.json/],
    ['a model at the top', (model) => cpSync(model, join(model, '..'), { recursive: true }), /a model beside/],
  ])('is refused with %s', (_what, change, why) => {
    forged(change);
    expect(() => verifyModelDossier(at('dossier'), publicKey)).toThrow(
      expect.objectContaining({ code: 'DOSSIER_ALTERED', message: expect.stringMatching(why) as string }),
    );
  });
});
