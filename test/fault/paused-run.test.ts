import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkRun } from '../support/check-run.ts';
import { Consortium } from '../support/consortium.ts';
import { mustRun, PROGRAMS_MS } from '../support/programs.ts';
import { type RunInfo, watchToEnd } from '../support/run-watch.ts';
import { SITES, STUDY } from '../support/fault-plans.ts';

const ROUNDS = 6;
const [, ...LEAVE] = SITES;

let consortium: Consortium;
beforeAll(async () => {
  consortium = await Consortium.create();
}, PROGRAMS_MS);
afterAll(async () => await consortium.remove());

/** The run as soon as it is as wanted. */
async function until(run: string, wanted: (info: RunInfo) => boolean): Promise<RunInfo> {
  for (;;) {
    const info = await consortium.research((research) => research.getRun({ run }));
    if (wanted(info)) return info;
    await wait(50);
  }
}

const atWork = ({ roundInfos }: RunInfo): boolean =>
  (roundInfos.at(-1)?.participants ?? []).some(({ state }) => state === 'accepted');

it(
  'a run that is paused outlives a kill of its sites and of its coordinator, and ends with every update that was paid for',
  async () => {
    const coordinator = await consortium.startCoordinator();
    const agents = await consortium.startAgents();
    const { run } = await consortium.research((research) => research.startRun({ study: STUDY, rounds: ROUNDS }));
    const watching = mustRun('consilium', ['run', 'watch', run, '--identity', consortium.researcherFolder]);
    await until(run, ({ closedRounds }) => closedRounds >= 2);
    await consortium.research((research) => research.pauseRun({ run }));
    // Who is at work goes on; what is killed then has paid for nothing that it did not send.
    await until(run, (info) => info.state === 'paused' && !atWork(info));
    for (const site of LEAVE) await agents.get(site)?.kill();
    await consortium.research((research) => research.resumeRun({ run }));
    const { closedRounds, pause } = await until(run, (info) => info.state === 'paused' && info.pause?.reason === 'absent');
    await coordinator.kill();
    await consortium.startCoordinator();
    const again = await until(run, () => true);
    expect(again).toMatchObject({ state: 'paused', closedRounds, pause: { reason: 'absent', sinceMs: pause?.sinceMs } });
    await consortium.startAgents(LEAVE);
    const info = await watchToEnd(consortium, run);
    const stdout = await watching;
    expect(stdout).toMatch(
      /paused, \d of 6 rounds.*: [23] more answers are needed, and too few sites are connected; goes on by itself when enough of .* are back/,
    );
    expect(stdout).toContain('The coordinator is away; the run is not.');
    expect(stdout).toMatch(/completed, 6 of 6 rounds/);
    expect([info.state, info.problem?.message ?? '']).toEqual(['completed', '']);
    await consortium.stopAll();
    const { countedUpdates, failedAttempts } = checkRun(consortium, run, ROUNDS);
    expect(failedAttempts).toBe(0);
    expect(countedUpdates).toBe(ROUNDS * SITES.length);
  },
  PROGRAMS_MS,
);
