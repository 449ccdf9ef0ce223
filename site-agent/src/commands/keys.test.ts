import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@consilium/core';
import { type KeyStoreAddress, keyPairOf, readSecretFile, waitingKey, writeSecretFile } from '@consilium/trust';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { auditFiles, openAuditLog } from '../audit/index.ts';
import { requireHealthy } from './doctor.ts';
import { sealSite, siteKeys } from './keys.ts';
import { SiteFolder } from './site-folder.ts';
import { beginSite } from './site-key.ts';

const CONFIG = { site: 'north', consortium: 'cardio', address: 'fl.example.org:8443' };

let base: string;
let folder: SiteFolder;
const environment = process.env['CREDENTIALS_DIRECTORY'];
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'consilium-site-keys-'));
  folder = new SiteFolder(join(base, 'site'));
  process.env['CREDENTIALS_DIRECTORY'] = base;
  writeFileSync(join(base, 'credential'), randomBytes(32), { mode: 0o400 });
});
afterEach(() => {
  if (environment === undefined) delete process.env['CREDENTIALS_DIRECTORY'];
  else process.env['CREDENTIALS_DIRECTORY'] = environment;
  rmSync(base, { recursive: true, force: true });
});

const STORE: KeyStoreAddress = { kind: 'systemd', name: 'credential' };
const isSealed = (path: string): boolean => readFileSync(path).subarray(0, 4).toString('latin1') === 'CSL1';

it('a site that begins under a key store never has a key in the clear, and goes on with the key that waits', async () => {
  beginSite(folder, CONFIG, STORE);
  const pair = await waitingKey(folder.pendingKeyPath);
  expect(isSealed(folder.pendingKeyPath)).toBe(true);
  beginSite(folder, CONFIG, STORE);
  expect(await waitingKey(folder.pendingKeyPath)).toEqual(pair);
});

it('a site that has keys does not begin under a key store: they are sealed by a command of its own', async () => {
  beginSite(folder, CONFIG);
  const pair = await waitingKey(folder.pendingKeyPath);
  expect(() => beginSite(folder, CONFIG, STORE)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }) as Error);
  await sealSite(folder, STORE);
  expect(keyPairOf(readSecretFile(folder.pendingKeyPath).toString('utf8'))).toEqual(pair);
  expect(isSealed(folder.pendingKeyPath)).toBe(true);
});

it('sealing takes the password of the proxy where it lies in the folder, leaves it elsewhere, and stands in the audit log', async () => {
  beginSite(folder, CONFIG);
  const inside = join(folder.path, 'proxy-password');
  const outside = join(base, 'proxy-password');
  for (const path of [inside, outside]) writeSecretFile(path, 'a password');
  folder.writeProxy({ url: 'http://proxy.example:3128', user: 'agent', passwordFile: inside });
  await sealSite(folder, STORE);
  expect(isSealed(inside)).toBe(true);
  expect(readSecretFile(inside).toString('utf8')).toBe('a password');
  folder.writeProxy({ url: 'http://proxy.example:3128', user: 'agent', passwordFile: outside });
  await sealSite(folder, undefined);
  expect(isSealed(outside)).toBe(false);
  const entries = readFileSync(auditFiles(folder.auditPath).entries, 'utf8');
  // The second time nothing was left to do.
  expect(entries.match(/"event":"keys.sealed".*"store":"systemd"/g)).toHaveLength(1);
  writeSecretFile(join(folder.path, 'late-key.pem'), 'a key');
  expect(await sealSite(folder, STORE)).toMatchObject({ changed: false });
});

it('nothing is sealed while an agent works', async () => {
  beginSite(folder, CONFIG);
  await waitingKey(folder.pendingKeyPath);
  const log = openAuditLog(folder.auditOptions());
  await expect(sealSite(folder, STORE)).rejects.toMatchObject({ code: 'AUDIT_LOCKED' });
  log.close();
  expect(siteKeys(folder, folder.otherSecrets())).toMatchObject({ store: undefined, sealed: [] });
});

it('an agent does not start without what opens its folder, and says that and not that a key is damaged', async () => {
  beginSite(folder, CONFIG, STORE);
  await waitingKey(folder.pendingKeyPath);
  const warnings: unknown[] = [];
  const start = async (): Promise<void> =>
    await requireHealthy(folder, systemClock, { warn: (...words: unknown[]) => void warnings.push(words) });
  rmSync(join(base, 'credential'));
  // What this process has opened it need not ask for again.
  const file = join(folder.path, 'key-store.json');
  writeFileSync(file, `${readFileSync(file, 'utf8')}\n`);
  await expect(start()).rejects.toMatchObject({ code: 'KEY_STORE_UNAVAILABLE' });
  writeFileSync(join(base, 'credential'), randomBytes(32), { mode: 0o400 });
  await expect(start()).rejects.toMatchObject({ code: 'KEY_STORE_WRONG' });
  expect(existsSync(folder.auditPath)).toBe(false);
});
