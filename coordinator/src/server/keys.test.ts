import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@consilium/core';
import { createLogger } from '@consilium/host';
import { type KeyStoreAddress, readIdentityFolder } from '@consilium/trust';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readAuthorities } from './authorities.ts';
import { rolloverAuthority } from './certificates.ts';
import { IDENTITY_FOLDER } from './config.ts';
import { initCoordinator } from './init.ts';
import { contentSealer, sealCoordinator } from './keys.ts';
import { coordinatorKeys } from './keys-standing.ts';
import { serveCoordinator } from './serve.ts';
import { withStoredAudit } from './stored-audit.ts';

const CONFIG = { consortium: 'cardio', hosts: ['127.0.0.1'], port: 0 };
const STORE: KeyStoreAddress = { kind: 'systemd', name: 'credential' };
const SECRETS = ['audit/signing.key', 'authority/key.pem', 'identity/key.pem', 'operator/key.pem'];

let base: string;
let folder: string;
const environment = process.env['CREDENTIALS_DIRECTORY'];
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'consilium-coordinator-keys-'));
  folder = join(base, 'coordinator');
  process.env['CREDENTIALS_DIRECTORY'] = base;
  writeFileSync(join(base, 'credential'), randomBytes(32), { mode: 0o400 });
});
afterEach(() => {
  if (environment === undefined) delete process.env['CREDENTIALS_DIRECTORY'];
  else process.env['CREDENTIALS_DIRECTORY'] = environment;
  rmSync(base, { recursive: true, force: true });
});

const serving = () => ({
  folder,
  listen: '127.0.0.1',
  log: createLogger({ component: 'test', level: 'silent' }),
  version: 'test',
});

function filesWithKeys(): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes('PRIVATE KEY'));
}

it('a coordinator that begins under a key store never has a key in the clear, serves, and lets another authority follow', async () => {
  await initCoordinator(folder, CONFIG, systemClock, STORE);
  expect(filesWithKeys()).toEqual([]);
  await (await serveCoordinator(serving())).stop();
  await rolloverAuthority(folder);
  expect(readAuthorities(folder, systemClock.now()).change).toBeDefined();
  await (await serveCoordinator(serving())).stop();
  expect(filesWithKeys()).toEqual([]);
  expect(coordinatorKeys(folder)).toMatchObject({ store: 'systemd:credential', complete: true, clear: [] });
});

it('one that has worked without is sealed by a command, which stands in its audit log, and goes on with the same keys', async () => {
  await initCoordinator(folder, CONFIG, systemClock);
  await (await serveCoordinator(serving())).stop();
  const identity = readIdentityFolder(join(folder, IDENTITY_FOLDER));
  expect(filesWithKeys()).toHaveLength(3);
  expect(await sealCoordinator({ ...serving(), store: STORE })).toMatchObject({ complete: true, sealed: SECRETS, clear: [] });
  expect(filesWithKeys()).toEqual([]);
  await (await serveCoordinator(serving())).stop();
  expect(readIdentityFolder(join(folder, IDENTITY_FOLDER))).toEqual(identity);
  const events = await withStoredAudit(folder, systemClock, async ({ lines }) => {
    const found: unknown[] = [];
    for await (const line of lines) found.push((JSON.parse(line) as { readonly event: string }).event);
    return found;
  });
  expect(events).toEqual(
    expect.arrayContaining(['coordinator.started', 'coordinator.stopped', 'keys.sealed', 'coordinator.started']),
  );
  // Again there is nothing to do, and nothing to write down.
  expect(await sealCoordinator(serving())).toMatchObject({ changed: false, complete: true });
  const size = await withStoredAudit(folder, systemClock, async ({ entries }) => await entries.size());
  expect(size).toBe(events.length);
});

it('nothing is sealed while it serves', async () => {
  await initCoordinator(folder, CONFIG, systemClock);
  const running = await serveCoordinator(serving());
  await expect(sealCoordinator({ ...serving(), store: STORE })).rejects.toMatchObject({ code: 'STORE_FAILED' });
  await running.stop();
  expect(coordinatorKeys(folder).sealed).toEqual([]);
});

it('it does not serve without what opens its folder, nor where sealing was cut off', async () => {
  await initCoordinator(folder, CONFIG, systemClock, STORE);
  const credential = readFileSync(join(base, 'credential'));
  const path = join(folder, 'key-store.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace('"complete": true', '"complete": false'));
  expect(() => contentSealer(folder)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }) as Error);
  await expect(serveCoordinator(serving())).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  await sealCoordinator(serving());
  await (await serveCoordinator(serving())).stop();
  // Another folder: what this process has opened it need not ask for again.
  folder = join(base, 'other');
  await initCoordinator(folder, CONFIG, systemClock, STORE);
  rmSync(join(base, 'credential'));
  const file = join(folder, 'key-store.json');
  writeFileSync(file, `${readFileSync(file, 'utf8')}\n`);
  await expect(serveCoordinator(serving())).rejects.toMatchObject({ code: 'KEY_STORE_UNAVAILABLE' });
  writeFileSync(join(base, 'credential'), Buffer.from(credential).reverse(), { mode: 0o400 });
  await expect(serveCoordinator(serving())).rejects.toMatchObject({ code: 'KEY_STORE_WRONG' });
});
