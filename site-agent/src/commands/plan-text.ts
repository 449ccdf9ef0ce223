import { type CompiledPlan, releaseParameters } from '@consilium/plan';
import { deriveRelease } from '@consilium/privacy';
import type { Rights } from '../gate/index.ts';

/** What a plan would do, for a person. */
export function describePlan(plan: CompiledPlan): readonly string[] {
  const { document } = plan;
  const parameters = releaseParameters(plan);
  const release = parameters === undefined ? undefined : deriveRelease(parameters);
  const groups = Object.keys(document.evaluation.subgroups ?? {});
  const metrics = `${document.evaluation.metrics.join(', ')}${groups.length === 0 ? '' : `, all together and by ${groups.join(', ')},`}`;
  return [
    `${document.title} (study ${document.study})`,
    `  plan hash  ${plan.hash}`,
    `  reads      ${plan.inputs.map(({ name }) => name).join(', ')}; predicts ${document.data.target.column}`,
    `  sends      ${document.rounds} updates of ${plan.manifest.parameters} numbers, and ${metrics} if the policy shares metrics`,
    release === undefined
      ? '  PRIVACY    NONE: this site will refuse it'
      : `  privacy    epsilon ${release.epsilon.toPrecision(4)} at delta ${release.delta} per ${document.privacy.mechanism === 'dp-fedavg' ? 'site' : 'patient'}, by ${document.privacy.mechanism}`,
  ];
}

const METRICS_WORDS: Readonly<Record<Rights['metrics'], string>> = {
  none: 'no scores leave',
  noised: 'scores leave with noise only',
  exact: 'EXACT metrics leave',
};

/** The rights of a plan in one line. */
export function rightsText({ metrics, ceiling, runs, attemptsPerRound, expiresMs }: Rights): string {
  return [
    `${runs === 1 ? '1 run' : `${runs} runs`} in all`,
    `${attemptsPerRound === 1 ? '1 attempt' : `${attemptsPerRound} attempts`} a round`,
    ...(ceiling === undefined ? [] : [`at most epsilon ${ceiling.epsilon} at delta ${ceiling.delta}`]),
    METRICS_WORDS[metrics],
    expiresMs === undefined ? 'without end' : `until ${new Date(expiresMs).toISOString().replace('T', ' ').slice(0, 16)} UTC`,
  ].join(', ');
}
