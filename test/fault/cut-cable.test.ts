import { setTimeout as wait } from 'node:timers/promises';
import { seededRandom, uniform53 } from '@consilium/core';
import { ChaosProxy } from '@consilium/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkRun, randomMoments } from '../support/check-run.ts';
import { Consortium } from '../support/consortium.ts';
import { PROGRAMS_MS } from '../support/programs.ts';
import { watchToEnd } from '../support/run-watch.ts';
import { SITES, STUDY } from '../support/fault-plans.ts';

const FAULTS = 8;
const ROUNDS = 16;

let consortium: Consortium;
let proxy: ChaosProxy;
beforeAll(async () => {
  consortium = await Consortium.create();
  proxy = await ChaosProxy.start(consortium.port);
  for (const site of SITES) consortium.redirectSite(site, proxy.port);
}, PROGRAMS_MS);
afterAll(async () => {
  await consortium.remove();
  await proxy.close();
});

it(
  'a run over a bad cable ends as if the cable were good',
  async () => {
    const random = seededRandom('fault/cut-cable');
    await consortium.startCoordinator();
    await consortium.startAgents();
    proxy.delayMs = 2;
    const { run } = await consortium.research((research) => research.startRun({ study: STUDY, rounds: ROUNDS }));
    const moments = randomMoments(FAULTS, 1, 8, random);
    const faults: readonly (() => void | Promise<void>)[] = [
      () => proxy.cut(),
      // In the middle of a frame, wherever that falls.
      () => proxy.cutAfter(1 + Math.floor(uniform53(random) * 4000)),
      async () => {
        proxy.block();
        await wait(50 + 100 * uniform53(random));
        proxy.unblock();
      },
      async () => {
        proxy.block();
        await wait(50 + 100 * uniform53(random));
        proxy.cut();
        proxy.unblock();
      },
    ];
    let changes = 0;
    const info = await watchToEnd(consortium, run, async () => {
      const turn = moments.indexOf(++changes);
      if (turn >= 0) await faults[turn % faults.length]?.();
    });
    expect([info.state, info.problem?.message ?? '']).toEqual(['completed', '']);
    expect(info.closedRounds).toBe(ROUNDS);
    expect(changes).toBeGreaterThan(moments.at(-1) ?? 0);
    // Two of the four faults cut all sites, one cuts a single connection.
    expect(proxy.cuts).toBeGreaterThanOrEqual(FAULTS);
    await consortium.stopAll();
    const { countedUpdates, failedAttempts } = checkRun(consortium, run, ROUNDS);
    expect(failedAttempts).toBe(0);
    expect(countedUpdates).toBe(ROUNDS * SITES.length);
  },
  PROGRAMS_MS,
);
