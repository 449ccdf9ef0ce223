import type { Released, ReleasedScores } from '@consilium/privacy';

/** Digits of figures with noise: more would be noise itself. */
const DIGITS = 3;

/** A score of a group of patients, as text. */
export interface Figure {
  /** `attribute: label`; empty for all patients. */
  readonly group: string;
  readonly name: string;
  readonly value: string;
  readonly low: string;
  readonly high: string;
}

/** The scores of a model, over all patients. */
export function figuresOf(scores: ReleasedScores): readonly Figure[] {
  return Object.entries(scores.metrics).map(([name, released]) => figure('', name, released));
}

/** The scores of each subgroup, those that can be told from the noise. */
export function subgroupFigures(scores: ReleasedScores): readonly Figure[] {
  return groupsOf(scores).flatMap(({ group, metrics }) =>
    Object.entries(metrics).map(([name, released]) => figure(group, name, released)),
  );
}

/** How many held-out patients each subgroup has, about. */
export function subgroupSizes(scores: ReleasedScores): readonly Figure[] {
  return groupsOf(scores).map(({ group, patients }) => ({
    group,
    name: 'patients',
    value: whole(patients.value),
    low: whole(patients.low),
    high: whole(patients.high),
  }));
}

/** A figure in a line of text. */
export function figureText({ group, name, value, low, high }: Figure): string {
  return `${group === '' ? '' : `${group}, `}${name} ${value} (${low} to ${high})`;
}

function groupsOf({
  subgroups = {},
}: ReleasedScores): readonly ({ readonly group: string } & Pick<ReleasedScores, 'patients' | 'metrics'>)[] {
  return Object.entries(subgroups).flatMap(([attribute, labels]) =>
    Object.entries(labels).map(([label, { patients, metrics }]) => ({ group: `${attribute}: ${label}`, patients, metrics })),
  );
}

function figure(group: string, name: string, { value, low, high }: Released): Figure {
  return { group, name, value: value.toFixed(DIGITS), low: low.toFixed(DIGITS), high: high.toFixed(DIGITS) };
}

function whole(value: number): string {
  return String(Math.round(value));
}
