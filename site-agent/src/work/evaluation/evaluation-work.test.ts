import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '@consilium/core';
import type { CompiledPlan } from '@consilium/plan';
import { scoreParameters } from '@consilium/plan';
import { decodeScores, deriveScores, type ReleasedScores } from '@consilium/privacy';
import { UpdateEncoding } from '@consilium/proto';
import { DATASET, FakeCoordinator, openGate, testCsv, testPlan, TestSite } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLedger } from '../../ledger/index.ts';
import { answersTo, base, evaluationKey, evaluationOf, key, plan } from '../../testing/answers.ts';

let fake: FakeCoordinator;
let site: TestSite;

beforeEach(() => {
  fake = new FakeCoordinator();
  site = new TestSite();
});

afterEach(async () => await site.dispose());

const { counted, declined } = answersTo(() => fake);

/** A model that the coordinator made of a round; any will do. */
const model = Float32Array.from(base, (weight, i) => weight + i / 10);

/** Trains the round that {@link key} names, as one must before its model is scored. */
async function train(of: CompiledPlan): Promise<void> {
  await fake.offer(of, base, key);
  await counted();
}

/** What noised words of a plan say. */
function read(of: CompiledPlan, bytes: Buffer): ReleasedScores {
  const parameters = scoreParameters(of);
  if (parameters === undefined) throw new Error('a plan without noised scores');
  const { layout, release } = deriveScores(parameters);
  return decodeScores(new Int32Array(new Uint8Array(bytes).buffer), layout, release, 1);
}

/** Code and message of what was answered, or that scores came. */
async function answer(): Promise<string> {
  await fake.until(() => fake.said('evaluationDeclined', evaluationKey).length > 0 || fake.counted(evaluationKey) !== undefined);
  return fake.counted(evaluationKey) === undefined ? await declined() : 'scored';
}

