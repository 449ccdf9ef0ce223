import { setTimeout as wait } from 'node:timers/promises';
import { seededRandom, uniform53 } from '@consilium/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkRun, randomMoments } from '../support/check-run.ts';
import { Consortium } from '../support/consortium.ts';
import { PROGRAMS_MS } from '../support/programs.ts';
import { watchToEnd } from '../support/run-watch.ts';
import { SITES, STUDY } from '../support/fault-plans.ts';

const KILLS = 6;
const ROUNDS = 10;

let consortium: Consortium;
beforeAll(async () => {
  consortium = await Consortium.create();
}, PROGRAMS_MS);
afterAll(async () => await consortium.remove());

it(
  'a run in which coordinator and agents are killed in turn ends as if nobody had died',
  async () => {
    const random = seededRandom('fault/kill-both');
    let coordinator = await consortium.startCoordinator();
    const agents = new Map(await consortium.startAgents());
    const { run } = await consortium.research((research) => research.startRun({ study: STUDY, rounds: ROUNDS }));
    const moments = randomMoments(KILLS, 1, 7, random);
    let changes = 0;
    let kills = 0;
    const info = await watchToEnd(consortium, run, async () => {
      changes++;
      if (!moments.includes(changes)) return;
      await wait(20 * uniform53(random));
      kills++;
      if (kills % 2 === 1) {
        await coordinator.kill();
        coordinator = await consortium.startCoordinator();
      } else {
        const site = SITES[Math.floor(uniform53(random) * SITES.length)] as string;
        await agents.get(site)?.kill();
        agents.set(site, consortium.startAgent(site));
      }
    });
    expect([info.state, info.problem?.message ?? '']).toEqual(['completed', '']);
    expect(info.closedRounds).toBe(ROUNDS);
    expect(kills).toBe(KILLS);
    await consortium.stopAll();
    const { countedUpdates, failedAttempts } = checkRun(consortium, run, ROUNDS);
    // An agent killed between its reservation and the stored update loses that attempt, and nothing more.
    expect(failedAttempts).toBeLessThanOrEqual(KILLS);
    expect(countedUpdates).toBeGreaterThanOrEqual(ROUNDS * SITES.length);
    expect(countedUpdates).toBeLessThanOrEqual((ROUNDS + failedAttempts) * SITES.length);
  },
  PROGRAMS_MS,
);
