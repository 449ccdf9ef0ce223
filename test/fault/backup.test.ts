import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { filesBelow } from '@consilium/host';
import { builtProgram, SmallDisk } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connected, Consortium, DATASET } from '../support/consortium.ts';
import { SITES, STUDY } from '../support/fault-plans.ts';
import { type LogRecord, mustRun, PROGRAMS_MS, runCommand } from '../support/programs.ts';
import { watchToEnd } from '../support/run-watch.ts';

const SITE = SITES[0];

let consortium: Consortium;
/** Where copies go, on a machine that is no part of the consortium. */
let elsewhere: string;
let passphrase: string;
beforeEach(async () => {
  consortium = await Consortium.create();
  elsewhere = join(consortium.folder, 'elsewhere');
  mkdirSync(elsewhere);
  passphrase = join(consortium.folder, 'backup-passphrase');
  writeFileSync(passphrase, 'correct horse battery staple, and more', { mode: 0o600 });
}, PROGRAMS_MS);
afterEach(async () => await consortium.remove());

const under = (): readonly string[] => ['--key-store', `passphrase:${passphrase}`];

/** One side: how it is backed up and restored. */
const SIDES = {
  site: {
    program: 'site',
    folder: () => consortium.siteFolder(SITE),
    backup: ['backup'],
    restore: ['restore'],
  },
  coordinator: {
    program: 'consilium',
    folder: () => consortium.coordinatorFolder,
    backup: ['coordinator', 'backup'],
    restore: ['coordinator', 'restore'],
  },
} as const;
type Side = keyof typeof SIDES;
const BOTH: readonly Side[] = ['site', 'coordinator'];

async function backUp(side: Side, name: string): Promise<string> {
  const { program, backup, folder } = SIDES[side];
  const file = join(elsewhere, name);
  await mustRun(program, [...backup, file, ...under(), '--folder', folder()]);
  return file;
}

async function restore(side: Side, file: string, to: string): Promise<void> {
  const { program, restore: words } = SIDES[side];
  await mustRun(program, [...words, file, '--to', to, ...under(), '--reason', 'the machine burnt']);
}

async function check(side: Side, file: string): Promise<Record<string, unknown>> {
  const { program, restore: words } = SIDES[side];
  return JSON.parse(await mustRun(program, [...words, '--check', file, ...under(), '--json'])) as Record<string, unknown>;
}

async function startRun(rounds: number): Promise<string> {
  return (await consortium.research((research) => research.startRun({ study: STUDY, rounds }))).run;
}

/** Runs so many rounds and takes backups of both sides while they go on. */
async function backedUpMeanwhile(
  rounds: number,
): Promise<{ readonly run: string; readonly site: string; readonly coordinator: string }> {
  const run = await startRun(rounds);
  let copies: Promise<readonly string[]> | undefined;
  const { state } = await watchToEnd(consortium, run, ({ closedRounds }) => {
    if ((closedRounds ?? 0) >= 2) copies ??= Promise.all(BOTH.map((side) => backUp(side, `${side}.backup`)));
  });
  expect(state).toBe('completed');
  const [site = '', coordinator = ''] = (await copies) ?? [];
  return { run, site, coordinator };
}

/** Puts another folder in the place of the one that is lost. */
async function replaceBy(side: Side, file: string): Promise<void> {
  const folder = SIDES[side].folder();
  rmSync(folder, { recursive: true });
  await restore(side, file, folder);
}

