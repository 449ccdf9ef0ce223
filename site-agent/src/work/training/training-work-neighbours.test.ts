import { seededRandom } from '@consilium/core';
import { type CompiledPlan, initialWeights, releaseParameters } from '@consilium/plan';
import { deriveRelease } from '@consilium/privacy';
import { type PlanChange, TEST_DATA, type TestMechanism, testPlan } from '@consilium/testing';
import { describe, expect, it } from 'vitest';
import { seenOutside } from '../../testing/neighbour-worlds.ts';

/** A patient: age, and whether ill; or a whole row of the file. */
type Patient = readonly [age: number, ill: boolean] | string;

const ATTEMPTS = 3;

/** What a coordinator sees of a site over some attempts, update bytes aside, and what the ledger says after. */
async function seen(
  plan: CompiledPlan,
  base: Float32Array,
  patients: readonly Patient[],
  endWhileFetching = false,
): Promise<readonly string[]> {
  const rows = patients.map((one, i) => (typeof one === 'string' ? one : `p${i},${one[0]},a,${one[1] ? 'yes' : 'no'}`));
  const bases = Array.from({ length: ATTEMPTS }, (_, i) => {
    // Another model each time, or it would not be fetched again; the last bits matter to nobody.
    const model = base.slice();
    model[model.length - 1] = (model.at(-1) ?? 0) + (i + 1) * 1e-3;
    return model;
  });
  const { words } = await seenOutside({ plan, bases, csv: `id,age,ward,ill\n${rows.join('\n')}\n`, endWhileFetching });
  return words;
}

const UPDATES: readonly string[] = [
  ...[1, 2, 3].flatMap(() => ['answer accepted ', expect.stringMatching(/^update \d \d+$/) as string, 'counted true']),
  ...[1, 2, 3].map((round) => expect.stringMatching(`^run-a ${round} committed `) as string),
];

function planOf(mechanism: TestMechanism, change: PlanChange = {}): CompiledPlan {
  return testPlan(mechanism, {
    privacy: { mechanism, clip: 1, target: { epsilon: 8, delta: 0.001 } },
    ...change,
  });
}

const COLUMNS = {
  patientId: 'id',
  target: { kind: 'binary', column: 'ill', positive: ['yes'], negative: ['no'] },
} as const;
const sgd = { kind: 'sgd', learningRate: 1 } as const;
const relu = (units: number): readonly unknown[] => [
  { type: 'dense', units, activation: 'relu' },
  { type: 'dense', units: 1, activation: 'sigmoid' },
];
const others: readonly Patient[] = Array.from({ length: 31 }, (_, i) => [10 + ((i * 37) % 80), i % 2 === 0]);

/** Only age, without wards: as a fraction of its range, or as a code. */
function ageOnly(scale?: 'none'): Readonly<Record<string, unknown>> {
  const age = { kind: 'number', unit: 'years', range: [0, 100], ...(scale === undefined ? {} : { scale }) };
  return { ...COLUMNS, features: { age } };
}

