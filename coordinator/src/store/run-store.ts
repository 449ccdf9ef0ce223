import { ConsiliumError, isConsiliumError } from '@consilium/core';
import type { KeptModel } from '../rounds/model-retention.ts';
import type { AttemptRecord } from '../rounds/attempt-record.ts';
import type { RunState } from '../rounds/run-state.ts';
import type { Database } from './database.ts';
import type { Tx } from './dialect.ts';
import type { Lease, LeasedRun } from './lease-store.ts';
import { parseAttemptRecord, parseRunState } from './stored-state.ts';
import type { RunDecisionRow, RunRow, StudyRow } from './tables.ts';

/** A run as stored. */
export interface StoredRun {
  readonly run: string;
  readonly study: string;
  readonly planHash: string;
  readonly rounds: number;
  readonly createdMs: number;
  readonly state: RunState;
  readonly modelHash: string;
  readonly strategyHash: string | undefined;
  /** Of the sum under masks of the last closed round: what the next one goes on from. */
  readonly transcriptHash?: string | undefined;
  /** Present where a coordinator that rehearses has driven it: agents may have left noise out, or drawn it from a seed. */
  readonly rehearsal?: true | undefined;
}

/** What a person has decided about a run. */
export interface RunDecision {
  readonly action: RunDecisionRow['action'];
  readonly user: string;
  /** Fingerprint of the key with which the user called: a name may pass to another key. Empty where it was a token. */
  readonly key: string;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  /** The issuer and the subject of the token with which the user called; empty where it was a key. */
  readonly issuer: string;
  readonly subject: string;
}

/** A run as stored, and what people have decided about it. */
export interface KnownRun extends StoredRun {
  /** Oldest first. */
  readonly decisions: readonly RunDecision[];
}

/** What changes together in one write of a run. */
export interface RunChange {
  readonly state: RunState;
  readonly records: readonly AttemptRecord[];
  /** Models that stay when newer ones take their place. */
  readonly kept?: readonly KeptModel[];
  readonly modelHash?: string;
  readonly strategyHash?: string | undefined;
  readonly transcriptHash?: string | undefined;
}

/** How many runs and attempts there are. */
export interface RunCounts {
  /** By state. */
  readonly runs: ReadonlyMap<string, number>;
  /** Those that have ended, by outcome. */
  readonly attempts: ReadonlyMap<string, number>;
}

