import { type CompiledPlan, type Feature, type TargetColumn, targetColumns } from '@consilium/plan';

/** What plans say of a column. */
export type Declared =
  | { readonly kind: 'number'; readonly unit: string; readonly range: readonly [number, number] }
  | {
      readonly kind: 'category';
      readonly codes: readonly string[] /** Of a target: which class each code means. */;
      readonly classes?: readonly number[];
    };

/** The columns of numbers and codes that plans read beside the patient, by name; where several say it, the first. */
export function declaredBy(plans: readonly CompiledPlan[]): ReadonlyMap<string, Declared> {
  const found = new Map<string, Declared>();
  for (const { document, inputs } of plans) {
    const { target } = document.data;
    const all = [
      ...targetColumns(target).map((column) => ({ name: column.column, column: declared(column, classesOf(column)) })),
      ...inputs.flatMap(({ name, feature }) =>
        feature.kind === 'image' || feature.kind === 'words' ? [] : [{ name, column: declared(feature) }],
      ),
    ];
    for (const { name, column } of all) if (!found.has(name)) found.set(name, column);
  }
  return found;
}

function declared(column: Exclude<Feature, { kind: 'image' | 'words' }> | TargetColumn, classes?: readonly number[]): Declared {
  switch (column.kind) {
    case 'number':
      return { kind: 'number', unit: column.unit, range: column.range };
    case 'binary':
      return { kind: 'category', codes: [...column.positive, ...column.negative], ...(classes === undefined ? {} : { classes }) };
    case 'category':
      return { kind: 'category', codes: column.codes, ...(classes === undefined ? {} : { classes }) };
  }
}

function classesOf(target: TargetColumn): readonly number[] {
  if (target.kind === 'number') return [];
  if (target.kind === 'category') return [...target.codes.keys()];
  return [...target.positive.map(() => 1), ...target.negative.map(() => 0)];
}

/** The missing cells of plans; the usual ways of writing nothing beside them. */
export function missingBy(plans: readonly CompiledPlan[]): readonly string[] {
  return plans.flatMap(({ document }) => document.data.missing.codes);
}
