import { ConsiliumError, runFailure, sleep, systemClock } from '@consilium/core';
import { type Evaluation, poolEvaluations } from '@consilium/learning';
import type { ReleasedScores } from '@consilium/privacy';
import type { CompiledPlan } from '@consilium/plan';
import type { consilium, researchService } from '@consilium/proto';
import type { Client } from '@consilium/transport';
import { type ExactScores, ExactScorer } from './exact-scores.ts';
import { releasedInUnits } from './outcomes/plan-units.ts';
import { unitsOfOutput } from './outcomes/target-facts.ts';
import { fetchWeights } from './results/fetch-blob.ts';

/** One finished or open round, as the research service tells it. */
export type RoundInfo = consilium.v1.RoundInfo.$Properties;

type RunInfo = consilium.v1.RunInfo.$Properties;

/** Longer than an agent that has lost its connection takes to come back. */
const PATIENCE_MS = 40_000;

/** How a run stands. */
export interface RunProgress {
  readonly run: string;
  readonly rounds: number;
  readonly open: RoundInfo | undefined;
  readonly closedRounds: number;
  /** Exact scores of the last model that was scored, over all sites. */
  readonly pooled: Evaluation | undefined;
  /** The round whose model that was; 0 before the first. */
  readonly scored: number;
}

/** How a run went. */
export interface RunOutcome {
  readonly run: string;
  readonly rounds: readonly RoundInfo[];
  /** Exact scores by round, of those rounds whose models were scored. */
  readonly exact: ReadonlyMap<number, readonly ExactScores[]>;
  readonly modelHash: string;
  readonly weights: Float32Array;
}

/**
 * Starts a run of a submitted plan, watches it to its end and fetches the model.
 *
 * @param patienceMs how long the run may be paused: a real one waits for people, and here nobody comes
 * @throws ConsiliumError why the run ended early; `QUORUM_NOT_MET` where it would wait for ever
 */
export async function watchRun(
  research: Client<typeof researchService>,
  plan: CompiledPlan,
  rounds: number | undefined,
  scorer: ExactScorer,
  onProgress: (progress: RunProgress) => void,
  patienceMs = PATIENCE_MS,
): Promise<RunOutcome> {
  const { run } = await research.startRun({ study: plan.document.study, rounds: rounds ?? 0, planHash: plan.hash });
  const finished: RoundInfo[] = [];
  const exact = new Map<number, readonly ExactScores[]>();
  let pooled: Evaluation | undefined;
  let scored = 0;
  for await (const info of whileItGoesOn(research.watchRun({ run }), patienceMs)) {
    const infos = info.roundInfos ?? [];
    finished.push(...infos.filter((round) => isFinished(round)));
    for (const { round: made, state, modelHash } of infos) {
      const round = made ?? 0;
      if (state !== 'closed' || !modelHash || !ExactScorer.scores(round, info.rounds)) continue;
      const scores = scorer.score(await fetchWeights(research, modelHash), round === info.rounds);
      exact.set(round, scores);
      pooled = poolEvaluations(scores.map((site) => site.scores));
      scored = round;
    }
    onProgress({
      run,
      rounds: info.rounds,
      open: infos.find((round) => !isFinished(round)),
      closedRounds: info.closedRounds,
      pooled,
      scored,
    });
    if (info.state === 'completed')
      return {
        run,
        rounds: finished,
        exact,
        modelHash: info.modelHash,
        weights: await fetchWeights(research, info.modelHash),
      };
    if (info.state !== 'running' && info.state !== 'paused') {
      throw runFailure({ code: info.problem?.code, message: info.problem?.message ?? `the run ended as ${info.state}` });
    }
  }
  throw new ConsiliumError({ code: 'UNREACHABLE', message: 'the coordinator went away before the run ended' });
}

/** What comes of a run, until it has been paused for so long that nothing will bring it on. @throws ConsiliumError `QUORUM_NOT_MET` */
async function* whileItGoesOn<I extends RunInfo>(infos: AsyncIterable<I>, patienceMs: number): AsyncGenerator<I, void> {
  const iterator = infos[Symbol.asyncIterator]();
  let paused: I | undefined;
  for (;;) {
    const next = iterator.next();
    const item = paused === undefined ? await next : await within(next, patienceMs);
    if (item === undefined) {
      // What it would still say is of no use, not even that the coordinator is closed.
      next.catch(() => {});
      throw stuck(paused ?? {});
    }
    if (item.done === true) return;
    paused = item.value.state === 'paused' ? item.value : undefined;
    yield item.value;
  }
}

async function within<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  const stopped = new AbortController();
  try {
    return await Promise.race([work, sleep(systemClock, ms, stopped.signal).then(() => undefined)]);
  } finally {
    stopped.abort();
  }
}

function stuck({ closedRounds, pause }: RunInfo): ConsiliumError {
  const missing = `${pause?.lacks ?? 0} of ${(pause?.waitsFor ?? []).join(', ')}`;
  return new ConsiliumError({
    code: 'QUORUM_NOT_MET',
    message: `round ${(closedRounds ?? 0) + 1} cannot do without answers of ${missing}: a real run would be paused here, and wait`,
  });
}

/** Whether an attempt is over. */
export function isFinished(round: RoundInfo): boolean {
  return round.state === 'closed' || round.state === 'failed';
}

/** What noised scores that left a site, or their sum, say; errors in the units of the plan. */
export function releasedScores(
  plan: Pick<CompiledPlan, 'document'>,
  released: consilium.v1.ReleasedScores.$Properties | null | undefined,
): ReleasedScores | undefined {
  if (!released?.metricsJson) return undefined;
  return releasedInUnits(JSON.parse(released.metricsJson) as ReleasedScores, unitsOfOutput(plan));
}
