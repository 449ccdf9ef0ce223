import { isConsiliumError, secureRandom, seededRandom } from '@consilium/core';
import { createTrainer } from '@consilium/learning';
import { initialWeights, parsePlan, releaseParameters } from '@consilium/plan';
import { deriveRelease } from '@consilium/privacy';
import { backend, testCsv, type TestMechanism, testPlan } from '@consilium/testing';
import { describe, expect, it } from 'vitest';
import { buildDataset } from '../border/build-dataset.ts';
import { policySchema } from '../gate/index.ts';
import { csvText } from '../testing/csv-text.ts';
import { knownSplit } from '../testing/splits.ts';
import { makeUpdate, type RoundInput } from '../work/training/round-update.ts';
import { type AgentOptions, createAgent } from './agent.ts';
import { createRehearsalAgent } from './rehearsal-agent.ts';

function codeOf(act: () => unknown): string {
  try {
    act();
    return 'none';
  } catch (error) {
    return isConsiliumError(error) ? error.code : String(error);
  }
}

async function inputOf(mechanism: TestMechanism): Promise<Omit<RoundInput, 'random' | 'noise'>> {
  const plan = testPlan(mechanism);
  const { training: data } = await buildDataset(csvText(testCsv(40)), plan, knownSplit(0));
  const { model, training } = plan.document;
  const { maxRowsPerPatient } = plan.document.data;
  const common = { model, inputShape: [plan.inputWidth], loss: training.loss, maxRowsPerPatient, backend: await backend() };
  const parameters = releaseParameters(plan);
  return {
    plan,
    release: parameters === undefined ? undefined : deriveRelease(parameters),
    siteId: 'north',
    trainer: createTrainer({ ...common, data }),
    patients: data.patients,
    base: initialWeights(model, [plan.inputWidth]),
    log: { warn: () => {} },
  };
}

const NOISY = ['dp-fedsgd', 'dp-sgd', 'dp-fedavg'] as const;

describe('noise that is left out', () => {
  it.each(NOISY)('never is with the generator of a hospital (%s)', async (mechanism) => {
    const input = await inputOf(mechanism);
    expect(codeOf(() => makeUpdate({ ...input, random: secureRandom(), noise: 'none' }))).toBe('INTERNAL');
    expect(codeOf(() => makeUpdate({ ...input, random: secureRandom(), noise: 'grid' }))).toBe('none');
  });

  it.each(NOISY)('is nothing but the noise: all that is random is drawn alike (%s)', async (mechanism) => {
    const input = await inputOf(mechanism);
    const [noised, exact, again] = (['grid', 'none', 'none'] as const).map(
      (noise) => makeUpdate({ ...input, random: seededRandom('one'), noise }).bytes,
    );
    expect(exact).toEqual(again);
    expect(exact).not.toEqual(noised);
    expect(exact).toHaveLength(noised?.length ?? 0);
  });

  it('is the sum of clipped gradients itself', async () => {
    const input = await inputOf('dp-fedsgd');
    const { bytes } = makeUpdate({ ...input, random: seededRandom('one'), noise: 'none' });
    const { grid } = input.release ?? { grid: undefined };
    if (grid === undefined) throw new Error('dp-fedsgd has a release');
    const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    expect(Math.hypot(...words)).toBeGreaterThan(0);
    // Forty patients at most, each within the clip; the noise alone would be longer than one coordinate of a sum.
    expect(Math.hypot(...words)).toBeLessThanOrEqual(40 * grid.clipUnits);
  });
});

describe('the agent of a hospital', () => {
  const options = {} as AgentOptions;

  it('has no way to be asked for it', () => {
    // By its types: a third argument, an option, a generator of the other kind.
    // @ts-expect-error createAgent takes options and a generator, nothing else
    const asked = (): unknown => createAgent(options, secureRandom(), 'none');
    expect([typeof asked, createAgent.length]).toEqual(['function', 2]);
    // @ts-expect-error a generator keyed by the operating system makes no agent of a rehearsal
    expect(codeOf(() => createRehearsalAgent(options, secureRandom(), 'none'))).toBe('INTERNAL');
    // By what a hospital writes and what it receives.
    const policy = { version: 1, allowedStudies: ['heart'], minimumPatients: 1, budgets: {} };
    expect(policySchema.safeParse(policy).success).toBe(true);
    for (const more of [{ noise: 'none' }, { withoutNoise: true }])
      expect(policySchema.safeParse({ ...policy, ...more }).success).toBe(false);
    const { document } = testPlan('dp-fedsgd');
    for (const more of [{ noise: 'none' }, { withoutNoise: true }, { noiseMultiplier: 0 }]) {
      const written = { ...document, privacy: { ...document.privacy, ...more } };
      expect(codeOf(() => parsePlan(JSON.stringify(written)))).toBe('PLAN_INVALID');
    }
  });
});
