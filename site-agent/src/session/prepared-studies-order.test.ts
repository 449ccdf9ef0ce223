import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { type CompiledPlan, initialWeights } from '@consilium/plan';
import { approving, FakeCoordinator, openGate, testCsv, testPlan, TestSite } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGate, policySchema } from '../gate/index.ts';
import { answersTo, base, evaluationKey, evaluationOf, key, plan } from '../testing/answers.ts';
import { noting, onReading } from '../testing/traffic.ts';

const UNAVAILABLE = 'SITE_UNAVAILABLE: the site cannot take part at the moment; its log says why';

let fake: FakeCoordinator;
let site: TestSite;
/** What the agents asked and told their coordinator, and `read` where they began to read the patients' file. */
let seen: string[];
let undo: () => void;

beforeEach(() => {
  fake = new FakeCoordinator();
  site = new TestSite();
  seen = [];
  undo = onReading(site.csv, () => void seen.push('read'));
});

afterEach(async () => {
  undo();
  await site.dispose();
});

const { counted, refused, declined } = answersTo(() => fake);

/** Starts an agent on whose traffic notes are kept. */
async function start(of: CompiledPlan, options: Parameters<TestSite['start']>[2] = {}): Promise<void> {
  const nameOf = (hash: string): string => (hash === of.hash ? 'plan' : 'model');
  await site.start({ client: noting(fake.client, (what) => void seen.push(what), nameOf) }, of, options);
  await fake.until(() => seen.includes('say hello'));
}

/** What was seen since the last look, without what opens a session. */
function since(): readonly string[] {
  return seen.splice(0).filter((what) => what !== 'say hello');
}

const atTheCoordinator = (what: string): boolean => what !== 'read';
const next = { ...key, round: 2 };

describe('from the first look at the data to the answer', () => {
  it('a task asks the coordinator for nothing: plan and model are there before', async () => {
    await start(plan);
    await fake.offer(plan, base, key);
    await counted();
    expect(since()).toEqual(['fetch plan', 'fetch model', 'read', 'say taskAnswer', 'ask for the upload', 'upload']);
  });

  it('nor does a request for scores', async () => {
    await start(plan);
    await fake.offer(plan, base, key);
    await counted();
    await site.stop();
    await start(plan);
    // What lies there of the round is asked about at the beginning of a session.
    await fake.until(() => seen.at(-1) === 'ask for the upload');
    since();
    await fake.send({ evaluationRequest: evaluationOf(fake, plan, base) });
    await counted(evaluationKey);
    expect(since()).toEqual(['fetch plan', 'fetch model', 'read', 'ask for the upload', 'upload']);
  });

  it('and the next task fetches nothing because the data have changed', async () => {
    await start(plan);
    await fake.offer(plan, base, key);
    await counted();
    since();
    writeFileSync(site.csv, testCsv(60));
    await fake.offer(plan, base, next);
    await counted(next);
    expect(since()).toEqual(['read', 'say taskAnswer', 'ask for the upload', 'upload']);
  });

  it('nothing more is seen of a file that grows by a patient, by a record that cannot be read, or that is empty of patients', async () => {
    const worlds: string[][] = [];
    // The last file stays as it is; the others are written again between two rounds.
    const { length } = testCsv(50);
    for (const csv of [
      testCsv(50),
      testCsv(51),
      `${testCsv(50)}x,forty,"z,yes"\n`,
      testCsv(50).slice(0, length - 20),
      testCsv(0),
    ]) {
      const world = new TestSite();
      const notes: string[] = [];
      fake = new FakeCoordinator();
      try {
        writeFileSync(world.csv, csv);
        const nameOf = (hash: string): string => (hash === plan.hash ? 'plan' : 'model');
        await world.start({ client: noting(fake.client, (what) => void notes.push(what), nameOf) }, plan);
        for (const of of [key, next]) {
          await fake.offer(plan, base, of);
          await counted(of);
          if (worlds.length < 4) writeFileSync(world.csv, csv);
        }
      } finally {
        await world.dispose();
      }
      worlds.push(notes);
    }
    expect(new Set(worlds.map((notes) => notes.join())).size).toBe(1);
    expect(worlds[0]).toContain('upload');
  });
});

describe('a study that is prepared', () => {
  it('stays so when another study is named for its plan', async () => {
    const rules = policySchema.parse({
      version: 1,
      allowedStudies: [plan.document.study, 'other-study'],
      minimumPatients: 1,
      budgets: { patients: { epsilon: 2, delta: 0.001, accounting: 'one-mechanism' } },
      answers: { everyMs: 10 },
    });
    const gate = createGate({ policy: () => rules, approvalOf: approving([plan]) });
    await start(plan, { gate });
    await fake.offer(plan, base, key);
    await counted();
    for (const attempt of [2, 3]) {
      await fake.offer(plan, base, { ...key, attempt }, { study: 'other-study' });
      expect(await refused({ ...key, attempt })).toContain('TASK_INVALID: the task names the study other-study');
    }
    since();
    await fake.offer(plan, base, next);
    await counted(next);
    expect(since()).toEqual(['say taskAnswer', 'ask for the upload', 'upload']);
  });
});

