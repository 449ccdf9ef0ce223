import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import type { ReleasedEvaluation, RunEvidence } from '@consilium/model';
import { z } from 'zod';
import type { FinishedModel } from './model-folder.ts';

const SUMMARY_FILE = 'summary.json';

const figure = z.object({ value: z.number(), low: z.number(), high: z.number() });
const group = z.object({ patients: figure, metrics: z.record(z.string(), figure) });
const confusion = z.object({
  truePositives: figure,
  falsePositives: figure,
  trueNegatives: figure,
  falseNegatives: figure,
});
const bin = z.object({
  from: z.number(),
  to: z.number(),
  patients: figure,
  predicted: figure.optional(),
  observed: figure.optional(),
});
const scored = group.extend({ confusion: confusion.optional() });

/** Field by field: what the reader does not know of stays where it is. */
const releasedSchema = z.object({
  sites: z.array(z.string()),
  scores: scored.extend({
    sites: z.number(),
    calibration: z.array(bin).optional(),
    subgroups: z.record(z.string(), z.record(z.string(), scored)).optional(),
  }),
});

const time = z.iso.datetime().transform((text) => Date.parse(text));

/** Of `summary.json` what left the sites. Exact figures, which a rehearsal knows, are not even read. */
const summarySchema = z.object({
  run: z.string(),
  model: z.object({ sha256: z.string() }),
  seeded: z.boolean(),
  withoutNoise: z.literal(true).optional(),
  durationMs: z.number(),
  finishedAt: time.optional(),
  sites: z.array(z.object({ id: z.string(), epsilon: z.number().nullable(), delta: z.number().nullable() })),
  rounds: z.array(
    z.object({
      round: z.number(),
      attempt: z.number(),
      participants: z.array(z.string()),
      released: z.object({ sites: z.array(z.string()), scores: group }).nullable(),
    }),
  ),
  released: releasedSchema.nullable(),
});

/**
 * What the results of a rehearsal tell of its model that a run with hospitals would tell, too.
 *
 * @param folder of the results, see `writeResults`
 * @throws ConsiliumError `FILE_UNREADABLE` where there is no summary, `CONFIG_INVALID` for one that is none, of another model, or of one whose
 * description promises what the rehearsal did not keep
 */
export function resultsEvidence(folder: string, { plan, origin }: FinishedModel): RunEvidence {
  const path = join(folder, SUMMARY_FILE);
  const summary = readSummary(path);
  if (summary.model.sha256 !== origin.sha256 || summary.run !== origin.run)
    throw new ConsiliumError({ code: 'CONFIG_INVALID', message: `${path} is of another model than the one beside it` });
  const { finishedAt: endedMs, durationMs, sites, rounds, seeded, withoutNoise = false } = summary;
  const isUnprotected = seeded || withoutNoise;
  if (!origin.rehearsal || (isUnprotected && origin.privacy !== null))
    throw new ConsiliumError({
      code: 'CONFIG_INVALID',
      message: `${path} is of a rehearsal${isUnprotected ? ' whose noise protects nobody' : ''}, and the description of the model beside it says otherwise`,
    });
  // With the seed anybody can take seeded noise away again: what is under it is exact.
  const released = isUnprotected ? null : summary.released;
  return {
    ...(endedMs === undefined ? {} : { startedMs: Math.round(endedMs - durationMs), endedMs }),
    rounds: rounds.map(({ round, attempt, participants, released: ofRound }) => ({
      round,
      attempt,
      sites: participants,
      ...(ofRound === null || isUnprotected ? {} : { released: { sites: ofRound.sites, ...ofRound.scores } }),
    })),
    // The schema has the same fields; optional ones only differ in whether they may be there and undefined.
    ...(released === null ? {} : { released: released as ReleasedEvaluation }),
    spending: sites.flatMap(({ id, epsilon, delta }) =>
      isUnprotected || epsilon === null || delta === null ? [] : [{ site: id, epsilon, delta }],
    ),
    warnings: warningsOf(plan.document.privacy.mechanism === 'none' || withoutNoise, seeded),
  };
}

function warningsOf(withoutNoise: boolean, seeded: boolean): readonly string[] {
  if (withoutNoise) return ['No privacy: updates left the sites without noise.'];
  return seeded
    ? ['Patients and noise were drawn from a seed. Such noise protects nobody, and no score under it is in here.']
    : [];
}

function readSummary(path: string): z.output<typeof summarySchema> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new ConsiliumError({ code: 'CONFIG_INVALID', message: `${path} is no JSON`, cause: error });
    throw fromUnknown(error, path);
  }
  const parsed = summarySchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ConsiliumError({
    code: 'CONFIG_INVALID',
    message: `${path} is no summary of a rehearsal: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
  });
}
