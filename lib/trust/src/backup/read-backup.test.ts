import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ErrorCode, isConsiliumError } from '@consilium/core';
import { fc } from '@fast-check/vitest';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { KeyStoreAddress } from '../key-store/address.ts';
import { createSealer } from '../sealer.ts';
import { unwrapDataKey } from '../key-store/wrapping.ts';
import { backupLines, backupView } from './backup-text.ts';
import { type BackupFacts, readManifest, writeManifest } from './manifest.ts';
import { BACKUP_PURPOSE, encodePreface, readPreface } from './preface.ts';
import { openBackup } from './read-backup.ts';
import { restoreFolder } from './restore-folder.ts';
import { createBackup } from './write-backup.ts';

const FACTS: BackupFacts = {
  kind: 'site',
  consortium: 'cardio',
  member: 'north',
  program: '0.1.0',
  taken: '2026-11-26T10:00:00.000Z',
  audit: { entries: 3 },
  ledgers: { cardiology: { seq: 2, hash: 'a'.repeat(64) } },
  leftOut: ['state/sums'],
};
const CONTENTS: Readonly<Record<string, Buffer>> = {
  'site.json': Buffer.from('{"site":"north"}\n'),
  'state/empty': Buffer.alloc(0),
  'state/ledger/cardiology.jsonl': Buffer.from('one line\nanother\n'),
  // Longer than a segment and than a piece.
  'state/large': Buffer.alloc(1_300_000, 'x'),
};

let base: string;
/** A systemd credential costs nothing to open, unlike a passphrase. */
const STORE: KeyStoreAddress = { kind: 'systemd', name: 'credential' };
const environment = process.env['CREDENTIALS_DIRECTORY'];
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'consilium-backup-'));
  process.env['CREDENTIALS_DIRECTORY'] = base;
  writeFileSync(join(base, 'credential'), Buffer.alloc(32, 1), { mode: 0o400 });
  writeFileSync(join(base, 'another'), Buffer.alloc(32, 2), { mode: 0o400 });
});
afterAll(() => {
  if (environment === undefined) delete process.env['CREDENTIALS_DIRECTORY'];
  else process.env['CREDENTIALS_DIRECTORY'] = environment;
  rmSync(base, { recursive: true, force: true });
});
let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(base, 'test-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A backup of {@link CONTENTS}, of which the parts with a slash are read from files. */
function write(path: string, store: KeyStoreAddress = STORE, contents = CONTENTS): void {
  const backup = createBackup(path, store);
  for (const [name, content] of Object.entries(contents)) {
    if (!name.includes('/')) {
      backup.add(name, content);
      continue;
    }
    const source = join(folder, 'source');
    writeFileSync(source, content);
    backup.addFile(name, source);
  }
  backup.finish(FACTS);
}

/** The code with which a file is refused, be it when it is opened or when all of it is read. */
function refusal(path: string, store: KeyStoreAddress | undefined = STORE): ErrorCode | undefined {
  try {
    const backup = openBackup(path, store);
    try {
      backup.readAll();
    } finally {
      backup.close();
    }
    return undefined;
  } catch (error) {
    if (!isConsiliumError(error)) throw error;
    return error.code;
  }
}

it('gives back every byte, says what is in it, and shows nothing of it', () => {
  const path = join(folder, 'a.backup');
  write(path);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const bytes = readFileSync(path);
  for (const text of ['north', 'cardio', 'one line', 'site.json']) expect(bytes.includes(text)).toBe(false);
  const backup = openBackup(path, STORE);
  for (const [name, content] of Object.entries(CONTENTS)) expect(backup.read(name)?.equals(content)).toBe(true);
  expect(backup.read('state/nothing')).toBeUndefined();
  expect(() => [...backup.pieces('state/nothing')]).toThrow(expect.objectContaining({ code: 'BACKUP_INVALID' }) as Error);
  expect(backup.below('state')).toEqual(['empty', 'ledger/cardiology.jsonl', 'large']);
  const view = backupView(backup, Date.parse('2026-11-28T11:00:00Z'));
  expect(view).toMatchObject({ ...FACTS, backup: backup.id, files: 4, bytes: 1_300_034, ageSeconds: 176_400 });
  expect(backupLines(view).join('\n')).toMatch(/site north of cardio.*2 days ago.*cardiology: 2 entries.*left out state\/sums/su);
  backup.close();
});

it('two backups of the same folder have keys of their own', () => {
  for (const name of ['a', 'b']) write(join(folder, name));
  const [a, b] = ['a', 'b'].map((name) => readPreface(join(folder, name)));
  expect(unwrapDataKey(STORE, a?.wrapped ?? ({} as never))).not.toEqual(unwrapDataKey(STORE, b?.wrapped ?? ({} as never)));
});

it('refuses any flipped bit, wherever it is, each with a code that says what is wrong', () => {
  const path = join(folder, 'a.backup');
  const small = { 'site.json': Buffer.from('{}'), 'state/x': Buffer.alloc(5000, 3) };
  write(path, STORE, small);
  const whole = readFileSync(path);
  const { bytes } = readPreface(path);
  const damaged = join(folder, 'damaged');
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(7), (at, bit) => {
      const changed = Buffer.from(whole);
      changed.writeUInt8(changed.readUInt8(at) ^ (1 << bit), at);
      writeFileSync(damaged, changed);
      const code = refusal(damaged);
      // Of what is wrapped nobody can say whether it or the key store is another one.
      const codes =
        at >= bytes.length
          ? ['SEAL_BROKEN']
          : ['BACKUP_INVALID', 'KEY_STORE_WRONG', 'KEY_STORE_UNAVAILABLE', 'CONFIG_INVALID', 'SEAL_BROKEN'];
      expect(codes).toContain(code);
    }),
    { seed: 1, numRuns: 1500 },
  );
  expect(refusal(path)).toBeUndefined();
});

