import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ConsiliumError, fromUnknown, isConsiliumError } from '@consilium/core';
import {
  type LoggedRound,
  MOST_RUN_LOG_BYTES,
  parseRunLog,
  RUN_LOG_FILE,
  type RunEvidence,
  type RunLog,
  type RunLogFacts,
  runLogText,
  verifyRunLog,
} from '@consilium/model';
import { type CompiledPlan, releaseParameters, scoreParameters } from '@consilium/plan';
import { decodeScores, deriveRelease, deriveScores, type ReleasedScores } from '@consilium/privacy';
import { releasedInUnits } from '../outcomes/plan-units.ts';
import { unitsOfOutput } from '../outcomes/target-facts.ts';
import { forecastEpsilon } from '../privacy-summary.ts';
import { formatEpsilon } from '../report/format.ts';
import type { FinishedModel } from './model-folder.ts';

/** What is known of the model of a run with hospitals, and what shows it. */
export interface ShownEvidence {
  readonly evidence: RunEvidence;
  readonly facts: RunLogFacts;
  /** The log that it was read off, as a dossier keeps it. */
  readonly log: string;
}

/**
 * What the results of a run with hospitals tell of its model: read off the proofs of the audit log in the folder, and nothing else. The summary
 * beside them is not looked at.
 *
 * @param folder written by "consilium run results"
 * @throws ConsiliumError `EVIDENCE_MISSING` where there is no log, or it does not show how the model was made; `FILE_UNREADABLE`
 */
export function runEvidence(folder: string, model: FinishedModel): ShownEvidence {
  const path = join(folder, RUN_LOG_FILE);
  if (!existsSync(path))
    throw new ConsiliumError({
      code: 'EVIDENCE_MISSING',
      message: `${folder} has no ${RUN_LOG_FILE}: what an audit log shows of the run is missing`,
    });
  try {
    return evidenceOfLog(parseRunLog(readRunLog(path)), model);
  } catch (error) {
    if (!isConsiliumError(error, 'DOSSIER_ALTERED')) throw error;
    throw new ConsiliumError({ code: 'EVIDENCE_MISSING', message: error.message, cause: error });
  }
}

/** Reads the file of a log. @throws ConsiliumError `DOSSIER_ALTERED` for one longer than any, `FILE_UNREADABLE` */
export function readRunLog(path: string): Uint8Array {
  try {
    if (statSync(path).size > MOST_RUN_LOG_BYTES)
      throw new ConsiliumError({ code: 'DOSSIER_ALTERED', message: `${path} is longer than any log of a run` });
    return readFileSync(path);
  } catch (error) {
    throw fromUnknown(error, path);
  }
}

/** The evidence that a log shows. @throws ConsiliumError `DOSSIER_ALTERED` where it does not show how the model was made */
export function evidenceOfLog(log: RunLog, { plan, origin }: FinishedModel): ShownEvidence {
  const facts = verifyRunLog(log, { run: origin.run ?? '', plan: plan.hash, model: origin.sha256 });
  const rounds = facts.rounds.map(({ round, attempt, sites, scores }) => {
    const found = scores === undefined ? undefined : scoresOf(plan, scores);
    return { round, attempt, sites, found };
  });
  const last = rounds.at(-1)?.found;
  const evidence = {
    startedMs: facts.startedMs,
    endedMs: facts.endedMs,
    rounds: rounds.map(({ found, ...round }) =>
      found === undefined
        ? round
        : { ...round, released: { sites: found.sites, patients: found.scores.patients, metrics: found.scores.metrics } },
    ),
    ...(last === undefined ? {} : { released: last }),
    // What each hospital has spent stands in its own ledger.
    spending: [],
    warnings: [...endedEarly(facts, plan), ...overTarget(facts, plan)],
  };
  return { evidence, facts, log: runLogText(log) };
}

/** What words released of one model say, added up over sites. */
function scoresOf(
  plan: CompiledPlan,
  scores: NonNullable<LoggedRound['scores']>,
): { readonly sites: readonly string[]; readonly scores: ReleasedScores } | undefined {
  const parameters = scoreParameters(plan);
  if (parameters === undefined) return undefined;
  const { layout, release } = deriveScores(parameters);
  const parts = scores.t === 'sum' ? [scores.words] : Object.values(scores.words);
  const sites = scores.t === 'sum' ? scores.sites : Object.keys(scores.words).sort();
  const sum = new Int32Array(layout.dimension);
  for (const text of parts) {
    const bytes = Buffer.from(text, 'base64');
    if (bytes.length !== sum.length * Int32Array.BYTES_PER_ELEMENT)
      throw new ConsiliumError({
        code: 'DOSSIER_ALTERED',
        message: 'the log of the run has scores of another form than its plan',
      });
    for (let i = 0; i < sum.length; i++) sum[i] = ((sum[i] ?? 0) + bytes.readInt32LE(4 * i)) | 0;
  }
  return { sites, scores: releasedInUnits(decodeScores(sum, layout, release, sites.length), unitsOfOutput(plan)) };
}

function endedEarly({ outcome, code, rounds }: RunLogFacts, { document }: CompiledPlan): readonly string[] {
  if (outcome === 'completed') return [];
  return [
    `The run ended early (${outcome}${code === undefined ? '' : `, ${code}`}) after ${rounds.length} of ${document.rounds} rounds.`,
  ];
}

/** Attempts that came to nothing have a price too. */
function overTarget({ rounds, failedAttempts }: RunLogFacts, plan: CompiledPlan): readonly string[] {
  const { privacy } = plan.document;
  const parameters = releaseParameters(plan);
  if (privacy.mechanism === 'none' || parameters === undefined) return ['No privacy: updates left the sites without noise.'];
  const attempted = [...rounds.map(({ round }) => round), ...failedAttempts].sort((a, b) => a - b).map((round) => ({ round }));
  const epsilon = forecastEpsilon(attempted, attempted.at(-1)?.round ?? 0, deriveRelease(parameters));
  if (epsilon === null || epsilon <= privacy.target.epsilon) return [];
  return [
    `Rounds had to be tried again: a site that answered every attempt has spent epsilon ${formatEpsilon(epsilon)}, more than the target ${formatEpsilon(privacy.target.epsilon)} of the plan.`,
  ];
}
