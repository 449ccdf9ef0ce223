import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { sha256Hex } from '@consilium/core';
import { UpdateEncoding } from '@consilium/proto';
import { createSealer } from '@consilium/trust';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Database, SMALL_BYTES } from '../store/database.ts';
import { openSqlite } from '../store/sqlite/open-sqlite.ts';
import { RunStore } from '../store/run-store.ts';
import type { UpdateHeader } from './update-check.ts';
import { UpdateIntake } from './update-intake.ts';
import type { UpdatePiece } from './update-pieces.ts';
import { bytesOf } from './vectors.ts';

describe.each([
  ['in the clear', undefined],
  ['sealed', createSealer(Buffer.alloc(32, 9))],
])('updates %s', (_kind, sealer) => {
  let home: string;
  /** Where large updates lie. */
  let folder: string;
  let database: Database;
  let intake: UpdateIntake;
  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'consilium-intake-'));
    folder = join(home, 'updates');
    database = await Database.open(openSqlite(home));
    intake = new UpdateIntake(folder, database, sealer);
    const store = new RunStore(database);
    await store.putStudy({ plan_hash: 'p', study: 's', plan_json: '{}' }, 1);
    const state = { t: 'completed', modelHash: 'm' } as const;
    const run = { study: 's', planHash: 'p', rounds: 1, createdMs: 1, state, modelHash: 'm', strategyHash: undefined };
    await store.createRun({ ...run, run: 'run-1' }, { holder: 'test', fence: 1, expiresMs: 0 });
  });
  afterEach(async () => {
    await database.close();
    rmSync(home, { recursive: true, force: true });
  });

  const weights = Float32Array.from({ length: 400_000 }, (_, i) => i / 7);
  const whole = bytesOf(weights);

  function headerOf(bytes: Uint8Array, more: Partial<UpdateHeader> = {}): UpdateHeader {
    const encoding = UpdateEncoding.UPDATE_ENCODING_FLOAT32;
    return {
      run: 'run-1',
      round: 1,
      attempt: 1,
      site: 'north',
      updateHash: sha256Hex(bytes),
      bytes: bytes.length,
      encoding,
      longest: undefined,
      ...more,
    };
  }

  /** The content of an update, in one piece. */
  function joined(content: Iterable<Uint8Array>): Buffer {
    return Buffer.concat(Array.from(content, (piece) => Uint8Array.from(piece)));
  }

  /** An update that is just too large for the database. */
  function large(value: number): Uint8Array {
    return bytesOf(new Float32Array(SMALL_BYTES / 4 + 1).fill(value));
  }

  async function* pieces(bytes: Uint8Array, from = 0, to = bytes.length, size = 100_000): AsyncGenerator<UpdatePiece> {
    for (let offset = from; offset < to; offset += size)
      yield { offset, data: bytes.subarray(offset, Math.min(to, offset + size)) };
  }

  async function* failing(bytes: Uint8Array, at: number): AsyncGenerator<UpdatePiece> {
    yield* pieces(bytes, 0, at);
    throw new Error('the line went dead');
  }

  it('takes an update piece by piece, verifies it and keeps it', async () => {
    const taken = await intake.take(headerOf(whole), pieces(whole));
    expect(joined(taken.content()).equals(whole)).toBe(true);
    expect(joined(await intake.counted(headerOf(whole))).equals(whole)).toBe(true);
    expect(intake.received(headerOf(whole))).toBe(whole.length);
  });

  it('a small update leaves no file: it is kept with the write that counts it, and goes with the one that ends its attempt', async () => {
    const bytes = bytesOf(Float32Array.of(1, 2, 3));
    const header = headerOf(bytes);
    const taken = await intake.take(header, pieces(bytes, 0, 12, 5));
    expect(joined(taken.content()).equals(bytes)).toBe(true);
    expect(readdirSync(folder)).toEqual([]);
    expect(intake.received(header)).toBe(0);
    await database.transaction('count', (tx) => taken.alongside(tx));
    expect(joined(await intake.counted(header)).equals(bytes)).toBe(true);
    // One update of a site in an attempt, whatever happens above.
    await expect(database.transaction('count', (tx) => taken.alongside(tx))).rejects.toMatchObject({ code: 'STORE_FAILED' });
    await database.transaction('end', (tx) => intake.forgetSmall(tx, 'run-1', 1, 2));
    expect(joined(await intake.counted(header)).equals(bytes)).toBe(true);
    await database.transaction('end', (tx) => intake.forgetSmall(tx, 'run-1', 1, 1));
    expect(await database.query.selectFrom('updates').selectAll().execute()).toEqual([]);
  });

  it('a whole update is not taken twice', async () => {
    await intake.take(headerOf(whole), pieces(whole));
    let pulled = false;
    const again = async function* (): AsyncGenerator<UpdatePiece> {
      pulled = true;
      yield* pieces(whole);
    };
    await intake.take(headerOf(whole), again());
    expect(pulled).toBe(false);
  });

  it('goes on where a cut upload broke off, after a restart too', async () => {
    await expect(intake.take(headerOf(whole), failing(whole, 300_000))).rejects.toThrow('the line went dead');
    const restarted = new UpdateIntake(folder, database, sealer);
    expect(restarted.received(headerOf(whole))).toBe(300_000);
    await expect(restarted.take(headerOf(whole), pieces(whole, 400_000))).rejects.toMatchObject({
      code: 'UPDATE_CORRUPT',
      message: 'expected the chunk at byte 300000, got the one at 400000',
    });
    await restarted.take(headerOf(whole), pieces(whole, 300_000));
    expect(joined(await restarted.counted(headerOf(whole))).equals(whole)).toBe(true);
  });

  it('an upload that ends early is kept for its other half', async () => {
    await expect(intake.take(headerOf(whole), pieces(whole, 0, 500_000))).rejects.toMatchObject({
      code: 'UPDATE_CORRUPT',
      message: 'the upload ended after 500000 of 1600000 bytes',
    });
    expect(intake.received(headerOf(whole))).toBe(500_000);
  });

  it('an upload longer than announced is refused before it is written', async () => {
    const header = headerOf(whole, { bytes: 150_000 });
    await expect(intake.take(header, pieces(whole))).rejects.toMatchObject({ code: 'UPDATE_WRONG_SHAPE' });
    expect(intake.received(header)).toBe(100_000);
  });

  it('a gap between pieces is refused', async () => {
    const gap = async function* (): AsyncGenerator<UpdatePiece> {
      yield { offset: 0, data: whole.subarray(0, 10) };
      yield { offset: 20, data: whole.subarray(20, 30) };
    };
    await expect(intake.take(headerOf(whole), gap())).rejects.toMatchObject({
      code: 'UPDATE_CORRUPT',
      message: 'expected the chunk at byte 10, got the one at 20',
    });
  });

  it('pieces that are here already are passed over at the beginning, and nowhere else', async () => {
    await expect(intake.take(headerOf(whole), failing(whole, 250_000))).rejects.toThrow('the line went dead');
    const twice = async function* (): AsyncGenerator<UpdatePiece> {
      yield { offset: 100_000, data: whole.subarray(100_000, 200_000) };
      yield { offset: 200_000, data: whole.subarray(200_000, 300_000) };
      yield { offset: 200_000, data: whole.subarray(200_000, 300_000) };
    };
    await expect(intake.take(headerOf(whole), twice())).rejects.toMatchObject({
      code: 'UPDATE_CORRUPT',
      message: 'expected the chunk at byte 300000, got the one at 200000',
    });
    expect(intake.received(headerOf(whole))).toBe(300_000);
    const taken = await intake.take(headerOf(whole), pieces(whole, 0));
    expect(joined(taken.content()).equals(whole)).toBe(true);
  });

  it('bytes with another hash are thrown away, so that the next try starts over', async () => {
    const damaged = Uint8Array.from(whole);
    damaged[1_500_000] = (damaged[1_500_000] ?? 0) ^ 1;
    await expect(intake.take(headerOf(whole), pieces(damaged))).rejects.toMatchObject({
      code: 'UPDATE_CORRUPT',
      retryable: true,
    });
    expect(readdirSync(folder)).toEqual([]);
    await intake.take(headerOf(whole), pieces(whole));
  });

  it.each([
    ['NaN', Number.NaN],
    ['infinity', Number.NEGATIVE_INFINITY],
  ])('%s is refused by name and position, beyond the first block too', async (name, value) => {
    const bad = weights.slice();
    bad[399_999] = value;
    const bytes = bytesOf(bad);
    await expect(intake.take(headerOf(bytes), pieces(bytes))).rejects.toMatchObject({
      code: 'UPDATE_NOT_FINITE',
      message: expect.stringMatching(/^the update of north has (NaN|-Infinity) at position 399999$/) as string,
    });
    expect(name).toBeTruthy();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('integers are not looked at as if they were floats', async () => {
    const bytes = bytesOf(Int32Array.of(-1, -1));
    await intake.take(headerOf(bytes, { encoding: UpdateEncoding.UPDATE_ENCODING_GRID_INT32 }), pieces(bytes));
  });

  it('damage and a NaN together are damage: the site is not blamed for the line', async () => {
    const bad = weights.slice();
    bad[5] = Number.NaN;
    await expect(intake.take(headerOf(whole), pieces(bytesOf(bad)))).rejects.toMatchObject({ code: 'UPDATE_CORRUPT' });
  });

  /** What is left of an upload whose connection died on the other side only: it stays, and nothing more comes. */
  async function* halfOpen(bytes: Uint8Array, at: number): AsyncGenerator<UpdatePiece> {
    yield* pieces(bytes, 0, at);
    await new Promise(() => {});
  }

  /** What an upload fails with; nothing for one that is taken. */
  async function failureOf(upload: Promise<unknown>): Promise<unknown> {
    try {
      await upload;
      return undefined;
    } catch (error) {
      return error;
    }
  }

  it('the newest upload of a site wins: one whose connection died on one side ends as if it were cut', async () => {
    const dead = failureOf(intake.take(headerOf(whole), halfOpen(whole, 300_000)));
    // What is to be sealed waits until there is enough for a seal, or the upload is over.
    await vi.waitFor(() => expect(intake.received(headerOf(whole))).toBe(sealer === undefined ? 300_000 : 256 * 1024));
    const taken = await intake.take(headerOf(whole), pieces(whole, 300_000));
    expect(await dead).toMatchObject({ code: 'UPDATE_CORRUPT', retryable: true });
    expect(joined(taken.content()).equals(whole)).toBe(true);
  });

  it('who asks how much is here gets all that has arrived of an older upload, which is over then', async () => {
    const arriving = async function* (): AsyncGenerator<UpdatePiece> {
      for await (const piece of pieces(whole, 0, 500_000)) {
        for (let turn = 0; turn < 20; turn++) await setImmediate();
        yield piece;
      }
      await new Promise(() => {});
    };
    const older = failureOf(intake.take(headerOf(whole), arriving()));
    await intake.settle(headerOf(whole));
    expect(intake.received(headerOf(whole))).toBe(500_000);
    expect(await older).toMatchObject({ code: 'UPDATE_CORRUPT', message: 'the upload ended after 500000 of 1600000 bytes' });
    // Of an upload that is over, or never began, there is nothing to wait for.
    await intake.settle(headerOf(whole));
    await intake.settle(headerOf(whole, { site: 'south' }));
    await intake.take(headerOf(whole), pieces(whole, 500_000));
  });

  it('three uploads of one site in quick succession: the last one is taken, small or large', async () => {
    for (const bytes of [whole, bytesOf(Float32Array.of(1, 2, 3))]) {
      const header = headerOf(bytes, { site: `site-of-${bytes.length}` });
      const older = [0, 1].map(() => failureOf(intake.take(header, halfOpen(bytes, 0))));
      const taken = await intake.take(header, pieces(bytes));
      expect(await Promise.all(older)).toMatchObject([{ code: 'UPDATE_CORRUPT' }, { code: 'UPDATE_CORRUPT' }]);
      expect(joined(taken.content()).equals(bytes)).toBe(true);
    }
  });

  it('an upload of one site ends none of another site, nor of another attempt', async () => {
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const slow = async function* (): AsyncGenerator<UpdatePiece> {
      await gate;
      yield* pieces(whole);
    };
    const first = intake.take(headerOf(whole), slow());
    for (const other of [{ site: 'south' }, { attempt: 2 }]) await intake.take(headerOf(whole, other), pieces(whole));
    release();
    expect(joined((await first).content()).equals(whole)).toBe(true);
  });

  it('a site that begins again and again with other bytes fills no disk', async () => {
    for (let i = 0; i < 5; i++) {
      const bytes = large(i);
      await expect(intake.take(headerOf(bytes), failing(bytes, 4))).rejects.toThrow('the line went dead');
    }
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it.each([
    ['small', 1],
    ['large', 400_000],
  ])('integers longer than anybody honest can make are refused, in %s updates too', async (_size, n) => {
    const words = new Int32Array(n).fill(-3);
    const bytes = bytesOf(words);
    const encoding = UpdateEncoding.UPDATE_ENCODING_GRID_INT32;
    const norm = 3 * Math.sqrt(n);
    await expect(intake.take(headerOf(bytes, { encoding, longest: norm * 0.999 }), pieces(bytes))).rejects.toMatchObject({
      code: 'UPDATE_TOO_LONG',
      message: expect.stringMatching(/^the update of north has a norm of/) as string,
    });
    expect(readdirSync(folder)).toEqual([]);
    await intake.take(headerOf(bytes, { encoding, longest: norm * 1.001 }), pieces(bytes));
  });

  it('forgets an attempt, or all but some, and nothing else', async () => {
    const bytes = large(1);
    const size = bytes.length;
    const headers = [
      headerOf(bytes),
      headerOf(bytes, { attempt: 11 }),
      headerOf(bytes, { round: 11 }),
      headerOf(bytes, { run: 'run-11' }),
      headerOf(bytes, { attempt: 2 }),
    ];
    for (const header of headers) await intake.take(header, pieces(bytes));
    await intake.forgetFiles('run-1', 1, 1);
    expect(headers.map((header) => intake.received(header))).toEqual([0, size, size, size, size]);
    writeFileSync(join(folder, 'left-over.update.part'), 'x');
    intake.forgetFilesAllBut([{ run: 'run-1', round: 1, attempt: 2 }]);
    expect(headers.map((header) => intake.received(header))).toEqual([0, 0, 0, 0, size]);
    expect(readdirSync(folder)).toHaveLength(1);
  });
});
