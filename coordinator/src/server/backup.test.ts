import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@consilium/core';
import { createLogger, filesBelow } from '@consilium/host';
import { type Backup, type KeyStoreAddress, openBackup, readSecretFile } from '@consilium/trust';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { Database } from '../store/database.ts';
import { openSqlite } from '../store/sqlite/open-sqlite.ts';
import { backUpCoordinator } from './backup.ts';
import { backupSocketPath, requestCopy } from './backup-socket.ts';
import { initCoordinator } from './init.ts';
import { sealCoordinator } from './keys.ts';
import { checkCoordinatorBackup, restoreCoordinator } from './restore.ts';
import { inviteFirst, serveCoordinator } from './serve.ts';
import { withStoredAudit } from './stored-audit.ts';

const CONFIG = { consortium: 'cardio', hosts: ['127.0.0.1'], port: 0 };
const STORE: KeyStoreAddress = { kind: 'systemd', name: 'credential' };

let root: string;
let folder: string;
let file: string;
const environment = process.env['CREDENTIALS_DIRECTORY'];
let template: string;
beforeAll(async () => {
  template = mkdtempSync(join(tmpdir(), 'consilium-coordinator-template-'));
  await initCoordinator(join(template, 'coordinator'), CONFIG, systemClock);
});
afterAll(() => rmSync(template, { recursive: true, force: true }));
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'consilium-coordinator-backup-'));
  folder = join(root, 'c');
  file = join(root, 'c.backup');
  process.env['CREDENTIALS_DIRECTORY'] = root;
  writeFileSync(join(root, 'credential'), Buffer.alloc(32, 1), { mode: 0o400 });
  cpSync(join(template, 'coordinator'), folder, { recursive: true });
});
afterEach(() => {
  if (environment === undefined) delete process.env['CREDENTIALS_DIRECTORY'];
  else process.env['CREDENTIALS_DIRECTORY'] = environment;
  rmSync(root, { recursive: true, force: true });
});

const log = createLogger({ component: 'test', level: 'silent' });
const serving = (of = folder) => ({ folder: of, listen: '127.0.0.1', log, version: 'test' });

async function backUp(store: KeyStoreAddress | undefined = STORE): Promise<void> {
  rmSync(file, { force: true });
  await backUpCoordinator({
    folder,
    to: file,
    ...(store === undefined ? {} : { store }),
    clock: systemClock,
    version: 'test',
  });
}

async function opened<T>(work: (backup: Backup) => T | Promise<T>): Promise<T> {
  const backup = openBackup(file, STORE);
  try {
    return await work(backup);
  } finally {
    backup.close();
  }
}

const restore = async (to: string): Promise<void> =>
  await opened((backup) => restoreCoordinator({ backup, to, reason: 'the disk died', log }));

async function eventsOf(of: string): Promise<readonly string[]> {
  const events: string[] = [];
  await withStoredAudit(of, systemClock, async ({ lines }) => {
    for await (const line of lines) events.push((JSON.parse(line) as { event: string }).event);
  });
  return events;
}

it('is made while the coordinator serves, and leaves nothing beside it; what is restored is that coordinator, older', async () => {
  await inviteFirst(serving(), { sites: ['north'], users: [] }, 60_000);
  const running = await serveCoordinator(serving());
  await backUp();
  expect(readdirSync(join(folder, 'state')).filter((name) => name.startsWith('copy-'))).toEqual([]);
  await expect(backUpCoordinator({ folder, to: file, store: STORE, clock: systemClock, version: 'x' })).rejects.toMatchObject({
    code: 'TARGET_EXISTS',
  });
  await running.stop();
  await opened(async (backup) => {
    await checkCoordinatorBackup(backup);
    expect(backup.manifest).toMatchObject({ kind: 'coordinator', consortium: 'cardio', program: 'test', audit: { entries: 3 } });
  });
  const to = join(root, 'restored');
  await restore(to);
  for (const path of ['coordinator.json', 'authority/key.pem', 'identity/key.pem', 'operator/key.pem', 'audit/signing.key'])
    expect(readFileSync(join(to, path)).equals(readFileSync(join(folder, path)))).toBe(true);
  expect(await eventsOf(folder)).toEqual(['site.invited', 'coordinator.started', 'backup.made', 'coordinator.stopped']);
  const started = await serveCoordinator(serving(to));
  await started.stop();
  expect(await eventsOf(to)).toEqual([
    ...['site.invited', 'coordinator.started', 'backup.made'],
    ...['folder.restored', 'incident.opened', 'coordinator.started', 'coordinator.stopped'],
  ]);
  // What was invited then may have joined since, with another key than who comes now.
  const database = await Database.open(openSqlite(join(to, 'state')));
  expect(await database.query.selectFrom('invitations').select(['member', 'withdrawn']).execute()).toEqual([
    { member: 'north', withdrawn: 1 },
  ]);
  await database.close();
});

