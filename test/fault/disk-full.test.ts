import { join } from 'node:path';
import { SmallDisk } from '@consilium/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { APPROVAL, connected, Consortium } from '../support/consortium.ts';
import { chargesOf, readWholeLedger } from '../support/ledger-file.ts';
import { mustRun, PROGRAMS_MS, type ServerProcess } from '../support/programs.ts';
import { watchToEnd } from '../support/run-watch.ts';
import { changedPlan, SITES, STUDY } from '../support/fault-plans.ts';

const ROUNDS = 3;
const FULL_SITE = 'va-long-beach';
const OTHERS = SITES.filter((site) => site !== FULL_SITE);

let consortium: Consortium;
let disk: SmallDisk;
let agent: ServerProcess;
beforeAll(async () => {
  consortium = await Consortium.create();
  disk = new SmallDisk(join(consortium.siteFolder(FULL_SITE), 'state'));
  await consortium.startCoordinator();
  const plan = changedPlan(() => ({ ...consortium.plan.document, quorum: { sites: 2, attempts: 1, deadlineSeconds: 600 } }));
  const path = await consortium.submit(plan);
  await Promise.all(
    SITES.map((site) => mustRun('site', ['plan', 'approve', path, ...APPROVAL, '--folder', consortium.siteFolder(site)])),
  );
  agent = consortium.startAgent(FULL_SITE, disk.nodeArgs);
  await Promise.all([connected(agent), consortium.startAgents(OTHERS)]);
}, PROGRAMS_MS);
afterAll(async () => {
  await consortium.stopAll();
  disk.remove();
  await consortium.remove();
});

/** Runs to the end and tells what each site did in each round. */
async function run(): Promise<{ readonly run: string; readonly said: (site: string) => readonly string[] }> {
  const { run: id } = await consortium.research((research) => research.startRun({ study: STUDY, rounds: ROUNDS }));
  const { state } = await watchToEnd(consortium, id);
  expect(state).toBe('completed');
  const { roundInfos } = await consortium.research((research) => research.getRun({ run: id }));
  return {
    run: id,
    said: (site) =>
      (roundInfos ?? []).map(({ participants }) => {
        const known = participants?.find((participant) => participant.site === site);
        return known?.problem?.code ?? known?.state ?? '';
      }),
  };
}

const everyRound = (word: string): readonly string[] => Array.from({ length: ROUNDS }, () => word);

it(
  'a site whose disk is full says so, the run goes on without it, and it takes part again once there is space',
  async () => {
    disk.fill();
    const without = await run();
    expect(without.said(FULL_SITE)).toEqual(everyRound('DISK_FULL'));
    for (const site of OTHERS) expect(without.said(site)).toEqual(everyRound('counted'));

    disk.free();
    const withIt = await run();
    for (const site of SITES) expect(withIt.said(site)).toEqual(everyRound('counted'));

    // The same process all the while: nobody had to restart it.
    expect(await agent.stop()).toBe(0);
    await consortium.stopAll();
    disk.remove();
    const ledger = readWholeLedger(consortium, FULL_SITE);
    expect(chargesOf(ledger, without.run).size).toBe(0);
    // Every round costs an update of those who train and scores of those held out.
    expect(chargesOf(ledger, withIt.run).size).toBe(2 * ROUNDS);
  },
  PROGRAMS_MS,
);
