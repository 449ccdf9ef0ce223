import type { KeyObject } from 'node:crypto';
import { type Clock, type Randomness } from '@consilium/core';
import {
  AuditChain,
  consistencyPlaces,
  COORDINATOR_LOG,
  corrupt,
  inclusionPlaces,
  type NodePlace,
  NO_ENTRY,
  type NoteVerifier,
  openCheckpoint,
  perfectSubtrees,
  requireCheckpoint,
  rootOver,
  SALT_BYTES,
  signCheckpoint,
} from '@consilium/transparency';
import type { Database } from '../store/database.ts';
import type { Tx } from '../store/dialect.ts';
import type { Deed } from './audit-trail.ts';
import type { WrittenEntry } from './written-entry.ts';

/** The last so many entries are read at the start: what a person edits last. All are read by `consilium audit verify`. */
const TAIL = 1000;
/** Rows that one statement writes: few texts to prepare. */
const ROWS = [64, 8, 1] as const;
/** Entries that are read at a time. */
const PAGE = 1000;

/** Who signs the log. */
export interface LogSigner {
  readonly verifier: NoteVerifier;
  readonly privateKey: KeyObject;
  /** Whether it has signed before: a log without an entry is a lost one then. */
  readonly used: boolean;
  /** Notes that it has. */
  readonly remember: () => void;
}

/** What {@link StoredLog} works with. */
export interface StoredLogContext {
  readonly database: Database;
  readonly signer: LogSigner;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Randomness;
}

/** A checkpoint as a signed note, and over how many entries it is. */
interface ReadCheckpoint {
  readonly note: string;
  readonly size: number;
}

type Query = Database['query'] | Tx;

/**
 * The audit log of a coordinator, in its store: entries are written in the transaction of what they tell, under a checkpoint that is
 * signed in the same transaction. With each entry lie the subtrees that it completes, so that going on and showing that
 * the log continues an older one take a few rows, however long it is.
 */
export class StoredLog {
  readonly #context: StoredLogContext;
  /** Where the log stands, unless the transaction that led there was taken back. */
  #chain: AuditChain | undefined;
  /** The last checkpoint that was signed here. */
  #signed: ReadCheckpoint | undefined;

  constructor(context: StoredLogContext) {
    this.#context = context;
  }

  /** Adds entries, and a checkpoint over all. @throws ConsiliumError `AUDIT_CORRUPT` for what the catalogue does not know */
  async append(tx: Tx, deeds: readonly Deed[]): Promise<readonly WrittenEntry[]> {
    if (deeds.length === 0) return [];
    const { clock, random, signer } = this.#context;
    const chain = await this.#chainOf(tx);
    this.#chain = undefined;
    const at = new Date(clock.now()).toISOString();
    const written: WrittenEntry[] = [];
    const rows = deeds.map(({ by, event }) => {
      const salt = Buffer.alloc(SALT_BYTES);
      random.fill(salt);
      const entry = { v: 1, at, salt: salt.toString('hex'), ...by, ...event } as const;
      const { line, nodes } = chain.add(entry);
      written.push({ entry, line, position: chain.size, hash: chain.last });
      return { position: chain.size, line, nodes: Buffer.concat(nodes) };
    });
    for (let done = 0; done < rows.length; ) {
      const count = ROWS.find((many) => many <= rows.length - done) ?? 1;
      await tx
        .insertInto('audit_entries')
        .values(rows.slice(done, done + count))
        .execute();
      done += count;
    }
    const origin = signer.verifier.name;
    const note = signCheckpoint({ origin, size: chain.size, root: chain.root() }, signer.privateKey);
    await tx
      .insertInto('audit_checkpoint')
      .values({ origin, note })
      .onConflict((c) => c.column('origin').doUpdateSet({ note }))
      .execute();
    this.#chain = chain;
    this.#signed = { note, size: chain.size };
    return written;
  }

  /**
   * Checks the end of the log: its newest entries, and the checkpoint over all.
   *
   * @throws ConsiliumError `AUDIT_CORRUPT`
   */
  async checkEnd(): Promise<void> {
    const { database, signer } = this.#context;
    const { query } = database;
    const last = await lastRow(query);
    const size = last?.position ?? 0;
    const checkpoint = await this.checkpoint();
    requireCheckpoint(size, checkpoint);
    if (checkpoint === undefined) {
      if (!signer.used) return;
      throw corrupt('the audit log in the store is gone: its key has signed entries before');
    }
    const { count } = await query
      .selectFrom('audit_entries')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    if (count !== size) throw corrupt(`the last entry is entry ${size}, and there are ${count}: some were removed`);
    const opened = openCheckpoint(checkpoint, signer.verifier);
    if (opened.size !== size)
      throw corrupt(`there are ${size} entries, and the checkpoint was signed over ${opened.size}: its end was changed`);
    const from = Math.max(0, size - TAIL);
    const chain = await this.#chainAt(query, from);
    for await (const line of this.lines(from)) chain.take(line);
    // What the next entry goes on from is not what the last ones have led to, where rows before them were changed.
    const onward = await this.#chainAt(query, size);
    if (![chain, onward].every((end) => end.root().equals(opened.root)))
      throw corrupt(
        `the entries are not those that the checkpoint over ${size} was signed for: consilium audit verify says which`,
      );
  }

