import { setTimeout as wait } from 'node:timers/promises';
import { seededRandom, uniform53 } from '@consilium/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkRun, randomMoments } from '../support/check-run.ts';
import { Consortium } from '../support/consortium.ts';
import type { ServerProcess } from '../support/programs.ts';
import { watchToEnd } from '../support/run-watch.ts';
import { SITES, STUDY } from '../support/test-plan.ts';

const RUNS = 5;
const KILLS_PER_RUN = 2;
const ROUNDS = 8;

let consortium: Consortium;
beforeAll(async () => {
  consortium = await Consortium.create();
}, 180_000);
afterAll(async () => await consortium.remove());

it('a coordinator killed at ten random moments loses nothing, counts nothing twice and under-counts no epsilon', async () => {
  const random = seededRandom('fault/kill-coordinator');
  const runs: string[] = [];
  let kills = 0;
  for (let i = 0; i < RUNS; i++) {
    let coordinator: ServerProcess = await consortium.startCoordinator();
    // Fresh agents for each run: what is tested is the coordinator's memory, not how patiently agents call it back.
    await consortium.startAgents();
    const { run } = await consortium.research((research) => research.startRun({ study: STUDY, rounds: ROUNDS }));
    runs.push(run);
    const moments = randomMoments(KILLS_PER_RUN, 1, 11, random);
    let changes = 0;
    const info = await watchToEnd(consortium, run, async () => {
      changes++;
      if (moments.every((moment) => moment !== changes)) return;
      // Not only right at a change: anywhere in what follows it.
      await wait(20 * uniform53(random));
      await coordinator.kill();
      kills++;
      coordinator = await consortium.startCoordinator();
    });
    expect([info.state, info.problem?.message ?? '']).toEqual(['completed', '']);
    expect(info.closedRounds).toBe(ROUNDS);
    await consortium.stopAll();
  }
  expect(kills).toBe(RUNS * KILLS_PER_RUN);
  for (const run of runs) {
    const { countedUpdates, failedAttempts } = checkRun(consortium, run, ROUNDS);
    expect(failedAttempts).toBe(0);
    expect(countedUpdates).toBe(ROUNDS * SITES.length);
  }
}, 240_000);
