import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { jsonOption, positiveNumber, wholeNumberUpTo } from '@consilium/command-line';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import { print, say, standardError } from '@consilium/host';
import { readPlan } from '@consilium/plan';
import {
  planWithSettings,
  renderTuning,
  requireTunable,
  requireWritable,
  trialPool,
  tune,
  type TuningData,
} from '@consilium/sim';
import { Command, InvalidArgumentError } from 'commander';
import { createBar, MOST_PROCESSES } from '../work-bar.ts';

interface TuneOptions {
  readonly public?: string;
  readonly effect: number;
  readonly positive: number;
  readonly auc?: number;
  readonly processes?: number;
  readonly out?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `consilium tune` */
export function tuneCommand(): Command {
  return new Command('tune')
    .argument('<study.yaml>', 'the plan: mechanism dp-fedsgd, a binary target')
    .option(
      '--public <file.csv>',
      'a file with the columns of the plan that anybody may read (default: patients drawn from the ranges and codes of the plan)',
    )
    .option(
      '--effect <size>',
      'planted patients: standard deviation of their log odds, all columns together',
      positiveNumber,
      1.5,
    )
    .option('--positive <share>', 'planted patients: share with the outcome', betweenZeroAndOne, 0.3)
    .option('--auc <wanted>', 'look for the least epsilon that reaches it', betweenZeroAndOne)
    .option('--processes <n>', 'trials side by side (default: one for each core)', wholeNumberUpTo(MOST_PROCESSES))
    .option('--out <file>', 'write the plan with the chosen settings, its comments kept')
    .option('--force', 'write over a file that is there')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nNo patient of yours is read: choosing by their results would cost privacy that no epsilon counts.\n\nExample:\n  $ consilium tune examples/heart-disease/study.yaml --auc 0.75 --out tuned.yaml\n',
    )
    .action(run);
}

async function run(planPath: string, options: TuneOptions): Promise<void> {
  const { out } = options;
  // Before minutes of work.
  if (out !== undefined) requireWritable(dirname(out));
  if (out !== undefined && existsSync(out) && options.force !== true)
    throw new ConsiliumError({
      code: 'USAGE',
      message: `${out} is there already: name another file with --out, or write over it with --force`,
    });
  const plan = readPlan(planPath);
  // Now, and not after minutes in which somebody may write another plan: what is chosen belongs to this text.
  const text = readFileSync(planPath, 'utf8');
  const data: TuningData =
    options.public === undefined
      ? { kind: 'planted', planting: { effect: options.effect, positive: options.positive } }
      : { kind: 'public', path: options.public };
  requireTunable(plan, data);
  const runner = trialPool({ planJson: plan.json, data }, options.processes ?? availableParallelism());
  const progress = createBar('trials');
  let found: Awaited<ReturnType<typeof tune>>;
  try {
    found = await tune({
      plan,
      data,
      runner,
      ...(options.auc === undefined ? {} : { wanted: options.auc }),
      onProgress: progress,
    });
  } finally {
    standardError.clear();
    await runner.close();
  }
  // Shown first: what minutes have found is not lost with a disk that is full by now.
  print(options.json, found, () => renderTuning(found));
  if (out === undefined) return;
  write(out, planWithSettings(text, found.suggested.settings));
  if (options.json !== true) say(`Plan      ${out}`);
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw fromUnknown(error, path);
  }
}

function betweenZeroAndOne(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError('expected a number between 0 and 1');
  return value;
}
