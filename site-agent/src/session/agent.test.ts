import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, ConsiliumError, seededRandom, systemClock } from '@consilium/core';
import { initialWeights } from '@consilium/plan';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGate, policySchema } from '../gate/index.ts';
import { cut, DATASET, FakeCoordinator, fillDisk, openGate, testCsv, testPlan, TestSite } from '@consilium/testing';

const plan = testPlan();
const base = initialWeights(plan.document.model, [plan.inputWidth]);
const key = { run: 'run-a', round: 1, attempt: 1 };

let fake: FakeCoordinator;
let site: TestSite;

beforeEach(() => {
  fake = new FakeCoordinator();
  site = new TestSite();
});

afterEach(async () => await site.dispose());

const counted = async (of = key): Promise<void> => await fake.until(() => fake.counted(of) !== undefined);
const refused = async (of = key): Promise<string> => {
  await fake.until(() => fake.said('taskAnswer', of).some(({ refusal }) => refusal));
  const refusal = fake.said('taskAnswer', of).find((answer) => answer.refusal)?.refusal;
  return `${refusal?.code}: ${refusal?.message}`;
};
const failed = async (of = key): Promise<string> => {
  await fake.until(() => fake.said('taskFailed', of).length > 0);
  const [{ problem } = {}] = fake.said('taskFailed', of);
  return `${problem?.code}: ${problem?.message}`;
};
/** Proves that the agent is alive and that everything before is done: a further round goes through. */
const nextRound = async (round: number): Promise<void> => {
  await fake.offer(plan, base, { ...key, round });
  await counted({ ...key, round });
};

describe('a round', () => {
  it('is answered, charged once, noised and sent, bound to everything it belongs to', async () => {
    const phases: string[] = [];
    await site.start(fake, plan, { observe: (attempt, phase) => void phases.push(`${attempt.round} ${phase}`) });
    await fake.offer(plan, base, key);
    await counted();
    expect(fake.heard[0]?.hello).toMatchObject({ agentVersion: 'test', rehearsal: false });
    expect(fake.said('taskAnswer', key)).toHaveLength(1);
    expect(fake.said('taskAnswer', key)[0]?.refusal ?? undefined).toBeUndefined();
    const update = fake.counted(key);
    expect(update?.header).toMatchObject({ planHash: plan.hash, bytes: plan.manifest.parameters * 4 });
    await fake.end(key);
    await nextRound(2);
    await site.stop();
    const charges = site.charges();
    expect(charges.map(({ state, key: { round } }) => [round, state])).toEqual([
      [1, 'committed'],
      [2, 'committed'],
    ]);
    expect(charges[0]?.update).toBe(update?.header.updateHash);
    // The head that travelled is that of the entry that pays: reserve and commit, twice.
    expect(update?.header.ledger).toMatchObject({ dataset: DATASET, sequence: 2 });
    expect(phases).toEqual(['1 fetch', '1 train', '1 store', '1 upload', '2 fetch', '2 train', '2 store', '2 upload']);
  });

  it('is answered once when the offer comes again while it is worked on or after it was counted', async () => {
    let calls = 0;
    fake.faults.put = () => void calls++;
    await site.start(fake, plan);
    await fake.offer(plan, base, key);
    await fake.offer(plan, base, key);
    await counted();
    await fake.offer(plan, base, key);
    await nextRound(2);
    expect(calls).toBe(2);
    expect(fake.said('taskFailed', key)).toEqual([]);
    await site.stop();
    expect(site.charges()).toHaveLength(2);
    // Another agent on the folder knows from the ledger that the answer has left.
    await site.start(fake, plan);
    await fake.end(key);
    await fake.offer(plan, base, key);
    expect(await refused()).toContain('UPDATE_REPLAYED: this site has already answered round 1 attempt 1 of run-a');
  });

  it('is answered with the same bytes, at no cost, when a coordinator that was put back from a backup asks again', async () => {
    await site.start(fake, plan);
    await fake.offer(plan, base, key);
    await counted();
    const sent = fake.counted(key);
    for (const restart of [false, true]) {
      if (restart) {
        await site.stop();
        await site.start(fake, plan);
      }
      fake.uploads.clear();
      await fake.offer(plan, base, key);
      await counted();
      expect(fake.counted(key)?.bytes.equals(sent?.bytes ?? Buffer.alloc(0))).toBe(true);
      expect(fake.counted(key)).not.toBe(sent);
    }
    // Once the attempt is over nothing of it is left.
    await fake.end(key);
    await nextRound(2);
    await site.stop();
    expect(readdirSync(join(site.state, 'updates'))).toEqual([`${key.run}.2.1.sealed`]);
    expect(site.charges()).toHaveLength(2);
  });

  it('costs again when it is tried again: another attempt is another release', async () => {
    await site.start(fake, plan);
    await fake.offer(plan, base, key);
    await counted();
    await fake.end(key, false);
    await fake.offer(plan, base, { ...key, attempt: 2 });
    await counted({ ...key, attempt: 2 });
    await site.stop();
    expect(site.charges()).toHaveLength(2);
    expect(fake.counted(key)?.bytes.equals(fake.counted({ ...key, attempt: 2 })?.bytes ?? Buffer.alloc(0))).toBe(false);
  });

  it('with seeded noise says so and can be repeated', async () => {
    const other = new TestSite();
    const otherFake = new FakeCoordinator();
    try {
      for (const [at, to] of [
        [site, fake],
        [other, otherFake],
      ] as const) {
        await at.start(to, plan, { random: seededRandom('s') });
        await to.offer(plan, base, key);
        await to.until(() => to.counted(key) !== undefined);
      }
      expect(fake.heard[0]?.hello?.rehearsal).toBe(true);
      expect(otherFake.counted(key)?.header.updateHash).toBe(fake.counted(key)?.header.updateHash);
    } finally {
      await other.dispose();
    }
  });

  it('without noise happens in rehearsals only', async () => {
    const none = testPlan('none');
    const start = initialWeights(none.document.model, [none.inputWidth]);
    await site.start(fake, none);
    await fake.offer(none, start, key);
    expect(await refused()).toContain('MECHANISM_REFUSED');
    await site.stop();
    await site.start(fake, none, { rehearsal: true });
    await fake.offer(none, start, { ...key, attempt: 2 });
    await counted({ ...key, attempt: 2 });
    await site.stop();
    expect(site.charges()).toEqual([]);
  });

  it('sees the data as they are then', async () => {
    await site.start(fake, plan);
    await fake.offer(plan, base, key);
    await counted();
    writeFileSync(site.csv, 'id,age,ward,ill\np1,1,nowhere,yes\n');
    await fake.offer(plan, base, { ...key, round: 2 });
    expect(await refused({ ...key, round: 2 })).toContain('DATA_INVALID');
    writeFileSync(site.csv, testCsv(60));
    await nextRound(3);
  });
});