it(
  'a site that is restored in the middle of a study charges nothing until what is missing is accepted, whatever its coordinator knows',
  async () => {
    await consortium.startCoordinator();
    const agents = await consortium.startAgents();
    const { site: file } = await backedUpMeanwhile(6);
    expect(await check('site', file)).toMatchObject({ kind: 'site', member: SITE });
    await agents.get(SITE)?.stop();
    const folder = consortium.siteFolder(SITE);
    const spent = readFileSync(join(folder, 'state/ledger', `${DATASET}.jsonl`), 'utf8');
    await replaceBy('site', file);
    const restored = readFileSync(join(folder, 'state/ledger', `${DATASET}.jsonl`), 'utf8');
    expect(spent.startsWith(restored)).toBe(true);
    expect(restored.length).toBeLessThan(spent.length);
    expect(existsSync(join(folder, 'state/updates'))).toBe(false);
    expect(existsSync(join(folder, 'state/sealing.key'))).toBe(false);

    // Of a coordinator that keeps its word the receipt proves the loss.
    const refused = await runCommand('site', ['start', '--folder', folder]);
    expect(refused.code).toBe(7);
    expect(refused.stderr).toMatch(/holds a receipt for entry \d+: an old copy was put back/u);

    // One that hides it, here since its operator was too quick: still nothing is charged.
    const clear = ['site', 'receipts', 'clear', SITE, '--population', DATASET, '--identity', consortium.operatorFolder];
    await mustRun('consilium', [...clear, '--reason', 'a restore']);
    rmSync(folder, { recursive: true });
    await restore('site', file, folder);
    const agent = consortium.startAgent(SITE);
    const warned = await agent.saw(({ code }) => code === 'RESTORE_UNCONFIRMED');
    expect(warned['msg']).toContain('consilium-site ledger accept-loss cardiology');
    await connected(agent);
    const during = await startRun(1);
    await agent.saw(({ code, what }) => code === 'RESTORE_UNCONFIRMED' && what === 'task');
    await consortium.research((research) => research.stopRun({ run: during }));
    await watchToEnd(consortium, during);
    const entries = (): number => readFileSync(join(folder, 'state/ledger', `${DATASET}.jsonl`), 'utf8').split('\n').length;
    const before = entries();

    const accept = ['ledger', 'accept-loss', DATASET, '--reason', 'budget lowered by 4 rounds', '--who', 'Dr. A'];
    expect(await mustRun('site', [...accept, '--folder', folder])).toContain('Accepted');
    // Without a restart of the agent.
    expect((await watchToEnd(consortium, await startRun(1))).state).toBe('completed');
    expect(entries()).toBeGreaterThan(before);
    await consortium.stopAll();
    const events = JSON.parse(await mustRun('site', ['audit', 'show', '--json', '--folder', folder])) as readonly LogRecord[];
    expect(events.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['backup.made', 'folder.restored', 'incident.opened', 'ledger.loss-accepted']),
    );
    expect(events.filter(({ event }) => event === 'folder.restored')).toMatchObject([{ reason: 'the machine burnt' }]);
  },
  PROGRAMS_MS,
);

it(
  'a site whose witness has learned of every charge goes on by itself where none is missing, and with nothing else',
  async () => {
    const volume = join(consortium.folder, 'volume');
    mkdirSync(volume, { mode: 0o700 });
    const folder = consortium.siteFolder(SITE);
    await mustRun('site', ['witness', volume, '--folder', folder]);
    await consortium.startCoordinator();
    const agents = await consortium.startAgents();
    expect((await watchToEnd(consortium, await startRun(2))).state).toBe('completed');
    const newest = await backUp('site', 'newest.backup');
    await agents.get(SITE)?.stop();
    await replaceBy('site', newest);
    await connected(consortium.startAgent(SITE));
    expect((await watchToEnd(consortium, await startRun(1))).state).toBe('completed');
    await consortium.stopAll();
    // The same copy once more is an old one now.
    await replaceBy('site', newest);
    const refused = await runCommand('site', ['start', '--folder', folder]);
    expect(refused).toMatchObject({ code: 7, stderr: expect.stringContaining('by the word of its witness') as string });
  },
  PROGRAMS_MS,
);