describe('scores of a model that this site helped to make', () => {
  it('leave with noise, of the form that the plan says, and are charged once to those held out', async () => {
    const asking = testPlan('dp-fedsgd', {
      evaluation: { metrics: ['accuracy', 'auc'], subgroups: { ward: {} } },
      privacy: { mechanism: 'dp-fedsgd', clip: 1, target: { epsilon: 8, delta: 0.001 } },
    });
    await site.start(fake, asking, { heldOut: 0.5 });
    await train(asking);
    await fake.send({ evaluationRequest: evaluationOf(fake, asking, model) });
    await counted(evaluationKey);
    const upload = fake.counted(evaluationKey);
    expect(upload?.header).toMatchObject({
      encoding: UpdateEncoding.UPDATE_ENCODING_SCORES_INT32,
      planHash: asking.hash,
      baseHash: fake.hold(new Uint8Array(model.buffer)),
    });
    const { patients, metrics, subgroups } = read(asking, upload?.bytes ?? Buffer.alloc(0));
    // 25 of 50 patients are held out, give or take those that a hash gives or takes.
    expect(patients.low).toBeLessThan(33);
    expect(patients.high).toBeGreaterThan(17);
    expect(Object.keys(metrics).sort()).toEqual(expect.arrayContaining(['accuracy']));
    expect(Object.keys(subgroups?.['ward'] ?? {})).toEqual(['a', 'b', 'c', 'missing']);
    await site.stop();
    expect(site.charges().map((charge) => [charge.key.kind, charge.key.round, charge.state])).toEqual([
      ['training', 1, 'committed'],
      ['evaluation', 1, 'committed'],
    ]);
    expect(site.charges()[1]?.events).toEqual([{ kind: 'gaussian', noiseMultiplier: expect.any(Number) as number, steps: 1 }]);
    expect(site.charges()[1]?.update).toBe(upload?.header.updateHash);
  });

  it('are the same bytes whenever they are asked for, by whichever agent of the site', async () => {
    await site.start(fake, plan);
    await train(plan);
    await fake.send({ evaluationRequest: evaluationOf(fake, plan, model) });
    await counted(evaluationKey);
    const first = fake.counted(evaluationKey)?.header.updateHash;
    for (let again = 0; again < 2; again++) {
      fake.uploads.clear();
      await site.stop();
      await site.start(fake, plan);
      await fake.send({ evaluationRequest: evaluationOf(fake, plan, model) });
      await counted(evaluationKey);
      expect(fake.counted(evaluationKey)?.header.updateHash).toBe(first);
    }
    await site.stop();
    expect(site.charges()).toHaveLength(2);
  });

  it('also where more than twice the patients of the plan are held out: sums wrap, and nothing fails', async () => {
    const few = testPlan('dp-fedsgd', {
      sites: { north: { patients: 4 }, south: { patients: 4 } },
      evaluation: { metrics: ['accuracy'], bins: 2 },
    });
    const held = 900;
    writeFileSync(site.csv, testCsv(1000));
    await site.start(fake, few, { heldOut: held / 1000, patients: 40 });
    await train(few);
    await fake.send({ evaluationRequest: evaluationOf(fake, few, model) });
    expect(await answer()).toBe('scored');
    const { layout, release } = deriveScores(scoreParameters(few) as NonNullable<ReturnType<typeof scoreParameters>>);
    // So many are counted in so few cells that some count is beyond what a word holds.
    expect(((release.units[0] as number) * held * 0.9) / (layout.blocks[0]?.cells ?? 0)).toBeGreaterThan(2 ** 31);
    const bytes = fake.counted(evaluationKey)?.bytes ?? Buffer.alloc(0);
    expect(bytes.length).toBe(4 * layout.dimension);
  });

  it('whatever the model says of a patient: what is no number counts, and is no oracle', async () => {
    // Age counts for 3e38, twice: infinite for some, no number for others, finite on a blank row.
    const wild = Float32Array.from(model, (_, i) => (i % 2 === 0 ? 3e38 : -3e38));
    await site.start(fake, plan);
    await train(plan);
    await fake.send({ evaluationRequest: evaluationOf(fake, plan, wild) });
    expect(await answer()).toBe('scored');
  });
});

describe('what is not tied to an answered attempt', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['another attempt', { key: { ...evaluationKey, attempt: 2 } }, 'TASK_INVALID: this site did not train in round 1 attempt 2'],
    ['another round', { key: { ...evaluationKey, round: 2 } }, 'TASK_INVALID: this site did not train in round 2'],
    ['another run', { key: { ...evaluationKey, run: 'run-b' } }, 'TASK_INVALID: this site did not train in'],
    ['another study', { study: 'other' }, 'STUDY_NOT_ALLOWED'],
    ['another plan', { planHash: 'f'.repeat(64) }, 'PLAN_NOT_APPROVED'],
  ])('is refused before its model is fetched: %s', async (_, change, words) => {
    await site.start(fake, plan);
    await train(plan);
    const request = { ...evaluationOf(fake, plan, model), ...change };
    let fetched = 0;
    fake.faults.blob = () => void (fetched += 1);
    await fake.send({ evaluationRequest: request });
    expect(await declined(request.key as typeof evaluationKey)).toContain(words);
    expect(fetched).toBe(0);
    await site.stop();
    expect(site.charges().map((charge) => charge.key.kind)).toEqual(['training']);
  });

  it('is refused for a plan that this site has approved, but did not train with', async () => {
    const other = testPlan('dp-fedsgd', { title: 'Another' });
    const rules = openGate(plan);
    const both = openGate(other);
    const of = (planHash: string): typeof rules => (planHash === other.hash ? both : rules);
    const gate = {
      ...rules,
      admitPlan: (facts: Parameters<typeof rules.admitPlan>[0]) => of(facts.planHash).admitPlan(facts),
      admitScores: (facts: Parameters<typeof rules.admitScores>[0]) => of(facts.planHash).admitScores(facts),
    };
    await site.start(fake, plan, { gate });
    await train(plan);
    await fake.send({ evaluationRequest: evaluationOf(fake, other, model) });
    expect(await answer()).toContain('TASK_INVALID: this site did not train');
  });

  it('is not what may have left: a cut upload is an answer', async () => {
    await site.start(fake, plan);
    fake.faults.put = () => {
      throw new Error('a defect');
    };
    await fake.offer(plan, base, key);
    await fake.until(() => fake.said('taskFailed', key).length > 0);
    await fake.end(key, false);
    delete fake.faults.put;
    await fake.send({ evaluationRequest: evaluationOf(fake, plan, model) });
    // What was committed may have left: it was answered.
    expect(await answer()).toBe('scored');
    await fake.send({ evaluationRequest: evaluationOf(fake, plan, model, { ...evaluationKey, round: 2 }) });
    expect(await declined({ ...evaluationKey, round: 2 })).toContain('TASK_INVALID');
  });
});

