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
  'agents killed at ten random moments send nothing twice and charge everything that they sent',
  async () => {
    const random = seededRandom('fault/kill-agent');
    await consortium.startCoordinator();
    const agents = new Map(await consortium.startAgents());
    const { run } = await consortium.research((research) => research.startRun({ study: STUDY, rounds: ROUNDS }));
    const moments = randomMoments(KILLS, 1, 8, random);
    let changes = 0;
    let kills = 0;
    const info = await watchToEnd(consortium, run, async () => {
      changes++;
      if (!moments.includes(changes)) return;
      await wait(20 * uniform53(random));
      const site = SITES[Math.floor(uniform53(random) * SITES.length)] as string;
      await agents.get(site)?.kill();
      kills++;
      agents.set(site, consortium.startAgent(site));
    });
    expect([info.state, info.problem?.message ?? '']).toEqual(['completed', '']);
    expect(info.closedRounds).toBe(ROUNDS);
    expect(kills).toBe(KILLS);
    await consortium.stopAll();
    const { countedUpdates, failedAttempts } = checkRun(consortium, run, ROUNDS);
    // A kill between the reservation and the stored update costs the attempt, charge and all, and never more than that.
    expect(failedAttempts).toBeLessThanOrEqual(KILLS);
    expect(countedUpdates).toBeGreaterThanOrEqual(ROUNDS * SITES.length);
    expect(countedUpdates).toBeLessThanOrEqual((ROUNDS + failedAttempts) * SITES.length);
  },
  PROGRAMS_MS,
);
