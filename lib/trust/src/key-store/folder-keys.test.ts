import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { softToken } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import { loadKeyFile, loadOrCreateKeyFile, readSecretFile, writeSecretFile } from '../secret-file.ts';
import { type KeyStoreAddress, parseKeyStore } from './address.ts';
import { beginKeyStore, keysStanding, sealFolder } from './folder-keys.ts';
import { KEY_STORE_FILE } from './key-store-file.ts';
import { sealedFolderOf } from './sealed-folder.ts';

let base: string;
let folder: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'consilium-keys-'));
  folder = join(base, 'site');
  mkdirSync(join(folder, 'state', 'splits'), { recursive: true, mode: 0o700 });
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const PEM = '-----BEGIN PRIVATE KEY-----\nnot one, but nobody here looks\n-----END PRIVATE KEY-----\n';

function passphrase(name = 'passphrase', text = randomBytes(24).toString('base64')): KeyStoreAddress & { readonly path: string } {
  const path = join(base, name);
  writeFileSync(path, `${text}\n`, { mode: 0o600 });
  return { kind: 'passphrase', path };
}

/** A credential as systemd shows it, for the length of a test. */
function credential(name: string, content: Uint8Array | string = randomBytes(32)): KeyStoreAddress {
  const credentials = join(base, 'credentials');
  mkdirSync(credentials, { recursive: true });
  writeFileSync(join(credentials, name), content, { mode: 0o440 });
  const before = process.env['CREDENTIALS_DIRECTORY'];
  process.env['CREDENTIALS_DIRECTORY'] = credentials;
  onTestFinished(() => {
    if (before === undefined) delete process.env['CREDENTIALS_DIRECTORY'];
    else process.env['CREDENTIALS_DIRECTORY'] = before;
  });
  return { kind: 'systemd', name };
}

/** A folder with secrets in the clear. */
function fill(): ReadonlyMap<string, Buffer> {
  writeSecretFile(join(folder, 'key.pem'), PEM);
  writeSecretFile(join(folder, 'next-key.pem'), `${PEM}next`);
  writeSecretFile(join(folder, 'proxy-password'), 'a secret of another kind');
  loadOrCreateKeyFile(join(folder, 'state', 'sealing.key'));
  loadOrCreateKeyFile(join(folder, 'state', 'splits', 'heart.key'));
  return read();
}

const SECRETS = ['key.pem', 'next-key.pem', 'proxy-password', 'state/sealing.key', 'state/splits/heart.key'];

function read(): ReadonlyMap<string, Buffer> {
  return new Map(SECRETS.map((name) => [name, readSecretFile(join(folder, name))]));
}

/** Whether any of the secrets stands in any file of the folder. */
function showsAny(secrets: ReadonlyMap<string, Buffer>): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => [...secrets.values()].some((secret) => readFileSync(path).includes(secret.toString('utf8').trimEnd())));
}

/** The same folder in another place: nothing of it was opened in this process. */
function stolen(): string {
  const copy = join(base, `copy-${randomBytes(4).toString('hex')}`);
  cpSync(folder, copy, { recursive: true });
  return copy;
}

const others = (): readonly string[] => [join(folder, 'proxy-password')];

const STORES: readonly (readonly [string, (test: TestContext) => KeyStoreAddress])[] = [
  ['a passphrase', () => passphrase()],
  ['a credential of systemd', () => credential('consilium-site')],
  ['a credential of systemd in hex digits', () => credential('consilium-site', `${randomBytes(32).toString('hex')}\n`)],
  ['a PKCS#11 token', (test) => parseKeyStore(softToken(base, test).uri)],
];

