import type { consilium, researchService } from '@consilium/proto';
import type { Client } from '@consilium/transport';
import { fetchPlan, fetchWeights } from './fetch-blob.ts';
import type { FetchedRun } from './summarise-run.ts';

type Research = Client<typeof researchService>;
type RunInfo = consilium.v1.RunInfo.$Properties;

/**
 * A run with its plan, its newest model and every attempt.
 *
 * @throws ConsiliumError `RUN_UNKNOWN`, `UPDATE_CORRUPT`, `PLAN_HASH_MISMATCH`, and what calling throws
 */
export async function fetchRun(research: Research, run: string): Promise<Pick<FetchedRun, 'info' | 'plan' | 'weights'>> {
  const info = await research.getRun({ run });
  const weights = await fetchWeights(research, info.modelHash);
  return { info: await everyAttempt(research, info), plan: await fetchPlan(research, info.planHash), weights };
}

/** A run with all attempts: one answer has no room for those of a long run, which a watcher gets one after the other. */
async function everyAttempt(research: Research, info: RunInfo): Promise<RunInfo> {
  const newest = info.roundInfos ?? [];
  const missing = info.earlierAttempts ?? 0;
  if (missing === 0) return info;
  const earlier: consilium.v1.RoundInfo.$Properties[] = [];
  for await (const { roundInfos } of research.watchRun({ run: info.run ?? '' })) {
    earlier.push(...(roundInfos ?? []));
    if (earlier.length >= missing) break;
  }
  return { ...info, roundInfos: [...earlier.slice(0, missing), ...newest] };
}