describe('a round is scored once', () => {
  it('with one model, while its scores are kept and after', async () => {
    await site.start(fake, plan);
    await train(plan);
    await fake.send({ evaluationRequest: evaluationOf(fake, plan, model) });
    await counted(evaluationKey);
    await fake.send({ evaluationRequest: evaluationOf(fake, plan, base) });
    expect(await declined()).toContain('TASK_INVALID: this site has scored another model of round 1 of run-a');
    fake.received.length = 0;
    await fake.end(evaluationKey);
    for (const weights of [base, model]) {
      await fake.send({ evaluationRequest: evaluationOf(fake, plan, weights) });
      expect(await declined()).toContain('UPDATE_REPLAYED');
      fake.received.length = 0;
    }
    await site.stop();
    expect(site.charges()).toHaveLength(2);
  });

  it('though two attempts of it were answered', async () => {
    await site.start(fake, plan);
    await train(plan);
    const second = { ...key, attempt: 2 };
    await fake.offer(plan, base, second);
    await counted(second);
    await fake.send({ evaluationRequest: evaluationOf(fake, plan, model) });
    await counted(evaluationKey);
    await fake.send({ evaluationRequest: evaluationOf(fake, plan, model, { ...evaluationKey, attempt: 2 }) });
    expect(await declined({ ...evaluationKey, attempt: 2 })).toContain('UPDATE_REPLAYED: this site has already scored');
  });

  it('and a run as often as its plan says', async () => {
    const twice = testPlan('dp-fedsgd', { rounds: 4, evaluation: { every: 2 } });
    await site.start(fake, twice);
    for (const round of [1, 2, 3]) {
      await fake.offer(twice, base, { ...key, round });
      await counted({ ...key, round });
      await fake.send({ evaluationRequest: evaluationOf(fake, twice, model, { ...evaluationKey, round }) });
      if (round < 3) await counted({ ...evaluationKey, round });
    }
    expect(await declined({ ...evaluationKey, round: 3 })).toContain('scored run-a 2 times, and its plan says 2');
  });
});

describe('scores that are reserved and taken back', () => {
  /** Writes so many withdrawn evaluations of round 1 into the ledger of a site that has trained it, with no agent on it. */
  async function takenBack(times: number): Promise<void> {
    await site.start(fake, plan);
    await train(plan);
    await site.stop();
    const [training] = site.charges();
    if (training === undefined) throw new Error('the training is charged');
    const ledger = openLedger({ folder: join(site.state, 'ledger'), population: DATASET, clock: systemClock });
    const asked = { ...training.key, kind: 'evaluation' } as const;
    for (let i = 0; i < times; i++) {
      ledger.reserve(asked, { ...training, part: 'held-out' });
      ledger.release(asked, 'the attempt ended before the work began');
    }
    ledger.close();
    await site.start(fake, plan);
  }

  it('are begun at most as often as a run has rounds: no patient is looked at after that, and nothing is written', async () => {
    const { rounds } = plan.document;
    await takenBack(rounds);
    await fake.send({ evaluationRequest: evaluationOf(fake, plan, model) });
    expect(await answer()).toBe(
      `APPROVAL_EXCEEDED: run-a has ended as many evaluations before they began as it has rounds, ${rounds}: no more are begun.`,
    );
    await site.stop();
    expect(site.charges().map((charge) => charge.key.kind)).toEqual(['training']);
  });

  it('are given at last where they were withdrawn less often, and then whenever they are asked for', async () => {
    await takenBack(plan.document.rounds - 1);
    for (let again = 0; again < 2; again++) {
      fake.uploads.delete('run-a.1.1.evaluation');
      await fake.send({ evaluationRequest: evaluationOf(fake, plan, model) });
      expect(await answer()).toBe('scored');
    }
  });
});

