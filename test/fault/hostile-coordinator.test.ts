import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CompiledPlan, initialWeights } from '@consilium/plan';
import type { consilium } from '@consilium/proto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BUDGET, Consortium, DATASET } from '../support/consortium.ts';
import { FakeCoordinator } from '../support/fake-coordinator.ts';
import { chargesOf, readWholeLedger } from '../support/ledger-file.ts';
import { mustRun } from '../support/programs.ts';
import { changedPlan, type PlanChange, SITES } from '../support/test-plan.ts';

type Task = consilium.v1.Task.$Properties;

const SITE = 'cleveland';
const RUN = 'run-curious';

let consortium: Consortium;
let plan: CompiledPlan;
let base: Uint8Array;
const coordinator = new FakeCoordinator();
beforeAll(async () => {
  consortium = await Consortium.create();
  plan = consortium.plan;
  const weights = initialWeights(plan.document.model, [plan.inputWidth], plan.document.model.seed);
  base = new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength);
  await coordinator.start(consortium.identity('coordinator'), consortium.port);
  consortium.startAgent(SITE);
  await coordinator.hello();
}, 180_000);
afterAll(async () => {
  await consortium.remove();
  await coordinator.stop();
});

/** An honest task of a plan, with whatever a curious coordinator changes of it. */
function taskOf(of: CompiledPlan, round: number, change: Partial<Task> = {}): Task {
  return {
    key: { run: RUN, round, attempt: 1 },
    study: of.document.study,
    planHash: coordinator.put(of.json),
    baseHash: coordinator.put(base),
    baseBytes: base.length,
    manifest: of.manifest.tensors.map(({ name, shape, dtype }) => ({ name, shape: [...shape], dtype })),
    participants: [...SITES],
    deadlineMs: Date.now() + 600_000,
    ...change,
  };
}

/** The fault tests' plan with one change: another plan, with another hash. */
function planWith(change: PlanChange): CompiledPlan {
  return changedPlan((document) => ({ ...plan.document, ...change({ ...document, ...plan.document }) }));
}

/** The code with which the agent answers an offer; `accepted` when it takes part. */
async function answerTo(task: Task): Promise<string> {
  const { refusal } = await coordinator.offer(task);
  return refusal?.code ?? 'accepted';
}

const siteCommand = async (...args: readonly string[]): Promise<string> =>
  await mustRun('site', [...args, '--folder', consortium.siteFolder(SITE)]);

it('plans that the hospital did not approve are refused, however little they differ', async () => {
  const lessNoise = planWith(({ privacy }) => ({ privacy: { ...privacy, target: { epsilon: 8, delta: 0.001 } } }));
  const moreRounds = planWith(({ rounds }) => ({ rounds: rounds + 1 }));
  const noNoise = planWith(({ training }) => ({
    training: { ...training, samplingRate: undefined, localEpochs: 1, optimizer: { kind: 'sgd', learningRate: 0.1 } },
    privacy: { mechanism: 'none' },
  }));
  const otherStudy = planWith(() => ({ study: 'other-study' }));
  expect(await answerTo(taskOf(lessNoise, 1))).toBe('PLAN_NOT_APPROVED');
  expect(await answerTo(taskOf(moreRounds, 1))).toBe('PLAN_NOT_APPROVED');
  expect(await answerTo(taskOf(noNoise, 1))).toBe('PLAN_NOT_APPROVED');
  expect(await answerTo(taskOf(otherStudy, 1))).toBe('STUDY_NOT_ALLOWED');
  // The approved hash over another plan's words, and the approved plan under another study's name.
  const lie = taskOf(plan, 1);
  coordinator.putUnder(plan.hash, lessNoise.json);
  expect(await answerTo(lie)).toBe('UPDATE_CORRUPT');
  coordinator.putUnder(plan.hash, plan.json);
  expect(await answerTo(taskOf(plan, 1, { study: 'other-study' }))).toBe('TASK_INVALID');
  // Even a hospital that approves training without noise does not get it: only a rehearsal has that.
  const path = join(consortium.folder, 'no-noise.yaml');
  writeFileSync(path, noNoise.json);
  await siteCommand('plan', 'approve', path);
  expect(await answerTo(taskOf(noNoise, 1))).toBe('MECHANISM_REFUSED');
  expect(coordinator.uploads).toEqual([]);
});

