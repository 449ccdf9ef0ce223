import { setTimeout as wait } from 'node:timers/promises';
import { seededRandom, uniform53 } from '@consilium/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkRun, randomMoments } from '../support/check-run.ts';
import { Consortium } from '../support/consortium.ts';
import { PROGRAMS_MS } from '../support/programs.ts';
import { watchToEnd } from '../support/run-watch.ts';
import { SITES, STUDY } from '../support/fault-plans.ts';

const KILLS = 10;
const ROUNDS = 20;

let consortium: Consortium;
beforeAll(async () => {
  consortium = await Consortium.create();
}, PROGRAMS_MS);
afterAll(async () => await consortium.remove());

it(
  'a coordinator killed at ten random moments loses nothing, counts nothing twice and under-counts no epsilon',
  async () => {
    const random = seededRandom('fault/kill-coordinator');
    let coordinator = await consortium.startCoordinator();
    await consortium.startAgents();
    const { run } = await consortium.research((research) => research.startRun({ study: STUDY, rounds: ROUNDS }));
    const moments = randomMoments(KILLS, 1, 5, random);
    let changes = 0;
    let kills = 0;
    const info = await watchToEnd(consortium, run, async () => {
      changes++;
      if (!moments.includes(changes)) return;
      // Not only right at a change: anywhere in what follows it.
      await wait(20 * uniform53(random));
      await coordinator.kill();
      kills++;
      coordinator = await consortium.startCoordinator();
    });
    expect([info.state, info.problem?.message ?? '']).toEqual(['completed', '']);
    expect(info.closedRounds).toBe(ROUNDS);
    expect(kills).toBe(KILLS);
    await consortium.stopAll();
    const { countedUpdates, failedAttempts } = checkRun(consortium, run, ROUNDS);
    expect(failedAttempts).toBe(0);
    expect(countedUpdates).toBe(ROUNDS * SITES.length);
  },
  PROGRAMS_MS,
);
