import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import { planFromJson } from '@consilium/plan';
import { z } from 'zod';
import { worthOf } from '../outcomes/threshold-counts.ts';

const figure = z.object({ value: z.number(), low: z.number(), high: z.number() });
const scores = z.object({ metrics: z.record(z.string(), figure) });
const thresholds = z.object({ chosen: z.number(), thresholds: z.array(z.object({ threshold: z.number(), netBenefit: figure })) });
const counted = z.object({ threshold: z.number(), truePositives: z.number(), falsePositives: z.number() });

/** Of a summary, of either kind, what is compared. */
const summarySchema = z.object({
  kind: z.literal('run').optional(),
  run: z.string(),
  planHash: z.string(),
  state: z.string().optional(),
  seeded: z.boolean().optional(),
  withoutNoise: z.boolean().optional(),
  sites: z.array(z.object({ id: z.string(), epsilon: z.number().nullable().optional() })),
  rounds: z.array(z.unknown()),
  final: z
    .object({
      accuracy: z.number().optional(),
      auc: z.number().optional(),
      aucWithinSites: z.number().optional(),
      loss: z.number().optional(),
      patients: z.number().optional(),
      mae: z.number().optional(),
      rmse: z.number().optional(),
      outcome: z
        .object({
          r2: z.number().optional(),
          macroRecall: z.number().optional(),
          chosen: z.number().optional(),
          positives: z.number().optional(),
          negatives: z.number().optional(),
          counts: z.array(counted).optional(),
          concordance: z.number().optional(),
          groupedConcordance: z.number().optional(),
        })
        .optional(),
    })
    .optional(),
  released: z.object({ scores, thresholds: thresholds.optional() }).nullable(),
  epsilon: z.number().nullable().optional(),
  privacy: z.object({ delta: z.number().nullable() }),
  target: z.object({ unit: z.string().optional() }).optional(),
  model: z.object({ sha256: z.string() }),
});

/** A released figure, with the interval in which the exact one lies. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Scores that are compared. */
const COMPARED = ['accuracy', 'auc', 'mae', 'rmse', 'concordance', 'loss'] as const;

/** Scores at the threshold of the plan. */
const AT_THRESHOLD = ['sensitivity', 'specificity', 'netBenefit'] as const;

/** Scores that may be released. */
type Compared = (typeof COMPARED)[number] | (typeof AT_THRESHOLD)[number];

/** Scores that are never released. */
type ExactOnly = 'aucWithinSites' | 'r2' | 'macroRecall' | 'harrell';

/** One run, or one rehearsal, as its folder has it. */
export interface ComparedRun {
  readonly folder: string;
  readonly kind: 'rehearsal' | 'run';
  readonly run: string;
  readonly planHash: string;
  /** A rehearsal that has a folder was completed. */
  readonly state: string;
  readonly rounds: number;
  readonly sites: number;
  /** Of a predicted number, in which errors are; null for other targets. */
  readonly unit: string | null;
  /** Known of rehearsals alone. */
  readonly exact: Readonly<Partial<Record<Compared | ExactOnly, number | undefined>>> | null;
  /** With noise. */
  readonly released: Readonly<Partial<Record<Compared, Interval>>> | null;
  /** The largest that was spent at a site; null without privacy. */
  readonly epsilon: number | null;
  readonly delta: number | null;
  /** Patients on whom the exact scores are; null for a run with hospitals, which does not know. */
  readonly heldOut: number | null;
  /** Whether noise came from a seed, so that epsilon is void. */
  readonly seeded: boolean;
  /** Whether a rehearsal left the noise of its plan out. */
  readonly withoutNoise: boolean;
  readonly modelHash: string;
}

/** A field in which plans differ. */
export interface PlanDifference {
  readonly field: string;
  /** As JSON, in the order of the runs; null where a plan lacks the field. */
  readonly values: readonly (string | null)[];
}

/** What runs have, and in what their plans differ. */
export interface Comparison {
  readonly runs: readonly ComparedRun[];
  readonly plan: readonly PlanDifference[];
}

/**
 * Compares folders of results, of rehearsals and of runs with hospitals.
 *
 * @throws ConsiliumError `FILE_UNREADABLE`; `CONFIG_INVALID` for a summary that is none; `PLAN_HASH_MISMATCH` for a plan that is not that of
 * the summary
 */
export function compareRuns(folders: readonly string[]): Comparison {
  const read = folders.map(readFolder);
  return { runs: read.map(({ run }) => run), plan: planDifferences(read.map(({ plan }) => plan)) };
}