/** Studies and runs in the database. */
export class RunStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async putStudy(study: Omit<StudyRow, 'submitted_ms'>, nowMs: number, alongside?: (tx: Tx) => Promise<void>): Promise<StudyRow> {
    const row = { ...study, submitted_ms: nowMs };
    return await this.#database.transaction('submit study', async (tx) => {
      // Submitting a known plan again makes it the newest version: that is how a study goes back.
      await tx
        .insertInto('studies')
        .values(row)
        .onConflict((c) => c.column('plan_hash').doUpdateSet({ submitted_ms: nowMs }))
        .execute();
      await alongside?.(tx);
      return row;
    });
  }

  async studies(): Promise<readonly StudyRow[]> {
    return await this.#database.query.selectFrom('studies').selectAll().orderBy('submitted_ms', 'desc').execute();
  }

  /** The newest version of a study. @throws ConsiliumError `STUDY_UNKNOWN` */
  async newestStudy(study: string): Promise<StudyRow> {
    const query = this.#database.query.selectFrom('studies').selectAll().where('study', '=', study);
    const row = await query.orderBy('submitted_ms', 'desc').executeTakeFirst();
    if (row === undefined)
      throw new ConsiliumError({ code: 'STUDY_UNKNOWN', message: `no study is called ${JSON.stringify(study)}` });
    return row;
  }

  /** A study version by its plan hash. @throws ConsiliumError `STUDY_UNKNOWN` */
  async studyByHash(planHash: string): Promise<StudyRow> {
    const row = await this.findStudy(planHash);
    if (row === undefined) throw new ConsiliumError({ code: 'STUDY_UNKNOWN', message: `no study has the plan hash ${planHash}` });
    return row;
  }

  /** A study version by its plan hash, if there is one. */
  async findStudy(planHash: string): Promise<StudyRow | undefined> {
    return await this.#database.query.selectFrom('studies').selectAll().where('plan_hash', '=', planHash).executeTakeFirst();
  }

  /** Stores a new run, already under the lease of the process that will drive it. */
  async createRun(run: StoredRun, lease: Lease, alongside?: (tx: Tx) => Promise<void>): Promise<void> {
    await this.#database.transaction('create run', async (tx) => {
      await tx.insertInto('runs').values(rowOf(run, lease)).execute();
      await alongside?.(tx);
    });
  }

  /**
   * Writes one step of a run: state, finished attempts, model and strategy together, and only under the run's newest lease.
   *
   * @param relaxed see {@link Database.transaction}
   * @throws ConsiliumError `LEASE_LOST` when another process has taken the run; nothing is written then
   */
  async change(
    { run, fence }: LeasedRun,
    change: RunChange,
    alongside?: (tx: Tx) => Promise<void>,
    relaxed = false,
  ): Promise<void> {
    const write = async (tx: Tx): Promise<void> => {
      const set = {
        state: change.state.t,
        state_json: JSON.stringify(change.state),
        ...(change.modelHash === undefined ? {} : { model_hash: change.modelHash }),
        ...(change.strategyHash === undefined ? {} : { strategy_hash: change.strategyHash }),
        ...(change.transcriptHash === undefined ? {} : { transcript_hash: change.transcriptHash }),
      };
      const update = tx.updateTable('runs').set(set).where('run', '=', run).where('lease_fence', '=', fence);
      const { numUpdatedRows } = await update.executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) throw leaseLost(run);
      for (const record of change.records) {
        const { round, attempt, outcome } = record;
        await tx
          .insertInto('attempts')
          .values({ run, round, attempt, outcome, record_json: JSON.stringify(record) })
          .execute();
      }
      for (const { round, modelHash } of change.kept ?? []) {
        await tx.insertInto('kept_models').values({ run, round, model_hash: modelHash }).execute();
      }
      await alongside?.(tx);
    };
    await this.#database.transaction(`change ${run}`, write, relaxed);
  }

  /** Remembers for good that every run which has not ended is rehearsed. */
  async markRehearsed(): Promise<void> {
    await this.#database.transaction('mark rehearsed runs', async (tx) => {
      await tx.updateTable('runs').set({ rehearsal: 1 }).where('state', 'not in', ENDED).execute();
    });
  }

  /** Every run, newest first; one whose state cannot be read as in {@link run}. */
  async runs(): Promise<readonly KnownRun[]> {
    const rows = await this.#database.query.selectFrom('runs').selectAll().orderBy('created_ms', 'desc').execute();
    return await Promise.all(rows.map((row) => this.#runOf(row)));
  }

  /** Counts runs and ended attempts without reading one. */
  async counts(): Promise<RunCounts> {
    const { query } = this.#database;
    const count = query.fn.countAll<number>().as('count');
    const runs = await query.selectFrom('runs').select(['state', count]).groupBy('state').execute();
    const attempts = await query.selectFrom('attempts').select(['outcome', count]).groupBy('outcome').execute();
    return {
      runs: new Map(runs.map((row) => [row.state, row.count])),
      attempts: new Map(attempts.map((row) => [row.outcome, row.count])),
    };
  }

  /** Names of the runs that have not ended, newest first, whether their states can be read or not. */
  async openRuns(): Promise<readonly string[]> {
    const query = this.#database.query.selectFrom('runs').select('run').where('state', 'not in', ENDED);
    return (await query.orderBy('created_ms', 'desc').execute()).map(({ run }) => run);
  }

  /**
   * One run. Where its state cannot be read, because another version wrote it, the run shows as failed with `STATE_UNREADABLE`: what
   * else is known of it can still be seen, and it does not keep the others from being listed.
   *
   * @throws ConsiliumError `RUN_UNKNOWN`
   */
  async run(run: string): Promise<KnownRun> {
    const row = await this.#database.query.selectFrom('runs').selectAll().where('run', '=', run).executeTakeFirst();
    if (row === undefined) throw new ConsiliumError({ code: 'RUN_UNKNOWN', message: `no run is called ${JSON.stringify(run)}` });
    return await this.#runOf(row);
  }

  /** Finished attempts of a run, oldest first, without the first `skip`. @throws ConsiliumError `STATE_UNREADABLE` */
  async attempts(run: string, skip = 0): Promise<readonly AttemptRecord[]> {
    const query = this.#database.query.selectFrom('attempts').select('record_json').where('run', '=', run);
    const rows = await query.orderBy('round').orderBy('attempt').limit(Number.MAX_SAFE_INTEGER).offset(skip).execute();
    return rows.map((row) => parseAttemptRecord(run, row.record_json));
  }

  async #runOf(row: RunRow): Promise<KnownRun> {
    return {
      run: row.run,
      study: row.study,
      planHash: row.plan_hash,
      rounds: row.rounds,
      createdMs: row.created_ms,
      state: await this.#stateOf(row),
      modelHash: row.model_hash,
      strategyHash: row.strategy_hash ?? undefined,
      transcriptHash: row.transcript_hash ?? undefined,
      rehearsal: row.rehearsal === 1 ? true : undefined,
      decisions: await this.#decisions(row.run),
    };
  }

  async #decisions(run: string): Promise<readonly RunDecision[]> {
    const query = this.#database.query.selectFrom('run_decisions').selectAll().where('run', '=', run);
    const rows = await query.orderBy('turn').execute();
    return rows.map(({ run: _run, turn: _turn, at_ms: atMs, ...decision }) => ({ ...decision, atMs }));
  }

  async #stateOf({ run, state_json: json }: RunRow): Promise<RunState> {
    try {
      return parseRunState(run, json);
    } catch (error) {
      if (!isConsiliumError(error, 'STATE_UNREADABLE')) throw error;
      const query = this.#database.query.selectFrom('attempts').select('round').where('run', '=', run);
      const closed = await query.where('outcome', '=', 'closed').execute();
      return { t: 'failed', problem: { code: error.code, message: error.message }, closedRounds: closed.length };
    }
  }
}

