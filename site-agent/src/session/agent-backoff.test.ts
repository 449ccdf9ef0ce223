import { type Clock, ConsiliumError, systemClock } from '@consilium/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FakeCoordinator, testPlan, TestSite } from '@consilium/testing';

let site: TestSite;
let fake: FakeCoordinator;
/** What the agent waits before it calls again, in milliseconds; nobody really waits here. */
let waits: number[];
const clock: Clock = {
  ...systemClock,
  setTimer: (delayMs, callback) => {
    waits.push(delayMs);
    return systemClock.setTimer(0, callback);
  },
};

beforeEach(() => {
  site = new TestSite();
  fake = new FakeCoordinator();
  waits = [];
});
afterEach(async () => await site.dispose());

async function called(times: number): Promise<void> {
  await fake.until(() => fake.received.filter((message) => message.message === 'hello').length >= times);
}

/** Ends the session once per call, and gives the waits that followed. */
async function waitsAfter(end: () => void, times: number): Promise<readonly number[]> {
  await site.start(fake, testPlan(), { clock });
  for (let call = 1; call <= times; call++) {
    await called(call);
    await fake.send({ runEnded: { run: 'run-gone' } });
    end();
  }
  await called(times + 1);
  return waits.slice(0, times);
}

it('a session that was welcome and got lost is opened again at once, however often', async () => {
  for (const wait of await waitsAfter(() => fake.cutSession(), 12)) expect(wait).toBeLessThanOrEqual(100);
});

it('a session that the coordinator ends for a reason is opened again later and later', async () => {
  // Two agents with one certificate would otherwise put each other out ten times a second.
  const replaced = new ConsiliumError({ code: 'SESSION_REPLACED', message: 'another session has been opened' });
  const grown = await waitsAfter(() => fake.cutSession(replaced), 12);
  for (const [i, wait] of grown.entries()) {
    const whole = Math.min(30_000, 100 * 2 ** i);
    expect(wait).toBeGreaterThanOrEqual(whole / 2);
    expect(wait).toBeLessThanOrEqual(whole);
  }
});

it('a coordinator that refuses every agent is called later and later', async () => {
  fake.refusal = { code: 'VERSION_INCOMPATIBLE', message: 'too old' };
  await site.start(fake, testPlan(), { clock });
  await called(10);
  expect(waits[8]).toBeGreaterThan(10_000);
});
