import { ConsiliumError } from '@consilium/core';
import { type Breach, DEFINITIONS, type Definition, type RiskMeasures } from '@consilium/deidentify';
import { say } from '@consilium/host';
import type { Determination } from '../determinations/determination.ts';

/** Numbers of a whole data set, in the order in which reports tell them. */
const OF_ALL = [
  'records',
  'classes',
  'k',
  'uniqueShare',
  'prosecutorMaximum',
  'prosecutorAverage',
  'journalistMaximum',
  'journalistAverage',
  'marketer',
] as const;
const OF_SENSITIVE = ['distinct', 'entropy', 'closeness'] as const;

const shown = (value: number): string => (Number.isInteger(value) ? String(value) : value.toPrecision(4));

function numberText(value: number, { title, words, formula, source }: Definition, of = ''): readonly string[] {
  return [`  ${`${title}${of}`.padEnd(26)} ${shown(value)}`, `      ${words} [${formula}; ${source}]`];
}

/** What was measured, each number with its words, formula and source. */
export function measuresText(measured: RiskMeasures): readonly string[] {
  return [
    ...OF_ALL.flatMap((name) => numberText(measured[name], DEFINITIONS[name])),
    ...measured.sensitive.flatMap((one) =>
      OF_SENSITIVE.flatMap((name) => numberText(one[name], DEFINITIONS[name], ` of ${one.name}`)),
    ),
  ];
}

/** In what data are worse than they may be, a sentence each. */
export function breachesText(found: readonly Breach[]): readonly string[] {
  return found.map(({ measure, measured, limit }) => `  UNMET      ${measure}: ${shown(measured)}, the limit is ${shown(limit)}`);
}

/** A record for people who read it before they sign, install or go by it. */
export function determinationText(determination: Determination, signers: readonly string[]): readonly string[] {
  const { expert, scope, quasiIdentifiers, sensitive, recipients, population, treatment, measured, limits, determined, expires } =
    determination;
  return [
    `Expert determination of ${scope.dataset}, ${determined}, until ${expires} (45 CFR 164.514(b)(1))`,
    `  expert     ${expert.name}: ${expert.qualification}`,
    `  method     ${expert.method}`,
    `  signed by  ${signers.length === 0 ? 'nobody yet' : signers.join(', ')}`,
    `  source     ${scope.source.slice(0, 12)}; data dictionary ${scope.dictionary.slice(0, 12)}`,
    `  known      ${quasiIdentifiers.join(', ')}: what others may know of a person`,
    `  sensitive  ${sensitive.map(({ name, scale }) => `${name} (${scale})`).join(', ') || 'none named'}`,
    `  recipients ${recipients.join(', ')}`,
    `  population ${population === undefined ? 'the data set itself' : `of which ${population.fraction} are in the data set: ${population.basis}`}`,
    `  treatment  ${treatment}`,
    `  limits     ${population === undefined ? 'prosecutor' : 'journalist'} risk at most ${shown(limits.maximumRisk)} for anybody and ${shown(limits.averageRisk)} on average; k at least ${limits.k}`,
    ...limits.sensitive.map(
      ({ name, distinct, entropy, closeness }) =>
        `             ${name}: l at least ${distinct}, by entropy ${shown(entropy)}; t at most ${shown(closeness)}`,
    ),
    'Measured then:',
    ...measuresText(measured),
  ];
}

/** @throws ConsiliumError `DETERMINATION_UNMET`, after saying in what */
export function requireMet(unmet: readonly Breach[], what: string): void {
  if (unmet.length === 0) return;
  say(...breachesText(unmet));
  throw new ConsiliumError({
    code: 'DETERMINATION_UNMET',
    message: `${what}: people are found more easily than the determination allows`,
    details: { measures: unmet.length },
  });
}
