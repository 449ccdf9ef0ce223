import { ConsiliumError, isErrorCode } from '@consilium/core';
import { type Evaluation, poolEvaluations } from '@consilium/learning';
import type { CompiledPlan } from '@consilium/plan';
import type { consilium, researchService } from '@consilium/proto';
import type { Client } from '@consilium/transport';

/** One finished or open round, as the research service tells it. */
export type RoundInfo = consilium.v1.RoundInfo.$Properties;

/** How a run stands. */
export interface RunProgress {
  readonly run: string;
  readonly rounds: number;
  readonly open: RoundInfo | undefined;
  readonly closedRounds: number;
  /** Pooled scores of the last evaluated round. */
  readonly pooled: Evaluation | undefined;
}

/** How a run went. */
export interface RunOutcome {
  readonly run: string;
  readonly rounds: readonly RoundInfo[];
  readonly modelHash: string;
  readonly weights: Float32Array;
}

/**
 * Submits a plan, starts a run, watches it to its end and fetches the model.
 *
 * @throws ConsiliumError why the run ended early
 */
export async function watchRun(
  research: Client<typeof researchService>,
  plan: CompiledPlan,
  rounds: number | undefined,
  onProgress: (progress: RunProgress) => void,
): Promise<RunOutcome> {
  await research.submitStudy({ planJson: plan.json });
  const { run } = await research.startRun({ study: plan.document.study, rounds: rounds ?? 0 });
  const finished: RoundInfo[] = [];
  let pooled: Evaluation | undefined;
  for await (const info of research.watchRun({ run })) {
    const infos = info.roundInfos ?? [];
    finished.push(...infos.filter((round) => isFinished(round)));
    const last = finished.findLast((round) => siteScores(round).length > 0);
    if (last !== undefined) pooled = poolEvaluations(siteScores(last).map(({ scores }) => scores));
    onProgress({
      run,
      rounds: info.rounds,
      open: infos.find((round) => !isFinished(round)),
      closedRounds: info.closedRounds,
      pooled,
    });
    if (info.state === 'completed')
      return { run, rounds: finished, modelHash: info.modelHash, weights: await fetchModel(research, info.modelHash) };
    if (info.state !== 'running') {
      const code = info.problem?.code;
      throw new ConsiliumError({
        code: isErrorCode(code) ? code : 'INTERNAL',
        message: info.problem?.message ?? `the run ended as ${info.state}`,
      });
    }
  }
  throw new ConsiliumError({ code: 'UNREACHABLE', message: 'the coordinator went away before the run ended' });
}

function isFinished(round: RoundInfo): boolean {
  return round.state === 'closed' || round.state === 'failed';
}

/** The scores that sites reported for a round. */
export function siteScores(round: RoundInfo): readonly { readonly site: string; readonly scores: Evaluation }[] {
  return (round.participants ?? []).flatMap(({ site, metricsJson }) =>
    metricsJson ? [{ site: site ?? '', scores: JSON.parse(metricsJson) as Evaluation }] : [],
  );
}

async function fetchModel(research: Client<typeof researchService>, hash: string): Promise<Float32Array> {
  const parts: Uint8Array[] = [];
  for await (const { data } of research.getModel({ hash })) parts.push(Uint8Array.from(data));
  return new Float32Array(new Uint8Array(Buffer.concat(parts)).buffer);
}
