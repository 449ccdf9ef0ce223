import { readFileSync } from 'node:fs';
import { anyNumber, jsonOption, wholeNumber } from '@consilium/command-line';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import { print, table } from '@consilium/host';
import { calibrateNoiseMultiplier, epsilonFor, type PrivacyEvent, runEpsilonCases, runNoiseCases } from '@consilium/privacy';
import { Command } from 'commander';

interface Flags {
  readonly noiseMultiplier?: number;
  readonly targetEpsilon?: number;
  readonly samplingRate: number;
  readonly steps: number;
  readonly delta?: number;
  readonly cases?: string;
  readonly json?: boolean;
}

/** `consilium privacy epsilon` */
export function epsilonCommand(): Command {
  return new Command('epsilon')
    .description('Upper bound on epsilon of a composition of noisy releases')
    .option('--noise-multiplier <z>', 'standard deviation of the noise over the clip', anyNumber)
    .option('--sampling-rate <q>', 'Poisson sampling rate of a step; 1 for none', anyNumber, 1)
    .option('--steps <n>', 'number of releases', wholeNumber, 1)
    .option('--delta <d>', 'probability with which the bound may fail', anyNumber)
    .option('--cases <file>', 'JSON file of cases instead of flags')
    .addOption(jsonOption('print the result as JSON: an array of {id, epsilon, method}'))
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium privacy epsilon --noise-multiplier 1.1 --sampling-rate 0.01 --steps 1000 --delta 1e-5\n',
    )
    .action((flags: Flags) => {
      const results =
        flags.cases === undefined
          ? [{ id: 1, ...epsilonFor([event(flags)], required(flags.delta, '--delta')) }]
          : runEpsilonCases(readJson(flags.cases));
      print(flags.json, results, () => {
        const [only] = results;
        if (flags.cases === undefined && only !== undefined)
          return [`epsilon ${only.epsilon.toPrecision(6)} at delta ${flags.delta} (${only.method})`];
        return table(
          ['case', 'epsilon', 'method'],
          results.map(({ id, epsilon, method }) => [String(id), epsilon.toPrecision(8), method]),
        );
      });
    });
}

/** `consilium privacy noise` */
export function noiseCommand(): Command {
  return new Command('noise')
    .description('Least noise multiplier that keeps a composition of releases within a target epsilon')
    .option('--target-epsilon <e>', 'privacy loss that all releases together may cause', anyNumber)
    .option('--sampling-rate <q>', 'Poisson sampling rate of a step; 1 for none', anyNumber, 1)
    .option('--steps <n>', 'number of releases', wholeNumber, 1)
    .option('--delta <d>', 'probability with which the bound may fail', anyNumber)
    .option('--cases <file>', 'JSON file of cases instead of flags')
    .addOption(jsonOption('print the result as JSON: an array of {id, noiseMultiplier, method}'))
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium privacy noise --target-epsilon 1 --sampling-rate 0.01 --steps 1000 --delta 1e-5\n',
    )
    .action((flags: Flags) => {
      const results = flags.cases === undefined ? [noiseOf(flags)] : runNoiseCases(readJson(flags.cases));
      print(flags.json, results, () => {
        const [only] = results;
        if (flags.cases === undefined && only !== undefined)
          return [`noise multiplier ${only.noiseMultiplier.toPrecision(6)} (${only.method})`];
        return table(
          ['case', 'noise multiplier', 'method'],
          results.map(({ id, noiseMultiplier, method }) => [String(id), noiseMultiplier.toPrecision(8), method]),
        );
      });
    });
}

function noiseOf(flags: Flags): { id: number; noiseMultiplier: number; method: string } {
  const { noiseMultiplier, method } = calibrateNoiseMultiplier({
    targetEpsilon: required(flags.targetEpsilon, '--target-epsilon'),
    delta: required(flags.delta, '--delta'),
    events: (z) => [event({ ...flags, noiseMultiplier: z })],
  });
  return { id: 1, noiseMultiplier, method };
}

function event({ noiseMultiplier, samplingRate, steps }: Flags): PrivacyEvent {
  return { kind: 'poisson-gaussian', noiseMultiplier: required(noiseMultiplier, '--noise-multiplier'), samplingRate, steps };
}

function required(value: number | undefined, flag: string): number {
  if (value === undefined) throw new ConsiliumError({ code: 'USAGE', message: `${flag} is needed, or --cases with a file` });
  return value;
}

function readJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw fromUnknown(error, path);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ConsiliumError({
      code: 'CONFIG_INVALID',
      message: `${path} is not JSON: ${(error as Error).message}`,
      cause: error,
    });
  }
}
