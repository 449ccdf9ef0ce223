import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Randomness, seededRandom } from '@consilium/core';
import { statedEpsilon } from '@consilium/privacy';
import { backend, FakeCoordinator, openGate, testCsv, testPlan, TestSite } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planStudy } from '../../datasets/planned-study.ts';
import { type PreparedStudy, prepareStudy } from '../../border/prepared-study.ts';
import { csvFile } from '../../connectors/csv/csv-source.ts';
import { answersTo, base, evaluationKey, evaluationOf, key } from '../../testing/answers.ts';
import { noisedScores } from './scores.ts';

/**
 * The attacks on metrics of the security review: a coordinator that chooses the models it has scored. With exact metrics, 228 requests told the diagnosis
 * of every held-out patient of a hospital, and one request that of a patient by whom a file had grown.
 */
const plan = testPlan('dp-fedsgd', {
  evaluation: { metrics: ['loss', 'accuracy', 'auc', 'brier', 'calibration'], subgroups: { ward: {} } },
  privacy: { mechanism: 'dp-fedsgd', clip: 1, target: { epsilon: 1, delta: 0.001 } },
});

/** A model that singles out patients by age: large weights make it say yes to one side of an age, and no to the other. */
function crafted(age: number, sharpness = 1e4): Float32Array {
  const weights = new Float32Array(base.length);
  // The first input is the age, scaled to [-1, 1]; the last number is the bias.
  weights[0] = sharpness;
  weights[weights.length - 1] = -sharpness * (age / 50 - 1);
  return weights;
}

describe('a coordinator that asks for crafted models', () => {
  let fake: FakeCoordinator;
  let site: TestSite;

  beforeEach(() => {
    fake = new FakeCoordinator();
    site = new TestSite();
  });

  afterEach(async () => await site.dispose());

  const { counted, declined } = answersTo(() => fake);

  it('228 times gets one answer, and all other requests are refused before their models are fetched', {
    timeout: 60_000,
  }, async () => {
    await site.start(fake, plan, { gate: openGate(plan) });
    await fake.offer(plan, base, key);
    await counted();
    await fake.send({ evaluationRequest: evaluationOf(fake, plan, crafted(50)) });
    await counted(evaluationKey);
    const words = fake.counted(evaluationKey)?.header.updateHash;
    let fetched = 0;
    fake.faults.blob = () => void (fetched += 1);
    const rounds = plan.document.rounds;
    for (let i = 0; i < 227; i++) {
      // Other rounds, attempts and runs as well: none of them was answered by this site.
      const ask = { ...evaluationKey, round: 1 + (i % rounds), attempt: 1 + (i % 2), run: i % 5 === 4 ? 'run-b' : key.run };
      fake.received.length = 0;
      await fake.send({ evaluationRequest: evaluationOf(fake, plan, crafted(i % 100), ask) });
      expect(await declined(ask)).toMatch(/^(TASK_INVALID|UPDATE_REPLAYED): /);
    }
    expect(fetched).toBe(0);
    expect(fake.counted(evaluationKey)?.header.updateHash).toBe(words);
    await site.stop();
    const charges = site.charges();
    expect(charges.map((charge) => charge.key.kind)).toEqual(['training', 'evaluation']);
    const heldOut = charges.filter(({ part }) => part === 'held-out').flatMap(({ events }) => events);
    expect(statedEpsilon(heldOut, 0.001).epsilon).toBeLessThanOrEqual(1);
  });
});

/** Releases of each of the two files. */
const RUNS = 2000;

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviationOf(values: readonly number[]): number {
  return Math.sqrt(meanOf(values.map((value) => value ** 2)));
}

describe('a file that grows by one patient', () => {
  let folder: string;
  const studies: PreparedStudy[] = [];

  /** The study of a hospital whose file has 50 patients, and those whom the lines name. */
  async function prepared(more: string): Promise<PreparedStudy> {
    const path = join(folder, `${studies.length}.csv`);
    writeFileSync(path, `${testCsv(50)}${more}`);
    const study = await prepareStudy(planStudy(plan), csvFile(path), { secret: new Uint8Array(32), share: 0.5 }, await backend());
    studies.push(study);
    return study;
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'consilium-attack-'));
  });

  afterEach(() => {
    for (const study of studies.splice(0)) study.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it('tells no more of that patient than epsilon allows, whatever model is scored', { timeout: 600_000 }, async () => {
    const without = await prepared('');
    // One with an extreme age whom the secret holds out, ill or well as the attacker wants to know, with as many rows as count.
    let grown = without;
    for (let i = 0; grown.dataset.heldOut.patients === without.dataset.heldOut.patients; i++)
      grown = await prepared(`z${i},100,b,yes\n`.repeat(20));
    const { scores } = without;
    if (scores === undefined) throw new Error('a plan without noised scores');
    const log = { warn: () => {} };
    for (const weights of [crafted(99.5), crafted(99.5, 3e37)]) {
      const release = (study: PreparedStudy, random: Randomness): Int32Array => {
        const { bytes } = noisedScores(study, weights, { scores, random, log });
        return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
      };
      // The same noise on both: what is left is the patient alone.
      const [less, more] = [without, grown].map((study) => release(study, seededRandom('direction')));
      const direction = Array.from(more ?? [], (word, i) => (word - (less?.[i] ?? 0)) | 0);
      const length = Math.hypot(...direction);
      expect(length).toBeGreaterThan(0.5 * scores.release.grid.clipUnits);
      expect(length).toBeLessThanOrEqual(scores.release.grid.clipUnits);
      const random = seededRandom('attack');
      const seen = (study: PreparedStudy): readonly number[] =>
        Array.from({ length: RUNS }, () =>
          release(study, random).reduce((sum, word, i) => sum + word * ((direction[i] ?? 0) / length), 0),
        );
      const [absent, present] = [seen(without), seen(grown)];
      // Two normal laws this far apart in deviations, less what chance may add: what a guess from the best direction has to go by.
      const apart =
        (meanOf(present) - meanOf(absent)) /
        deviationOf([...absent.map((x) => x - meanOf(absent)), ...present.map((x) => x - meanOf(present))]);
      const found = statedEpsilon(
        [{ kind: 'gaussian', noiseMultiplier: 1 / (apart - 3 * Math.sqrt(2 / RUNS)), steps: 1 }],
        0.001,
      ).epsilon;
      expect(found).toBeGreaterThan(0.3);
      expect(found).toBeLessThanOrEqual(1);
    }
  });
});