it('refuses a file that was cut anywhere, or that something was appended to', () => {
  const path = join(folder, 'a.backup');
  write(path);
  const whole = readFileSync(path);
  const preface = readPreface(path).bytes.length;
  const cut = join(folder, 'cut');
  const segment = 256 * 1024 + 16;
  const places = [0, 1, 18, 19, 23, preface - 1, preface, preface + 39, preface + 40, preface + 55, preface + 40 + segment];
  for (const end of [...places, preface + 40 + 2 * segment, whole.length - 1]) {
    writeFileSync(cut, whole.subarray(0, end));
    expect([end, refusal(cut)]).toEqual([end, end < preface ? 'BACKUP_INVALID' : 'SEAL_BROKEN']);
  }
  writeFileSync(cut, Buffer.concat([whole, Buffer.from('x')]));
  expect(refusal(cut)).toBe('SEAL_BROKEN');
});

it('opens under its own key store alone, wherever that lies now', () => {
  const path = join(folder, 'a.backup');
  const secret = join(folder, 'passphrase');
  writeFileSync(secret, 'correct horse battery staple, and more', { mode: 0o600 });
  const store: KeyStoreAddress = { kind: 'passphrase', path: secret };
  write(path, store);
  const moved = join(folder, 'moved');
  writeFileSync(moved, readFileSync(secret), { mode: 0o600 });
  rmSync(secret);
  expect(refusal(path, store)).toBe('KEY_STORE_UNAVAILABLE');
  expect(refusal(path, { kind: 'passphrase', path: moved })).toBeUndefined();
  writeFileSync(secret, 'another horse battery staple, and more', { mode: 0o600 });
  expect(refusal(path, store)).toBe('KEY_STORE_WRONG');
  expect(() => openBackup(path, store)).toThrow(/a\.backup does not open: the passphrase in .* is not the one/u);
  expect(refusal(path, STORE)).toBe('CONFIG_INVALID');
  write(join(folder, 'b.backup'));
  expect(refusal(join(folder, 'b.backup'), { kind: 'systemd', name: 'another' })).toBe('KEY_STORE_WRONG');
  chmodSync(secret, 0o644);
  expect(refusal(path, store)).toBe('KEY_INVALID');
});

