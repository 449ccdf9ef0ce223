import { ConsiliumError } from '@consilium/core';
import type { RecordedStep } from '@consilium/plan';
import {
  type CoordinatorState,
  decodeTranscript,
  decodeWord,
  encodeTranscript,
  requireWord,
  type Transcript,
  transcriptOf,
} from '@consilium/secure-sum';
import type { AttemptNumber } from '../rounds/attempt-state.ts';
import type { ModelRetention } from '../rounds/model-retention.ts';
import type { BlobStore, StagedBlob } from '../store/blob-store.ts';
import type { Database } from '../store/database.ts';
import type { Tx } from '../store/dialect.ts';

/** Content that it takes to make the model of a sum again, by its hashes. */
export interface TranscriptParts {
  readonly base: string;
  readonly sum: string;
  readonly before: string;
}

/** The newest transcript of a run that goes on. */
export interface PublishedSum extends AttemptNumber {
  readonly hash: string;
  /** Length of the transcript. */
  readonly bytes: number;
  readonly parts: TranscriptParts;
  /** Transcript and sum, where they are short and were made here: sites then need not fetch them. */
  readonly contents: readonly Uint8Array[];
  /** Of each site that has signed it, what it has signed. */
  readonly words: ReadonlyMap<string, Uint8Array>;
}

/** A transcript as it is shown to researchers. */
export interface KeptTranscript {
  readonly round: number;
  readonly hash: string;
  /** In the order of the sites' names. */
  readonly words: readonly Uint8Array[];
  /** Those that are still kept. */
  readonly parts: Partial<TranscriptParts>;
}

/** What was made of a sum, before it is stored. */
export interface MadeOfSum {
  readonly step: RecordedStep;
  /** Words without masks, little-endian. */
  readonly sum: Uint8Array;
  /** Hashes of the models before and after, hex. */
  readonly baseHash: string;
  readonly modelHash: string;
  /** What the strategy remembered before, and the hash of what it remembers now, hex. */
  readonly before: Uint8Array;
  readonly afterHash: string;
}

/** A transcript on its way into the store. */
export interface StagedTranscript {
  readonly published: PublishedSum;
  /** Stores it with its content in the write of the step that closes the round: with that it is durable, and without it there is none. */
  alongside(tx: Tx): Promise<void>;
}

/** Most bytes that travel with the news of a transcript; longer ones come in pieces. */
const MAX_CARRIED_BYTES = 2 ** 16;

/** A transcript, by its hash, and which sites have signed it. */
interface Signed {
  readonly hash: string;
  readonly by: (site: string) => boolean;
}

/** Longest word that a site may have. */
const MAX_WORD_BYTES = 4096;

/**
 * Transcripts of finished sums, with the words of the sites that have signed them. They stay as long as their run does; the content that it takes
 * to make a model again stays until the next round has closed, or as long as models do.
 */
export class Transcripts {
  readonly #database: Database;
  readonly #blobs: BlobStore;
  readonly #retention: ModelRetention;
  /** Of runs that go on, by name. */
  readonly #newest: Map<string, PublishedSum> = new Map();
  /** The one that was asked for last: all sites sign one after the other. */
  #last: { readonly hash: string; readonly transcript: Transcript } | undefined;

  constructor(database: Database, blobs: BlobStore, retention: ModelRetention) {
    this.#database = database;
    this.#blobs = blobs;
    this.#retention = retention;
  }

  /** Prepares the transcript of a sum for the step that closes its round. */
  stage(sum: Extract<CoordinatorState, { t: 'opened' }>, made: MadeOfSum): StagedTranscript {
    const { run, round, attempt } = sum.terms;
    const words = this.#blobs.stage(made.sum);
    const before = this.#blobs.stage(made.before);
    const transcript = transcriptOf(sum, {
      step: made.step,
      sumHash: Buffer.from(words.hash, 'hex'),
      modelHash: Buffer.from(made.modelHash, 'hex'),
      beforeHash: Buffer.from(before.hash, 'hex'),
      afterHash: Buffer.from(made.afterHash, 'hex'),
    });
    const bytes = encodeTranscript(transcript);
    const staged = this.#blobs.stage(bytes);
    const parts = { base: made.baseHash, sum: words.hash, before: before.hash };
    const contents = bytes.length + made.sum.length <= MAX_CARRIED_BYTES ? [bytes, made.sum] : [];
    return {
      published: { round, attempt, hash: staged.hash, bytes: bytes.length, parts, contents, words: new Map() },
      alongside: async (tx) => {
        await this.#put(tx, run, { round, attempt, hash: staged.hash, parts }, [words, before, staged]);
      },
    };
  }

