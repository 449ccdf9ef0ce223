import { jsonOption, short, time } from '@consilium/command-line';
import { ConsiliumError } from '@consilium/core';
import { print, say, table } from '@consilium/host';
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
import type { consilium } from '@consilium/proto';
import { deriveRelease, type Release } from '@consilium/privacy';
import { tableColumns } from '@consilium/sim';
import { Command } from 'commander';
import { IDENTITY_HELP, IDENTITY_OPTION, OWN_IDENTITY, withResearch } from '../connection.ts';
import { planWarnings } from '../plan-warnings.ts';
import { scoreCost, scoreCostText } from '../score-cost.ts';
import { studyInitCommand } from './study-init.ts';

/** `consilium study ...` */
export function studyCommands(): Command {
  const command = new Command('study').addCommand(studyInitCommand());
  command
    .command('check')
    .description('Check a plan and say what it means: model size, guarantee, noise; refuse what would identify people')
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
  command
    .command('columns')
    // A wildcard in a plan would be other columns at every hospital.
    .description('Print names of columns of a file as series and groups of a plan list them')
    .argument('<file>', 'a CSV file of your own')
    .argument('<pattern>', 'names of the columns, in quotes; * is any text')
    .option('--json', 'print the names as JSON')
    .addHelpText('after', "\nExample:\n  $ consilium study columns expression.csv 'ENSG*'\n")
    .action(async (path: string, pattern: string, options: { json?: boolean }) => {
      const names = await tableColumns(path, pattern);
      if (names.length === 0) throw new ConsiliumError({ code: 'USAGE', message: `${path} has no column ${pattern}` });
      print(options.json, names, () => columnLines(names));
    });
  command
    .command('submit')
    .description('Send a plan to the coordinator; sites approve it by its hash')
    .argument('<study.yaml>', 'the plan')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OWN_IDENTITY)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium study submit study.yaml\n')
    .action(async (path: string, options: { identity: string; json?: boolean }) => {
      const plan = readPlan(path);
      const identifiers = identifiersIn(plan);
      // Before it travels: every hospital would refuse it.
      if (identifiers.length > 0) {
        say(...identifiers.map(findingText));
        throw identifierRefusal(plan.document, identifiers);
      }
      const info = await withResearch(options.identity, (research) => research.submitStudy({ planJson: plan.json }));
      print(options.json, { study: info.study, planHash: info.planHash }, () => submittedLines(info));
    });
  command
    .command('list')
    .description('Studies known to the coordinator')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OWN_IDENTITY)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium study list\n')
    .action(async (options: { identity: string; json?: boolean }) => {
      const { studies } = await withResearch(options.identity, (research) => research.listStudies({}));
      print(options.json, studies, () =>
        table(
          ['study', 'plan hash', 'submitted'],
          (studies ?? []).map((s) => [s.study ?? '', short(s.planHash ?? ''), time(s.submittedMs ?? 0)]),
        ),
      );
    });
  return command;
}

/** Names as a list of YAML, ready to be pasted: in quotes, since names such as `no` would be something else without. */
export function columnLines(names: readonly string[]): readonly string[] {
  const lines: string[] = [];
  let line = 'columns: [';
  for (const [i, name] of names.entries()) {
    const text = `${JSON.stringify(name)}${i === names.length - 1 ? ']' : ','}`;
    if (line.length + text.length > 120) {
      lines.push(line.trimEnd());
      line = '  ';
    }
    line += `${text} `;
  }
  return [...lines, line.trimEnd()];
}

/** What was submitted, for people. */
export function submittedLines({ study, planHash }: consilium.v1.StudyInfo.$Properties): readonly string[] {
  return [`Submitted ${study}. Its plan hash, which sites approve:`, `  ${planHash}`];
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