describe('what leaves a site is the same for neighbours', () => {
  it('dp-fedavg from weights at the end of float32, which one patient drives beyond', async () => {
    const plan = planOf('dp-fedavg', {
      data: ageOnly('none'),
      layers: relu(1),
      training: { loss: 'binary-crossentropy', localEpochs: 1, batchSize: 8, optimizer: sgd },
    });
    // Active above the age of 92; the gradient of an ill patient there is longer than float32 knows.
    const base = Float32Array.of(1e-3, -0.092, 3.4e38, -1e38);
    expect(await seen(plan, base, [...others, [95, true]])).toEqual(UPDATES);
    expect(await seen(plan, base, [...others, [95, false]])).toEqual(UPDATES);
    expect(await seen(plan, base, others)).toEqual(UPDATES);
  });

  it('dp-fedsgd from units that are infinite for padding only', async () => {
    const plan = planOf('dp-fedsgd', {
      data: {
        ...COLUMNS,
        features: { ward: { kind: 'category', codes: ['a', 'b'] } },
      },
      layers: relu(2),
      training: { loss: 'binary-crossentropy', samplingRate: 1 },
    });
    const kernel = new Array<number>(2 * plan.inputWidth).fill(-1e38);
    const base = Float32Array.of(...kernel, 1e38, 1e38, 1e38, -1e38, 0);
    const sixteen = await seen(plan, base, others.slice(0, 16));
    expect(sixteen).toEqual(await seen(plan, base, others.slice(0, 15)));
    expect(sixteen[0]).toBe('answer TASK_INVALID the model received is not finite on a blank row');
    expect(sixteen.join()).not.toContain('committed');
  });

  it('dp-sgd whose noisy steps leave float32, and one whose do not', async () => {
    const change = {
      data: ageOnly(),
      layers: [
        { type: 'dense', units: 1 },
        { type: 'dense', units: 1 },
        { type: 'dense', units: 1, activation: 'sigmoid' },
      ],
      training: { loss: 'binary-crossentropy', samplingRate: 1, localSteps: 2, optimizer: { kind: 'sgd', learningRate: 1 } },
    };
    const plan = planOf('dp-sgd', change);
    // Finite at first; the steps of a large base grow beyond float32 by the noise of the first one.
    const edge = Float32Array.of(0, 0, 1e38, 0, 1e-36, 0);
    for (const base of [edge, new Float32Array(6)]) expect(await seen(plan, base, others)).toEqual(UPDATES);
    // The attempt is over before any patient was touched: nothing is said, nothing costs.
    for (const base of [edge, new Float32Array(6)]) {
      expect(await seen(plan, base, others, true)).toEqual(['counted false', 'counted false', 'counted false']);
      expect(await seen(plan, base, [...others, [50, true]], true)).toEqual(['counted false', 'counted false', 'counted false']);
    }
  });

  it.each(['dp-fedsgd', 'dp-sgd', 'dp-fedavg'] as const)('%s with an age that an embedding might not know', async (mechanism) => {
    const training = {
      'dp-fedsgd': { loss: 'binary-crossentropy', samplingRate: 1 },
      'dp-sgd': { loss: 'binary-crossentropy', samplingRate: 1, localSteps: 2, optimizer: sgd },
      'dp-fedavg': { loss: 'binary-crossentropy', localEpochs: 1, batchSize: 8, optimizer: sgd },
    }[mechanism];
    const withCodes = (vocabulary: number): CompiledPlan =>
      planOf(mechanism, {
        data: ageOnly('none'),
        layers: [
          { type: 'embedding', vocabulary, units: 2 },
          { type: 'flatten' },
          { type: 'dense', units: 1, activation: 'sigmoid' },
        ],
        training,
      });
    // Whether somebody is older than 89 would be an error of the native library; so no such plan is one.
    expect(() => withCodes(90)).toThrow('the embedding knows the codes 0 to 89, the input age goes from 0 to 100');
    const plan = withCodes(101);
    const base = new Float32Array(plan.manifest.parameters).fill(0.1);
    expect(await seen(plan, base, [...others, [95, true]])).toEqual(UPDATES);
    expect(await seen(plan, base, [...others, [89, true]])).toEqual(UPDATES);
  });

  it('a record that cannot be read as the plan says, or that identifies somebody', async () => {
    const records = [
      'x,40,z,yes',
      'x,forty,a,yes',
      'x,40,a,perhaps',
      '\u200b,40,a,yes',
      'x,40,a',
      'x,40,a,yes,9',
      'x,40,a"b,yes',
      // What no reader of tables can read.
      'x,40,"a,yes',
      '"x,40,a,yes',
      `x,40,${'a'.repeat(1_100_000)},yes`,
      // What identifies people.
      'x,123456789,a,yes',
      'x,40,Mary Alvarez,yes',
      'x,40,a,2020-03-05',
    ];
    for (const mechanism of ['dp-fedsgd', 'dp-fedavg'] as const) {
      for (const rule of ['drop-row', 'range-middle']) {
        const plan = planOf(mechanism, {
          data: { ...TEST_DATA, missing: { rule } },
          ...(mechanism === 'dp-fedavg' ? { strategy: { kind: 'fedavg' } } : {}),
        });
        const start = initialWeights(plan.document.model, [plan.inputWidth]);
        expect(await seen(plan, start, others)).toEqual(UPDATES);
        expect(await seen(plan, start, [...records, ...others])).toEqual(UPDATES);
        for (const record of mechanism === 'dp-fedsgd' ? records : records.slice(0, 1))
          expect([record, await seen(plan, start, [...others, record])]).toEqual([record, UPDATES]);
      }
    }
    // Nobody at all is a neighbour of one: thresholds are for the number that the hospital declares.
    const plan = planOf('dp-fedsgd');
    const start = initialWeights(plan.document.model, [plan.inputWidth]);
    for (const few of [[], ['x,40,z,yes'], ['x,40,a,yes']]) expect(await seen(plan, start, few)).toEqual(UPDATES);
  });
});