describe('a request that is none', () => {
  it.each<[string, (fake: FakeCoordinator) => Record<string, unknown>, string]>([
    ['of another size', () => ({ modelBytes: 4 }), 'the model to score does not have the size that the plan says'],
    [
      'that is not finite',
      (of) => ({ modelHash: of.hold(new Uint8Array(Float32Array.from(base, () => Number.NaN).buffer)) }),
      'the model received is not finite',
    ],
    [
      'shorter than announced',
      (of) => ({ modelHash: of.hold(new Uint8Array(8)) }),
      'the model received has 8 bytes, 20 were announced',
    ],
    ['after its deadline', () => ({ deadlineMs: 1 }), 'the deadline of the evaluation has passed'],
  ])('is refused and costs nothing: a model %s', async (_, change, words) => {
    await site.start(fake, plan);
    await train(plan);
    await fake.send({ evaluationRequest: { ...evaluationOf(fake, plan, model), ...change(fake) } });
    expect(await declined()).toContain(`TASK_INVALID: ${words}`);
    await site.stop();
    expect(site.charges()).toHaveLength(1);
  });

  it('that names training is passed over', async () => {
    await site.start(fake, plan);
    await fake.send({ evaluationRequest: evaluationOf(fake, plan, model, key) });
    await train(plan);
    expect(site.logged.map(({ msg }) => msg).join()).toContain('asked for scores of what is no evaluation');
  });
});

describe('the hospital', () => {
  it('decides by plan whether scores leave at all', async () => {
    await site.start(fake, plan, { gate: openGate(plan, {}, { metrics: 'none' }) });
    await train(plan);
    await fake.send({ evaluationRequest: evaluationOf(fake, plan, model) });
    expect(await answer()).toContain('METRICS_WITHHELD: This hospital lets no scores out under plan');
  });

  it('has a budget for those held out as for those who train', async () => {
    const often = testPlan('dp-fedsgd', {
      rounds: 4,
      evaluation: { every: 1 },
      privacy: { mechanism: 'dp-fedsgd', clip: 1, target: { epsilon: 2, delta: 0.001 }, noiseMultiplier: 20 },
    });
    const gate = openGate(often, { budgets: { patients: { epsilon: 1.5, delta: 0.001, accounting: 'one-mechanism' } } });
    await site.start(fake, often, { gate });
    const answers: string[] = [];
    for (const round of [1, 2, 3]) {
      await fake.offer(often, base, { ...key, round });
      await fake.until(
        () => fake.counted({ ...key, round }) !== undefined || fake.said('taskAnswer', { ...key, round }).length > 0,
      );
      const ask = { ...evaluationKey, round };
      await fake.send({ evaluationRequest: evaluationOf(fake, often, model, ask) });
      await fake.until(() => fake.counted(ask) !== undefined || fake.said('evaluationDeclined', ask).length > 0);
      answers.push(fake.counted(ask) === undefined ? ((await declined(ask)).split(':')[0] ?? '') : 'scored');
    }
    // Four evaluations cost 2 together; one and a half is spent after the second.
    expect(answers).toEqual(['scored', 'scored', 'BUDGET_EXCEEDED']);
  });
});