it('opens with nothing that only the file itself names', () => {
  const path = join(folder, 'a.backup');
  write(path);
  expect(() => openBackup(path, undefined)).toThrow(
    expect.objectContaining({
      code: 'USAGE',
      advice: expect.stringContaining('--key-store "systemd:credential"') as string,
    }) as Error,
  );
  const { wrapped } = readPreface(path);
  const address: KeyStoreAddress = {
    kind: 'pkcs11',
    token: 'hospital',
    object: 'backup',
    modulePath: join(folder, 'library.so'),
    pinSource: join(folder, 'pin'),
  };
  writeFileSync(path, encodePreface({ address, wrapped }));
  expect(() => openBackup(path, undefined)).toThrow(expect.objectContaining({ code: 'USAGE' }) as Error);
  // Named by a person, it is tried: there is none.
  expect(refusal(path, address)).not.toBe('USAGE');
});

it('is no other file, and overwrites none', () => {
  const path = join(folder, 'a.backup');
  writeFileSync(path, 'a letter\n');
  expect(refusal(path)).toBe('BACKUP_INVALID');
  expect(refusal(join(folder, 'nothing'))).toBe('FILE_UNREADABLE');
  expect(() => createBackup(path, STORE)).toThrow(expect.objectContaining({ code: 'TARGET_EXISTS' }) as Error);
  const late = join(folder, 'late');
  const backup = createBackup(late, STORE);
  writeFileSync(late, 'somebody was faster');
  expect(() => backup.finish(FACTS)).toThrow(expect.objectContaining({ code: 'TARGET_EXISTS' }) as Error);
  backup.abort();
  expect(readFileSync(late, 'utf8')).toBe('somebody was faster');
  expect(existsSync(`${late}.new`)).toBe(false);
});

it('has its name only when it is whole: what a process that was killed leaves does not open', () => {
  const path = join(folder, 'a.backup');
  const backup = createBackup(path, STORE);
  backup.add('state/large', CONTENTS['state/large'] ?? Buffer.alloc(0));
  // As it lies there now, a crash would leave it.
  expect(existsSync(path)).toBe(false);
  expect(refusal(`${path}.new`)).toBe('SEAL_BROKEN');
  backup.abort();
  expect(readdirSync(folder)).toEqual([]);
});

it('copies a file as far as it reached when it was opened', () => {
  const growing = join(folder, 'growing');
  writeFileSync(growing, 'first\n');
  const backup = createBackup(join(folder, 'a.backup'), STORE);
  backup.addFile('state/growing', growing, () => writeFileSync(growing, 'second\n', { flag: 'a' }));
  backup.addFile('state/gone', growing, () => writeFileSync(growing, ''));
  backup.finish(FACTS);
  const opened = openBackup(join(folder, 'a.backup'), STORE);
  expect(opened.read('state/growing')?.toString()).toBe('first\n');
  expect(opened.read('state/gone')?.toString()).toBe('first\nsecond\n');
  opened.close();
});

