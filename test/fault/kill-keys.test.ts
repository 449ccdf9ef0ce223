import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtFile } from '@consilium/testing';
import {
  beginKeyStore,
  keysStanding,
  loadOrCreateKeyFile,
  parseKeyStore,
  readSecretFile,
  sealFolder,
  writeSecretFile,
} from '@consilium/trust';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PROGRAMS_MS } from '../support/programs.ts';

/** Calls by which a folder changes, or by which it is made sure that it has. */
const CALLS = ['openSync', 'writeSync', 'fsyncSync', 'renameSync', 'rmSync'];

/** Dies before its call number `argv[2]`, as kill -9 would have it; with no such call it ends. */
const PROGRAM = `
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
const { sealFolder, parseKeyStore } = await import(${JSON.stringify(builtFile('lib/trust/dist/index.js'))});
let left = Number(process.argv[2]);
for (const name of ${JSON.stringify(CALLS)}) {
  const call = fs[name];
  fs[name] = (...args) => {
    if (left-- === 0) process.kill(process.pid, 'SIGKILL');
    return call(...args);
  };
}
syncBuiltinESMExports();
await sealFolder({ folder: process.argv[3], store: parseKeyStore(process.argv[4]) });
`;

const SECRETS = ['key.pem', 'state/sealing.key'];

let base: string;
const environment = process.env['CREDENTIALS_DIRECTORY'];
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'consilium-kill-keys-'));
  process.env['CREDENTIALS_DIRECTORY'] = base;
  for (const name of ['old', 'new']) writeFileSync(join(base, name), Buffer.alloc(32, name), { mode: 0o400 });
  writeFileSync(join(base, 'program.mjs'), PROGRAM);
});
afterEach(() => {
  if (environment === undefined) delete process.env['CREDENTIALS_DIRECTORY'];
  else process.env['CREDENTIALS_DIRECTORY'] = environment;
  rmSync(base, { recursive: true, force: true });
});

function fill(folder: string): void {
  mkdirSync(join(folder, 'state'), { recursive: true, mode: 0o700 });
  writeSecretFile(join(folder, 'key.pem'), 'what stands for a key');
  loadOrCreateKeyFile(join(folder, 'state/sealing.key'));
}

const read = (folder: string): readonly string[] => SECRETS.map((name) => readSecretFile(join(folder, name)).toString('latin1'));

describe.each([
  ['sealing a folder', 'systemd:old', (folder: string) => fill(folder)],
  [
    'moving it to another key store',
    'systemd:new',
    (folder: string) => (mkdirSync(folder, { mode: 0o700 }), beginKeyStore(folder, parseKeyStore('systemd:old')), fill(folder)),
  ],
])('%s, killed before any call that writes', (_what, store, make) => {
  it(
    'leaves every secret as it was, to be opened, and is completed by doing it again',
    async () => {
      const start = join(base, 'start');
      make(start);
      const secrets = read(start);
      let kills = 0;
      for (let at = 0; ; at++) {
        const folder = join(base, `killed-${at}`);
        cpSync(start, folder, { recursive: true });
        const { signal, status, stderr } = spawnSync(process.execPath, [join(base, 'program.mjs'), String(at), folder, store], {
          encoding: 'utf8',
        });
        if (signal !== 'SIGKILL') expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
        expect(read(folder)).toEqual(secrets);
        await sealFolder({ folder, store: parseKeyStore(store) });
        expect(keysStanding(folder)).toEqual({ store, complete: true, sealed: SECRETS, clear: [] });
        expect(read(folder)).toEqual(secrets);
        for (const name of SECRETS) expect(readFileSync(join(folder, name)).subarray(0, 4).toString('latin1')).toBe('CSL1');
        rmSync(folder, { recursive: true });
        if (status === 0) break;
        kills++;
      }
      expect(kills).toBeGreaterThan(5);
    },
    PROGRAMS_MS,
  );
});
