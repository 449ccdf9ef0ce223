import { visibleText } from '@consilium/core';
import type { ChosenColumn } from './choose-columns.ts';
import type { Settings } from './settings.ts';
import type { NamedSite } from './table-facts.ts';

/** Everything that a first plan says. */
export interface PlanParts {
  readonly study: string;
  readonly fileName: string;
  readonly siteColumn: string;
  readonly patientColumn: string;
  readonly isPublic: boolean;
  readonly atSeveralSites: boolean;
  readonly sites: readonly (Pick<NamedSite, 'id' | 'names'> & { readonly trainingPatients: number })[];
  readonly target: ChosenColumn;
  readonly features: readonly ChosenColumn[];
  readonly leftOut: readonly { readonly column: string; readonly because: string }[];
  readonly missing: readonly string[];
  readonly settings: Settings;
}

/** The plan as YAML with comments. Every text of the file is quoted, so that no cell is read as anything else. */
export function planText(plan: PlanParts): string {
  const { sites, settings, features, target, leftOut } = plan;
  const source = plan.isPublic
    ? 'Its writer says that the file is public; what is marked so below was read from its cells.'
    : 'Units, ranges, codes and numbers of patients are as people stated them: none was read from cells. The kinds of columns, and which are left out, follow from the file.';
  return [
    `# A first plan, made by "consilium study init" of ${comment(plan.fileName)}. ${source}`,
    '# Read every line before hospitals do: they approve this file as it is.',
    'version: 1',
    `study: ${plan.study}`,
    `title: ${text(`${target.name} by ${features.length === 1 ? 'one finding' : `${features.length} findings`} in ${sites.length} hospitals`)}`,
    'description: ""   # what is asked, of which patients, and why',
    '',
    '# Public, rounded numbers of training patients, without a fifth that is held out: averages divide by them. The true ones stay private.',
    `# Sites as column ${comment(plan.siteColumn)} writes them. --split column:${comment(plan.siteColumn)} follows this map.`,
    ...(plan.atSeveralSites
      ? [
          '# Some patients are at several sites. The guarantee is per patient and site: at k of them a patient pays k times (docs/privacy.md).',
        ]
      : []),
    'sites:',
    ...sites.map(
      ({ id, names, trainingPatients }) =>
        `  ${key(id)}: { patients: ${trainingPatients} }   # ${(plan.isPublic ? names : names.slice(0, 1)).map((name) => comment(text(name))).join(', ')}`,
    ),
    '',
    'data:',
    `  patientId: ${text(plan.patientColumn)}`,
    ...remark('  ', target),
    `  target: { ${targetFields(target)} }`,
    '  # A number beyond its range is cut to it; the narrower, the more the network sees of what matters.',
    '  features:',
    ...features.flatMap((feature) => [...remark('    ', feature), `    ${key(feature.name)}: { ${fields(feature)} }`]),
    ...(leftOut.length === 0 ? [] : ['  # Left out:']),
    // Why may tell of a single cell.
    ...leftOut.map(({ column, because }) => `  #   ${comment(column)}${plan.isPublic ? `: ${comment(because)}` : ''}`),
    '  # A patient with a gap stays: the middle of the range stands in it. drop-row would leave the row out.',
    `  missing: { codes: ${list(plan.missing)}, rule: range-middle }`,
    '',
    '# One layer has the fewest parameters that noise can hide; add layers when there are thousands of patients.',
    'model:',
    '  layers:',
    `    - { type: dense, units: ${settings.layer.units}, activation: ${settings.layer.activation} }`,
    '',
    'training:',
    `  loss: ${settings.loss}`,
    `  samplingRate: ${settings.samplingRate}   # share of the patients in each round; fewer cost less and say less`,
    '',
    '# dp-fedsgd takes one step a round, at the coordinator: the strategy has the learning rate, and sites weigh by their patients.',
    'strategy:',
    '  kind: fedavg',
    `  learningRate: ${settings.learningRate}`,
    '  weights: public-bucket',
    '  tailAverage: 0.5   # the mean of the models of the last half: noise averages out',
    '',
    'privacy:',
    '  mechanism: dp-fedsgd',
    '  unit: patient',
    '  clip: 1   # inputs lie within -1 and 1, so that few gradients are longer',
    `  target: { epsilon: 1, delta: ${settings.delta} }   # of the whole run; delta is below one over all patients`,
    '  honestContributors: 1   # every hospital adds all of its noise and trusts nobody',
    '',
    `rounds: ${settings.rounds}`,
    `quorum: { sites: ${settings.quorum}, attempts: 3, deadlineSeconds: 30 }`,
    'evaluation:',
    `  metrics: [${settings.metrics.join(', ')}]`,
    '',
  ].join('\n');
}

function targetFields(target: ChosenColumn): string {
  const column = `column: ${text(target.name)}`;
  if (target.kind === 'binary')
    return `kind: binary, ${column}, positive: ${list(target.positive)}, negative: ${list(target.negative)}${meaning(target)}`;
  const [kind, ...rest] = fields({ ...target, description: undefined }).split(', ');
  return [kind, column, ...rest, ...(target.kind === 'number' ? ['scale: range'] : [])].join(', ');
}

function fields(column: ChosenColumn): string {
  const description = column.description === undefined ? '' : `, description: ${text(column.description)}`;
  const more = `${meaning(column)}${description}`;
  if (column.kind === 'number') return `kind: number, unit: ${text(column.unit)}, range: [${column.range.join(', ')}]${more}`;
  return `kind: category, codes: ${list(column.kind === 'category' ? column.codes : [...column.negative, ...column.positive])}${more}`;
}

function meaning(column: ChosenColumn): string {
  return column.meaning === undefined ? '' : `, meaning: ${column.meaning}`;
}

function remark(indent: string, column: ChosenColumn): readonly string[] {
  return column.comment === undefined ? [] : [`${indent}# ${comment(column.name)}: ${column.comment}`];
}

/** JSON is YAML: no name such as `no` or `1` is read as anything but text. */
function text(value: string): string {
  return JSON.stringify(value);
}

function list(values: readonly string[]): string {
  return `[${values.map(text).join(', ')}]`;
}

/** Names that YAML takes for text as they stand. */
const PLAIN = /^(?!(?:true|false|null|yes|no|on|off|y|n)$)[a-z_][\w-]*$/iu;

function key(name: string): string {
  return PLAIN.test(name) ? name : text(name);
}

/** On one line, whatever stood in the file. */
function comment(value: string): string {
  return visibleText(value);
}