it('is made of a coordinator that does not run, whose tables stay as they are', async () => {
  await (await serveCoordinator(serving())).stop();
  const before = filesBelow(folder);
  await backUp();
  expect(filesBelow(folder)).toEqual(before);
  await opened(checkCoordinatorBackup);
  const to = join(root, 'restored');
  mkdirSync(to);
  await restore(to);
  await (await serveCoordinator(serving(to))).stop();
  await expect(restore(to)).rejects.toMatchObject({ code: 'TARGET_EXISTS' });
});

it('of a sealed folder goes under its key store, and is restored only where that is', async () => {
  await (await serveCoordinator(serving())).stop();
  await expect(backUpCoordinator({ folder, to: file, clock: systemClock, version: 'x' })).rejects.toMatchObject({
    code: 'USAGE',
  });
  await sealCoordinator({ folder, store: STORE, log });
  const running = await serveCoordinator(serving());
  await backUp(undefined);
  await running.stop();
  const to = join(root, 'restored');
  await restore(to);
  expect(readFileSync(join(to, 'authority/key.pem')).subarray(0, 4).toString('latin1')).toBe('CSL1');
  expect(readSecretFile(join(to, 'authority/key.pem'))).toEqual(readSecretFile(join(folder, 'authority/key.pem')));
  await (await serveCoordinator(serving(to))).stop();
});

it('is refused where what its database names is not in it, or as the backup of a site', async () => {
  await (await serveCoordinator(serving())).stop();
  const database = await Database.open(openSqlite(join(folder, 'state')));
  const hash = 'a'.repeat(64);
  await database.transaction('name what is not there', async (tx) => {
    await tx.insertInto('studies').values({ plan_hash: hash, study: 's', plan_json: '{}', submitted_ms: 1 }).execute();
  });
  await database.close();
  await backUp();
  await expect(opened(checkCoordinatorBackup)).rejects.toMatchObject({
    code: 'BACKUP_INVALID',
    message: expect.stringContaining('the content aaaaaaaaaaaa') as string,
  });
  const to = join(root, 'restored');
  await expect(restore(to)).rejects.toMatchObject({ code: 'BACKUP_INVALID' });
  expect(existsSync(to)).toBe(false);
  await opened(async (backup) => {
    Object.defineProperty(backup, 'manifest', { value: { ...backup.manifest, kind: 'site', member: 'north' } });
    await expect(checkCoordinatorBackup(backup)).rejects.toMatchObject({ code: 'BACKUP_INVALID' });
  });
});

it('a copy is there as long as somebody holds it, one at a time, and none outlives a coordinator', async () => {
  const state = join(folder, 'state');
  mkdirSync(join(state, 'copy-left'), { recursive: true });
  const copies = (): readonly string[] => readdirSync(state).filter((name) => name.startsWith('copy-'));
  const running = await serveCoordinator(serving());
  expect(copies()).toEqual([]);
  const path = backupSocketPath(folder);
  const held = await requestCopy(path, { store: 'systemd' });
  expect(copies()).toEqual(['copy-1']);
  // The next one waits for its turn.
  const next = requestCopy(path, { store: 'systemd' });
  held?.release();
  expect((await next)?.folder).toBe(join(state, 'copy-2'));
  (await next)?.release();
  expect(copies()).toEqual([]);
  // Of who is killed it goes as well.
  const killed = connect(path, () => killed.write('{"store":"systemd"}\n'));
  await new Promise((resolve) => killed.once('data', resolve));
  expect(copies()).toEqual(['copy-3']);
  killed.destroy();
  await expect.poll(copies).toEqual([]);
  for (const line of ['nonsense\n', '{"store":"a stone"}\n', 'x'.repeat(20_000)]) {
    const socket = connect(path, () => socket.write(line));
    const answer = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))));
    expect(JSON.parse(answer)).toMatchObject({ code: 'MESSAGE_INVALID' });
    socket.destroy();
  }
  const last = await requestCopy(path, { store: 'systemd' });
  expect(last).toBeDefined();
  // It waits for nobody who holds one.
  await running.stop();
  expect(copies()).toEqual([]);
  expect(await requestCopy(path, { store: 'systemd' })).toBeUndefined();
});

it('works where its folder is too deep for a socket, and is backed up while it is stopped', async () => {
  const deep = join(root, 'd'.repeat(100), 'c');
  await initCoordinator(deep, CONFIG, systemClock);
  const running = await serveCoordinator(serving(deep));
  folder = deep;
  await expect(backUp()).rejects.toMatchObject({ code: 'STORE_FAILED' });
  expect(existsSync(file)).toBe(false);
  await running.stop();
  await backUp();
  await opened(checkCoordinatorBackup);
});