  /** The newest checkpoint as a signed note; none before the first entry. */
  async checkpoint(): Promise<string | undefined> {
    const query = this.#context.database.query.selectFrom('audit_checkpoint').select('note');
    return (await query.where('origin', '=', this.#context.signer.verifier.name).executeTakeFirst())?.note;
  }

  /** {@link checkpoint}, and over how many entries it is. One that was signed here need not be checked again. @throws ConsiliumError `AUDIT_CORRUPT` */
  async readCheckpoint(): Promise<ReadCheckpoint | undefined> {
    const note = await this.checkpoint();
    if (note === undefined || note === this.#signed?.note) return note === undefined ? undefined : this.#signed;
    return { note, size: openCheckpoint(note, this.verifier).size };
  }

  /** Entries so far. */
  async size(): Promise<number> {
    return (await lastRow(this.#context.database.query))?.position ?? 0;
  }

  /** For those who check the log. */
  get verifier(): NoteVerifier {
    return this.#context.signer.verifier;
  }

  /** Entries after the first `from`, in their order. */
  async *lines(from = 0): AsyncGenerator<string> {
    for (let after = from; ; ) {
      const query = this.#context.database.query.selectFrom('audit_entries').select(['position', 'line']);
      const rows = await query.where('position', '>', after).orderBy('position').limit(PAGE).execute();
      for (const { line } of rows) yield line;
      after = rows.at(-1)?.position ?? after;
      if (rows.length < PAGE) return;
    }
  }

  /** Entries about a run among the first `size`, in their order. @param run of the store: its name has no character that SQL takes for another */
  async *linesOf(run: string, size: number): AsyncGenerator<{ readonly position: number; readonly line: string }> {
    for (let after = 0; ; ) {
      const rows = await this.#context.database.query
        .selectFrom('audit_entries')
        .select(['position', 'line'])
        .where('position', '>', after)
        .where('position', '<=', size)
        .where('line', 'like', `%"run":"${run}"%`)
        .orderBy('position')
        .limit(PAGE)
        .execute();
      yield* rows;
      after = rows.at(-1)?.position ?? after;
      if (rows.length < PAGE) return;
    }
  }

  /** Shows that the log of `to` entries continues the one of `from` (RFC 6962, section 2.1.2). */
  async proof(from: number, to: number): Promise<readonly Buffer[]> {
    return await this.#roots(consistencyPlaces(from, to));
  }

  /** Shows that the entry at a position, counted from 1, is in the log of `size` entries (RFC 6962, section 2.1.1). */
  async inclusion(position: number, size: number): Promise<readonly Buffer[]> {
    return await this.#roots(inclusionPlaces(position - 1, size));
  }

  /** Of each part the hash over its perfect subtrees. */
  async #roots(places: readonly (readonly NodePlace[])[]): Promise<readonly Buffer[]> {
    const nodes = await nodesAt(this.#context.database.query, places.flat());
    const read = nodes.values();
    return places.map((part) => rootOver(part.map(() => read.next().value ?? Buffer.alloc(0))));
  }

  /** Where the log stands in this transaction. */
  async #chainOf(tx: Tx): Promise<AuditChain> {
    const last = await lastRow(tx);
    const size = last?.position ?? 0;
    const known = this.#chain;
    if (known?.size === size && known.last === endOf(last)) return known;
    return await this.#chainAt(tx, size);
  }

  async #chainAt(query: Query, size: number): Promise<AuditChain> {
    const row = await query.selectFrom('audit_entries').selectAll().where('position', '=', size).executeTakeFirst();
    const peaks = await nodesAt(query, perfectSubtrees(0, size));
    return new AuditChain(COORDINATOR_LOG, { size, peaks, last: endOf(row) });
  }
}

function endOf(row: { readonly nodes: Uint8Array } | undefined): string {
  return row === undefined ? NO_ENTRY : Buffer.from(row.nodes.subarray(0, HASH_BYTES)).toString('hex');
}

async function lastRow(query: Query): Promise<{ readonly position: number; readonly nodes: Uint8Array } | undefined> {
  const rows = query.selectFrom('audit_entries').select(['position', 'nodes']);
  return await rows.orderBy('position', 'desc').limit(1).executeTakeFirst();
}

const HASH_BYTES = 32;

/** Subtrees of the tree, each from the row of its last entry. @throws ConsiliumError `AUDIT_CORRUPT` where one is not there */
async function nodesAt(query: Query, places: readonly NodePlace[]): Promise<readonly Buffer[]> {
  const found: Buffer[] = [];
  for (const { level, index } of places) {
    const position = (index + 1) * 2 ** level;
    const row = await query.selectFrom('audit_entries').select('nodes').where('position', '=', position).executeTakeFirst();
    const node = Buffer.from(row?.nodes.subarray(level * HASH_BYTES, (level + 1) * HASH_BYTES) ?? []);
    if (node.length !== HASH_BYTES) throw corrupt(`entry ${position} has not the subtrees that end with it`);
    found.push(node);
  }
  return found;
}
