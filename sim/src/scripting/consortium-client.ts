import { ConsiliumError, runFailure, systemClock } from '@consilium/core';
import type { CompiledPlan } from '@consilium/plan';
import type { ReleasedScores } from '@consilium/privacy';
import { type consilium, researchService } from '@consilium/proto';
import { type Client, type GrpcChannel, openGrpcChannel } from '@consilium/transport';
import { coordinatorIdentityCheck, readIdentityFolder } from '@consilium/trust';
import { fetchPlan } from '../results/fetch-blob.ts';
import { fetchRun } from '../results/fetch-run.ts';
import { clearEarlier, requireFreeFolder } from '../results/results-folder.ts';
import type { RunSummary } from '../results/run-summary.ts';
import { writeRunResults } from '../results/write-run-results.ts';
import { isFinished, releasedScores } from '../watch-run.ts';
import { VERSION } from '../version.ts';
import { compilePlan, type PlanSource } from './plan-source.ts';

type RunInfo = consilium.v1.RunInfo.$Properties;

/** A round of hospitals that is over. */
export interface RemoteRound {
  /** Counted from 1. */
  readonly round: number;
  /** Counted from 1. */
  readonly attempt: number;
  /** `failed`: the attempt missed its quorum, and the round is tried again or the run ends. */
  readonly state: 'closed' | 'failed';
  /** Sites whose updates are in the model. */
  readonly sites: readonly string[];
  /** Scores with noise over the sites that released some. */
  readonly scores: ReleasedScores | undefined;
}

/**
 * Calls a coordinator as the researcher whose certificate lies in a folder that `consilium join` made.
 *
 * @public
 * @example
 * const consortium = connect('consilium-identity');
 * try {
 *   const { study, planHash } = await consortium.submit('study.yaml');
 *   const run = await consortium.start(study, { planHash });
 *   for await (const { round, scores } of run) console.log(round, scores?.metrics.auc?.value);
 *   await run.write('runs/heart-1');
 * } finally {
 *   consortium.close();
 * }
 * @throws ConsiliumError `FILE_UNREADABLE`, and what is wrong with a file of the folder
 */
export function connect(identityFolder: string): ConsortiumClient {
  const identity = readIdentityFolder(identityFolder);
  const { address, consortium } = identity;
  return new ConsortiumClient(openGrpcChannel({ identity, address, checkServer: coordinatorIdentityCheck(consortium) }));
}

/** A connection to a coordinator. Use {@link connect}. Every method throws a ConsiliumError, `UNREACHABLE` and `PERMISSION_DENIED` among them. */
export class ConsortiumClient {
  readonly #channel: GrpcChannel;
  readonly #research: Client<typeof researchService>;

  /** @internal */
  constructor(channel: GrpcChannel) {
    this.#channel = channel;
    this.#research = channel.client(researchService);
  }

  /** Sends a plan; hospitals approve it by its hash. @throws ConsiliumError `PLAN_INVALID`, `DEID_REFUSED` before anything is sent */
  async submit(plan: PlanSource): Promise<{ readonly study: string; readonly planHash: string }> {
    const { json, hash, document } = compilePlan(plan);
    await this.#research.submitStudy({ planJson: json });
    return { study: document.study, planHash: hash };
  }

  /**
   * Starts a run of a study's newest plan.
   *
   * @param options.planHash the plan that it has to be
   * @throws ConsiliumError `PLAN_CHANGED` where the newest plan is another
   */
  async start(study: string, options: { readonly planHash?: string; readonly rounds?: number } = {}): Promise<RemoteRun> {
    const { planHash, rounds = 0 } = options;
    const info = await this.#research.startRun({ study, rounds, ...(planHash === undefined ? {} : { planHash }) });
    const run = this.run(info.run);
    if (planHash === undefined || info.planHash === planHash) return run;
    await run.stop();
    throw new ConsiliumError({
      code: 'PLAN_CHANGED',
      message: `${run.id} was started with another plan than the one that was asked for, and has been stopped`,
      advice: 'Submit the plan again, and update the coordinator.',
    });
  }

  /** A run by its identifier. Nothing is asked yet. */
  run(id: string): RemoteRun {
    return new RemoteRun(this.#research, id);
  }

  close(): void {
    this.#channel.close();
  }
}

/** A run of hospitals: its rounds with `for await`, those that are over included. */
export class RemoteRun implements AsyncIterable<RemoteRound> {
  readonly id: string;
  readonly #research: Client<typeof researchService>;

  /** @internal */
  constructor(research: Client<typeof researchService>, id: string) {
    this.#research = research;
    this.id = id;
  }

  /** Every round as it ends, until the run does. @throws ConsiliumError why it ended early; `UNREACHABLE` where the connection is lost */
  async *[Symbol.asyncIterator](): AsyncGenerator<RemoteRound, void> {
    const plan = await fetchPlan(this.#research, (await this.#research.getRun({ run: this.id })).planHash);
    for await (const info of this.#research.watchRun({ run: this.id })) {
      for (const round of info.roundInfos ?? []) if (isFinished(round)) yield roundOf(plan, round);
      if (info.state === 'completed') return;
      if (info.state !== 'running' && info.state !== 'paused') throw failureOf(info);
    }
    throw new ConsiliumError({ code: 'UNREACHABLE', message: `the coordinator went away before ${this.id} ended` });
  }

  /** `running`, `paused`, `completed`, `stopped` or `failed`. */
  async state(): Promise<string> {
    return (await this.#research.getRun({ run: this.id })).state;
  }

  async stop(): Promise<void> {
    await this.#research.stopRun({ run: this.id });
  }

  /**
   * Writes what the coordinator has of the run, as `consilium run results` does; a run that goes on leaves what it has so far.
   *
   * @throws ConsiliumError `TARGET_EXISTS` for a folder that holds something, unless `force`; `DISK_FULL`, `FILE_UNREADABLE`
   */
  async write(folder: string, { force = false }: { readonly force?: boolean } = {}): Promise<RunSummary> {
    requireFreeFolder(folder, { force });
    const fetched = await fetchRun(this.#research, this.id);
    clearEarlier(folder);
    return writeRunResults({ ...fetched, version: VERSION, nowMs: systemClock.now() }, folder).summary;
  }
}

function roundOf(plan: CompiledPlan, info: consilium.v1.RoundInfo.$Properties): RemoteRound {
  const { round, attempt, state, participants, released } = info;
  return {
    round: round ?? 0,
    attempt: attempt ?? 1,
    state: state === 'closed' ? 'closed' : 'failed',
    sites: (participants ?? []).flatMap(({ site, state: how }) => (site && how === 'counted' ? [site] : [])),
    scores: releasedScores(plan, released),
  };
}

function failureOf({ run, state, problem }: RunInfo): ConsiliumError {
  return runFailure({ code: problem?.code, message: problem?.message ?? `${run} ended as ${state}` });
}
