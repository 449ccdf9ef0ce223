import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '@consilium/core';
import { HandClock } from '@consilium/testing';
import {
  AuditChain,
  type Checkpoint,
  COORDINATOR_LOG,
  LogCheck,
  openCheckpoint,
  requireContinued,
} from '@consilium/transparency';
import { fc, test as property } from '@fast-check/vitest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../store/database.ts';
import type { Tx } from '../store/dialect.ts';
import { DIALECTS } from '../testing/dialects.ts';
import { testSigner } from '../testing/test-signer.ts';
import type { Deed } from './audit-trail.ts';
import { StoredLog } from './stored-log.ts';

const ENTRIES = 37;
const deed = (n: number): Deed => ({
  by: { actor: 'ada', as: 'user', key: 'ab'.repeat(32), peer: '127.0.0.1:4711' },
  event: { event: 'run.started', run: `run-${n}`, study: 'heart', plan: 'cd'.repeat(32), rounds: n },
});

describe.each(DIALECTS)('an audit log in $name', ({ open }) => {
  let folder: string;
  let database: Database;
  let log: StoredLog;
  /** What hospitals would have kept: the checkpoint after so many entries. */
  const kept = new Map<number, Checkpoint>();
  const clock = new HandClock(1_000_000);
  const logOf = (n = 1, used = true): StoredLog =>
    new StoredLog({ database, signer: { ...testSigner(n), used }, clock, random: seededRandom('audit') });
  const append = async (to: StoredLog, deeds: readonly Deed[]): Promise<void> =>
    await database.transaction('test', async (tx) => void (await to.append(tx, deeds)));

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'consilium-stored-log-'));
    database = await Database.open(open(folder));
    log = logOf();
    kept.clear();
    for (let n = 0; n < ENTRIES; ) {
      const many = Math.min(1 + (n % 4), ENTRIES - n);
      await append(
        log,
        Array.from({ length: many }, (_, i) => deed(n + i)),
      );
      n += many;
      kept.set(n, openCheckpoint((await log.checkpoint()) ?? '', log.verifier));
    }
  });
  afterEach(async () => {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Reads the whole log against its checkpoint, as `audit verify` does. @returns what is wrong, or nothing */
  async function problem(others: readonly Checkpoint[] = []): Promise<string | undefined> {
    try {
      const own = openCheckpoint((await log.checkpoint()) ?? '', log.verifier);
      const check = new LogCheck(new AuditChain(COORDINATOR_LOG), [own, ...others]);
      for await (const line of log.lines()) check.take(line);
      expect(check.end()).toBe(0);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** What a person with the database in hand does, and what is found; afterwards all is as it was. */
  async function tampered(work: (tx: Tx) => Promise<void>, others: readonly Checkpoint[] = []) {
    const before = {
      entries: await database.query.selectFrom('audit_entries').selectAll().execute(),
      checkpoint: await database.query.selectFrom('audit_checkpoint').selectAll().execute(),
    };
    await database.transaction('tamper', work);
    try {
      return { whole: await problem(others), atStart: await started() };
    } finally {
      await database.transaction('restore', async (tx) => {
        await tx.deleteFrom('audit_entries').execute();
        await tx.deleteFrom('audit_checkpoint').execute();
        for (const row of before.entries) await tx.insertInto('audit_entries').values(row).execute();
        for (const row of before.checkpoint) await tx.insertInto('audit_checkpoint').values(row).execute();
      });
    }
  }

  async function started(): Promise<string | undefined> {
    try {
      await logOf().checkEnd();
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  const lineAt = async (position: number): Promise<string> =>
    (await database.query.selectFrom('audit_entries').select('line').where('position', '=', position).executeTakeFirstOrThrow())
      .line;
  const setLine = async (tx: Tx, position: number, line: string): Promise<void> =>
    void (await tx.updateTable('audit_entries').set({ line }).where('position', '=', position).execute());

  it('holds, and every checkpoint that was given away is a part of it', async () => {
    expect(await problem([...kept.values()])).toBeUndefined();
    expect(await started()).toBeUndefined();
    for (const [from, before] of kept)
      for (const [to, now] of kept) if (from <= to) requireContinued(before, now, await log.proof(from, to));
  });

  property.prop([fc.integer({ min: 1, max: ENTRIES }), fc.nat(), fc.integer({ min: 1, max: 127 })], { numRuns: 60, seed: 12 })(
    'shows a changed byte, and names the entry or the next one',
    async (position, at, flip) => {
      const line = Buffer.from(await lineAt(position), 'utf8');
      line.writeUInt8((line[at % line.length] ?? 0) ^ flip, at % line.length);
      const { whole, atStart } = await tampered(async (tx) => await setLine(tx, position, line.toString('latin1')));
      const next = position === ENTRIES ? 'entries 1 to 37' : `entry ${position + 1}:`;
      expect([`entry ${position}:`, next].some((place) => whole?.startsWith(place))).toBe(true);
      expect(atStart).toBeDefined();
    },
  );

  property.prop([fc.integer({ min: 1, max: ENTRIES })], { numRuns: 20, seed: 13 })(
    'shows that an entry was removed',
    async (gone) => {
      const { whole, atStart } = await tampered(async (tx) => {
        await tx.deleteFrom('audit_entries').where('position', '=', gone).execute();
      });
      expect(whole).toMatch(gone === ENTRIES ? /^the log ends after 36 entries/ : new RegExp(`^entry ${gone}: `));
      expect(atStart).toBeDefined();
    },
  );

  property.prop([fc.integer({ min: 1, max: ENTRIES }), fc.integer({ min: 1, max: ENTRIES })], { numRuns: 20, seed: 14 })(
    'shows that entries were moved',
    async (a, b) => {
      fc.pre(a !== b);
      const [first, second] = [await lineAt(a), await lineAt(b)];
      const { whole, atStart } = await tampered(async (tx) => {
        await setLine(tx, a, second);
        await setLine(tx, b, first);
      });
      expect(whole).toMatch(new RegExp(`^entry ${Math.min(a, b)}: `));
      expect(atStart).toBeDefined();
    },
  );

  it.each([1, 20, 36])('shows that it was cut to %i entries', async (size) => {
    const { whole, atStart } = await tampered(async (tx) => {
      await tx.deleteFrom('audit_entries').where('position', '>', size).execute();
    });
    expect(whole).toBe(`the log ends after ${size} entries, and a checkpoint was signed over ${ENTRIES}: its end was cut off`);
    expect(atStart).toMatch(/its end was changed$/);
  });

  it('shows that its checkpoint is gone, or the whole log', async () => {
    const gone = await tampered(async (tx) => void (await tx.deleteFrom('audit_checkpoint').execute()));
    expect(gone.atStart).toMatch(/no checkpoint: it was taken away$/);
    const empty = await tampered(async (tx) => {
      await tx.deleteFrom('audit_checkpoint').execute();
      await tx.deleteFrom('audit_entries').execute();
    });
    expect(empty.atStart).toMatch(/is gone: its key has signed entries before$/);
  });

  it('written again from an entry on, and signed with the right key, is placed between checkpoints that were kept', async () => {
    const rewritten = async (n: number): Promise<(tx: Tx) => Promise<void>> => {
      await Promise.resolve();
      return async (tx) => {
        await tx.deleteFrom('audit_entries').where('position', '>', 20).execute();
        const again = Array.from({ length: ENTRIES - 20 }, (_, i) => deed(100 + i));
        await logOf(n).append(tx, again);
      };
    };
    const others = [...kept.values()].filter(({ size }) => size <= 25);
    const last = Math.max(...others.map(({ size }) => size).filter((size) => size <= 20));
    const next = Math.min(...others.map(({ size }) => size).filter((size) => size > 20));
    const own = await tampered(await rewritten(1), others);
    expect(own.whole).toBe(`entries ${last + 1} to ${next} are not those that the checkpoint over ${next} was signed for`);
    // With another key it is not even that.
    const other = await tampered(await rewritten(2), others);
    expect([other.whole, other.atStart]).toEqual([
      'consilium/test/coordinator has not signed the checkpoint with the key that is known',
      'consilium/test/coordinator has not signed the checkpoint with the key that is known',
    ]);
  });

  it('shows at the start that the subtrees it would go on from were changed', async () => {
    const { atStart } = await tampered(async (tx) => {
      await tx
        .updateTable('audit_entries')
        .set({ nodes: Buffer.alloc(32 * 6, 7) })
        .where('position', '=', 32)
        .execute();
    });
    expect(atStart).toBeDefined();
  });

  it('has nothing of a write that was taken back, and goes on after it', async () => {
    const later = logOf();
    await append(later, [deed(50)]);
    const size = (await later.checkpoint()) ?? '';
    const failing = database.transaction('test', async (tx) => {
      await later.append(tx, [deed(51), deed(52)]);
      throw new Error('the decision itself cannot be written');
    });
    await expect(failing).rejects.toMatchObject({ code: 'STORE_FAILED' });
    expect(await later.checkpoint()).toBe(size);
    await append(later, [deed(53)]);
    expect(await problem()).toBeUndefined();
    expect(JSON.parse(await lineAt(39))).toMatchObject({ run: 'run-53' });
    // What the catalogue does not know is not written, nor is what it goes with.
    const unknown: Deed = { ...deed(54), event: Object.assign({}, deed(54).event, { patient: 'Jane Doe' }) };
    await expect(append(later, [unknown])).rejects.toMatchObject({ code: 'AUDIT_CORRUPT' });
    expect(await problem()).toBeUndefined();
  });
});
