import { ConsiliumError, secureRandom } from '@consilium/core';
import { print, standardError } from '@consilium/host';
import { readPlan, releaseParameters } from '@consilium/plan';
import { auditMechanism, deriveRelease, epsilonFor, releaseUnderAudit } from '@consilium/privacy';
import { Command } from 'commander';
import { count } from '../../options.ts';

/** Bounds wrong with probability below this are called a proof by the audit. */
const SIGNIFICANCE = 0.05;

/** `consilium privacy audit` */
export function auditCommand(): Command {
  return new Command('audit')
    .description(
      'Attack clipping, grid and noise of a plan on worst-case neighbours: a lower bound above the claim proves a defect, one below proves nothing',
    )
    .argument('<study.yaml>', 'the plan')
    .option('--runs <n>', 'releases to attack', count, 100_000)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  $ consilium privacy audit examples/heart-disease/study.yaml\n')
    .action((path: string, options: { runs: number; json?: boolean }) => {
      const plan = readPlan(path);
      const parameters = releaseParameters(plan);
      if (parameters === undefined)
        throw new ConsiliumError({
          code: 'MECHANISM_REFUSED',
          message: 'the plan has no privacy (mechanism none): there is no claim to audit',
        });
      const release = deriveRelease(parameters);
      const random = secureRandom();
      const { delta } = release;
      // One release with the record always sampled: the strongest case, without the help of subsampling.
      const claimed = epsilonFor([{ kind: 'gaussian', noiseMultiplier: release.chargedNoise, steps: 1 }], delta).epsilon;
      const attack = releaseUnderAudit(
        {
          grid: release.grid,
          path: parameters.mechanism === 'dp-fedavg' ? 'update' : 'patients',
          honestContributors: parameters.honestContributors,
        },
        random,
      );
      const found = auditMechanism(
        {
          release: attack,
          runs: options.runs,
          delta,
          significance: SIGNIFICANCE,
          onProgress: (done) => standardError.interactive && standardError.live(`${done} of ${options.runs} releases`),
        },
        random,
      );
      standardError.clear();
      const passed = found.epsilon <= claimed;
      print(
        options.json,
        { study: plan.document.study, claimedEpsilon: claimed, ...found, delta, runs: options.runs, passed },
        () => [
          `One release of ${plan.document.study} at delta ${delta}, the record always sampled:`,
          `  claimed  epsilon <= ${claimed.toPrecision(4)}  (noise multiplier ${release.noiseMultiplier.toPrecision(4)})`,
          `  audited  epsilon >= ${found.epsilon.toPrecision(4)}  (${options.runs} releases, wrong with probability below ${SIGNIFICANCE})`,
          passed ? '  The claim stands.' : '  THE CLAIM IS BROKEN: do not run this plan, and report this.',
        ],
      );
      if (!passed) process.exitCode = 4;
    });
}
