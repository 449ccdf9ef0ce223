import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { PrivacyEvent } from './accounting/events/event.ts';

const SOURCES = new URL('./', import.meta.url);
const ROOT = new URL('../../../', import.meta.url);

/** What releases, draws or bounds something private, and so must say where its proof stands. */
const MECHANISMS: Readonly<Record<string, readonly string[]>> = {
  'noise/discrete-gaussian.ts': ['createDiscreteGaussian'],
  'noise/bernoulli.ts': ['poissonSample'],
  'encoding/grid.ts': ['chooseGrid', 'batchSizeBound'],
  'encoding/encode-update.ts': ['encodeUpdate'],
  'testing/patient-sum.ts': ['createPatientSum'],
  'encoding/release-words.ts': ['releaseWords'],
  'encoding/decode-sum.ts': ['decodeSum'],
  '../../learning/src/training/float-facts.ts': ['floatClipMargin', 'factorAim'],
  '../../learning/src/training/factor-sum.ts': ['factoredLayers'],
  'accounting/filter.ts': ['renyiFilter'],
  'scores/encode-scores.ts': ['encodeScores'],
  '../../learning/src/evaluation/evaluate.ts': ['predict'],
  'scores/score-release.ts': ['deriveScoreRelease', 'noiseScores'],
  'scores/decode-scores.ts': ['decodeScores'],
  'scores/released-thresholds.ts': ['decodeThresholds'],
  'noise/bernoulli-exponential.ts': ['bernoulliExponential'],
  'synthetic/exponential-mechanism.ts': ['selectExponential'],
  'synthetic/synthesis-terms.ts': ['deriveSynthesis'],
  'synthetic/synthesise.ts': ['synthesise', 'measure'],
  'synthetic/choose-tree.ts': ['chooseTree'],
  'audit/known-answers.ts': [
    'testDeviation',
    'testMean',
    'testCorrelation',
    'testFrequencies',
    'testRate',
    'testDispersion',
    'testIndicators',
  ],
  'audit/one-run-audit.ts': ['auditOneRun', 'oneRunEpsilon', 'oneRunPValue'],
};

/** Where the proof of the accountant stands for each kind of event. */
const ACCOUNTING: Readonly<Record<PrivacyEvent['kind'], `${string}#${string}`>> = {
  gaussian: 'accounting-gaussian.md#gaussian',
  'poisson-gaussian': 'accounting-pld.md#poisson-gaussian',
  'truncated-poisson-gaussian': 'accounting-pld.md#truncated-poisson-gaussian',
  'fixed-size-gaussian': 'accounting-pld.md#fixed-size-gaussian',
  laplace: 'accounting-pld.md#laplace',
  'poisson-laplace': 'accounting-pld.md#poisson-laplace',
  'discrete-laplace': 'accounting-pld.md#discrete-laplace',
  'discrete-gaussian': 'accounting-pld.md#discrete-gaussian',
  zcdp: 'accounting-rdp.md#zcdp',
  'tree-aggregation': 'accounting-gaussian.md#tree-aggregation',
  composition: 'accounting-pld.md#composition',
};

/** Every reference of a text to a heading of a proof. */
function references(text: string): string[] {
  return [...text.matchAll(/docs\/proofs\/[\w-]+\.md#[\w-]+/gu)].map(([reference]) => reference);
}

describe('proofs', () => {
  test.each(Object.entries(MECHANISMS))('%s: each mechanism names its proof', (file, names) => {
    const text = readFileSync(new URL(file, SOURCES), 'utf8');
    for (const name of names) {
      const comment = text
        .slice(0, text.indexOf(`export function ${name}(`))
        .split('/**')
        .at(-1) as string;
      expect(references(comment.split('@proof').at(1) ?? '')).toHaveLength(1);
    }
  });

  test('every anchor that the code names is a heading of that document', () => {
    let found = 0;
    for (const folder of ['noise', 'encoding', 'release', 'audit', 'scores', 'synthetic']) {
      for (const file of readdirSync(new URL(`${folder}/`, SOURCES))) {
        for (const reference of references(readFileSync(new URL(`${folder}/${file}`, SOURCES), 'utf8'))) {
          const [path, anchor] = reference.split('#') as [string, string];
          expect(readFileSync(new URL(path, ROOT), 'utf8').split('\n')).toContain(`## ${anchor}`);
          found++;
        }
      }
    }
    expect(found).toBeGreaterThan(12);
  });

  test.each(Object.entries(ACCOUNTING))('the accounting of %s rests on a statement that exists', (_, place) => {
    const [file, anchor] = place.split('#') as [string, string];
    const text = readFileSync(new URL(`docs/proofs/${file}`, ROOT), 'utf8');
    const section = text.split(`<a id="${anchor}"></a>`)[1]?.split('<a id=')[0];
    expect(section).toBeDefined();
    expect(section).toMatch(/\*\*Statement\.\*\*/);
  });

  test('proofs refer to headings of each other that exist', () => {
    let found = 0;
    for (const file of readdirSync(new URL('docs/proofs/', ROOT)).filter((name) => /^(noise|encoding)-/u.test(name))) {
      const text = readFileSync(new URL(`docs/proofs/${file}`, ROOT), 'utf8');
      for (const [, path, anchor] of text.matchAll(/`((?:noise|encoding)-[\w-]+\.md)(?:#([\w-]+))?`/gu)) {
        const lines = readFileSync(new URL(`docs/proofs/${path}`, ROOT), 'utf8').split('\n');
        found++;
        if (anchor !== undefined) expect(lines).toContain(`## ${anchor}`);
      }
    }
    expect(found).toBeGreaterThan(5);
  });
});