describe('an approval that was given again with fewer runs', () => {
  it('ends the runs beyond it, of which neither updates nor scores leave', async () => {
    const budgets = { patients: { epsilon: 9, delta: 0.001, accounting: 'one-mechanism' } };
    const allowing = (runs: number) => openGate(plan, { budgets }, { runs, ceiling: { epsilon: 9, delta: 0.001 } });
    await site.start(fake, plan, { gate: allowing(2) });
    for (const run of ['run-a', 'run-b']) {
      await fake.offer(plan, base, { ...key, run });
      await fake.until(() => fake.counted({ ...key, run }) !== undefined);
    }
    await site.stop();
    await site.start(fake, plan, { gate: allowing(1) });
    const answers: unknown[] = [];
    for (const run of ['run-a', 'run-b']) {
      const next = { ...key, run, round: 2 };
      await fake.offer(plan, base, next);
      await fake.until(() => fake.said('taskAnswer', next).length > 0);
      const asked = { ...evaluationKey, run };
      await fake.send({ evaluationRequest: evaluationOf(fake, plan, model, asked) });
      await fake.until(() => fake.counted(asked) !== undefined || fake.said('evaluationDeclined', asked).length > 0);
      answers.push(fake.said('taskAnswer', next)[0]?.refusal?.code, fake.said('evaluationDeclined', asked)[0]?.problem?.code);
    }
    expect(answers).toEqual([undefined, undefined, 'APPROVAL_EXCEEDED', 'APPROVAL_EXCEEDED']);
  });
});

