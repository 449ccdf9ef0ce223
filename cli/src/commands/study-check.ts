import { jsonOption } from '@consilium/command-line';
import { print } from '@consilium/host';
import { findingText } from '@consilium/deidentify';
import {
  channelNames,
  type CompiledPlan,
  featureTexts,
  identifierRefusal,
  identifiersIn,
  readPlan,
  releaseParameters,
  UNIT_WORDS,
} from '@consilium/plan';
import { deriveRelease, type Release } from '@consilium/privacy';
import { Command } from 'commander';
import { planWarnings } from '../plan-warnings.ts';
import { scoreCost, scoreCostText } from '../score-cost.ts';

/** `consilium study check` */
export function checkCommand(): Command {
  return new Command('check')
    .argument('<study.yaml>', 'the plan')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium study check examples/heart-disease/study.yaml\n')
    .action((path: string, options: { json?: boolean }) => {
      const plan = readPlan(path);
      const parameters = releaseParameters(plan);
      const release = parameters === undefined ? undefined : deriveRelease(parameters);
      const warnings = planWarnings(plan, release);
      const identifiers = identifiersIn(plan);
      print(options.json, { ...checkResult(plan, release), warnings, identifiers }, () => [
        ...checkLines(plan, release),
        ...warnings.map((warning) => `  WARNING      ${warning}`),
        ...identifiers.map((finding) => `  REFUSED      ${findingText(finding)}`),
      ]);
      if (identifiers.length > 0) throw identifierRefusal(plan.document, identifiers);
    });
}

/** Whose noise it is. */
function sharedBy(privacy: CompiledPlan['document']['privacy']): string {
  if (privacy.mechanism === 'none' || privacy.honestContributors === 1) return 'added at each site';
  return `added by ${privacy.honestContributors} sites together`;
}

function checkResult(plan: CompiledPlan, release: Release | undefined): Readonly<Record<string, unknown>> {
  const { document } = plan;
  return {
    study: document.study,
    planHash: plan.hash,
    sites: plan.siteIds,
    rounds: document.rounds,
    parameters: plan.manifest.parameters,
    inputs: {
      columns: plan.inputs.length,
      values: plan.inputWidth,
      series: plan.series.map((block) => seriesResult(plan, block)),
    },
    privacy:
      release === undefined
        ? { mechanism: 'none' }
        : {
            mechanism: document.privacy.mechanism,
            epsilon: release.epsilon,
            delta: release.delta,
            noiseMultiplier: release.noiseMultiplier,
            method: release.method,
          },
    scores: scoreCost(plan),
  };
}

/** Features that are described one by one. */
const SHOWN_FEATURES = 40;

/** A part of the inputs that a layer `series` gives. */
function seriesResult({ document }: CompiledPlan, block: CompiledPlan['series'][number]) {
  return { from: block.from, steps: block.steps, channels: channelNames(block, document) };
}

function checkLines(plan: CompiledPlan, release: Release | undefined): readonly string[] {
  const { document } = plan;
  const scores = scoreCost(plan);
  const layers = document.model.layers.length;
  // Those of which there is more to say than a name and a kind.
  const described = featureTexts(document).filter((text) => text.endsWith(')'));
  const lines = [
    document.title,
    `  plan hash    ${plan.hash}`,
    `  sites        ${plan.siteIds.join(', ')}`,
    `  model        ${layers === 1 ? '1 layer' : `${layers} layers`}, ${plan.manifest.parameters} parameters, ${plan.inputWidth} inputs`,
    ...plan.series.map((block) => {
      const { from, steps, channels } = seriesResult(plan, block);
      return `  series       ${steps} steps of ${channels.join(', ')}; inputs ${from} to ${from + steps * channels.length - 1}`;
    }),
    ...described.slice(0, SHOWN_FEATURES).map((text) => `  feature      ${text}`),
    ...(described.length > SHOWN_FEATURES
      ? [`  feature      and ${described.length - SHOWN_FEATURES} more of which the plan says so much`]
      : []),
    `  rounds       ${document.rounds}, quorum ${document.quorum.sites} of ${plan.siteIds.length} sites`,
  ];
  if (release === undefined) return [...lines, '  PRIVACY      NONE: runs in simulation only'];
  const unit = document.privacy.mechanism === 'dp-fedavg' ? UNIT_WORDS.site : 'per patient and site';
  return [
    ...lines,
    `  privacy      epsilon ${release.epsilon.toPrecision(4)} at delta ${release.delta} ${unit}, by ${document.privacy.mechanism}`,
    `  noise        ${release.noiseMultiplier.toPrecision(4)} times the clip, ${sharedBy(document.privacy)} (accountant: ${release.method})`,
    ...(scores === null ? [] : [`  scores       ${scoreCostText(scores)}`]),
  ];
}
