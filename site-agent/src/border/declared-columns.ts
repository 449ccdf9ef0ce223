import { type ColumnKind, type JudgedColumn, vocabularyOf } from '@consilium/deidentify';
import { type CompiledPlan, type Feature, noteTerms, type TargetColumn, targetColumns } from '@consilium/plan';

/** The columns that a plan reads beside the patient, in the order in which sources give them: the target, then the inputs. */
export function declaredColumns({ document, inputs }: CompiledPlan): readonly JudgedColumn[] {
  const { target, missing } = document.data;
  const absent = new Set(missing.codes);
  const judged = (name: string, column: Feature | TargetColumn): JudgedColumn => ({
    name,
    type: kindOf(column),
    missing: absent,
  });
  return [
    ...targetColumns(target).map((column) => judged(column.column, column)),
    ...inputs.map(({ name, feature }) => judged(name, feature)),
  ];
}

function kindOf(column: Feature | TargetColumn): ColumnKind {
  switch (column.kind) {
    case 'number':
      return { kind: 'number', range: column.range };
    case 'image':
      return { kind: 'image' };
    case 'words':
      return { kind: 'words', vocabulary: vocabularyOf(noteTerms(column)) };
    case 'binary':
      return { kind: 'category', codes: [...column.positive, ...column.negative] };
    case 'category':
      return { kind: 'category', codes: column.codes };
  }
}