describe('exact metrics', () => {
  const exact = (asking: CompiledPlan, change: Readonly<Record<string, unknown>> = {}) =>
    openGate(asking, change, { metrics: 'exact' });
  const report = async (): Promise<Record<string, unknown>> => {
    await counted(evaluationKey);
    expect(fake.counted(evaluationKey)?.header.encoding).toBe(UpdateEncoding.UPDATE_ENCODING_METRICS_JSON);
    return JSON.parse(fake.counted(evaluationKey)?.bytes.toString('utf8') ?? '{}') as Record<string, unknown>;
  };
  const ask = async (asking: CompiledPlan, gate = exact(asking)): Promise<void> => {
    await site.start(fake, asking, { gate, heldOut: 0.5 });
    await train(asking);
    await fake.send({ evaluationRequest: evaluationOf(fake, asking, model) });
  };

  it('leave only for a plan whose approval says so, and of them what the plan asks for', async () => {
    const asking = testPlan('dp-fedsgd', { evaluation: { metrics: ['loss', 'accuracy', 'auc'] } });
    await ask(asking);
    expect(Object.keys(await report()).sort()).toEqual(
      ['accuracy', 'auc', 'confusion', 'loss', 'lossFinite', 'patients', 'rows', 'scoreHistogram'].sort(),
    );
  });

  it('keep counts of few patients back, each told in words', async () => {
    const metrics = ['loss', 'accuracy', 'auc', 'calibration'];
    const asking = testPlan('dp-fedsgd', { evaluation: { metrics, subgroups: { ward: {} } } });
    await ask(asking, exact(asking, { metrics: { allow: 'exact', minimumCohort: 11, minimumOthers: 0 } }));
    const { suppressed, subgroups, ...rest } = await report();
    expect(Object.keys(rest).sort()).toEqual(['accuracy', 'auc', 'ece', 'loss', 'lossFinite', 'patients', 'rows']);
    expect(Object.keys(suppressed as object).sort()).toEqual(['calibration', 'confusion', 'scoreHistogram']);
    for (const words of Object.values(suppressed as Record<string, string>)) expect(words).toContain('Suppressed is not zero.');
    expect(JSON.stringify(subgroups)).not.toMatch(/confusion|scoreHistogram/);
  });

  it('have intervals when the plan asks for them', async () => {
    const asking = testPlan('dp-fedsgd', { evaluation: { metrics: ['loss', 'accuracy'], intervals: true } });
    await ask(asking);
    const { intervals, loss } = (await report()) as { intervals: Record<string, { low: number; high: number }>; loss: number };
    expect(Object.keys(intervals).sort()).toEqual(['accuracy', 'loss']);
    expect(intervals['loss']?.low).toBeLessThanOrEqual(loss);
    expect(intervals['loss']?.high).toBeGreaterThanOrEqual(loss);
  });

  it('do not leave a site whose held-out patients all have one outcome', async () => {
    const asking = testPlan('dp-fedsgd', { evaluation: { metrics: ['loss', 'accuracy', 'auc'], subgroups: { ward: {} } } });
    const rows = Array.from({ length: 60 }, (_, i) => `p${i},${i},${'abc'[i % 3]},yes`);
    writeFileSync(site.csv, `id,age,ward,ill\n${rows.join('\n')}\n`);
    await ask(asking, exact(asking, { metrics: { allow: 'exact', minimumCohort: 11 } }));
    expect(await report()).toEqual({ suppressed: { metrics: expect.stringContaining('commonest outcome') as string } });
    expect(site.logged.map(({ msg }) => msg).join()).toContain('do not have the commonest outcome');
  });

  it('are given once, too, and stand in the ledger', async () => {
    await ask(plan);
    await report();
    await fake.end(evaluationKey);
    await fake.send({ evaluationRequest: evaluationOf(fake, plan, base) });
    expect(await declined()).toContain('UPDATE_REPLAYED');
    await site.stop();
    expect(site.charges().map((charge) => charge.key.kind)).toEqual(['training', 'evaluation']);
  });

  it('stay below the fewest patients that the policy names, by the declared number and before a record is read', async () => {
    writeFileSync(site.csv, testCsv(200));
    await ask(plan, exact(plan, { metrics: { allow: 'exact', minimumCohort: 26 } }));
    expect(await answer()).toBe(
      'METRICS_WITHHELD: This hospital shares metrics on at least 26 held-out patients; its data set for study test-study is declared with fewer. Suppressed is not zero.',
    );
    await site.stop();
    expect(site.charges().map((charge) => charge.key.kind)).toEqual(['training']);
  });

  it('are answered alike whatever the records are: same messages, same charges, and the answer alone differs', async () => {
    const asking = testPlan('dp-fedsgd', { evaluation: { metrics: ['loss', 'accuracy'] } });
    const gate = exact(asking, { metrics: { allow: 'exact', minimumCohort: 11 } });
    const ill = (i: number): string => (i % 2 === 0 ? 'yes' : 'no');
    const file = (patients: number, outcome: (i: number) => string): string =>
      `id,age,ward,ill\n${Array.from({ length: patients }, (_, i) => `p${i},${i % 90},${'abc'[i % 3]},${outcome(i)}\n`).join('')}`;
    const seen: { readonly said: string; readonly charged: string; readonly figures: boolean }[] = [];
    for (const content of [file(60, ill), file(60, () => 'yes'), file(8, ill), file(1, ill), 'id,age,ward,ill\n']) {
      writeFileSync(site.csv, content);
      await ask(asking, gate);
      await counted(evaluationKey);
      const { encoding } = fake.counted(evaluationKey)?.header ?? {};
      const said = [...fake.received.map(({ message }) => message), `${encoding}`].join();
      const figures = 'loss' in (await report());
      await site.stop();
      seen.push({
        said,
        charged: JSON.stringify(site.charges().map(({ key: of, state, events }) => ({ of, state, events }))),
        figures,
      });
      await site.dispose();
      fake = new FakeCoordinator();
      site = new TestSite();
    }
    expect(seen.map(({ figures }) => figures)).toEqual([true, false, false, false, false]);
    expect(new Set(seen.map(({ said }) => said)).size).toBe(1);
    expect(new Set(seen.map(({ charged }) => charged)).size).toBe(1);
  });
});
