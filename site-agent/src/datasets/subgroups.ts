import type { SubgroupAttribute } from '@consilium/learning';
import { type CompiledPlan, type Feature, subgroupLabels } from '@consilium/plan';
import { codeIndex } from './encode-row.ts';

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
    this.#attributes = Object.entries(subgroupLabels(plan.document)).flatMap(([name, labels]): Attribute[] => {
      const feature = data.features[name];
      const bands = evaluation.subgroups?.[name]?.bands ?? [];
      return feature === undefined ? [] : [{ name, feature, bands, labels, groupOfPatient: [] }];
    });
  }

  /** Notes a row that was found sound. @param textOf the text of a cell, or `undefined` when it is missing */
  add(patient: number, row: number, textOf: (column: string) => string | undefined): void {
    for (const { name, feature, bands, labels, groupOfPatient } of this.#attributes) {
      if (groupOfPatient[patient] !== undefined) continue;
      const text = textOf(name);
      // The last label is that of patients whose cell is missing.
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
