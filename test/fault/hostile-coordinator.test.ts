import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CompiledPlan, initialWeights } from '@consilium/plan';
import type { consilium } from '@consilium/proto';
import { cut, FakeCoordinator } from '@consilium/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { BUDGET, Consortium, DATASET } from '../support/consortium.ts';
import { chargesOf, readWholeLedger } from '../support/ledger-file.ts';
import { mustRun, PROGRAMS_MS, type ServerProcess } from '../support/programs.ts';
import { changedPlan, type PlanChange } from '../support/fault-plans.ts';

type Task = consilium.v1.Task.$Properties;

const SITE = 'cleveland';

let consortium: Consortium;
let plan: CompiledPlan;
let base: Float32Array;
/** Every test has a run of its own. */
let run: string;
let runs = 0;
let agent: ServerProcess;
const coordinator = new FakeCoordinator();
beforeAll(async () => {
  consortium = await Consortium.create();
  plan = consortium.plan;
  base = initialWeights(plan.document.model, [plan.inputWidth], plan.document.model.seed);
  await coordinator.serve(consortium.identity('coordinator'), consortium.port);
}, PROGRAMS_MS);
beforeEach(async () => {
  run = `run-curious${++runs}`;
  coordinator.arrivals.length = 0;
  agent = consortium.startAgent(SITE);
  await coordinator.next('hello');
}, PROGRAMS_MS);
afterAll(async () => {
  await consortium.remove();
  await coordinator.close();
});

/** An honest task of a plan, with whatever a curious coordinator changes of it. */
function taskOf(of: CompiledPlan, round: number, change: Partial<Task> = {}): Task {
  return coordinator.taskOf(of, base, { run, round, attempt: 1 }, change);
}

/** The fault tests' plan with one change: another plan, with another hash. */
function planWith(change: PlanChange): CompiledPlan {
  return changedPlan((document) => ({ ...plan.document, ...change({ ...document, ...plan.document }) }));
}

/** Rounds and attempts of this run that the site was charged for, with the update of each; its agent is stopped for that. */
async function charged(): Promise<readonly (readonly [attempt: string, update: boolean])[]> {
  await agent.stop();
  const charges = chargesOf(readWholeLedger(consortium, SITE), run);
  return [...charges].map(([attempt, { update }]) => [attempt, update !== undefined]);
}

/** The code with which the agent answers an offer; `accepted` when it takes part. */
async function answerTo(task: Task): Promise<string> {
  await coordinator.send({ task });
  const { taskAnswer } = await coordinator.next('taskAnswer');
  return taskAnswer?.refusal?.code ?? 'accepted';
}

const siteCommand = async (...args: readonly string[]): Promise<string> =>
  await mustRun('site', [...args, '--folder', consortium.siteFolder(SITE)]);

it(
  'plans that the hospital did not approve are refused, however little they differ',
  async () => {
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
    coordinator.blobs.set(plan.hash, Buffer.from(lessNoise.json));
    expect(await answerTo(lie)).toBe('UPDATE_CORRUPT');
    coordinator.hold(plan.json);
    expect(await answerTo(taskOf(plan, 1, { study: 'other-study' }))).toBe('STUDY_NOT_ALLOWED');
    // Even a hospital that approves training without noise does not get it: only a rehearsal has that.
    const path = join(consortium.folder, 'no-noise.yaml');
    writeFileSync(path, noNoise.json);
    await expect(siteCommand('plan', 'approve', path)).rejects.toThrow('the agent would refuse its tasks');
    await siteCommand('plan', 'approve', path, '--although-refused');
    expect(await answerTo(taskOf(noNoise, 1))).toBe('MECHANISM_REFUSED');
    expect(coordinator.arrivals).toEqual([]);
    expect(await charged()).toEqual([]);
  },
  PROGRAMS_MS,
);

