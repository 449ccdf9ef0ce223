import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Breakage, ChaosProxy } from '@consilium/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkRun } from '../support/check-run.ts';
import { Consortium } from '../support/consortium.ts';
import { changedPlan, SITES, STUDY } from '../support/fault-plans.ts';
import { chargesOf, readWholeLedger } from '../support/ledger-file.ts';
import { submitApproved } from '../support/masked-consortium.ts';
import { PROGRAMS_MS } from '../support/programs.ts';
import { watchToEnd } from '../support/run-watch.ts';

const ROUNDS = 3;

/** Each hospital's cable breaks in another way: what a NAT resets is seen by one side only, and what is dropped by neither. */
const BREAKAGES: Readonly<Record<(typeof SITES)[number], Breakage>> = {
  cleveland: 'reset-client',
  hungary: 'reset-server',
  'va-long-beach': 'silence',
};

/** Its updates have about 160 kilobytes, so that a cut falls into the middle of one. */
const plan = changedPlan(({ sites, evaluation }) => ({
  study: STUDY,
  title: 'Half-open connections',
  sites: Object.fromEntries(SITES.map((site) => [site, sites[site]])),
  model: {
    layers: [
      { type: 'dense', units: 2400, activation: 'relu' },
      { type: 'dense', units: 1, activation: 'sigmoid' },
    ],
  },
  rounds: ROUNDS,
  quorum: { sites: SITES.length, attempts: 3, deadlineSeconds: 1200 },
  evaluation: { ...evaluation, every: ROUNDS },
}));
const UPDATE_BYTES = plan.manifest.parameters * 4;

let consortium: Consortium;
const proxies = new Map<string, ChaosProxy>();
beforeAll(async () => {
  consortium = await Consortium.create();
  for (const site of SITES) {
    appendFileSync(join(consortium.siteFolder(site), 'policy.yaml'), '\nanswers:\n  everyMs: 100\n');
    const proxy = await ChaosProxy.start(consortium.port);
    proxies.set(site, proxy);
    consortium.redirectSite(site, proxy.port);
  }
}, PROGRAMS_MS);
afterAll(async () => {
  await consortium.remove();
  for (const proxy of proxies.values()) await proxy.close();
});

it(
  'a run whose uploads break off on one side only, or in silence, ends with every update counted that was paid for',
  async () => {
    expect(UPDATE_BYTES).toBeGreaterThan(2 * 64 * 1024);
    const coordinator = await consortium.startCoordinator();
    await submitApproved(consortium, plan);
    const agents = await consortium.startAgents();
    let broken = 0;
    const { run } = await consortium.research((research) => research.startRun({ study: STUDY, rounds: ROUNDS }));
    const info = await watchToEnd(consortium, run, ({ closedRounds }) => {
      // The second round: agents send little else than their updates.
      if (closedRounds !== 1 || broken++ > 0) return;
      for (const site of SITES) proxies.get(site)?.cutEvery(UPDATE_BYTES * 0.7, 1, { breakage: BREAKAGES[site], way: 'up' });
    });
    expect([info.state, info.problem?.message ?? '']).toEqual(['completed', '']);
    for (const site of SITES) {
      expect({ site, cuts: proxies.get(site)?.cuts }).toEqual({ site, cuts: 1 });
      // Both sides have noticed: the agent that its session is over, the coordinator as well.
      expect({ site, sessions: agents.get(site)?.log.filter(({ msg }) => msg === 'connected').length }).toEqual({
        site,
        sessions: 2,
      });
      expect(coordinator.log).toContainEqual(expect.objectContaining({ siteId: site, msg: 'site disconnected' }));
    }
    await consortium.stopAll();
    const { countedUpdates, failedAttempts } = checkRun(consortium, run, ROUNDS, plan);
    expect([failedAttempts, countedUpdates]).toEqual([0, ROUNDS * SITES.length]);
    for (const site of SITES) {
      const trained = [...chargesOf(readWholeLedger(consortium, site), run).keys()].filter((name) => name.startsWith('training'));
      expect({ site, paid: trained.length }).toEqual({ site, paid: ROUNDS });
    }
  },
  PROGRAMS_MS,
);
