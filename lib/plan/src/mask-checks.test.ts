import { isConsiliumError } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import { type CompiledPlan, parsePlan, releaseParameters } from './compile.ts';
import { scoreParameters } from './score-parameters.ts';

interface Variant {
  readonly privacy?: string;
  readonly quorum?: number;
  readonly sites?: number;
  readonly training?: string;
}

function text({ privacy = 'mechanism: dp-fedsgd', quorum = 4, sites = 5, training = 'samplingRate: 0.5' }: Variant): string {
  return `version: 1
study: sums
title: Masks
sites: { ${Array.from({ length: sites }, (_, i) => `site-${i}: { patients: 50 }`).join(', ')} }
data:
  patientId: id
  target: { kind: number, column: days, range: [0, 60], unit: days }
  features: { age: { kind: number, unit: years, range: [0, 100] } }
model: { layers: [{ type: dense, units: 1 }] }
training: { loss: mean-squared-error, ${training} }
strategy: { kind: fedavg, weights: public-bucket }
privacy:
  clip: 1
  target: { epsilon: 4, delta: 0.001 }
  ${privacy.split('\n').join('\n  ')}
rounds: 10
quorum: { sites: ${quorum} }
`;
}

const compiled = (variant: Variant): CompiledPlan => parsePlan(text(variant), 'p');
const fedavg = 'localEpochs: 1, optimizer: { kind: sgd, learningRate: 0.1 }';
const sgd = 'samplingRate: 0.5, localSteps: 3, optimizer: { kind: sgd, learningRate: 0.1 }';

function problem(variant: Variant): string {
  try {
    compiled(variant);
  } catch (error) {
    if (isConsiliumError(error, 'PLAN_INVALID')) return error.message;
    throw error;
  }
  return 'valid';
}

describe('masks of a plan', () => {
  it('are there where noise counts on others, or where the plan says so, and nowhere else', () => {
    const masks = (privacy: string, training?: string): unknown => {
      const { document } = compiled({ privacy, ...(training === undefined ? {} : { training }) });
      return 'masks' in document.privacy ? document.privacy.masks : 'no such field';
    };
    expect(masks('mechanism: dp-fedsgd')).toBe(false);
    expect(masks('mechanism: dp-fedsgd\nmasks: true')).toBe(true);
    expect(masks('mechanism: dp-fedsgd\nhonestContributors: 1')).toBe(false);
    expect(masks('mechanism: dp-fedsgd\nhonestContributors: 2')).toBe(true);
    expect(masks('mechanism: dp-fedsgd\nhonestContributors: 3\nmasks: true')).toBe(true);
    expect(masks('mechanism: dp-fedavg\nhonestContributors: 3', fedavg)).toBe(true);
    expect(masks('mechanism: dp-sgd\nmasks: false', sgd)).toBe(false);
  });

  it('do not change the name of a plan that leaves them out', () => {
    expect(compiled({}).json).not.toContain('"masks":');
    expect(compiled({ privacy: 'mechanism: dp-fedsgd\nmasks: false' }).hash).not.toBe(compiled({}).hash);
  });

  it('divide the noise of updates and of scores alike', () => {
    const plan = compiled({ privacy: 'mechanism: dp-fedsgd\nhonestContributors: 3' });
    expect(releaseParameters(plan)).toMatchObject({ honestContributors: 3, sites: 5 });
    expect(scoreParameters(plan)).toMatchObject({ honestContributors: 3, sites: 5 });
    expect(scoreParameters(compiled({}))).toMatchObject({ honestContributors: 1, sites: 5 });
  });

  const honest = (h: number): string => `mechanism: dp-fedsgd\nhonestContributors: ${h}`;
  const refused: readonly (readonly [string, Variant, string])[] = [
    [
      'noise that counts on others without masks',
      { privacy: `${honest(3)}\nmasks: false` },
      'p:17:3 privacy.masks: noise that counts on 3 sites hides a patient in a sum only: leave masks out, or set honestContributors: 1',
    ],
    [
      'steps whose updates are fractions',
      { privacy: 'mechanism: dp-sgd\nmasks: true', training: sgd },
      'p:16:3 privacy.masks: masks add up whole numbers, and updates of dp-sgd are fractions: take dp-fedsgd or dp-fedavg, or leave out honestContributors and masks',
    ],
    [
      'steps that count on the noise of others',
      { privacy: 'mechanism: dp-sgd\nhonestContributors: 2', training: sgd },
      'p:16:3 privacy.honestContributors: masks add up whole numbers',
    ],
    [
      'two sites, each of which would see the other',
      { privacy: 'mechanism: dp-fedsgd\nmasks: true', sites: 2, quorum: 2 },
      'p:16:3 privacy.masks: masks among 2 sites hide nothing: add sites up to 3, or leave out honestContributors and masks',
    ],
    [
      'one site',
      { privacy: honest(2), sites: 1, quorum: 1 },
      'p:16:3 privacy.honestContributors: masks among 1 site hide nothing',
    ],
    [
      'more honest sites than a round may have sites',
      { privacy: honest(5) },
      'p:16:3 privacy.honestContributors: a round of 4 sites has at most 4 honest ones, not 5: set a quorum of at least 5, or lower honestContributors',
    ],
    ['masks of a rehearsal', { privacy: 'mechanism: none\nmasks: true' }, 'p:14:3'],
  ];
  it.each(refused)('are refused for %s', (_, variant, expected) => expect(problem(variant)).toContain(expected));

  it('are taken to the last site of the quorum, since a roster says how many may collude', () => {
    expect(problem({ privacy: honest(4) })).toBe('valid');
    expect(problem({ privacy: honest(5), quorum: 5 })).toBe('valid');
    expect(problem({ privacy: honest(3), sites: 3, quorum: 3 })).toBe('valid');
    expect(problem({ privacy: 'mechanism: dp-fedsgd\nmasks: true', quorum: 1 })).toBe('valid');
  });
});