it(
  'a task that contradicts the approved plan is refused',
  async () => {
    const manifest = taskOf(plan, 1).manifest ?? [];
    const first = manifest[0];
    if (first === undefined) throw new RangeError('a model has tensors');
    const lies: readonly Task[] = [
      taskOf(plan, plan.document.rounds + 1),
      taskOf(plan, 1, { manifest: [{ ...first, shape: [...(first.shape ?? []), 1] }, ...manifest.slice(1)] }),
      taskOf(plan, 1, { manifest: manifest.slice(1) }),
      taskOf(plan, 1, { manifest: [...manifest].reverse() }),
      taskOf(plan, 1, { baseBytes: base.byteLength + 4 }),
      taskOf(plan, 1, { deadlineMs: Date.now() - 1 }),
    ];
    for (const lie of lies) expect(await answerTo(lie)).toBe('TASK_INVALID');
    const poison = new Float32Array(base.length).fill(Number.NaN);
    expect(await answerTo(taskOf(plan, 1, { baseHash: coordinator.hold(new Uint8Array(poison.buffer)) }))).toBe('TASK_INVALID');
    expect(coordinator.arrivals).toEqual([]);
    expect(await charged()).toEqual([]);
  },
  PROGRAMS_MS,
);

it(
  'the policy of the hospital holds whatever the coordinator asks',
  async () => {
    const path = join(consortium.siteFolder(SITE), 'policy.yaml');
    const policy = readFileSync(path, 'utf8');
    writeFileSync(path, `${policy.replace(/^minimumPatients:.*\n/m, '')}\nminimumPatients: 100000\n`);
    expect(await answerTo(taskOf(plan, 1))).toBe('TOO_FEW_PATIENTS');
    writeFileSync(path, policy);
    await siteCommand('plan', 'budget', DATASET, '--epsilon', '0.0001', '--delta', String(BUDGET.delta), '--reason', 'a test');
    expect(await answerTo(taskOf(plan, 1))).toBe('BUDGET_EXCEEDED');
    await siteCommand(
      'plan',
      'budget',
      DATASET,
      '--epsilon',
      String(BUDGET.epsilon),
      '--delta',
      String(BUDGET.delta),
      '--reason',
      'a test',
      '--second-person',
      'another tester',
    );
    expect(coordinator.arrivals).toEqual([]);
    expect(await charged()).toEqual([]);
  },
  PROGRAMS_MS,
);

it(
  'one attempt has one answer: asked again, with another model or after it was counted, no other bytes leave',
  async () => {
    /** Tasks are worked off one by one: when this one is refused, the agent is done with those before it. */
    const done = async (): Promise<number> => {
      expect(await answerTo(taskOf(plan, 1, { deadlineMs: 1, key: { run, round: 9, attempt: 1 } }))).toBe('TASK_INVALID');
      return coordinator.arrivals.length;
    };
    // Cut after the last byte, and whatever arrived is forgotten: the agent must think it lost and send all of it again.
    coordinator.faults.whole = () => {
      coordinator.uploads.clear();
      throw cut();
    };
    expect(await answerTo(taskOf(plan, 1))).toBe('accepted');
    const sent = await done();
    expect(sent).toBeGreaterThan(0);

    // Another base model would make another gradient of the same patients: two noisy views for the price of one.
    const shifted = base.map((weight) => weight + 1);
    const otherBase = coordinator.hold(new Uint8Array(shifted.buffer));
    expect(await answerTo(taskOf(plan, 1, { baseHash: otherBase }))).toBe('accepted');
    const sentAgain = await done();
    expect(sentAgain).toBeGreaterThan(sent);
    delete coordinator.faults.whole;
    expect(await answerTo(taskOf(plan, 1))).toBe('accepted');
    expect(await done()).toBe(sentAgain + 1);

    // Counted, over, and asked once more.
    await coordinator.send({ attemptEnded: { key: { run, round: 1, attempt: 1 }, closed: true } });
    expect(await answerTo(taskOf(plan, 1))).toBe('UPDATE_REPLAYED');
    expect(await answerTo(taskOf(plan, 1, { baseHash: otherBase }))).toBe('UPDATE_REPLAYED');
    expect(await done()).toBe(sentAgain + 1);

    // The next round is another question, and has another answer.
    expect(await answerTo(taskOf(plan, 2))).toBe('accepted');
    expect(await done()).toBe(sentAgain + 2);
    const [first, ...others] = coordinator.arrivals.map(({ bytes }) => bytes);
    expect(first?.length).toBe(base.byteLength);
    expect(others.map((bytes) => first?.equals(bytes))).toEqual([...Array.from({ length: sentAgain }, () => true), false]);

    // Two answers, two charges.
    expect(await charged()).toEqual([
      ['training.1.1', true],
      ['training.2.1', true],
    ]);
  },
  PROGRAMS_MS,
);
