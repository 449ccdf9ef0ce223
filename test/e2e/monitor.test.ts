import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Consortium, DATASET } from '../support/consortium.ts';
import { SITES, STUDY } from '../support/fault-plans.ts';
import { freePort } from '../support/free-port.ts';
import { mustRun, PROGRAMS_MS } from '../support/programs.ts';
import { watchToEnd } from '../support/run-watch.ts';

let consortium: Consortium;
beforeEach(async () => {
  consortium = await Consortium.create();
}, PROGRAMS_MS);
afterEach(async () => await consortium.remove());

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

it(
  'an agent says where it stands to "status" and in its file of metrics, while it runs, is cut off, and after its end',
  async () => {
    const [site] = SITES;
    const file = join(consortium.folder, 'agent.prom');
    const status = async (): Promise<Record<string, unknown>> =>
      JSON.parse(await mustRun('site', ['status', '--json', '--folder', consortium.siteFolder(site)])) as Record<string, unknown>;
    expect((await status())['agent']).toBeNull();
    const coordinator = await consortium.startCoordinator();
    const agent = consortium.startAgent(site, [], ['--metrics-file', file]);
    await agent.saw(({ msg }) => msg === 'connected');
    await consortium.startAgents(SITES.slice(1));
    const { run } = await consortium.research((research) => research.startRun({ study: STUDY, rounds: 1 }));
    await watchToEnd(consortium, run);
    expect(await status()).toMatchObject({
      agent: { process: agent.pid, connection: { connected: true }, lastUpdate: { run, round: 1 } },
      budgets: { [DATASET]: expect.closeTo(0.5, 0) as number },
    });
    expect(await mustRun('site', ['status', '--folder', consortium.siteFolder(site)])).toMatch(
      /The agent runs for .*, connected for .*\nIts newest update: \w+, round 1 of run-\w+, .* ago\.\nNo incident is open\.\nBudget of \w+: [\d.]+ % is used or reserved\./u,
    );
    await coordinator.stop();
    await expect
      .poll(status, { timeout: 60_000 })
      .toMatchObject({ agent: { connection: { connected: false, code: 'UNREACHABLE' } } });
    expect(existsSync(file)).toBe(true);
    await agent.stop();
    expect((await status())['agent']).toBeNull();
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(/^consilium_agent_connected 0$/mu);
    expect(text).toMatch(/^consilium_agent_last_update_seconds [\d.]+$/mu);
    expect(text).toMatch(new RegExp(`^consilium_agent_budget_used_ratio\\{population="${DATASET}"\\} 0\\.\\d+$`, 'mu'));
  },
  PROGRAMS_MS,
);