describe.each(STORES)('%s', (_name, make) => {
  it('seals every secret of a folder, and gives each back unchanged', async (test) => {
    const store = make(test);
    const before = fill();
    expect(showsAny(before)).not.toEqual([]);
    const standing = await sealFolder({ folder, store, others: others() });
    expect(standing).toMatchObject({ complete: true, clear: [], sealed: SECRETS });
    expect(showsAny(before)).toEqual([]);
    expect(read()).toEqual(before);
    expect(statSync(join(folder, 'key.pem')).mode & 0o777).toBe(0o600);
  });

  it('opens a copy of the folder in another place', async (test) => {
    await sealFolder({ folder, store: make(test), others: (fill(), others()) });
    const before = read();
    folder = stolen();
    expect(read()).toEqual(before);
  });
});

describe('a sealed folder', () => {
  it('keeps what is written into it from the first secret on', async () => {
    beginKeyStore(folder, credential('site'));
    const written = fill();
    expect(keysStanding(folder, others())).toMatchObject({ complete: true, clear: [], sealed: SECRETS });
    expect(showsAny(written)).toEqual([]);
    expect(written.get('key.pem')?.toString('utf8')).toBe(PEM);
    expect(loadKeyFile(join(folder, 'state', 'sealing.key'))?.length).toBe(32);
  });

  it('lets a next key take its place by its name alone, and no other secret', async () => {
    beginKeyStore(folder, credential('site'));
    fill();
    renameSync(join(folder, 'next-key.pem'), join(folder, 'key.pem'));
    expect(readSecretFile(join(folder, 'key.pem')).toString('utf8')).toBe(`${PEM}next`);
    renameSync(join(folder, 'state', 'sealing.key'), join(folder, 'state', 'splits', 'heart.key'));
    expect(() => loadKeyFile(join(folder, 'state', 'splits', 'heart.key'))).toThrow(
      expect.objectContaining({ code: 'SEAL_BROKEN' }) as Error,
    );
  });

  it('refuses a secret that somebody has put there in the clear, until a person has it sealed', async () => {
    beginKeyStore(folder, credential('site'));
    writeFileSync(join(folder, 'key.pem'), PEM, { mode: 0o600 });
    expect(() => readSecretFile(join(folder, 'key.pem'))).toThrow(expect.objectContaining({ code: 'KEY_INVALID' }) as Error);
    expect(keysStanding(folder).clear).toEqual(['key.pem']);
    await sealFolder({ folder });
    expect(readSecretFile(join(folder, 'key.pem')).toString('utf8')).toBe(PEM);
    expect(keysStanding(folder).clear).toEqual([]);
  });

  it('opens nothing without its key store file, and says what to restore', async () => {
    await sealFolder({ folder, store: credential('site'), others: (fill(), others()) });
    rmSync(join(folder, KEY_STORE_FILE));
    expect(() => readSecretFile(join(folder, 'key.pem'))).toThrow(
      expect.objectContaining({ code: 'KEY_INVALID', advice: expect.stringContaining(KEY_STORE_FILE) as string }) as Error,
    );
  });

  it('refuses a key store file that others may write', async () => {
    await sealFolder({ folder, store: credential('site'), others: (fill(), others()) });
    chmodSync(join(folder, KEY_STORE_FILE), 0o666);
    expect(() => readSecretFile(join(folder, 'key.pem'))).toThrow(expect.objectContaining({ code: 'FILE_UNSAFE' }) as Error);
  });

  it('gives its content a sealer, which another folder does not have', async () => {
    beginKeyStore(folder, credential('site'));
    const sealed = sealedFolderOf(folder)?.sealer().seal(Buffer.from('weights'), 'model');
    const other = join(base, 'other');
    mkdirSync(other, { mode: 0o700 });
    expect(sealedFolderOf(other)).toBeUndefined();
    beginKeyStore(other, credential('another'));
    expect(() =>
      sealedFolderOf(other)
        ?.sealer()
        .open(sealed ?? Buffer.alloc(0), 'model'),
    ).toThrow(expect.objectContaining({ code: 'SEAL_BROKEN' }) as Error);
  });

  it('removes what a killed process has left of writing a key', async () => {
    fill();
    writeFileSync(join(folder, 'key.pem.new'), PEM, { mode: 0o600 });
    writeFileSync(join(folder, 'state', 'sealing.key.new_x7'), 'half of one', { mode: 0o600 });
    await sealFolder({ folder, store: credential('site'), others: others() });
    expect(existsSync(join(folder, 'key.pem.new'))).toBe(false);
    expect(existsSync(join(folder, 'state', 'sealing.key.new_x7'))).toBe(false);
  });
});