describe('a site that has more than twice the patients of its plan, and has declared what the plan says', () => {
  const PATIENTS = 1000;
  const crowd: readonly Patient[] = Array.from({ length: PATIENTS }, () => [90, true]);
  const few = { north: { patients: 20 }, south: { patients: 20 } };

  it.each(['dp-fedsgd', 'dp-sgd', 'dp-fedavg'] as const)('%s answers with updates', async (mechanism) => {
    const sampled = mechanism === 'dp-fedavg' ? {} : { samplingRate: 1 };
    const steps = mechanism === 'dp-fedsgd' ? {} : { localSteps: 2, optimizer: sgd };
    const plan = planOf(mechanism, {
      sites: few,
      data: ageOnly(),
      training: { loss: 'binary-crossentropy', ...sampled, ...steps },
    });
    const base = new Float32Array(plan.manifest.parameters);
    expect(await seen(plan, base, crowd)).toEqual(UPDATES);
    expect(await seen(plan, base, [...crowd, [90, true]])).toEqual(UPDATES);
  });

  it('whose sums wrap modulo 2^32: noise and one patient more are what they would be without', async () => {
    const plan = planOf('dp-fedsgd', {
      sites: few,
      data: ageOnly(),
      training: { loss: 'binary-crossentropy', samplingRate: 1 },
      privacy: { mechanism: 'dp-fedsgd', clip: 0.1, target: { epsilon: 8, delta: 0.001 } },
    });
    const { grid } = deriveRelease(releaseParameters(plan) as NonNullable<ReturnType<typeof releaseParameters>>);
    const release = async (patients: number): Promise<Int32Array> => {
      const csv = `id,age,ill\n${Array.from({ length: patients }, (_, i) => `p${i},90,yes`).join('\n')}\n`;
      const bases = [new Float32Array(plan.manifest.parameters)];
      const { updates } = await seenOutside({ plan, bases, csv, random: seededRandom('a crowd') });
      return new Int32Array(new Uint8Array(updates[0] as Buffer).buffer);
    };
    const [none, all, more] = [await release(0), await release(PATIENTS), await release(PATIENTS + 1)];
    // At weights 0 all of them pull age, which is 0.8, and bias the same way, and are cut to the clip.
    const direction = [0.8, 1].map((x) => -x / Math.hypot(0.8, 1));
    direction.forEach((part, i) => {
      const sum = part * PATIENTS * grid.clipUnits;
      expect(Math.abs(sum)).toBeGreaterThan(2 ** 31);
      const apart = (sum - ((all[i] as number) - (none[i] as number))) / 2 ** 32;
      // The clip is aimed at from below by some roundings, and each patient is truncated.
      expect(Math.abs(apart - Math.round(apart)) * 2 ** 32).toBeLessThan(1e-3 * Math.abs(sum));
    });
    const moved = Array.from(more, (word, i) => (word - (all[i] as number)) | 0);
    expect(Math.hypot(...moved)).toBeLessThanOrEqual(grid.clipUnits);
    expect(Math.hypot(...moved)).toBeGreaterThan(0.99 * grid.clipUnits);
  });
});
