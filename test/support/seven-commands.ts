import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Program } from '@consilium/testing';
import { expect } from 'vitest';
import { changedPlan } from './fault-plans.ts';
import { type Launch, mustRun, ServerProcess } from './programs.ts';

/** Where the commands of {@link sevenCommands} are typed. */
export interface Setting {
  /** @default the build of this clone */
  readonly launch?: Launch;
  /** A folder of the researcher, and its name as the programs see it. */
  readonly desk: { readonly here: string; readonly seen: string };
  /** Folder of the coordinator or of a hospital, as the programs see it. */
  readonly folderOf: (who: string) => string;
  /** Table of a hospital, as the programs see it. */
  readonly dataOf: (site: string) => string;
  readonly port: number;
  /** What serves; the caller stops it, whatever happens. */
  readonly servers: ServerProcess[];
}

/** The hospitals of {@link sevenCommands}. */
export const HOSPITALS = ['cleveland', 'hungary'] as const;
const STUDY = 'two-hospitals';
const RESEARCHER = 'ada';

/** The README's commands for two hospitals and a researcher, to the end of a round: seven commands, two hand-offs to each, no file edited. */
export async function sevenCommands({ launch, desk, folderOf, dataOf, port, servers }: Setting): Promise<void> {
  /** Every command that a person types, and every thing that goes from one person to another, as they happen. */
  const commands: string[] = [];
  const handOffs: Record<string, string[]> = Object.fromEntries([...HOSPITALS, RESEARCHER].map((who) => [who, []]));
  const run = (program: Program, ...args: readonly string[]): Promise<string> => mustRun(program, args, {}, launch);
  /** A command that ends. */
  const typed = async (program: Program, ...args: readonly string[]): Promise<string> => {
    commands.push(`${program} ${args.join(' ')}`);
    return await run(program, ...args);
  };
  /** A command that goes on until it is stopped. */
  const started = (program: Program, ...args: readonly string[]): ServerProcess => {
    commands.push(`${program} ${args.join(' ')}`);
    const server = new ServerProcess(program, args, launch === undefined ? {} : { launch });
    servers.push(server);
    return server;
  };

  const operator = ['--identity', join(folderOf('coordinator'), 'operator')];
  // The researcher's plan is what the study is about; everybody else reads it.
  const plan = changedPlan(({ sites, quorum }) => ({
    study: STUDY,
    title: 'Two hospitals',
    sites: Object.fromEntries(HOSPITALS.map((site) => [site, sites[site]])),
    rounds: 1,
    quorum: { ...quorum, sites: HOSPITALS.length, deadlineSeconds: 600 },
  }));
  mkdirSync(desk.here, { recursive: true });
  writeFileSync(join(desk.here, 'study.yaml'), plan.json);

  const address = ['--host', '127.0.0.1', '--port', String(port)];
  const init = ['--consortium', 'cardio', ...address, '--folder', folderOf('coordinator')];
  const invite = ['--invite', ...HOSPITALS, '--user', `${RESEARCHER}=researcher`];
  const coordinator = started('consilium', 'coordinator', 'init', ...init, ...invite, '--start');
  await coordinator.saw(({ msg }) => msg === 'serving');

  for (const site of HOSPITALS) {
    const [, joinString = ''] =
      new RegExp(`^${site}, until .*\\n\\s+consilium-site join (\\S+)$`, 'm').exec(coordinator.stdout) ?? [];
    handOffs[site]?.push(joinString);
    const data = ['--data', `cardiology=${dataOf(site)}`, '--study', STUDY, '--patient-column', 'patient_id'];
    const agent = started('site', 'join', joinString, ...data, '--start', '--folder', folderOf(site));
    await agent.saw(({ msg }) => msg === 'connected');
    // Both sides show the same words; one person reads them to the other.
    const [, words = ''] = new RegExp(`^Key of ${site}:\\n  ([a-z]+(?: [a-z]+){7})$`, 'm').exec(agent.stdout) ?? [];
    handOffs[site]?.push(words);
  }
  const [, userString = ''] = /^ada \(researcher\), until .*\n\s+consilium join (\S+)$/m.exec(coordinator.stdout) ?? [];
  handOffs[RESEARCHER]?.push(userString);
  const study = join(desk.seen, 'study.yaml');
  const joined = await typed('consilium', 'join', userString, '--folder', folderOf(RESEARCHER), '--submit', study);
  expect(joined).toContain(plan.hash);
  handOffs[RESEARCHER]?.push(/\n {2}([a-z]+(?: [a-z]+){7})\n/.exec(joined)?.[1] ?? '');
  const researcher = ['--identity', folderOf(RESEARCHER)];
  for (const site of HOSPITALS) {
    const decision = ['--budget', '2', '--reason', 'ethics vote', '--folder', folderOf(site)];
    const shown = await typed('site', 'plan', 'approve', STUDY, ...decision);
    expect(shown).toContain(plan.hash);
    expect(shown).toMatch(/Approved\.\n$/);
  }
  const watched = await typed('consilium', 'run', 'start', STUDY, '--watch', ...researcher);
  expect(watched).toMatch(/round 1\.1 closed in \d+ ms: 2 of 2 updates/);
  expect(watched).toMatch(/completed, 1 of 1 rounds/);

  expect(commands).toHaveLength(7);
  for (const site of HOSPITALS) {
    expect(handOffs[site]).toEqual([expect.stringMatching(/^consilium-join-1-/), expect.stringMatching(/^\w+( \w+){7}$/)]);
    // What the operator looks at to compare; no step of the way.
    expect(await run('consilium', 'site', 'list', ...operator)).toContain(handOffs[site]?.[1]);
  }
  expect(handOffs[RESEARCHER]).toEqual([expect.stringMatching(/^consilium-user-1-/), expect.stringMatching(/^\w+( \w+){7}$/)]);
  expect(await run('consilium', 'user', 'list', ...operator)).toContain(handOffs[RESEARCHER]?.[1]);
  const [begun] = JSON.parse(await run('consilium', 'run', 'list', '--json', ...operator)) as {
    decisions: { user: string }[];
  }[];
  expect(begun?.decisions).toMatchObject([{ action: 'started', user: RESEARCHER }]);
  // The operator admits people and does not act for them.
  await expect(run('consilium', 'run', 'start', STUDY, ...operator)).rejects.toThrow(
    /ended with 5:\nerror: this call is for the roles researcher; operator has operator/,
  );
  expect(await run('site', 'plan', 'inbox', '--folder', folderOf(HOSPITALS[0]))).toBe('No plan waits for a decision.\n');
  // Each string has served.
  for (const site of HOSPITALS) {
    const again = run('site', 'join', handOffs[site]?.[0] ?? '', '--folder', folderOf(`${site}-again`));
    await expect(again).rejects.toThrow(/ended with 5:\nerror: the invitation was used before, with another key/);
  }
  expect(coordinator.log.filter(({ level }) => level === 50).map(({ siteId }) => siteId)).toEqual(HOSPITALS);
}
