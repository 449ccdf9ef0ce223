import type { consilium, researchService } from '@consilium/proto';
import type { Client } from '@consilium/transport';
import { fetchPlan, fetchWeights } from './fetch-blob.ts';
import { fetchRunLog } from './fetch-run-log.ts';
import type { FetchedRun } from './summarise-run.ts';

type Research = Client<typeof researchService>;
type RunInfo = consilium.v1.RunInfo.$Properties;

/** What a coordinator has of a run. */
type WholeRun = Pick<FetchedRun, 'info' | 'plan' | 'weights' | 'log'>;

/**
 * A run with its plan, its newest model, every attempt, and what the audit log has of it.
 *
 * @throws ConsiliumError `RUN_UNKNOWN`, `UPDATE_CORRUPT`, `PLAN_HASH_MISMATCH`, and what calling throws
 */
export async function fetchRun(research: Research, run: string): Promise<WholeRun> {
  const newest = await research.getRun({ run });
  const weights = await fetchWeights(research, newest.modelHash);
  const info = await everyAttempt(research, newest);
  const plan = await fetchPlan(research, newest.planHash);
  return { info, plan, weights, log: await fetchRunLog(research, run, plan, info.roundInfos ?? []) };
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
