import type { SubgroupAttribute } from '@consilium/learning';
import type { CompiledPlan, Feature } from '@consilium/plan';
import { codeIndex } from './encode-row.ts';

/** Label of patients whose cell is missing. */
const MISSING = 'missing';

interface Attribute {
  readonly name: string;
  readonly feature: Feature;
  readonly bands: readonly number[];
  readonly labels: readonly string[];
  readonly groupOfPatient: number[];
}

/** Which subgroup of each attribute every patient belongs to: the one of the patient's first row. */
export class SubgroupCollector {
  readonly #attributes: readonly Attribute[];

  constructor(plan: CompiledPlan) {
    const { data, evaluation } = plan.document;
    this.#attributes = Object.entries(evaluation.subgroups ?? {}).flatMap(([name, { bands = [] }]): Attribute[] => {
      const feature = data.features[name];
      if (feature === undefined) return [];
      return [{ name, feature, bands, labels: [...labelsOf(feature, bands), MISSING], groupOfPatient: [] }];
    });
  }

  /** Notes a row that was found sound. @param textOf the text of a cell, or `undefined` when it is missing */
  add(patient: number, row: number, textOf: (column: string) => string | undefined): void {
    for (const { name, feature, bands, labels, groupOfPatient } of this.#attributes) {
      if (groupOfPatient[patient] !== undefined) continue;
      const text = textOf(name);
      if (text === undefined) groupOfPatient[patient] = labels.length - 1;
      else if (feature.kind === 'category') groupOfPatient[patient] = codeIndex(feature.codes, { text, row, column: name });
      else groupOfPatient[patient] = bands.filter((edge) => Number(text) >= edge).length;
    }
  }

  /** One attribute by its name. */
  finish(): Readonly<Record<string, SubgroupAttribute>> {
    return Object.fromEntries(
      this.#attributes.map(({ name, labels, groupOfPatient }) => [
        name,
        { labels, groupOfPatient: Int32Array.from(groupOfPatient) },
      ]),
    );
  }
}

function labelsOf(feature: Feature, bands: readonly number[]): readonly string[] {
  if (feature.kind === 'category') return feature.codes;
  return [`below ${bands[0]}`, ...bands.slice(1).map((edge, i) => `${bands[i]} to below ${edge}`), `${bands.at(-1)} and above`];
}