describe('no record is read for a task', () => {
  const deep = testPlan('dp-fedsgd', {
    layers: [
      { type: 'dense', units: 1 },
      { type: 'dense', units: 1, activation: 'sigmoid' },
    ],
  });
  /** Finite weights that give infinity for any row. */
  const infinite = new Float32Array(deep.manifest.parameters);
  infinite.set([3e38, 3e38, 0], infinite.length - 3);
  const start1 = initialWeights(deep.document.model, [deep.inputWidth]);
  const poor = openGate(deep, { budgets: { patients: { epsilon: 0.01, delta: 0.001 } } });
  const coarse = openGate(deep, { budgets: { patients: { epsilon: 10, delta: 1e-25 } } });
  const low = openGate(deep, {}, { ceiling: { epsilon: 0.01, delta: 0.001 } });

  it.each<[string, Float32Array, Parameters<FakeCoordinator['offer']>[3], ReturnType<typeof openGate>, string, number]>([
    [
      'whose model is not finite on a blank row',
      infinite,
      {},
      openGate(deep),
      'TASK_INVALID: the model received is not finite',
      2,
    ],
    ['that nobody has any more', start1, { baseHash: 'e'.repeat(64) }, openGate(deep), 'BLOB_UNKNOWN', 2],
    ['after its deadline', start1, { deadlineMs: 1 }, openGate(deep), 'TASK_INVALID: the deadline', 1],
    ['beyond the budget', start1, {}, poor, 'BUDGET_EXCEEDED: population patients', 1],
    ['whose noise is too coarse', start1, {}, coarse, 'BUDGET_EXCEEDED: population patients: the noise', 1],
    ['beyond its approval', start1, {}, low, 'APPROVAL_EXCEEDED', 1],
    ['at too small a site', start1, {}, openGate(deep, { minimumPatients: 41 }), 'TOO_FEW_PATIENTS', 1],
  ])('%s', async (_, model, change, gate, words, fetched) => {
    // Whatever state the file is in.
    writeFileSync(site.csv, 'id\n"');
    await start(deep, { gate });
    await fake.offer(deep, model, key, change);
    expect(await refused()).toContain(words);
    expect(since()).toEqual([...['fetch plan', 'fetch model'].slice(0, fetched), 'say taskAnswer']);
  });

  it('that was answered before', async () => {
    await start(plan);
    await fake.offer(plan, base, key);
    await counted();
    await fake.end(key);
    since();
    writeFileSync(site.csv, testCsv(60));
    await fake.offer(plan, base, key);
    expect(await refused()).toContain('UPDATE_REPLAYED');
    expect(since()).toEqual(['say taskAnswer']);
  });

  it('nor for scores that the budget of those held out does not reach, or that may not leave exactly', async () => {
    for (const gate of [
      openGate(deep, { budgets: { patients: { epsilon: 0.01, delta: 0.001 } } }),
      openGate(deep, { metrics: { allow: 'none' } }, { metrics: 'exact' }),
    ]) {
      await start(deep);
      await fake.offer(deep, start1, key);
      await counted();
      await site.stop();
      await start(deep, { gate });
      await fake.until(() => seen.at(-1) === 'ask for the upload');
      since();
      await fake.send({ evaluationRequest: evaluationOf(fake, deep, start1) });
      expect(await declined()).toMatch(/^(BUDGET_EXCEEDED|METRICS_WITHHELD): /);
      expect(since()).not.toContain('read');
      await site.dispose();
      undo();
      fake = new FakeCoordinator();
      site = new TestSite();
      undo = onReading(site.csv, () => void seen.push('read'));
    }
  });
});

describe('data that cannot be prepared', () => {
  const latin = Buffer.concat([Buffer.from('id,age,ward,ill,m\xfcller\n', 'latin1'), Buffer.from(testCsv(3))]);
  it.each<[string, (path: string) => void]>([
    ['a quote that never closes in the header', (path) => writeFileSync(path, `id,age,ward,"ill\n${testCsv(3)}`)],
    ['a header of other text than UTF-8', (path) => writeFileSync(path, latin)],
    ['a header without end', (path) => writeFileSync(path, 'x'.repeat(2 ** 21))],
    ['nothing', (path) => writeFileSync(path, '')],
    ['other columns', (path) => writeFileSync(path, 'id,age,ward\np1,1,a\n')],
    ['a name twice in the header', (path) => writeFileSync(path, 'id,age,ward,ill,age\np1,1,a,yes,1\n')],
    ['no file', () => {}],
    ['a folder', (path) => mkdirSync(path)],
    ['a link to itself', (path) => symlinkSync(path, path)],
  ])('is one answer, after the same requests, at no cost, whatever it is: %s', async (_, put) => {
    await start(plan);
    rmSync(site.csv);
    put(site.csv);
    await fake.offer(plan, base, key);
    expect(await refused()).toBe(UNAVAILABLE);
    expect(since().filter(atTheCoordinator)).toEqual(['fetch plan', 'fetch model', 'say taskAnswer']);
    expect(site.logged.some(({ msg }) => msg.startsWith('the data cannot be prepared: '))).toBe(true);
    rmSync(site.csv, { recursive: true, force: true });
    writeFileSync(site.csv, testCsv(50));
    await fake.offer(plan, base, next);
    await counted(next);
    expect(since().filter(atTheCoordinator)).toEqual(['say taskAnswer', 'ask for the upload', 'upload']);
    rmSync(site.csv);
    put(site.csv);
    const asked = { ...evaluationKey, round: 2 };
    await fake.send({
      evaluationRequest: evaluationOf(
        fake,
        plan,
        Float32Array.from(base, (x) => x + 1),
        asked,
      ),
    });
    expect(await declined(asked)).toBe(UNAVAILABLE);
    expect(since().filter(atTheCoordinator)).toEqual(['fetch model', 'say evaluationDeclined']);
    await site.stop();
    expect(site.charges().map((charge) => `${charge.key.kind} ${charge.key.round}`)).toEqual(['training 2']);
  });
});