describe('moving to another key store', () => {
  it('changes one file, after which the old one opens nothing', async () => {
    const old = passphrase('old');
    const before = fill();
    await sealFolder({ folder, store: old, others: others() });
    const bytes = readFileSync(join(folder, 'key.pem'));
    const store = credential('consilium-site');
    expect((await sealFolder({ folder, store, others: others() })).store).toBe('systemd:consilium-site');
    expect(readFileSync(join(folder, 'key.pem'))).toEqual(bytes);
    rmSync(old.path);
    folder = stolen();
    expect(read()).toEqual(before);
  });

  it('takes the new name of a file that was moved', async () => {
    const old = passphrase('old');
    const before = fill();
    await sealFolder({ folder, store: old, others: others() });
    renameSync(old.path, join(base, 'new'));
    await sealFolder({ folder, store: { kind: 'passphrase', path: join(base, 'new') } });
    folder = stolen();
    expect(read()).toEqual(before);
  });

  it('is refused, and changes nothing, where the present one is not at hand', async () => {
    const old = passphrase('old');
    fill();
    await sealFolder({ folder, store: old, others: others() });
    rmSync(old.path);
    const file = readFileSync(join(folder, KEY_STORE_FILE));
    for (const store of [credential('consilium-site'), passphrase('new')])
      await expect(sealFolder({ folder, store })).rejects.toThrow(
        expect.objectContaining({ code: 'KEY_STORE_UNAVAILABLE' }) as Error,
      );
    expect(readFileSync(join(folder, KEY_STORE_FILE))).toEqual(file);
  });

  it('is not done by setting up again', async () => {
    beginKeyStore(folder, passphrase('old'));
    beginKeyStore(folder, { kind: 'passphrase', path: join(base, 'old') });
    expect(() => beginKeyStore(folder, passphrase('new'))).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }) as Error);
  });
});

describe('a stolen copy', () => {
  const thief = async (store: KeyStoreAddress): Promise<string> => {
    fill();
    await sealFolder({ folder, store, others: others() });
    return stolen();
  };
  const opening = (copy: string) => () => readSecretFile(join(copy, 'key.pem'));
  const code = (expected: string): Error => expect.objectContaining({ code: expected }) as Error;

  it('without the passphrase, or with another one, opens nothing and stays as it is', async () => {
    const store = passphrase();
    const copy = await thief(store);
    const bytes = readFileSync(join(copy, 'key.pem'));
    writeFileSync(store.path, `${randomBytes(24).toString('base64')}\n`, { mode: 0o600 });
    expect(opening(copy)).toThrow(code('KEY_STORE_WRONG'));
    rmSync(store.path);
    expect(opening(copy)).toThrow(code('KEY_STORE_UNAVAILABLE'));
    expect(readFileSync(join(copy, 'key.pem'))).toEqual(bytes);
  });

  it('without the credential, or with another one, opens nothing', async () => {
    const copy = await thief(credential('consilium-site'));
    credential('consilium-site', randomBytes(32));
    expect(opening(copy)).toThrow(code('KEY_STORE_WRONG'));
    delete process.env['CREDENTIALS_DIRECTORY'];
    expect(opening(copy)).toThrow(code('KEY_STORE_UNAVAILABLE'));
  });

  it('without the token, or with another one of the same labels, opens nothing', async (test) => {
    const store = parseKeyStore(softToken(base, test).uri);
    const copy = await thief(store);
    const tokens = process.env['SOFTHSM2_CONF'];
    softToken(base, test);
    expect(opening(copy)).toThrow(code('KEY_STORE_UNAVAILABLE'));
    // It makes a key of this label there, which is another one.
    const elsewhere = join(base, 'elsewhere');
    mkdirSync(elsewhere, { mode: 0o700 });
    beginKeyStore(elsewhere, store);
    expect(opening(copy)).toThrow(code('KEY_STORE_WRONG'));
    process.env['SOFTHSM2_CONF'] = tokens;
    expect(opening(copy)()).toEqual(Buffer.from(PEM));
  });

  it('with a wrong PIN says so after one try, and the token takes the right one then', async (test) => {
    const { uri, pinSource } = softToken(base, test);
    const copy = await thief(parseKeyStore(uri));
    const pin = readFileSync(pinSource);
    writeFileSync(pinSource, '0000\n');
    expect(opening(copy)).toThrow(code('KEY_STORE_WRONG'));
    writeFileSync(pinSource, pin);
    expect(opening(copy)()).toEqual(Buffer.from(PEM));
  });
});

