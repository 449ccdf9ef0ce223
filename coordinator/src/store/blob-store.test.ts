import fs, { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256Hex } from '@consilium/core';
import { createSealer } from '@consilium/trust';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DIALECTS } from '../testing/dialects.ts';
import { BlobStore } from './blob-store.ts';
import { CLEAR_CONTENTS, sealedContents } from './contents.ts';
import { Database, SMALL_BYTES } from './database.ts';
import { RunStore } from './run-store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const KINDS = [
  { kind: 'clear', contents: CLEAR_CONTENTS },
  { kind: 'sealed', contents: sealedContents(createSealer(Buffer.alloc(32, 9))) },
];

describe.each(DIALECTS.flatMap((dialect) => KINDS.map((kind) => ({ ...dialect, ...kind }))))(
  '$kind blobs beside $name',
  ({ kind, open, contents }) => {
    const small = Buffer.from('a model');
    const large = Buffer.alloc(SMALL_BYTES + 1, 'a large model ');
    const path = join('blobs', sha256Hex(large));

    let database: Database;
    let blobs: BlobStore;
    beforeEach(async () => {
      database = await Database.open(open(folder));
      blobs = new BlobStore(join(folder, 'blobs'), database, contents);
    });
    afterEach(async () => await database.close());
    /** Lets a row name this content. */
    const refer = async (hash: string): Promise<void> =>
      void (await new RunStore(database).putStudy({ plan_hash: hash, study: 's', plan_json: '{}' }, 1));
    const files = (): string[] => readdirSync(join(folder, 'blobs'));

    it('are made durable by a later try when the folder could not be synced', async () => {
      const { fsyncSync } = fs;
      const synced: string[] = [];
      const record = (fail: boolean): void => {
        fs.fsyncSync = (fd) => {
          synced.push(fs.fstatSync(fd).isDirectory() ? 'folder' : 'file');
          if (fail && synced.at(-1) === 'folder') throw Object.assign(new Error('no sync'), { code: 'EIO' });
          fsyncSync(fd);
        };
        syncBuiltinESMExports();
      };
      try {
        record(true);
        expect(() => blobs.stage(large)).toThrow('no sync');
        record(false);
        blobs.stage(large);
      } finally {
        fs.fsyncSync = fsyncSync;
        syncBuiltinESMExports();
      }
      expect(synced).toEqual(['file', 'folder', 'folder']);
      expect(Buffer.from(await blobs.get(sha256Hex(large))).equals(large)).toBe(true);
    });

    it('that are staged behind are the same files under the same names, and nothing lies beside them', async () => {
      const long = Buffer.alloc(3 * 1024 * 1024 + 5, 'a very large model ');
      for (const content of [small, large, long, long]) {
        const staged = await blobs.stageBehind(content);
        expect(staged.hash).toBe(sha256Hex(content));
        await database.transaction('keep', (tx) => staged.alongside(tx));
        expect(Buffer.from(await blobs.get(staged.hash)).equals(content)).toBe(true);
      }
      expect(files().sort()).toEqual([sha256Hex(large), sha256Hex(long)].sort());
    });

    it('are read to their end in pieces, which then are what they were stored as', async () => {
      const pieces = async (hash: string): Promise<Buffer> => {
        const read: Buffer[] = [];
        for await (const piece of blobs.verified(hash, 64 * 1024)) read.push(Buffer.from(piece));
        return Buffer.concat(read);
      };
      for (const content of [small, large]) {
        const hash = await blobs.put(content);
        expect((await pieces(hash)).equals(content)).toBe(true);
      }
      const file = join(folder, path);
      const altered = readFileSync(file);
      altered.writeUInt8(altered.readUInt8(altered.length - 1) ^ 1, altered.length - 1);
      writeFileSync(file, altered);
      const code = kind === 'clear' ? 'STORE_FAILED' : 'SEAL_BROKEN';
      await expect(pieces(sha256Hex(large))).rejects.toMatchObject({ code });
      await expect(pieces('0'.repeat(64))).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
    });

    it('that come in pieces and break off leave nothing behind', async () => {
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield large.subarray(0, 1000);
        throw new Error('the step');
      }
      await expect(blobs.stagePieces(broken(), large.length)).rejects.toThrow('the step');
      expect(files()).toEqual([]);
    });

    it.each([
      ['small', small],
      ['large', large],
    ])('are named by their hash, and stored twice are one: %s', async (_size, content) => {
      const hash = sha256Hex(content);
      expect([await blobs.put(content), await blobs.put(content)]).toEqual([hash, hash]);
      expect(Buffer.from(await blobs.get(hash)).equals(content)).toBe(true);
      expect(await database.query.selectFrom('blobs').select('hash').execute()).toEqual(content === small ? [{ hash }] : []);
      expect(files()).toEqual(content === small ? [] : [hash]);
    });

    it('in files are for the owner only, and not written again', async () => {
      await blobs.put(large);
      const { mode, mtimeMs } = statSync(join(folder, path));
      expect(mode & 0o777).toBe(0o600);
      await blobs.put(large);
      expect(statSync(join(folder, path)).mtimeMs).toBe(mtimeMs);
    });

    it('small ones are there with the write that names them, and not before', async () => {
      const staged = blobs.stage(small);
      await expect(blobs.get(staged.hash)).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
      const failing = database.transaction('a step', async (tx) => {
        await staged.alongside(tx);
        throw new Error('no');
      });
      await expect(failing).rejects.toMatchObject({ code: 'STORE_FAILED' });
      await expect(blobs.get(staged.hash)).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
      await database.transaction('a step', (tx) => staged.alongside(tx));
      expect(Buffer.from(await blobs.get(staged.hash)).equals(small)).toBe(true);
    });

    it.each([
      '../coordinator.db',
      '/etc/passwd',
      '',
      `${'a'.repeat(63)}G`,
      `${'a'.repeat(64)}.new`,
      `${'a'.repeat(64)}\n`,
      `../${'a'.repeat(61)}`,
    ])('no other file is reached: %j', async (name) => {
      writeFileSync(join(folder, 'other'), 'secret');
      await expect(blobs.get(name)).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
      await expect(blobs.forget([name])).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
      await expect(blobs.read(name, 0, 10).next()).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
      expect(readFileSync(join(folder, 'other'), 'utf8')).toBe('secret');
      expect(existsSync(join(folder, 'coordinator.db'))).toBe(true);
    });

    it('half written in a crash are forgotten at the next start, and can be written again', async () => {
      writeFileSync(join(folder, `${path}.new`), 'a la');
      const restarted = new BlobStore(join(folder, 'blobs'), database, contents);
      expect(files()).toEqual([]);
      const hash = sha256Hex(large);
      await expect(restarted.get(hash)).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
      await restarted.put(large);
      expect(Buffer.from(await restarted.get(hash)).equals(large)).toBe(true);
    });

    it('that cannot be written leave nothing behind', async () => {
      mkdirSync(join(folder, `${path}.new`));
      await expect(blobs.put(large)).rejects.toThrow(/EISDIR/);
      expect(existsSync(join(folder, path))).toBe(false);
    });

    it('altered on the disk are not handed out', async () => {
      const hashes = [await blobs.put(small), await blobs.put(large)];
      writeFileSync(join(folder, path), 'a large modeL');
      await database.transaction('harm', async (tx) => {
        await tx
          .updateTable('blobs')
          .set({ content: Buffer.from('a modeL') })
          .execute();
      });
      const code = kind === 'clear' ? 'STORE_FAILED' : 'SEAL_BROKEN';
      for (const hash of hashes) await expect(blobs.get(hash)).rejects.toMatchObject({ code });
    });

    it.each([
      ['small', small],
      ['large', large],
    ])(
      'are read in pieces from any byte on, and to their end even when they are forgotten meanwhile: %s',
      async (_size, content) => {
        const hash = await blobs.put(content);
        const size = Math.ceil((content.length - 2) / 3);
        const pieces: Uint8Array[] = [];
        for await (const piece of blobs.read(hash, 2, size)) {
          if (pieces.length === 0) await blobs.forget([hash]);
          pieces.push(piece);
        }
        expect(pieces).toHaveLength(3);
        expect(Buffer.concat(pieces).equals(content.subarray(2))).toBe(true);
        await expect(blobs.read(hash, 0, 2).next()).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
      },
    );

    it('that somebody refers to are not forgotten', async () => {
      const hashes = [await blobs.put(small), await blobs.put(large)];
      for (const hash of hashes) await refer(hash);
      await blobs.forget(hashes);
      expect((await blobs.get(hashes[0] as string)).length + (await blobs.get(hashes[1] as string)).length).toBe(
        small.length + large.length,
      );
    });

    it('that nobody names are forgotten together, and a file that is none of ours stays', async () => {
      const kept = [await blobs.put(Buffer.from('kept')), await blobs.put(Buffer.alloc(SMALL_BYTES + 1, 'kept'))];
      const gone = [await blobs.put(small), await blobs.put(large)];
      mkdirSync(join(folder, 'blobs', 'lost+found'));
      for (const hash of [...kept, 'f'.repeat(64)]) await refer(hash);
      await blobs.forgetUnreferenced();
      for (const hash of kept) expect((await blobs.get(hash)).length).toBeGreaterThan(0);
      for (const hash of gone) await expect(blobs.get(hash)).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
      expect(files().sort()).toEqual([kept[1], 'lost+found'].sort());
    });
  },
);