it(
  'a coordinator that is backed up in the middle of a round is restored whole, says so, and is noticed by every site; new runs go on',
  async () => {
    await consortium.startCoordinator();
    const agents = await consortium.startAgents();
    const { run, coordinator: file } = await backedUpMeanwhile(6);
    const { closedRounds } = await consortium.research((research) => research.getRun({ run }));
    expect(closedRounds).toBe(6);
    // What a site keeps of its log is the checkpoint of its last greeting.
    for (const agent of agents.values()) await agent.stop();
    await consortium.startAgents();
    const receipts = await consortium.operate((research) => research.listReceipts({ site: SITE }));
    await consortium.stopAll();
    expect(await check('coordinator', file)).toMatchObject({ kind: 'coordinator', member: 'coordinator' });
    const keys = ['authority/key.pem', 'identity/key.pem', 'operator/key.pem', 'audit/signing.key', 'coordinator.json'];
    const before = keys.map((path) => readFileSync(join(consortium.coordinatorFolder, path)));
    await replaceBy('coordinator', file);
    expect(keys.map((path) => readFileSync(join(consortium.coordinatorFolder, path)))).toEqual(before);

    await consortium.startCoordinator();
    const again = new Map(SITES.map((site) => [site, consortium.startAgent(site)]));
    for (const agent of again.values()) await agent.saw(({ msg }) => String(msg).startsWith('ALARM'));
    // It has forgotten what it counted since; no site has.
    const old = await consortium.operate((research) => research.listReceipts({ site: SITE }));
    expect(Number(old.receipts?.[0]?.sequence)).toBeLessThan(Number(receipts.receipts?.[0]?.sequence));
    // The run that was open then goes nowhere: its attempts were answered before.
    const open = await consortium.research((research) => research.getRun({ run }));
    if (open.state === 'running' || open.state === 'paused') await consortium.research((research) => research.stopRun({ run }));
    await watchToEnd(consortium, run);
    for (const site of SITES)
      await mustRun('site', ['audit', 'accept-coordinator', '--reason', 'restored', '--folder', consortium.siteFolder(site)]);
    expect((await watchToEnd(consortium, await startRun(2))).state).toBe('completed');
    await consortium.stopAll();
    expect(agents.size).toBe(SITES.length);
    const own = ['--folder', consortium.coordinatorFolder, '--json'];
    await mustRun('consilium', ['audit', 'verify', ...own]);
    const events = JSON.parse(await mustRun('consilium', ['audit', 'show', ...own])) as readonly LogRecord[];
    const restored = events.findIndex(({ event }) => event === 'folder.restored');
    expect(events[restored]).toMatchObject({ as: 'command', reason: 'the machine burnt' });
    expect(events[restored + 1]).toMatchObject({ event: 'incident.opened', kind: 'restored', subject: 'coordinator' });
  },
  PROGRAMS_MS,
);

