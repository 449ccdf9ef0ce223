import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { FakeCoordinator, settled, TestSite } from '@consilium/testing';
import { describe, expect, it } from 'vitest';
import { answersTo, base, key, plan } from '../testing/answers.ts';
import { bounded, type FromCoordinator, isBounded } from './bounded-message.ts';

const MEBIBYTE = 2 ** 20;

/** Bytes that this process cannot give back. */
function held(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}

describe('isBounded', () => {
  it('takes the task of a large model and no flood', () => {
    const tensor = (i: number) => ({ name: `layer_${i}/kernel`, shape: [3, 3, 512, 512], dtype: 'float32' });
    const manifest = Array.from({ length: 2000 }, (_, i) => tensor(i));
    expect(isBounded({ key, manifest })).toBe(true);
    expect(isBounded({ key, manifest: Array.from({ length: 10_000 }, (_, i) => tensor(i)) })).toBe(false);
    expect(isBounded({ study: 'x'.repeat(300_000) })).toBe(false);
    expect(isBounded({ modelHash: new Uint8Array(300_000) })).toBe(false);
  });

  it('does not count participants, whom a site has no use for', () => {
    const task = { key, participants: Array.from({ length: 60_000 }, (_, i) => `site-${i}`) };
    expect(isBounded(task)).toBe(false);
    expect(bounded({ message: 'task', task })).toEqual({ message: 'task', task: { key } });
  });

  it('holds for messages of every kind', () => {
    const long = 'x'.repeat(300_000);
    const kinds: readonly FromCoordinator[] = [
      { message: 'welcome', welcome: { coordinatorVersion: long } },
      { message: 'refused', refused: { message: long } },
      { message: 'task', task: { study: long } },
      { message: 'evaluationRequest', evaluationRequest: { study: long } },
      { message: 'attemptEnded', attemptEnded: { key: { run: long } } },
      { message: 'receipt', receipt: { updateHash: long } },
      { message: 'runEnded', runEnded: { run: long } },
    ];
    for (const message of kinds) expect(bounded(message)).toBeUndefined();
  });
});

it('a blob that hangs and five hundred tasks of megabytes leave the memory as it was, and the agent works on', {
  timeout: 300_000,
}, async () => {
  const fake = new FakeCoordinator();
  const site = new TestSite();
  try {
    await site.start(fake, plan);
    const answers = answersTo(() => fake);
    await answers.nextRound(1);
    const task = fake.taskOf(plan, base, { ...key, round: 2 });
    let release = (): void => {};
    const hung = new Promise<void>((resolve) => (release = resolve));
    let asked = false;
    // The model of the second round does not come until everything was sent.
    const other = base.map((w) => w + 1);
    const { baseHash = '', baseBytes = 0 } = fake.taskOf(plan, other, key);
    fake.hang = async (hash) => {
      if (hash !== baseHash) return;
      asked = true;
      await hung;
    };
    await fake.send({ task: { ...task, baseHash, baseBytes } });
    await fake.until(() => asked);
    const before = held();
    let most = 0;
    const participants = new Array<string>(4000).fill('x'.repeat(1000));
    const study = 'y'.repeat(4 * MEBIBYTE - 1000);
    for (let i = 0; i < 500; i++) {
      // Of one run, of many, and with texts and lists of any length.
      const run = i % 2 === 0 ? 'run-a' : `run-${i}`;
      const flood = {
        ...task,
        key: { run, round: 2, attempt: i + 2 },
        ...(i % 3 === 0 ? { study } : { participants }),
      };
      await fake.send({ task: flood });
      await fake.send({ attemptEnded: { key: flood.key, closed: false } });
      await new Promise((resolve) => setImmediate(resolve));
      if (i % 100 !== 99) continue;
      // What is still on its way is the coordinator's memory.
      await settled();
      most = Math.max(most, held() - before);
    }
    // Of 2,000: what waits for its turn on a busy machine is some dozens of them.
    expect(most).toBeLessThan(250 * MEBIBYTE);
    // And many small ones are bounded in number.
    expect(site.logged.some(({ code }) => code === 'QUEUE_FULL')).toBe(true);
    fake.hang = undefined;
    release();
    await answers.nextRound(3);
  } finally {
    await site.dispose();
  }
});