describe('a weak key store', () => {
  it.each([
    ['short', 'abcdefghijklmnopqrs', 'fewer than 20 characters'],
    ['of few characters', 'abababababababababababab', 'fewer than 8 different'],
    ['of several lines', 'abcdefghijklmnopqrstuvwxyz\nabc', 'more than one line'],
    ['too long', 'abcdefghij'.repeat(500), 'longer than'],
  ])('is refused: a passphrase that is %s', (_what, text, why) => {
    expect(() => beginKeyStore(folder, passphrase('weak', text))).toThrow(
      expect.objectContaining({ code: 'KEY_INVALID', message: expect.stringContaining(why) as string }) as Error,
    );
    expect(keysStanding(folder).store).toBeUndefined();
  });

  it('is refused: a passphrase that others may read', async () => {
    const store = passphrase();
    chmodSync(store.path, 0o640);
    expect(() => beginKeyStore(folder, store)).toThrow(expect.objectContaining({ code: 'KEY_INVALID' }) as Error);
  });

  it('is refused: a file inside the folder', async () => {
    const path = join(folder, 'passphrase');
    writeFileSync(path, randomBytes(24).toString('base64'), { mode: 0o600 });
    expect(() => beginKeyStore(folder, { kind: 'passphrase', path })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }) as Error,
    );
  });

  it.each([['a word'], [randomBytes(31)]])('is refused: a credential that is not 32 random bytes', (content) => {
    expect(() => beginKeyStore(folder, credential('weak', content))).toThrow(
      expect.objectContaining({ code: 'KEY_INVALID' }) as Error,
    );
  });

  it.each([
    ['a cheaper derivation', { n: 2 ** 16 }],
    ['no salt', { salt: '' }],
    ['a short salt', { salt: Buffer.alloc(31, 1).toString('base64') }],
  ])('is refused: a key store file with %s', (_what, change) => {
    beginKeyStore(folder, passphrase());
    const path = join(folder, KEY_STORE_FILE);
    const file = JSON.parse(readFileSync(path, 'utf8')) as { readonly wrapped: { readonly scrypt: object } };
    writeFileSync(path, JSON.stringify({ ...file, wrapped: { ...file.wrapped, scrypt: { ...file.wrapped.scrypt, ...change } } }));
    expect(() => loadOrCreateKeyFile(join(folder, 'state', 'sealing.key'))).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }) as Error,
    );
  });

  it('is refused: a key of a token that could leave it', async (test) => {
    const token = softToken(base, test);
    const store = parseKeyStore(token.uri);
    token.makeKey(['--extractable']);
    expect(() => beginKeyStore(folder, store)).toThrow(
      expect.objectContaining({ code: 'KEY_INVALID', message: expect.stringContaining('could be read out') as string }) as Error,
    );
  });
});
