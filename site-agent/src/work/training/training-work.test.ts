import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '@consilium/core';
import { initialWeights } from '@consilium/plan';
import { approving, cut, DATASET, FakeCoordinator, openGate, testCsv, testPlan, TestSite } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGate, policySchema } from '../../gate/index.ts';
import { answersTo, base, evaluationOf, key, plan } from '../../testing/answers.ts';

let fake: FakeCoordinator;
let site: TestSite;

beforeEach(() => {
  fake = new FakeCoordinator();
  site = new TestSite();
});

afterEach(async () => await site.dispose());

const { counted, refused, nextRound, declined } = answersTo(() => fake);

describe('a round', () => {
  it('is answered, charged once, noised and sent, bound to everything it belongs to', async () => {
    const phases: string[] = [];
    await site.start(fake, plan, { observe: (attempt, phase) => void phases.push(`${attempt.round} ${phase}`) });
    await fake.offer(plan, base, key);
    await counted();
    expect(fake.received[0]?.hello).toMatchObject({ agentVersion: 'test', rehearsal: false });
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

  it('is answered with the same bytes, at no cost, when a coordinator restored from a backup asks again', async () => {
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
      expect(fake.received[0]?.hello?.rehearsal).toBe(true);
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
    writeFileSync(site.csv, 'id,age,ward\np1,1,a\n');
    await fake.offer(plan, base, { ...key, round: 2 });
    expect(await refused({ ...key, round: 2 })).toContain('SITE_UNAVAILABLE');
    writeFileSync(site.csv, testCsv(60));
    await nextRound(3);
  });
});

describe('a task is refused', () => {
  const offerings: readonly (readonly [string, Parameters<FakeCoordinator['offer']>[3], RegExp])[] = [
    ['of another study', { study: 'other-study' }, /^STUDY_NOT_ALLOWED: This hospital does not take part in study other-study/],
    ['after its deadline', { deadlineMs: 1 }, /^TASK_INVALID: the deadline of the task has passed/],
    ['beyond the plan', { key: { ...key, round: 5 } }, /^TASK_INVALID: round 5 of a plan with 4 rounds/],
    ['with other tensors', { manifest: [] }, /^TASK_INVALID: the tensors of the task/],
    [
      'with a tensor of another shape',
      { manifest: plan.manifest.tensors.map(({ name }) => ({ name, shape: [4], dtype: 'float32' })) },
      /tensors/,
    ],
    ['with a model of another size', { baseBytes: 8 }, /^TASK_INVALID: the model of the task does not have the size/],
    ['for a plan that nobody holds', { planHash: 'e'.repeat(64) }, /^PLAN_NOT_APPROVED/],
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
    const lying = 'f'.repeat(64);
    const loose = fake.hold(` ${plan.json}`);
    // Even where the hospital has approved those hashes: what it approved is the text behind them.
    const rules = policySchema.parse({ version: 1, allowedStudies: [plan.document.study, 'other-study'], minimumPatients: 1 });
    const gate = createGate({ policy: () => rules, approvalOf: () => approving([plan])(plan.hash) });
    await site.start(fake, plan, { gate });
    fake.blobs.set(lying, Buffer.from(plan.json));
    await fake.offer(plan, base, key, { planHash: lying });
    expect(await refused()).toContain('UPDATE_CORRUPT');
    await fake.offer(plan, base, { ...key, attempt: 2 }, { planHash: loose });
    expect(await refused({ ...key, attempt: 2 })).toContain('PLAN_HASH_MISMATCH');
    await fake.offer(plan, base, { ...key, attempt: 3 }, { study: 'other-study' });
    expect(await refused({ ...key, attempt: 3 })).toMatch(
      /^TASK_INVALID: the task names the study other-study, its plan test-study/,
    );
    await fake.offer(plan, base, { ...key, attempt: 4 }, { planHash: 'e'.repeat(64) });
    expect(await refused({ ...key, attempt: 4 })).toMatch(/^BLOB_UNKNOWN/);
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
    expect(answer).toContain('SIZE_MISSTATED: the plan says 10 training patients at this site, and it declares');
    // 50 in the file, 40 or so of them in training: neither is sent.
    expect(answer).not.toMatch(/\b(?:3\d|4\d|50)\b/);
  });

  it('that takes another column for the patient than the hospital declared, before its data are looked at', async () => {
    await site.start(fake, plan, { patientColumn: 'person' });
    await fake.offer(plan, base, key);
    expect(await refused()).toBe(
      `PLAN_NOT_APPROVED: Plan ${plan.hash.slice(0, 12)} takes the column id for the patient; this hospital has declared another one.`,
    );
    await fake.send({ evaluationRequest: evaluationOf(fake, plan, base) });
    expect(await declined()).toContain('TASK_INVALID');
    await site.stop();
    expect(site.charges()).toEqual([]);
  });

  it('by the number of patients that the hospital declares, whatever the file holds', async () => {
    const answers: string[] = [];
    for (const [i, rows] of [1, 49, 50, 51, 400].entries()) {
      writeFileSync(site.csv, testCsv(rows));
      await site.start(fake, plan, { gate: openGate(plan, { minimumPatients: 41 }), patients: 50, heldOut: 0.2 });
      await fake.offer(plan, base, { ...key, attempt: i + 1 });
      answers.push(await refused({ ...key, attempt: i + 1 }));
      await site.stop();
      // Declared enough, and not more than twice what the plan says.
      await site.start(fake, plan, { gate: openGate(plan, { minimumPatients: 40 }), patients: 50, heldOut: 0.2 });
      await fake.offer(plan, base, { run: `run-${i}`, round: 1, attempt: 1 });
      await fake.until(() => fake.said('taskAnswer', { run: `run-${i}`, round: 1, attempt: 1 }).length > 0);
      expect(fake.said('taskAnswer', { run: `run-${i}`, round: 1, attempt: 1 })[0]?.refusal?.code ?? 'accepted').toBe(
        i < 4 ? 'accepted' : 'BUDGET_EXCEEDED',
      );
      await site.stop();
    }
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^TOO_FEW_PATIENTS: .* at least 41 training patients; its data set .* is declared with fewer/);
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

  it('of a plan that nobody approved before a byte of it is fetched', async () => {
    const fetched: number[] = [];
    fake.faults.blob = (offset) => void fetched.push(offset);
    const other = testPlan('dp-fedsgd', { rounds: 7 });
    await site.start(fake, plan);
    await fake.offer(other, base, key);
    expect(await refused()).toContain('PLAN_NOT_APPROVED');
    await fake.offer(plan, base, { ...key, attempt: 2 }, { study: 'other-study' });
    expect(await refused({ ...key, attempt: 2 })).toContain('STUDY_NOT_ALLOWED');
    await fake.send({ evaluationRequest: evaluationOf(fake, other, base) });
    expect(await declined()).toContain('PLAN_NOT_APPROVED');
    expect(fetched).toEqual([]);
    await nextRound(2);
    expect(fetched).not.toEqual([]);
  });

  it('beyond what its approval allows, whatever the coordinator calls it', async () => {
    const rights = { runs: 2, attemptsPerRound: 2, ceiling: { epsilon: 1.85, delta: 0.001 } };
    await site.start(fake, plan, { gate: openGate(plan, {}, rights) });
    await fake.offer(plan, base, { ...key, attempt: 3 });
    expect(await refused({ ...key, attempt: 3 })).toBe(
      `APPROVAL_EXCEEDED: The approval of plan ${plan.hash.slice(0, 12)} allows 2 attempts of a round; this is number 3.`,
    );
    await nextRound(2);
    await fake.offer(plan, base, key);
    expect(await refused()).toBe(
      'TASK_INVALID: round 1 attempt 1 of run-a comes after round 2 attempt 1: rounds and attempts ascend',
    );
    await fake.offer(plan, base, { ...key, run: 'run-b' });
    await counted({ ...key, run: 'run-b' });
    await fake.offer(plan, base, { ...key, run: 'run-c' });
    expect(await refused({ ...key, run: 'run-c' })).toMatch(/^APPROVAL_EXCEEDED: .* allows 2 runs in all/);
    // Another agent on the folder knows it from the ledger.
    await site.stop();
    await site.start(fake, plan, { gate: openGate(plan, {}, rights) });
    await fake.offer(plan, base, { ...key, run: 'run-d' });
    expect(await refused({ ...key, run: 'run-d' })).toContain('allows 2 runs in all');
    // The ceiling is for both runs together: two of the four charges of the plan's epsilon 2 are there, a third fits, a fourth does not.
    await nextRound(3);
    await fake.offer(plan, base, { ...key, run: 'run-b', round: 2 });
    expect(await refused({ ...key, run: 'run-b', round: 2 })).toMatch(
      /^APPROVAL_EXCEEDED: .* allows epsilon 1\.85 at delta 0.001/,
    );
    await site.stop();
    expect(site.charges()).toHaveLength(3);
  });

  it('of a plan that nobody approved before its data are looked at, so that plans cannot probe them', async () => {
    const probing = testPlan('dp-fedsgd', {
      data: { ...plan.document.data, features: { ward: { kind: 'category', codes: ['a', 'b'] } } },
    });
    const start = initialWeights(probing.document.model, [probing.inputWidth]);
    await site.start(fake, plan);
    await fake.offer(probing, start, key);
    expect(await refused()).toContain('PLAN_NOT_APPROVED');
    await fake.send({ evaluationRequest: evaluationOf(fake, probing, start) });
    expect(await declined()).toContain('PLAN_NOT_APPROVED');
  });

  it('for its data without telling anything of them', async () => {
    writeFileSync(site.csv, 'id,age,"secret-ward,ill\nmiller,1,a,yes\n');
    await site.start(fake, plan);
    await fake.offer(plan, base, key);
    const answer = await refused();
    expect(answer).toBe('SITE_UNAVAILABLE: the site cannot take part at the moment; its log says why');
    expect(answer).not.toMatch(/secret|miller|row|csv|\//);
    // The hospital's own log has where, and still no value.
    const line = site.logged.find(({ code }) => code === 'DATA_INVALID');
    expect(line?.msg).toMatch(/patients.csv row 1: cell 3, character 8 of line 1: a quote opens here and is never closed/);
    expect(JSON.stringify(site.logged)).not.toMatch(/secret|miller/);
    rmSync(site.csv);
    await fake.offer(plan, base, { ...key, attempt: 2 });
    // A file that is not there looks the same.
    expect(await refused({ ...key, attempt: 2 })).toBe(answer);
  });

  it('that would exceed the budget, before anything is trained, and the agent goes on', async () => {
    const tight = openGate(plan, { budgets: { [DATASET]: { epsilon: 1.2, delta: 0.001, accounting: 'one-mechanism' } } });
    const phases: string[] = [];
    await site.start(fake, plan, { gate: tight, observe: (_, phase) => void phases.push(phase) });
    await fake.offer(plan, base, key);
    await counted();
    await fake.offer(plan, base, { ...key, round: 2 });
    await fake.offer(plan, base, { ...key, round: 3 });
    await fake.offer(plan, base, { ...key, round: 4 });
    const answer = await refused({ ...key, round: 4 });
    expect(answer).toMatch(
      /^BUDGET_EXCEEDED: population patients: [\d.]+ % of its budget \(epsilon 1.2 at delta 0.001\) is used or reserved; this would make it [\d.]+ %$/,
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

  it('while nobody stands for the budget; the ledger then keeps who does, before the charge', async () => {
    const budgetOf = (change: object): ReturnType<typeof createGate> => {
      const budget = { epsilon: 2.5, delta: 0.001, ...change };
      const policy = policySchema.parse({ version: 1, allowedStudies: ['test-study'], budgets: { [DATASET]: budget } });
      return createGate({ policy: () => policy, approvalOf: approving([plan]), decided: true });
    };
    await site.start(fake, plan, { gate: budgetOf({}) });
    await fake.offer(plan, base, key);
    expect(await refused(key)).toContain('BUDGET_UNRECORDED');
    await site.stop();
    const gate = budgetOf({ who: 'Dr. Keller', reason: 'ethics vote', at: '2026-11-25T10:00:00Z' });
    const { agent } = await site.start(fake, plan, { gate });
    const next = { ...key, round: 2 };
    await fake.offer(plan, base, next);
    await counted(next);
    expect(agent.ledger(DATASET).budget()).toMatchObject({ epsilon: 2.5, who: 'Dr. Keller', reason: 'ethics vote' });
    // The decision, the reservation and its commit.
    expect(agent.ledger(DATASET).head().seq).toBe(3);
  });

  it('that draws its noise on a grid too coarse for the delta of the hospital, though not for that of the plan', async () => {
    const strict = openGate(plan, { budgets: { [DATASET]: { epsilon: 10, delta: 1e-25 } } });
    await site.start(fake, plan, { gate: strict });
    await fake.offer(plan, base, key);
    expect(await refused(key)).toContain('on a grid too coarse for what the hospital keeps of delta');
    await site.stop();
    expect(site.charges()).toEqual([]);
  });

  it('that would exceed the budget of its patients, spent by a study on another data set of theirs', async () => {
    const scans = testPlan('dp-fedsgd', { study: 'scans' });
    const policy = policySchema.parse({
      version: 1,
      allowedStudies: ['test-study', 'scans'],
      budgets: { [DATASET]: { epsilon: 2.5, delta: 0.001 } },
    });
    const gate = createGate({ policy: () => policy, approvalOf: approving([plan, scans]) });
    const { agent } = await site.start(fake, plan, { gate });
    const file = join(site.folder, 'scans.csv');
    writeFileSync(file, testCsv(50));
    agent.catalog.add({
      dataset: 'scans',
      population: DATASET,
      heldOut: 0.2,
      patientColumn: 'id',
      patients: 50,
      source: { kind: 'csv', path: file },
      studies: ['scans'],
    });
    for (const round of [1, 2, 3, 4]) {
      await fake.offer(plan, base, { ...key, round });
      await counted({ ...key, round });
    }
    const later = { run: 'run-scans', round: 1, attempt: 1 };
    await fake.offer(scans, base, later);
    expect(await refused(later)).toMatch(
      /^BUDGET_EXCEEDED: population patients: [\d.]+ % of its budget \(epsilon 2.5 at delta 0.001\) is used or reserved/,
    );
    await site.stop();
    expect(site.charges().map((charge) => charge.key.study)).toEqual(['test-study', 'test-study', 'test-study', 'test-study']);
  });

  it('and messages without a proper name are passed over', async () => {
    await site.start(fake, plan);
    await fake.send({ task: { ...fake.taskOf(plan, base, key), key: { run: '../../x', round: 1, attempt: 1 } } });
    await fake.send({ attemptEnded: { key: { run: 'run-a', round: 0, attempt: 1 } } });
    await fake.send({ evaluationRequest: {} });
    await nextRound(2);
    expect(site.logged.filter(({ code }) => code === 'MESSAGE_INVALID')).toHaveLength(3);
    expect(fake.received.filter(({ hello }) => hello)).toHaveLength(1);
  });
});

describe('a model to train from that is not finite', () => {
  it('is refused and costs nothing', async () => {
    const bad = Float32Array.from(base);
    bad[0] = Number.POSITIVE_INFINITY;
    await site.start(fake, plan);
    await fake.offer(plan, bad, key);
    expect(await refused()).toContain('TASK_INVALID: the model received is not finite');
    await site.stop();
    expect(site.charges()).toEqual([]);
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
