import { availableParallelism } from 'node:os';
import { ConsiliumError } from '@consilium/core';
import { standardError } from '@consilium/host';
import { type CompiledPlan, readPlan } from '@consilium/plan';
import { addToResults, comparePrivacy, costPool, costTargets, type ResultFiles, seedsOf, type Split } from '@consilium/sim';
import { InvalidArgumentError } from 'commander';
import { VERSION } from './version.ts';
import { createBar } from './work-bar.ts';

/** What `consilium sim --compare` asks for, beside the options of any rehearsal. */
export interface ComparisonOptions {
  readonly data?: string;
  readonly split?: Split;
  readonly rounds?: number;
  readonly seed?: string;
  readonly heldOut: number;
  readonly dropout: number;
  readonly secure?: number | true;
  readonly allowFailingSites?: boolean;
  readonly repeat?: number;
  readonly atMost: number;
  readonly processes?: number;
}

/** Seeds of each epsilon. */
const USUAL_SEEDS = 5;
const MS_PER_MINUTE = 60_000;

/** Reads epsilons, separated by commas. */
export function parseEpsilons(text: string): readonly number[] {
  const values = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (!values.every((value) => value > 0 && Number.isFinite(value)))
    throw new InvalidArgumentError('expected epsilons above 0, separated by commas, such as 0.5,1,2,4');
  return values;
}

/**
 * What `--compare` would rehearse, before anything is done.
 *
 * @throws ConsiliumError as `costTargets`
 */
export function comparisonTargets(planPath: string, epsilons: readonly number[]): ReturnType<typeof costTargets> {
  return costTargets(readPlan(planPath), epsilons);
}

/**
 * Rehearses the plan at other epsilons and without noise, on all cores, and adds what that says to results that are written already.
 *
 * @throws ConsiliumError what ended a rehearsal early; `USAGE` when time was up before the first seed
 */
export async function addComparison(
  planPath: string,
  targets: ReturnType<typeof costTargets>,
  options: ComparisonOptions,
  files: ResultFiles,
): Promise<ResultFiles> {
  const { repeat = USUAL_SEEDS, seed, atMost, processes, data, ...rest } = options;
  const { split, rounds, heldOut, dropout, secure, allowFailingSites } = rest;
  const plan = readPlan(planPath);
  const { epsilon: own, delta } = targetOf(plan);
  const seeds = seedsOf(repeat, seed);
  const all = targets.length * seeds.length;
  const side = Math.min(processes ?? availableParallelism(), all);
  standardError.say(`Compare  ${all} rehearsals (${targets.length} a seed), ${side} side by side, for ${atMost} minutes at most`);
  const setup = { planJson: plan.json, planPath, heldOut, dropout, version: VERSION };
  const runner = costPool(
    {
      ...setup,
      ...(data === undefined ? {} : { dataPath: data }),
      ...(split === undefined ? {} : { split }),
      ...(rounds === undefined ? {} : { rounds }),
      ...(secure === undefined ? {} : { secure }),
      ...(allowFailingSites === undefined ? {} : { allowFailingSites }),
    },
    side,
  );
  try {
    const onProgress = createBar('rehearsals');
    const limitMs = atMost * MS_PER_MINUTE;
    const privacyCost = await comparePrivacy({ targets, seeds, own, delta, runner, limitMs, onProgress });
    return addToResults(files, { privacyCost });
  } finally {
    standardError.clear();
    await runner.close();
  }
}

function targetOf({ document: { privacy } }: CompiledPlan): { readonly epsilon: number; readonly delta: number } {
  if (privacy.mechanism !== 'none') return privacy.target;
  throw new ConsiliumError({ code: 'INTERNAL', message: 'a plan without privacy has no target' });
}