describe.each(BOTH)('a backup of a %s', (side) => {
  it(
    'that is killed in the middle leaves nothing that looks whole, and the next one goes through',
    async () => {
      const { program, folder, backup } = SIDES[side];
      if (side === 'coordinator') await consortium.startCoordinator();
      // Half a gibibyte of zeros, which takes no room here and time to seal.
      const large = join(folder(), 'state', side === 'site' ? 'audit/damaged-1/entries.jsonl' : `blobs/${'a'.repeat(64)}`);
      mkdirSync(join(large, '..'), { recursive: true });
      closeSync(openSync(large, 'w', 0o600));
      truncateSync(large, 512 * 1024 * 1024);
      const file = join(elsewhere, 'killed.backup');
      const child: ChildProcess = spawn(process.execPath, [
        builtProgram(program),
        ...backup,
        file,
        ...under(),
        '--folder',
        folder(),
      ]);
      const ended = new Promise((resolve) => child.once('close', resolve));
      while ((statSync(`${file}.new`, { throwIfNoEntry: false })?.size ?? 0) < 8 * 1024 * 1024) await wait(5);
      // Its own child works where it starts itself again; both are of this one group.
      child.kill('SIGKILL');
      await ended;
      expect(readdirSync(elsewhere)).toEqual(['killed.backup.new']);
      const half = await runCommand(program, [...SIDES[side].restore, '--check', `${file}.new`, ...under()]);
      expect(half).toMatchObject({ code: 7, stderr: expect.stringContaining('was changed or cut') as string });
      if (side === 'coordinator')
        await expect.poll(() => readdirSync(join(folder(), 'state')).filter((name) => name.startsWith('copy-'))).toEqual([]);
      rmSync(large);
      await backUp(side, 'killed.backup');
      expect(readdirSync(elsewhere)).toEqual(['killed.backup']);
      await check(side, file);
    },
    PROGRAMS_MS,
  );

  it(
    'and a restore of it end with a code on a full disk, and leave nothing there',
    async () => {
      const { program, folder, backup, restore: words } = SIDES[side];
      const whole = await backUp(side, 'whole.backup');
      const small = join(consortium.folder, 'small');
      mkdirSync(small);
      const disk = new SmallDisk(small, undefined, 8);
      try {
        if (disk.kind === 'injected') disk.fill();
        const full = async (args: readonly string[]): Promise<void> => {
          const { code, stderr } = await runCommand(program, args, disk.kind === 'mounted' ? {} : nodeOptions(disk));
          expect([code, stderr]).toEqual([7, expect.stringMatching(/the disk is full|database or disk is full/u)]);
          expect(readdirSync(small)).toEqual([]);
        };
        await full([...backup, join(small, 'a.backup'), ...under(), '--folder', folder()]);
        await full([...words, whole, '--to', join(small, 'folder'), ...under()]);
        await full([...words, whole, '--to', small, ...under()]);
      } finally {
        disk.remove();
      }
    },
    PROGRAMS_MS,
  );

  it(
    'is refused with a code for what is wrong with it, and nothing is written',
    async () => {
      const { program, restore: words } = SIDES[side];
      const file = await backUp(side, 'good.backup');
      const whole = readFileSync(file);
      const damaged = join(elsewhere, 'damaged.backup');
      const to = join(consortium.folder, 'restored');
      const refusals = async (content: Buffer, more: readonly string[] = under()): Promise<readonly unknown[]> => {
        writeFileSync(damaged, content);
        const found: unknown[] = [];
        for (const args of [['--check'], ['--to', to]]) {
          const { code, stdout, stderr } = await runCommand(program, [...words, damaged, ...args, ...more]);
          expect(stdout).toBe('');
          found.push(code, stderr.split('\n')[0]);
        }
        expect(existsSync(to)).toBe(false);
        expect(found.slice(0, 2)).toEqual(found.slice(2));
        return found.slice(0, 2);
      };
      const flipped = Buffer.from(whole);
      flipped.writeUInt8(flipped.readUInt8(Math.floor(whole.length / 2)) ^ 1, Math.floor(whole.length / 2));
      expect(await refusals(flipped)).toEqual([7, expect.stringContaining('was changed or cut')]);
      expect(await refusals(whole.subarray(0, whole.length - 1))).toEqual([7, expect.stringContaining('was changed or cut')]);
      expect(await refusals(Buffer.from('a letter'))).toEqual([7, expect.stringContaining('does not begin as a backup')]);
      const other = join(consortium.folder, 'other-passphrase');
      writeFileSync(other, 'another horse battery staple, and more', { mode: 0o600 });
      expect(await refusals(whole, ['--key-store', `passphrase:${other}`])).toEqual([
        5,
        expect.stringContaining('does not open'),
      ]);
      expect(await refusals(whole, ['--key-store', `passphrase:${other}-gone`])).toEqual([
        5,
        expect.stringContaining('is not there'),
      ]);
      // That of the other side.
      const wrong = side === 'site' ? 'coordinator' : 'site';
      const theirs = await backUp(wrong, 'theirs.backup');
      expect(await refusals(readFileSync(theirs))).toEqual([7, expect.stringContaining('this is the backup of the')]);
      // And never over anything.
      mkdirSync(to);
      writeFileSync(join(to, 'something'), '');
      const over = await runCommand(program, [...words, file, '--to', to]);
      expect(over).toMatchObject({ code: 3, stderr: expect.stringContaining('holds something: something') as string });
      expect(filesBelow(to)).toEqual(['something']);
    },
    PROGRAMS_MS,
  );
});

/** Switches for a program that no test starts with switches of its own. */
function nodeOptions(disk: SmallDisk): Readonly<Record<string, string>> {
  return { NODE_OPTIONS: disk.nodeArgs.join(' ') };
}
