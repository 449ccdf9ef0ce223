import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Program } from '@consilium/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { changedPlan, EXAMPLE } from '../support/fault-plans.ts';
import { freePort } from '../support/free-port.ts';
import { mustRun, PROGRAMS_MS, ServerProcess } from '../support/programs.ts';

const HOSPITALS = ['cleveland', 'hungary'] as const;
const STUDY = 'two-hospitals';

let root: string;
const servers: ServerProcess[] = [];
/** Every command that a person types, and every thing that goes from one person to another, as they happen. */
const commands: string[] = [];
const handOffs: Record<string, string[]> = Object.fromEntries(HOSPITALS.map((site) => [site, []]));

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'consilium-e2e-'));
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  rmSync(root, { recursive: true, force: true });
});

const folderOf = (who: string): string => join(root, who);

/** A command that ends. */
async function typed(program: Program, ...args: readonly string[]): Promise<string> {
  commands.push(`${program} ${args.join(' ')}`);
  return await mustRun(program, args);
}

/** A command that goes on until it is stopped. */
function started(program: Program, ...args: readonly string[]): ServerProcess {
  commands.push(`${program} ${args.join(' ')}`);
  const server = new ServerProcess(program, args);
  servers.push(server);
  return server;
}

it(
  'coordinator and two hospitals reach a finished round in seven commands and two hand-offs a hospital, and edit no file',
  async () => {
    const operator = ['--identity', join(folderOf('coordinator'), 'operator')];
    // The researcher's plan is what the study is about; everybody else reads it.
    const plan = changedPlan(({ sites, quorum }) => ({
      study: STUDY,
      title: 'Two hospitals',
      sites: Object.fromEntries(HOSPITALS.map((site) => [site, sites[site]])),
      rounds: 1,
      quorum: { ...quorum, sites: HOSPITALS.length, deadlineSeconds: 600 },
    }));
    const study = join(root, 'study.yaml');
    writeFileSync(study, plan.json);

    const init = [
      '--consortium',
      'cardio',
      '--host',
      '127.0.0.1',
      '--port',
      String(await freePort()),
      '--folder',
      folderOf('coordinator'),
    ];
    const coordinator = started('consilium', 'coordinator', 'init', ...init, '--invite', ...HOSPITALS, '--start');
    await coordinator.saw(({ msg }) => msg === 'serving');

    const agents: Record<string, ServerProcess> = {};
    for (const site of HOSPITALS) {
      const [, joinString = ''] =
        new RegExp(`^${site}, until .*\\n\\s+consilium-site join (\\S+)$`, 'm').exec(coordinator.stdout) ?? [];
      handOffs[site]?.push(joinString);
      const data = ['--data', `cardiology=${join(EXAMPLE, `${site}.csv`)}`, '--study', STUDY, '--patient-column', 'patient_id'];
      const agent = started('site', 'join', joinString, ...data, '--start', '--folder', folderOf(site));
      await agent.saw(({ msg }) => msg === 'connected');
      agents[site] = agent;
      // Both sides show the same words; one person reads them to the other.
      const [, words = ''] = new RegExp(`^Key of ${site}:\\n  ([a-z]+(?: [a-z]+){7})$`, 'm').exec(agent.stdout) ?? [];
      handOffs[site]?.push(words);
    }
    await typed('consilium', 'study', 'submit', study, ...operator);
    for (const site of HOSPITALS) {
      const shown = await typed(
        'site',
        'plan',
        'approve',
        STUDY,
        '--budget',
        '2',
        '--reason',
        'ethics vote',
        '--folder',
        folderOf(site),
      );
      expect(shown).toContain(plan.hash);
      expect(shown).toMatch(/Approved\.\n$/);
    }
    const run = await typed('consilium', 'run', 'start', STUDY, '--watch', ...operator);
    expect(run).toMatch(/round 1\.1 closed in \d+ ms: 2 of 2 updates/);
    expect(run).toMatch(/completed, 1 of 1 rounds/);

    expect(commands).toHaveLength(7);
    for (const site of HOSPITALS) {
      expect(handOffs[site]).toEqual([expect.stringMatching(/^consilium-join-1-/), expect.stringMatching(/^\w+( \w+){7}$/)]);
      // What the operator looks at to compare; no step of the way.
      expect(await mustRun('consilium', ['site', 'list', ...operator])).toContain(handOffs[site]?.[1]);
    }
    expect(await mustRun('site', ['plan', 'inbox', '--folder', folderOf(HOSPITALS[0])])).toBe('No plan waits for a decision.\n');
    // Each string has served.
    for (const site of HOSPITALS) {
      const again = mustRun('site', ['join', handOffs[site]?.[0] ?? '', '--folder', folderOf(`${site}-again`)]);
      await expect(again).rejects.toThrow(/ended with 5:\nerror: the invitation was used before, with another key/);
    }
    expect(coordinator.log.filter(({ level }) => level === 50).map(({ siteId }) => siteId)).toEqual(HOSPITALS);
  },
  PROGRAMS_MS,
);
