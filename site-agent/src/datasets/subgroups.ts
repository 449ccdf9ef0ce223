import type { SubgroupAttribute } from '@consilium/learning';
import { type CompiledPlan, type Feature, subgroupLabels } from '@consilium/plan';
import { decimalOf } from '@consilium/deidentify';
import { codeIndex } from './column-decoder.ts';

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
    const { evaluation } = plan.document;
    const features = new Map(plan.inputs.map(({ name, feature }) => [name, feature]));
    this.#attributes = Object.entries(subgroupLabels(plan.document)).flatMap(([name, labels]): Attribute[] => {
      const feature = features.get(name);
      const bands = evaluation.subgroups?.[name]?.bands ?? [];
      return feature === undefined ? [] : [{ name, feature, bands, labels, groupOfPatient: [] }];
    });
  }

  /** Notes a row. @param textOf the text of a cell, or `undefined` when it is missing */
  add(patient: number, textOf: (column: string) => string | undefined): void {
    for (const { name, feature, bands, labels, groupOfPatient } of this.#attributes) {
      if (groupOfPatient[patient] !== undefined) continue;
      const text = textOf(name);
      const group = text === undefined ? undefined : groupOf(feature, bands, text);
      // The last label is that of patients whose cell is missing, or cannot be read.
      groupOfPatient[patient] = group ?? labels.length - 1;
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

function groupOf(feature: Feature, bands: readonly number[], text: string): number | undefined {
  if (feature.kind === 'category') return codeIndex(feature.codes, text);
  const value = decimalOf(text);
  return Number.isNaN(value) ? undefined : bands.filter((edge) => value >= edge).length;
}