it('whose key somebody has names no place outside of the folder, no part twice, and what its bytes are', () => {
  const part = { path: 'site.json', bytes: 2, sha256: 'b'.repeat(64) };
  const manifest = { format: 1 as const, ...FACTS, parts: [part] };
  const refuse = (bytes: Buffer): void =>
    expect(() => readManifest(bytes, 'x')).toThrow(expect.objectContaining({ code: 'BACKUP_INVALID' }) as Error);
  expect(readManifest(writeManifest(manifest), 'x').manifest).toEqual(manifest);
  for (const path of ['../x', '/etc/passwd', 'a/../../x', 'a//b', './a', '', 'a\0b'])
    refuse(writeManifest({ ...manifest, parts: [{ ...part, path }] }));
  refuse(writeManifest({ ...manifest, parts: [part, part] }));
  refuse(Buffer.from(`${writeManifest(manifest).toString('utf8')} `));
  refuse(writeManifest({ ...manifest, format: 2 as never }));
  refuse(Buffer.from('{'));

  // A sealed file of the right kind whose manifest lies.
  const path = join(folder, 'a.backup');
  write(path);
  const { wrapped, bytes: preface } = readPreface(path);
  const forge = (content: Buffer): string => {
    const forged = join(folder, 'forged');
    rmSync(forged, { force: true });
    const sealed = createSealer(unwrapDataKey(STORE, wrapped)).createFile(forged, BACKUP_PURPOSE, { preface });
    sealed.write(content);
    sealed.finish();
    return forged;
  };
  const withManifest = (content: string, told: typeof manifest): Buffer => {
    const bytes = writeManifest(told);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([Buffer.from(content), bytes, length]);
  };
  expect(refusal(forge(withManifest('{}', manifest)))).toBe('BACKUP_INVALID');
  expect(refusal(forge(withManifest('{}{}', manifest)))).toBe('BACKUP_INVALID');
  const empty = { ...manifest, parts: [{ ...part, bytes: 0 }] };
  expect(refusal(forge(withManifest('', empty)))).toBe('BACKUP_INVALID');
  for (const content of ['', 'abc', '\xff\xff\xff\xff'])
    expect(refusal(forge(Buffer.from(content, 'latin1')))).toBe('BACKUP_INVALID');
});

it('is restored into an empty folder, its last part at the end, or not at all', async () => {
  const path = join(folder, 'a.backup');
  write(path);
  const backup = openBackup(path, STORE);
  const to = join(folder, 'to', 'site');
  const there: string[][] = [];
  const before = (): Promise<void> => {
    there.push(readdirSync(to));
    return Promise.resolve();
  };
  await restoreFolder(backup, { to, last: 'site.json', before });
  expect(there).toEqual([['restore.lock', 'state']]);
  expect(readdirSync(to)).toEqual(['site.json', 'state']);
  for (const [name, content] of Object.entries(CONTENTS)) {
    expect(readFileSync(join(to, name)).equals(content)).toBe(true);
    expect(statSync(join(to, name)).mode & 0o777).toBe(0o600);
  }
  await expect(restoreFolder(backup, { to, last: 'site.json', before })).rejects.toMatchObject({
    code: 'TARGET_EXISTS',
    message: expect.stringContaining('site.json, state') as string,
  });
  await expect(restoreFolder(backup, { to: path, last: 'site.json', before })).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  // Another restore goes on there: it is left in peace.
  const busy = join(folder, 'busy');
  const meanwhile = async (): Promise<void> => {
    await expect(restoreFolder(backup, { to: busy, last: 'site.json', before })).rejects.toMatchObject({ code: 'TARGET_EXISTS' });
  };
  await restoreFolder(backup, { to: busy, last: 'site.json', before: meanwhile });
  expect(readdirSync(busy)).toEqual(['site.json', 'state']);
  const failing = (): Promise<void> => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }));
  const fresh = join(folder, 'fresh');
  await expect(restoreFolder(backup, { to: fresh, last: 'site.json', before: failing })).rejects.toMatchObject({
    code: 'DISK_FULL',
  });
  expect(existsSync(fresh)).toBe(false);
  mkdirSync(fresh);
  await expect(restoreFolder(backup, { to: fresh, last: 'site.json', before: failing })).rejects.toMatchObject({
    code: 'DISK_FULL',
  });
  expect(readdirSync(fresh)).toEqual([]);
  backup.close();
});