  async #put(
    tx: Tx,
    run: string,
    { round, attempt, hash, parts }: Pick<PublishedSum, 'round' | 'attempt' | 'hash' | 'parts'>,
    blobs: readonly StagedBlob[],
  ): Promise<void> {
    for (const blob of blobs) await blob.alongside(tx);
    const { base, sum, before } = parts;
    const row = { run, round, attempt, transcript_hash: hash, base_hash: base, sum_hash: sum, before_hash: before };
    await tx.insertInto('transcripts').values(row).execute();
    if (this.#retention === 'all') return;
    const none = { base_hash: null, sum_hash: null, before_hash: null };
    await tx.updateTable('transcripts').set(none).where('run', '=', run).where('round', '<', round).execute();
  }

  /** Knows a transcript that is stored now, if there is one. @returns content that it has replaced, for the caller to forget */
  stored(run: string, published: PublishedSum | undefined): readonly string[] {
    if (published === undefined) return [];
    const older = this.#newest.get(run);
    this.#newest.set(run, published);
    return older === undefined || this.#retention === 'all' ? [] : Object.values(older.parts);
  }

  /** The newest of a run that goes on; `undefined` before its first. */
  newest(run: string): PublishedSum | undefined {
    return this.#newest.get(run);
  }

  /** Reads the newest of a run that is taken up again. */
  async recall(run: string): Promise<void> {
    const row = await this.#database.query
      .selectFrom('transcripts')
      .selectAll()
      .where('run', '=', run)
      .orderBy('round', 'desc')
      .executeTakeFirst();
    if (row === undefined || row.base_hash === null || row.sum_hash === null || row.before_hash === null) return;
    const { round, attempt, transcript_hash: hash } = row;
    const parts = { base: row.base_hash, sum: row.sum_hash, before: row.before_hash };
    const bytes = (await this.#blobs.get(hash)).length;
    const words = new Map((await this.#wordsOf(run, round)).map(({ site, word }) => [site, Uint8Array.from(word)]));
    this.#newest.set(run, { round, attempt, hash, bytes, parts, contents: [], words });
  }

  /** Forgets a run that has ended, or is driven by another process; what is stored stays. */
  drop(run: string): void {
    this.#newest.delete(run);
  }

  /** Keeps the word of a site for a transcript; a second one changes nothing. @throws ConsiliumError `MESSAGE_INVALID`, `TRANSCRIPT_INVALID` */
  async sign(site: string, run: string, { round, attempt }: AttemptNumber, bytes: Uint8Array): Promise<void> {
    if (bytes.length > MAX_WORD_BYTES)
      throw new ConsiliumError({ code: 'MESSAGE_INVALID', message: `${site} signs a transcript with ${bytes.length} bytes` });
    const word = decodeWord(bytes);
    const signed = await this.#signedOf(run, { round, attempt });
    if (signed === undefined || word.site !== site)
      throw new ConsiliumError({
        code: 'TRANSCRIPT_INVALID',
        message: `${site} signs a transcript that is none, or not its own`,
      });
    if (signed.by(site)) return;
    requireWord(await this.#transcript(signed.hash), word);
    // A word that a power cut takes back costs nothing but itself.
    await this.#database.transaction(
      'sign transcript',
      async (tx) => {
        await tx
          .insertInto('transcript_words')
          .values({ run, round, site, word: bytes })
          .onConflict((c) => c.doNothing())
          .execute();
      },
      true,
    );
    const newest = this.#newest.get(run);
    if (newest?.round === round && newest.attempt === attempt)
      this.#newest.set(run, { ...newest, words: new Map(newest.words).set(site, bytes) });
  }

  /** The transcript of an attempt, and who has signed it: of the newest what is known, of others what is stored. */
  async #signedOf(run: string, { round, attempt }: AttemptNumber): Promise<Signed | undefined> {
    const newest = this.#newest.get(run);
    if (newest?.round === round && newest.attempt === attempt) return { hash: newest.hash, by: (site) => newest.words.has(site) };
    const row = await this.#database.query
      .selectFrom('transcripts')
      .select('transcript_hash')
      .where((where) => where.and({ run, round, attempt }))
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const words = await this.#wordsOf(run, round);
    return { hash: row.transcript_hash, by: (site) => words.some((known) => known.site === site) };
  }

  /** What is kept of a round, or of the newest that has a transcript. @throws ConsiliumError `RUN_UNKNOWN` */
  async of(run: string, round: number): Promise<KeptTranscript> {
    const query = this.#database.query.selectFrom('transcripts').selectAll().where('run', '=', run);
    const row = await (round === 0 ? query : query.where('round', '=', round)).orderBy('round', 'desc').executeTakeFirst();
    if (row === undefined)
      throw new ConsiliumError({
        code: 'RUN_UNKNOWN',
        message: `no transcript is kept of ${round === 0 ? 'any round' : `round ${round}`} of ${JSON.stringify(run)}: only sums under masks have one`,
      });
    const words = await this.#wordsOf(run, row.round);
    return {
      round: row.round,
      hash: row.transcript_hash,
      words: words.map(({ word }) => Uint8Array.from(word)),
      parts: {
        ...(row.base_hash === null ? {} : { base: row.base_hash }),
        ...(row.sum_hash === null ? {} : { sum: row.sum_hash }),
        ...(row.before_hash === null ? {} : { before: row.before_hash }),
      },
    };
  }

  async #wordsOf(run: string, round: number): Promise<readonly { readonly site: string; readonly word: Uint8Array }[]> {
    const query = this.#database.query.selectFrom('transcript_words').select(['site', 'word']);
    return await query
      .where((where) => where.and({ run, round }))
      .orderBy('site')
      .execute();
  }

  async #transcript(hash: string): Promise<Transcript> {
    if (this.#last?.hash !== hash) this.#last = { hash, transcript: decodeTranscript(await this.#blobs.get(hash)) };
    return this.#last.transcript;
  }
}