/** Writes a decision about a run with what it changes. */
export async function putDecision(tx: Tx, run: string, { atMs, ...decision }: RunDecision): Promise<void> {
  const newest = tx.selectFrom('run_decisions').select('turn').where('run', '=', run).orderBy('turn', 'desc');
  const turn = ((await newest.executeTakeFirst())?.turn ?? 0) + 1;
  await tx
    .insertInto('run_decisions')
    .values({ run, turn, ...decision, at_ms: atMs })
    .execute();
}

/** Names of the states that a run does not leave. */
const ENDED: readonly RunState['t'][] = ['completed', 'failed', 'stopped'];

function rowOf(run: StoredRun, lease: Lease): RunRow {
  return {
    run: run.run,
    study: run.study,
    plan_hash: run.planHash,
    rounds: run.rounds,
    state: run.state.t,
    state_json: JSON.stringify(run.state),
    created_ms: run.createdMs,
    model_hash: run.modelHash,
    strategy_hash: run.strategyHash ?? null,
    transcript_hash: run.transcriptHash ?? null,
    lease_holder: lease.holder,
    lease_fence: lease.fence,
    lease_expires_ms: lease.expiresMs,
    rehearsal: run.rehearsal === true ? 1 : 0,
  };
}

function leaseLost(run: string): ConsiliumError<'LEASE_LOST'> {
  return new ConsiliumError({ code: 'LEASE_LOST', message: `another coordinator has taken ${run}` });
}
