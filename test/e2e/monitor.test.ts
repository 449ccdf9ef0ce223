import { afterAll, beforeAll, expect, it } from 'vitest';
import { Consortium } from '../support/consortium.ts';
import { SITES, STUDY } from '../support/fault-plans.ts';
import { freePort } from '../support/free-port.ts';
import { PROGRAMS_MS } from '../support/programs.ts';
import { watchToEnd } from '../support/run-watch.ts';

let consortium: Consortium;
beforeAll(async () => {
  consortium = await Consortium.create();
}, PROGRAMS_MS);
afterAll(async () => await consortium.remove());

it(
  'a coordinator that is watched tells of its sites, runs and rounds, as they are',
  async () => {
    const address = `127.0.0.1:${await freePort()}`;
    await consortium.startCoordinator([], ['--monitor', address]);
    const metrics = async (): Promise<string> => await (await fetch(`http://${address}/metrics`)).text();
    for (const site of SITES) expect(await metrics()).toContain(`consilium_site_connected{site="${site}"} 0\n`);
    const agents = await consortium.startAgents();
    for (const site of SITES) expect(await metrics()).toContain(`consilium_site_connected{site="${site}"} 1\n`);
    expect(await metrics()).toMatch(new RegExp(`^consilium_site_certificate_end_seconds\\{site="${SITES[0]}"\\} \\d{10}$`, 'mu'));
    const { run } = await consortium.research((research) => research.startRun({ study: STUDY, rounds: 2 }));
    await watchToEnd(consortium, run);
    expect(await metrics()).toContain('consilium_runs{state="completed"} 1\n');
    expect(await metrics()).toContain('consilium_attempts_total{outcome="closed"} 2\n');
    expect(await (await fetch(`http://${address}/readyz`)).json()).toMatchObject({ ready: true, connected: SITES.length });
    await agents.get(SITES[0])?.stop();
    await expect.poll(metrics, { timeout: 60_000 }).toContain(`consilium_site_connected{site="${SITES[0]}"} 0\n`);
  },
  PROGRAMS_MS,
);