it('a task that contradicts the approved plan is refused', async () => {
  const manifest = taskOf(plan, 1).manifest ?? [];
  const first = manifest[0];
  if (first === undefined) throw new RangeError('a model has tensors');
  const lies: readonly Task[] = [
    taskOf(plan, plan.document.rounds + 1),
    taskOf(plan, 1, { manifest: [{ ...first, shape: [...(first.shape ?? []), 1] }, ...manifest.slice(1)] }),
    taskOf(plan, 1, { manifest: manifest.slice(1) }),
    taskOf(plan, 1, { manifest: [...manifest].reverse() }),
    taskOf(plan, 1, { baseBytes: base.length + 4 }),
    taskOf(plan, 1, { deadlineMs: Date.now() - 1 }),
  ];
  for (const lie of lies) expect(await answerTo(lie)).toBe('TASK_INVALID');
  // A model that is not numbers is found after the task was accepted; training then never begins.
  const poison = new Float32Array(base.length / 4).fill(Number.NaN);
  expect(await answerTo(taskOf(plan, 1, { baseHash: coordinator.put(new Uint8Array(poison.buffer)) }))).toBe('accepted');
  const { taskFailed } = await coordinator.next('taskFailed');
  expect(taskFailed?.problem?.code).toBe('TASK_INVALID');
  expect(coordinator.uploads).toEqual([]);
});

it('the policy of the hospital holds whatever the coordinator asks', async () => {
  const path = join(consortium.siteFolder(SITE), 'policy.yaml');
  const policy = readFileSync(path, 'utf8');
  writeFileSync(path, `${policy.replace(/^minimumPatients:.*\n/m, '')}\nminimumPatients: 100000\n`);
  expect(await answerTo(taskOf(plan, 1))).toBe('TOO_FEW_PATIENTS');
  writeFileSync(path, policy);
  await siteCommand('plan', 'budget', DATASET, '--epsilon', '0.0001', '--delta', String(BUDGET.delta));
  expect(await answerTo(taskOf(plan, 1))).toBe('BUDGET_EXCEEDED');
  await siteCommand('plan', 'budget', DATASET, '--epsilon', String(BUDGET.epsilon), '--delta', String(BUDGET.delta));
  expect(coordinator.uploads).toEqual([]);
});

it('one attempt has one answer: asked again, with another model or after it was counted, no other bytes leave', async () => {
  /** Tasks are worked off one by one: when this one is refused, the agent is done with those before it. */
  const done = async (): Promise<number> => {
    expect(await answerTo(taskOf(plan, 1, { deadlineMs: 1, key: { run: RUN, round: 9, attempt: 1 } }))).toBe('TASK_INVALID');
    return coordinator.uploads.length;
  };
  coordinator.cutUploads = true;
  expect(await answerTo(taskOf(plan, 1))).toBe('accepted');
  const cut = await done();
  expect(cut).toBeGreaterThan(0);

  // Another base model would make another gradient of the same patients: two noisy views for the price of one.
  const shifted = new Float32Array(base.slice().buffer).map((weight) => weight + 1);
  const otherBase = coordinator.put(new Uint8Array(shifted.buffer));
  expect(await answerTo(taskOf(plan, 1, { baseHash: otherBase }))).toBe('accepted');
  const cutAgain = await done();
  expect(cutAgain).toBeGreaterThan(cut);
  coordinator.cutUploads = false;
  expect(await answerTo(taskOf(plan, 1))).toBe('accepted');
  expect(await done()).toBe(cutAgain + 1);

  // Counted, over, and asked once more.
  coordinator.say({ attemptEnded: { key: { run: RUN, round: 1, attempt: 1 }, closed: true } });
  expect(await answerTo(taskOf(plan, 1))).toBe('UPDATE_REPLAYED');
  expect(await answerTo(taskOf(plan, 1, { baseHash: otherBase }))).toBe('UPDATE_REPLAYED');
  expect(await done()).toBe(cutAgain + 1);

  // The next round is another question, and has another answer.
  expect(await answerTo(taskOf(plan, 2))).toBe('accepted');
  expect(await done()).toBe(cutAgain + 2);
  const [first, ...others] = coordinator.uploads.map(({ bytes }) => bytes);
  expect(first?.length).toBe(base.length);
  expect(others.map((bytes) => first?.equals(bytes))).toEqual([...Array.from({ length: cutAgain }, () => true), false]);

  await consortium.stopAll();
  const charges = chargesOf(readWholeLedger(consortium, SITE), RUN);
  // Two answers, two charges; nothing for everything that was refused above.
  expect([...charges.keys()]).toEqual(['1.1', '2.1']);
  expect([...charges.values()].every(({ update }) => update !== undefined)).toBe(true);
});
