import { ConsiliumError } from '@consilium/core';
import type { Evaluation } from '@consilium/learning';
import { AsyncQueue } from '@consilium/transport';
import { ExactScorer } from '../exact-scores.ts';
import { parseSplit } from '../partition.ts';
import { clearEarlier, requireFreeFolder } from '../results/results-folder.ts';
import { simulate, type SimulationOptions, type SimulationResult } from '../simulation.ts';
import { summarise } from '../summarise.ts';
import type { Summary } from '../summary.ts';
import { writeResults } from '../write-results.ts';
import { VERSION } from '../version.ts';
import { compilePlan, type PlanSource } from './plan-source.ts';

/** How to rehearse. All but `data` and `split` are as `consilium sim` has them. */
export interface RehearsalOptions
  extends Pick<
    SimulationOptions,
    | 'rounds'
    | 'heldOut'
    | 'seed'
    | 'withoutNoise'
    | 'ownModels'
    | 'transport'
    | 'dropout'
    | 'secure'
    | 'allowFailingSites'
    | 'onNote'
  > {
  /** A folder with `<site>.csv` files or a `sources.yaml` that names sites, or one file to split. @default the folder of the plan's file */
  readonly data?: string;
  /** How one file is divided: `column:NAME`, `iid`, `dirichlet:ALPHA` or `quantity:ALPHA`. */
  readonly split?: string;
}

/** A round that has been closed. */
export interface RehearsedRound {
  /** Counted from 1. */
  readonly round: number;
  /** Of how many. */
  readonly of: number;
  /** Exact scores over all sites of the last model that was scored, on patients who never train; a plan may score some rounds only. */
  readonly scores: Evaluation | undefined;
}

/** What came of a rehearsal. */
export interface RehearsalResult {
  /** What `summary.json` has. Its `model.path` is empty as long as nothing is written. */
  readonly summary: Summary;
  /** Of the final model: flat, in the order of the plan's tensors. */
  readonly weights: Float32Array;
  /**
   * Writes report, summary, scores of all rounds, plan and model.
   *
   * @throws ConsiliumError `TARGET_EXISTS` for a folder that holds something, unless `force`; `DISK_FULL`, `FILE_UNREADABLE`
   */
  readonly write: (folder: string, options?: { readonly force?: boolean }) => Summary;
}

/** A rehearsal under way: round by round with `for await`, and its result. To stop listening does not stop it. */
export interface Rehearsal extends AsyncIterable<RehearsedRound> {
  readonly result: Promise<RehearsalResult>;
}

/**
 * Rehearses a study in this process: the real coordinator, one real agent for each site, real mutual TLS between them.
 *
 * @public
 * @example
 * const rehearsal = rehearse('study.yaml', { data: 'hospitals', seed: '1' });
 * for await (const { round, scores } of rehearsal) console.log(round, scores?.auc);
 * const { summary, write } = await rehearsal.result;
 * write('runs/first');
 * @returns at once; what goes wrong, a plan that cannot be read included, ends the iteration and `result`, with a ConsiliumError: `PLAN_INVALID`,
 *   `DEID_REFUSED`, `DATA_INVALID` naming every site whose data cannot be used, `QUORUM_NOT_MET`, `USAGE`
 */
export function rehearse(plan: PlanSource, options: RehearsalOptions = {}): Rehearsal {
  const rounds = new AsyncQueue<RehearsedRound>();
  const result = run(plan, options, (round) => rounds.push(round));
  result.then(
    () => rounds.end(),
    (error: unknown) => rounds.end(error),
  );
  return { result, [Symbol.asyncIterator]: () => rounds[Symbol.asyncIterator]() };
}

async function run(
  source: PlanSource,
  { data, split, ...options }: RehearsalOptions,
  onRound: (round: RehearsedRound) => void,
): Promise<RehearsalResult> {
  if (typeof source !== 'string' && data === undefined)
    throw new ConsiliumError({ code: 'USAGE', message: 'a plan that is no file has no folder: say where the data are' });
  const plan = compilePlan(source);
  let given = 0;
  const finished = await simulate({
    ...options,
    plan,
    planPath: typeof source === 'string' ? source : 'plan',
    ...(data === undefined ? {} : { dataPath: data }),
    ...(split === undefined ? {} : { split: parseSplit(split) }),
    version: VERSION,
    onProgress: ({ closedRounds, rounds, pooled, scored }) => {
      // A round may be known to be closed before its model has been scored.
      const isScored = (round: number): boolean => scored >= round || !ExactScorer.scores(round, rounds);
      for (; given < closedRounds && isScored(given + 1); given++) onRound({ round: given + 1, of: rounds, scores: pooled });
    },
  });
  return resultOf(finished);
}

function resultOf(finished: SimulationResult): RehearsalResult {
  return {
    summary: summarise(finished, ''),
    // A copy: what a script makes of them is not what `write` writes.
    weights: Float32Array.from(finished.outcome.weights),
    write: (folder, { force = false } = {}) => {
      requireFreeFolder(folder, { force });
      clearEarlier(folder);
      return writeResults(finished, folder).summary;
    },
  };
}