function readFolder(folder: string): { readonly run: ComparedRun; readonly plan: ReadonlyMap<string, string> } {
  const path = join(folder, 'summary.json');
  if (!existsSync(folder)) throw noResults(`there is no folder ${folder}`);
  if (!existsSync(path) && existsSync(join(folder, 'series.json')))
    throw new ConsiliumError({
      code: 'FILE_UNREADABLE',
      message: `${folder} holds a series of rehearsals, not one`,
      advice: `Name one of its runs, like ${join(folder, 'run-1')}; its means and spreads are in series.json.`,
    });
  if (!existsSync(path)) throw noResults(`${folder} holds no results: it has no summary.json`);
  const summary = summaryIn(fileOf(path), path);
  const plan = planFromJson(fileOf(join(folder, 'plan.json')).trimEnd(), summary.planHash);
  const { kind, run, planHash, state = 'completed', rounds, sites, final, released, privacy, model } = summary;
  const { seeded = false, withoutNoise = false } = summary;
  const spent = sites.flatMap(({ epsilon }) => (typeof epsilon === 'number' ? [epsilon] : []));
  return {
    plan: new Map(fieldsOf(JSON.parse(plan.json) as unknown, '')),
    run: {
      folder,
      kind: kind ?? 'rehearsal',
      run,
      planHash,
      state,
      rounds: rounds.length,
      sites: sites.length,
      unit: summary.target?.unit ?? null,
      exact: final === undefined ? null : exactOf(final),
      heldOut: final?.patients ?? null,
      released: released === null ? null : releasedOf(released),
      epsilon: kind === 'run' ? (summary.epsilon ?? null) : spent.length === 0 ? null : Math.max(...spent),
      delta: privacy.delta,
      seeded,
      withoutNoise,
      modelHash: model.sha256,
    },
  };
}

type Summary = z.output<typeof summarySchema>;

function releasedOf({ scores: { metrics }, thresholds: curve }: NonNullable<Summary['released']>): ComparedRun['released'] {
  const netBenefit = curve?.thresholds.find(({ threshold }) => threshold === curve.chosen)?.netBenefit;
  const told: Readonly<Record<string, Interval>> = { ...metrics, ...(netBenefit === undefined ? {} : { netBenefit }) };
  return Object.fromEntries(
    [...COMPARED, ...AT_THRESHOLD].flatMap((name) => (told[name] === undefined ? [] : [[name, told[name]]])),
  );
}

function noResults(message: string): ConsiliumError<'FILE_UNREADABLE'> {
  return new ConsiliumError({
    code: 'FILE_UNREADABLE',
    message,
    advice: 'Name a folder that "consilium sim --out" or "consilium run results --out" has written.',
  });
}

function exactOf(said: NonNullable<Summary['final']>): ComparedRun['exact'] {
  const { outcome, patients: _, ...final } = said;
  const {
    r2,
    macroRecall,
    concordance: harrell,
    groupedConcordance,
    chosen,
    positives = 0,
    negatives = 0,
    counts,
  } = outcome ?? {};
  // What is released is over pairs that intervals tell.
  const own = { ...final, r2, macroRecall, harrell, concordance: groupedConcordance };
  const at = counts?.find(({ threshold }) => threshold === chosen);
  if (at === undefined) return own;
  const { sensitivity, specificity, netBenefit } = worthOf({ positives, negatives }, at);
  return { ...own, sensitivity, specificity, netBenefit };
}

function fileOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw fromUnknown(error, path);
  }
}

function summaryIn(text: string, path: string): z.output<typeof summarySchema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ConsiliumError({ code: 'CONFIG_INVALID', message: `${path} is no JSON`, cause });
  }
  const parsed = summarySchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ConsiliumError({
    code: 'CONFIG_INVALID',
    message: `${path} is no summary of a run: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
  });
}

/** Leaves of a plan, by path; an empty list or object is a leaf too. */
function fieldsOf(value: unknown, path: string): readonly (readonly [string, string])[] {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (entries.length === 0) return [[path, JSON.stringify(value)]];
  return entries.flatMap(([key, inner]) => fieldsOf(inner, path === '' ? key : `${path}.${key}`));
}

function planDifferences(plans: readonly ReadonlyMap<string, string>[]): readonly PlanDifference[] {
  const fields = new Set(plans.flatMap((plan) => [...plan.keys()]));
  return [...fields].flatMap((field) => {
    const values = plans.map((plan) => plan.get(field) ?? null);
    return new Set(values).size === 1 ? [] : [{ field, values }];
  });
}