describe('a task is refused', () => {
  const offerings: readonly (readonly [string, Parameters<FakeCoordinator['offer']>[3], RegExp])[] = [
    ['of another study', { study: 'other-study' }, /^TASK_INVALID: the task names the study other-study, its plan test-study/],
    ['after its deadline', { deadlineMs: 1 }, /^TASK_INVALID: the deadline of the task has passed/],
    ['beyond the plan', { key: { ...key, round: 5 } }, /^TASK_INVALID: round 5 of a plan with 4 rounds/],
    ['with other tensors', { manifest: [] }, /^TASK_INVALID: the tensors of the task/],
    [
      'with a tensor of another shape',
      { manifest: plan.manifest.tensors.map(({ name }) => ({ name, shape: [4], dtype: 'float32' })) },
      /tensors/,
    ],
    ['with a model of another size', { baseBytes: 8 }, /^TASK_INVALID: the model of the task does not have the size/],
    ['for a plan that nobody holds', { planHash: 'e'.repeat(64) }, /^BLOB_UNKNOWN/],
  ];
  for (const [what, change, answer] of offerings) {
    it(what, async () => {
      await site.start(fake, plan);
      await fake.offer(plan, base, key, change);
      expect(await refused(change?.key === undefined ? key : { ...key, round: 5 })).toMatch(answer);
      await nextRound(2);
      await site.stop();
      expect(site.charges()).toHaveLength(1);
    });
  }

  it('for a plan that was changed on the way, or is not canonical', async () => {
    await site.start(fake, plan);
    const lying = 'f'.repeat(64);
    fake.blobs.set(lying, Buffer.from(plan.json));
    await fake.offer(plan, base, key, { planHash: lying });
    expect(await refused()).toContain('UPDATE_CORRUPT');
    const loose = fake.hold(` ${plan.json}`);
    await fake.offer(plan, base, { ...key, attempt: 2 }, { planHash: loose });
    expect(await refused({ ...key, attempt: 2 })).toContain('PLAN_HASH_MISMATCH');
  });

  it('that the plan does not offer to this site, or whose public numbers are far off', async () => {
    const elsewhere = testPlan('dp-fedsgd', { sites: { south: { patients: 20 } } });
    await site.start(fake, elsewhere);
    await fake.offer(elsewhere, base, key);
    expect(await refused()).toContain('TASK_INVALID: the plan does not name this site (north)');
    await site.stop();
    const small = testPlan('dp-fedsgd', { sites: { north: { patients: 10 } } });
    await site.start(fake, small);
    await fake.offer(small, base, { ...key, attempt: 2 });
    const answer = await refused({ ...key, attempt: 2 });
    expect(answer).toContain('TASK_INVALID: the plan says 10 patients at this site');
    // 50 in the file, 40 or so of them in training: neither is told.
    expect(answer).not.toMatch(/\b(?:3\d|4\d|50)\b/);
  });

  it('by the policy, in words', async () => {
    await site.start(fake, plan, { gate: openGate(plan, { minimumPatients: 1000 }) });
    await fake.offer(plan, base, key);
    expect(await refused()).toMatch(/^TOO_FEW_PATIENTS: This hospital takes part with at least 1000 training patients/);
    await site.stop();
    await site.start(fake, plan, { gate: openGate(testPlan('dp-sgd')) });
    await fake.offer(plan, base, { ...key, attempt: 2 });
    expect(await refused({ ...key, attempt: 2 })).toContain('PLAN_NOT_APPROVED');
  });

  it('of a plan that nobody approved before its data are looked at, so that plans cannot probe them', async () => {
    const probing = testPlan('dp-fedsgd', {
      data: { ...plan.document.data, features: { ward: { kind: 'category', codes: ['a', 'b'] } } },
    });
    const start = initialWeights(probing.document.model, [probing.inputWidth]);
    await site.start(fake, plan);
    await fake.offer(probing, start, key);
    // With approval it would be DATA_INVALID: ward c is not in its dictionary.
    expect(await refused()).toContain('PLAN_NOT_APPROVED');
    await fake.send({ evaluationRequest: evaluation(probing, start) });
    await fake.until(() => fake.said('evaluationReport', key).length > 0);
    expect(fake.said('evaluationReport', key)[0]?.suppressed?.code).toBe('PLAN_NOT_APPROVED');
  });

  it('for its data without telling anything of them', async () => {
    writeFileSync(site.csv, 'id,age,ward,ill\nmiller,1,secret-ward,yes\n');
    await site.start(fake, plan);
    await fake.offer(plan, base, key);
    const answer = await refused();
    expect(answer).toBe('DATA_INVALID: DATA_INVALID at the site; its log says more');
    expect(answer).not.toMatch(/secret|miller|row|csv|\//);
    // The hospital's own log has where, and still no value.
    const line = site.logged.find(({ code }) => code === 'DATA_INVALID');
    expect(line?.msg).toContain('patients.csv row 2, column ward');
    expect(JSON.stringify(site.logged)).not.toMatch(/secret|miller/);
    rmSync(site.csv);
    await fake.offer(plan, base, { ...key, attempt: 2 });
    expect(await refused({ ...key, attempt: 2 })).not.toContain(site.folder);
  });

  it('that would exceed the budget, before anything is trained, and the agent goes on', async () => {
    const tight = openGate(plan, { budgets: { [DATASET]: { epsilon: 1.2, delta: 0.001 } } });
    const phases: string[] = [];
    await site.start(fake, plan, { gate: tight, observe: (_, phase) => void phases.push(phase) });
    await fake.offer(plan, base, key);
    await counted();
    await fake.offer(plan, base, { ...key, round: 2 });
    await fake.offer(plan, base, { ...key, round: 3 });
    await fake.offer(plan, base, { ...key, round: 4 });
    const answer = await refused({ ...key, round: 4 });
    expect(answer).toMatch(
      /^BUDGET_EXCEEDED: data set patients: [\d.]+ of epsilon 1.2 is spent or reserved \(delta 0.001\); this would make it [\d.]+$/,
    );
    const accepted = phases.filter((phase) => phase === 'train').length;
    await site.stop();
    expect(site.charges()).toHaveLength(accepted);
    expect(accepted).toBeLessThan(4);
    // With a larger budget the same folder goes on.
    await site.start(fake, plan);
    await fake.offer(plan, base, { ...key, round: 4, attempt: 2 });
    await counted({ ...key, round: 4, attempt: 2 });
  });

  it('and messages without a proper name are passed over', async () => {
    await site.start(fake, plan);
    await fake.send({ task: { ...fake.taskOf(plan, base, key), key: { run: '../../x', round: 1, attempt: 1 } } });
    await fake.send({ attemptEnded: { key: { run: 'run-a', round: 0, attempt: 1 } } });
    await fake.send({ evaluationRequest: {} });
    await nextRound(2);
    expect(site.logged.filter(({ code }) => code === 'MESSAGE_INVALID')).toHaveLength(3);
    expect(fake.heard.filter(({ hello }) => hello)).toHaveLength(1);
  });
});

function evaluation(of: typeof plan, weights: Float32Array): Record<string, unknown> {
  return {
    key,
    study: of.document.study,
    planHash: fake.hold(of.json),
    modelHash: fake.hold(new Uint8Array(weights.buffer)),
    modelBytes: weights.byteLength,
    deadlineMs: Date.now() + 60_000,
  };
}

describe('a model is scored', () => {
  const report = async (): Promise<Record<string, unknown>> => {
    await fake.until(() => fake.said('evaluationReport', key).length > 0);
    const [{ metricsJson, suppressed } = {}] = fake.said('evaluationReport', key);
    return suppressed
      ? { suppressed: `${suppressed.code}: ${suppressed.message}` }
      : (JSON.parse(metricsJson ?? '{}') as Record<string, unknown>);
  };

  it('and only the metrics that the plan asks for leave', async () => {
    for (const [metrics, fields] of [
      [['loss'], ['loss']],
      [['accuracy'], ['accuracy', 'confusion']],
      [['auc'], ['auc', 'scoreHistogram']],
      [
        ['loss', 'accuracy', 'auc'],
        ['accuracy', 'auc', 'confusion', 'loss', 'scoreHistogram'],
      ],
    ] as const) {
      fake.heard.length = 0;
      const asking = testPlan('dp-fedsgd', { evaluation: { heldOut: 0.5, metrics, scoreBins: 10 } });
      await site.start(fake, asking);
      await fake.send({ evaluationRequest: evaluation(asking, base) });
      expect(Object.keys(await report()).sort()).toEqual([...fields, 'lossFinite', 'patients', 'rows'].sort());
      await site.stop();
    }
  });

  it('and counts of few patients stay, each told in words, while the figures leave', async () => {
    const metrics = ['loss', 'accuracy', 'auc', 'calibration'];
    const asking = testPlan('dp-fedsgd', { evaluation: { heldOut: 0.5, metrics, subgroups: { ward: {} } } });
    const gate = openGate(asking, { metrics: { share: true, minimumCohort: 11 } });
    await site.start(fake, asking, { gate });
    await fake.send({ evaluationRequest: evaluation(asking, base) });
    const { suppressed, subgroups, ...rest } = await report();
    expect(Object.keys(rest).sort()).toEqual(['accuracy', 'auc', 'ece', 'loss', 'lossFinite', 'patients', 'rows']);
    expect(Object.keys(suppressed as object).sort()).toEqual(['calibration', 'confusion', 'scoreHistogram']);
    for (const words of Object.values(suppressed as Record<string, string>)) expect(words).toContain('Suppressed is not zero.');
    // Ward a has 12 of the held-out patients, b and c have fewer than 11, and "missing" has nobody.
    const shown: unknown = expect.objectContaining({ patients: 12, accuracy: expect.any(Number) as unknown });
    expect(subgroups).toEqual({
      ward: {
        a: { state: 'shown', evaluation: shown },
        b: { state: 'suppressed' },
        c: { state: 'suppressed' },
        missing: { state: 'empty' },
      },
    });
  });

  it('with intervals when the plan asks for them, the same whenever it is asked, and only of its metrics', async () => {
    const asking = testPlan('dp-fedsgd', { evaluation: { heldOut: 0.5, metrics: ['loss', 'accuracy'], intervals: true } });
    await site.start(fake, asking);
    await fake.send({ evaluationRequest: evaluation(asking, base) });
    const first = await report();
    expect(Object.keys(first['intervals'] as object).sort()).toEqual(['accuracy', 'loss']);
    const { low, high } = (first['intervals'] as Record<string, { low: number; high: number }>)['loss'] ?? { low: 1, high: 0 };
    expect(low).toBeLessThanOrEqual(first['loss'] as number);
    expect(high).toBeGreaterThanOrEqual(first['loss'] as number);
    fake.heard.length = 0;
    await fake.send({ evaluationRequest: evaluation(asking, base) });
    expect(await report()).toEqual(first);
  });

  it('under the policy, and suppressed is told in words', async () => {
    for (const [change, words] of [
      [{ metrics: { share: false } }, 'METRICS_WITHHELD: This hospital does not share metrics.'],
      [
        { metrics: { share: true, minimumCohort: 45 } },
        'METRICS_WITHHELD: This hospital shares metrics on at least 45 held-out patients',
      ],
      [{ allowedStudies: [] }, 'STUDY_NOT_ALLOWED'],
    ] as const) {
      fake.heard.length = 0;
      await site.start(fake, plan, { gate: openGate(plan, change) });
      await fake.send({ evaluationRequest: evaluation(plan, base) });
      expect((await report())['suppressed']).toContain(words);
      await site.stop();
    }
  });

  it('only when it is one: sizes, hashes and numbers are checked', async () => {
    const bad = Float32Array.from(base);
    bad[1] = Number.NaN;
    for (const [change, words] of [
      [{ modelBytes: 4 }, 'TASK_INVALID: the model to score does not have the size that the plan says'],
      [{ modelHash: fake.hold(new Uint8Array(bad.buffer)) }, 'TASK_INVALID: the model received is not finite'],
      [{ modelHash: fake.hold(new Uint8Array(8)) }, 'TASK_INVALID: the model received has 8 bytes, 20 were announced'],
      [{ study: 'other' }, 'TASK_INVALID'],
    ] as const) {
      fake.heard.length = 0;
      await site.start(fake, plan);
      await fake.send({ evaluationRequest: { ...evaluation(plan, base), ...change } });
      expect((await report())['suppressed']).toContain(words);
      await site.stop();
    }
  });
});

describe('a model to train from that is not finite', () => {
  it('fails the task and costs nothing', async () => {
    const bad = Float32Array.from(base);
    bad[0] = Number.POSITIVE_INFINITY;
    await site.start(fake, plan);
    await fake.offer(plan, bad, key);
    expect(await failed()).toContain('TASK_INVALID: the model received is not finite');
    await site.stop();
    expect(site.charges()).toEqual([]);
  });
});

describe('a full disk at the site', () => {
  it('before the reservation refuses, after it fails the task; either way nothing left and the agent goes on', async () => {
    let free = (): void => {};
    const phase = { fill: 'none' };
    await site.start(fake, plan, {
      observe: (_, finished) => {
        if (finished === phase.fill) free = fillDisk();
      },
    });
    await nextRound(2);
    free = fillDisk();
    await fake.offer(plan, base, key);
    const answer = await refused();
    free();
    expect(answer).toMatch(/^DISK_FULL: DISK_FULL at the site/);
    phase.fill = 'train';
    await fake.offer(plan, base, { ...key, attempt: 2 });
    const told = await failed({ ...key, attempt: 2 });
    free();
    expect(told).toMatch(/^DISK_FULL: /);
    expect(told).not.toContain(site.folder);
    phase.fill = 'store';
    await fake.offer(plan, base, { ...key, attempt: 3 });
    expect(await failed({ ...key, attempt: 3 })).toMatch(/^DISK_FULL: /);
    free();
    phase.fill = 'none';
    for (const attempt of [1, 2, 3]) expect(fake.uploads.has(`run-a.1.${attempt}`)).toBe(false);
    await fake.end({ ...key, attempt: 3 }, false);
    await nextRound(3);
    await site.stop();
    // The release of attempt 2 met the full disk as well: it stays counted until the next session looks.
    expect(site.charges().map(({ key: { round, attempt }, state }) => `${round}.${attempt} ${state}`)).toEqual([
      '2.1 committed',
      '1.2 reserved',
      '3.1 committed',
    ]);
    await site.start(fake, plan);
    await nextRound(4);
    await site.stop();
    expect(site.charges().map(({ state }) => state)).toEqual(['committed', 'committed', 'committed']);
  });
});

describe('an attempt that ended', () => {
  it('before the task is reached is not worked on', async () => {
    await site.start(fake, plan);
    await fake.offer(plan, base, { ...key, round: 2 });
    await fake.offer(plan, base, key);
    await fake.end(key, false);
    await nextRound(3);
    await site.stop();
    expect(fake.said('taskAnswer', key)).toEqual([]);
    expect(site.charges().map((charge) => charge.key.round)).toEqual([2, 3]);
  });

  it('while it is trained is neither stored nor charged', async () => {
    await site.start(fake, plan, {
      observe: (attempt, phase) => {
        if (phase === 'fetch' && attempt.round === 1) void fake.end(key, false);
      },
    });
    await fake.offer(plan, base, key);
    await nextRound(2);
    await site.stop();
    expect(fake.uploads.has('run-a.1.1')).toBe(false);
    expect(site.charges().map((charge) => charge.key.round)).toEqual([2]);
  });

  it('while it is sent leaves its charge, since bytes may have left, and no stored bytes', async () => {
    fake.faults.put = ({ key: of }) => {
      if (of?.round !== 1) return;
      fake.ended.add('run-a.1.1');
      throw new ConsiliumError({ code: 'UPDATE_STALE', message: 'too late' });
    };
    await site.start(fake, plan);
    await fake.offer(plan, base, key);
    await fake.until(() => fake.ended.size > 0);
    await nextRound(2);
    await site.stop();
    expect(site.charges().map((charge) => [charge.key.round, charge.state])).toEqual([
      [1, 'committed'],
      [2, 'committed'],
    ]);
    expect(fake.said('taskFailed', key)).toEqual([]);
  });

  it('while nobody was connected is cleaned up at the next session: what never left is not charged', async () => {
    fake.faults.status = ({ round }) => {
      if (round === 1) throw cut();
    };
    await site.start(fake, plan);
    await fake.offer(plan, base, key);
    await fake.until(() => site.logged.some(({ code }) => code === 'UNREACHABLE'));
    await site.stop();
    expect(site.charges().map(({ state }) => state)).toEqual(['committed']);
    const asked: string[] = [];
    fake.faults.status = (_, updateHash) => void asked.push(updateHash);
    fake.ended.add('run-a.1.1');
    await site.start(fake, plan);
    await nextRound(2);
    await fake.offer(plan, base, key);
    expect(await refused()).toContain('UPDATE_REPLAYED');
  });
});

describe('what a crash left behind', () => {
  /** The folder of a site killed right after it stored an update, before the charge was committed. */
  async function killedAfterStore(): Promise<TestSite> {
    let copy: TestSite | undefined;
    await site.start(fake, plan, {
      observe: (attempt, phase) => {
        if (phase === 'store' && attempt.round === 1) copy = new TestSite(site.folder);
      },
    });
    await fake.offer(plan, base, key);
    await counted();
    await site.stop();
    if (copy === undefined) throw new Error('an update was stored');
    return copy;
  }

  it('is not charged when its attempt is over and nothing had left', async () => {
    const killed = await killedAfterStore();
    const next = new FakeCoordinator();
    next.ended.add('run-a.1.1');
    try {
      expect(killed.charges().map(({ state }) => state)).toEqual(['reserved']);
      await killed.start(next, plan);
      await next.offer(plan, base, { ...key, round: 2 });
      await next.until(() => next.counted({ ...key, round: 2 }) !== undefined);
      await killed.stop();
      expect(killed.charges().map((charge) => [charge.key.round, charge.state])).toEqual([[2, 'committed']]);
      expect(readdirSync(join(killed.state, 'updates'))).not.toContain('run-a.1.1.sealed');
    } finally {
      await killed.dispose();
    }
  });

  it('waits while its attempt may still be open, and not even its hash is told before the charge is committed', async () => {
    const killed = await killedAfterStore();
    const next = new FakeCoordinator();
    const asked: string[] = [];
    next.faults.status = (_, updateHash) => void asked.push(updateHash);
    try {
      await killed.start(next, plan);
      await next.until(() => asked.length > 0);
      await killed.stop();
      expect(asked).toEqual(['0'.repeat(64)]);
      expect(readdirSync(join(killed.state, 'updates'))).toEqual(['run-a.1.1.sealed']);
      expect(killed.charges().map(({ state }) => state)).toEqual(['reserved']);
    } finally {
      await killed.dispose();
    }
  });

  it('is not sent when it was damaged, and does not stop the rest', async () => {
    const killed = await killedAfterStore();
    const next = new FakeCoordinator();
    try {
      const path = join(killed.state, 'updates', 'run-a.1.1.sealed');
      truncateSync(path, statSync(path).size - 1);
      await killed.start(next, plan);
      await next.offer(plan, base, key);
      await next.until(() => next.said('taskAnswer', key).length > 0);
      expect(next.said('taskAnswer', key)[0]?.refusal).toMatchObject({
        code: 'SEAL_BROKEN',
        message: 'SEAL_BROKEN at the site; its log says more',
      });
      await next.end(key, false);
      await next.offer(plan, base, { ...key, round: 2 });
      await next.until(() => next.counted({ ...key, round: 2 }) !== undefined);
      await killed.stop();
      expect(killed.charges().map((charge) => charge.key.round)).toEqual([2]);
      expect(readdirSync(join(killed.state, 'updates'))).not.toContain('run-a.1.1.sealed');
    } finally {
      await killed.dispose();
    }
  });

  it('in the ledger is set aside with a warning when it is half a line', async () => {
    await site.start(fake, plan);
    await nextRound(2);
    await site.stop();
    appendFileSync(join(site.state, 'ledger', `${DATASET}.jsonl`), '{"v":1,"dat');
    await site.start(fake, plan);
    await nextRound(3);
    await site.stop();
    expect(site.logged.some(({ msg }) => msg.includes('ended in an unfinished line'))).toBe(true);
    expect(site.charges()).toHaveLength(2);
  });
});

describe('more studies than are kept in memory', () => {
  it('are all served, one after the other and again', async () => {
    const plans = Array.from({ length: 6 }, (_, i) => testPlan('none', { study: `study-${i}` }));
    const some = plans[0] ?? plan;
    const hashes = new Set(plans.map(({ hash }) => hash));
    const rules = policySchema.parse({
      version: 1,
      allowedStudies: plans.map(({ document }) => document.study),
      minimumPatients: 1,
    });
    const approving = createGate({ policy: () => rules, approvalOf: (hash) => (hashes.has(hash) ? 'approved' : 'undecided') });
    await site.start(fake, some, { gate: approving, rehearsal: true, studies: plans.map(({ document }) => document.study) });
    for (const [i, one] of [...plans, ...plans].entries()) {
      const of = { run: `run-${i}`, round: 1, attempt: 1 };
      await fake.offer(one, base, of);
      await counted(of);
    }
  });
});

describe('the session', () => {
  it('stops for good when the coordinator holds a receipt that the ledger does not have', async () => {
    await site.start(fake, plan);
    await fake.offer(plan, base, key);
    await counted();
    await site.stop();
    fake.ledgerHeads = [{ dataset: DATASET, sequence: 2, hash: fake.counted(key)?.header.ledger?.hash ?? '' }];
    await site.start(fake, plan);
    await nextRound(2);
    await site.stop();
    for (const head of [
      { dataset: DATASET, sequence: 9, hash: 'a'.repeat(64) },
      { dataset: DATASET, sequence: 1, hash: 'a'.repeat(64) },
    ]) {
      fake.ledgerHeads = [head];
      const { running } = await site.start(fake, plan);
      await expect(running).rejects.toMatchObject({ code: 'LEDGER_ROLLED_BACK' });
    }
  });

  it('takes receipts for data sets that the site does not have to the log, and makes no ledger for them', async () => {
    fake.ledgerHeads = [
      { dataset: 'lost', sequence: 1, hash: 'a'.repeat(64) },
      { dataset: '../escape', sequence: 1, hash: 'a'.repeat(64) },
    ];
    await site.start(fake, plan);
    await nextRound(2);
    expect(site.logged.filter(({ msg }) => msg.includes('a receipt for a data set that this site does not have'))).toHaveLength(
      2,
    );
    expect(readdirSync(join(site.state, 'ledger')).sort()).toEqual([`${DATASET}.jsonl`, `${DATASET}.lock`]);
  });

  it('does not begin on a folder that another agent works on', async () => {
    await site.start(fake, plan);
    await nextRound(2);
    const { running } = await site.start(fake, plan);
    await expect(running).rejects.toMatchObject({ code: 'LEDGER_LOCKED' });
    await nextRound(3);
  });

  it('tells the hospital what the coordinator refuses it for, and tries again', async () => {
    fake.refusal = { code: 'VERSION_INCOMPATIBLE', message: 'the agent speaks 2.0, this coordinator 1.0' };
    await site.start(fake, plan);
    await fake.until(() => site.logged.some(({ code }) => code === 'VERSION_INCOMPATIBLE'));
    expect(site.logged.at(-1)?.msg).toContain(
      'the agent speaks 2.0, this coordinator 1.0\nAgent and coordinator speak different',
    );
    fake.refusal = { code: 'REHEARSAL_ONLY', message: 'not here' };
    await fake.until(() => site.logged.some(({ code }) => code === 'REHEARSAL_ONLY'));
    fake.refusal = undefined;
    await nextRound(2);
  });

  it('comes back after a cut; tasks that were queued still go through, and offers that come again change nothing', async () => {
    await site.start(fake, plan);
    await fake.offer(plan, base, key);
    await counted();
    fake.cutSession();
    await fake.offer(plan, base, key);
    await nextRound(2);
    expect(fake.heard.filter(({ hello }) => hello)).toHaveLength(2);
    await site.stop();
    expect(site.charges()).toHaveLength(2);
  });

  it('waits longer after each failure, up to half a minute, and starts small again after a good session', async () => {
    let time = 0;
    const waits: number[] = [];
    const clock: Clock = {
      now: () => systemClock.now(),
      monotonic: () => time,
      setTimer(delayMs, callback) {
        waits.push(delayMs);
        if (waits.length === 14) fake.refusal = undefined;
        const timer = setTimeout(callback, waits.length < 15 ? 0 : 1_000_000);
        return () => clearTimeout(timer);
      },
    };
    fake.refusal = { code: 'CERTIFICATE_UNKNOWN', message: 'not yet registered' };
    await site.start(fake, plan, { clock });
    await fake.until(() => waits.length >= 14);
    await fake.until(() => site.logged.some(({ msg }) => msg === 'connected'));
    time += 60_000;
    fake.cutSession();
    await fake.until(() => waits.length === 15);
    for (const [i, wait] of waits.slice(0, 14).entries()) {
      const full = Math.min(30_000, 100 * 2 ** i);
      expect(wait).toBeGreaterThanOrEqual(full / 2);
      expect(wait).toBeLessThanOrEqual(full);
    }
    expect(waits[14]).toBeLessThanOrEqual(100);
  });

  it('ends when it is asked to, with the folder free for the next', async () => {
    for (let round = 1; round <= 3; round++) {
      const { agent, running } = await site.start(fake, plan);
      await nextRound(round);
      await agent.stop();
      await running;
      expect(site.charges()).toHaveLength(round);
    }
  });
});

describe('a decision of the hospital', () => {
  it('holds for updates that are already stored', async () => {
    fake.faults.put = () => {
      throw cut();
    };
    await site.start(fake, plan);
    await fake.offer(plan, base, key);
    await fake.until(() => site.logged.some(({ code }) => code === 'UNREACHABLE'));
    await site.stop();
    delete fake.faults.put;
    await site.start(fake, plan, { gate: openGate(plan, { allowedStudies: [] }) });
    await fake.offer(plan, base, key);
    expect(await refused()).toContain('STUDY_NOT_ALLOWED');
    expect(fake.counted(key)).toBeUndefined();
  });
});

describe('a crash at any moment', () => {
  it('never costs twice, never gives other bytes, leaves no gap in the ledger', async () => {
    const shots: { readonly at: string; readonly folder: string; readonly left: string | undefined }[] = [];
    const home = mkdtempSync(join(tmpdir(), 'consilium-shots-'));
    const shoot = (at: string): void => {
      const folder = join(home, String(shots.length));
      mkdirSync(folder);
      cpSync(site.folder, folder, { recursive: true });
      shots.push({ at, folder, left: fake.uploads.get('run-a.1.1')?.header.updateHash ?? undefined });
    };
    try {
      const open = openGate(plan);
      const gate = {
        ...open,
        admitTask: (facts: Parameters<typeof open.admitTask>[0]) => {
          shoot('task judged');
          open.admitTask(facts);
        },
        admitCharge: (...facts: Parameters<typeof open.admitCharge>) => {
          open.admitCharge(...facts);
          shoot('before the reservation');
        },
      };
      fake.faults.blob = () => shoot('fetching');
      fake.faults.status = () => shoot('committed');
      fake.faults.put = () => shoot('first byte');
      fake.faults.chunk = () => shoot('chunk');
      fake.faults.counted = () => shoot('counted');
      await site.start(fake, plan, { gate, observe: (_, phase) => shoot(`after ${phase}`) });
      shoot('start');
      await fake.offer(plan, base, key);
      await counted();
      await fake.until(() => shots.some(({ at }) => at === 'after upload'));
      await site.stop();
      expect(new Set(shots.map(({ at }) => at))).toEqual(
        new Set(
          'start,task judged,before the reservation,fetching,after fetch,after train,after store,committed,first byte,chunk,counted,after upload'.split(
            ',',
          ),
        ),
      );
      for (const shot of shots) {
        const again = new TestSite(shot.folder);
        const next = new FakeCoordinator();
        try {
          const before = again.charges();
          await again.start(next, plan);
          await next.offer(plan, base, key);
          await next.until(() => next.counted(key) !== undefined || next.said('taskAnswer', key).some(({ refusal }) => refusal));
          await again.stop();
          const charges = again.charges();
          const sent = next.counted(key)?.header.updateHash;
          expect([shot.at, charges.map(({ state }) => state)]).toEqual([shot.at, ['committed']]);
          if (sent !== undefined) expect([shot.at, charges[0]?.update]).toEqual([shot.at, sent]);
          // Whatever had left, or was free to leave, is the only thing that leaves.
          const bound = shot.left ?? before[0]?.update;
          if (bound !== undefined) expect([shot.at, sent ?? bound]).toEqual([shot.at, bound]);
          // Without a charge nothing had left.
          if (shot.left !== undefined)
            expect(before.map(({ state, update }) => [state, update])).toEqual([['committed', shot.left]]);
        } finally {
          await again.dispose();
        }
      }
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });
});
