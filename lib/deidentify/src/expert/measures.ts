import { classValues, type Scale } from './class-values.ts';
import { type Attribute, equivalenceClasses } from './equivalence-classes.ts';
import { anonymity, type Anonymity } from './k.ts';
import { diversity, type Diversity } from './l.ts';
import { type PopulationModel, type ReidentificationRisks, reidentificationRisks } from './risks.ts';
import { closeness } from './t.ts';

/** Rows of a data set as an expert looks at them: what others may know of a patient, and what they must not learn. */
export interface ExpertTable {
  /** Number of the patient of each row. */
  readonly patientOfRow: Int32Array;
  /** What others may know, with a value for each row. */
  readonly quasiIdentifiers: readonly Attribute[];
  readonly sensitive: readonly SensitiveAttribute[];
}

/** An attribute that must not be learned, and how its values are compared. */
export interface SensitiveAttribute extends Attribute {
  readonly scale: Scale;
}

/** What the classes say of one sensitive attribute. */
export interface SensitiveMeasures extends Diversity {
  readonly name: string;
  readonly closeness: number;
}

/** How easily people of a data set are found in it. {@link DEFINITIONS} says each number in words. */
export interface RiskMeasures extends Anonymity, ReidentificationRisks {
  readonly sensitive: readonly SensitiveMeasures[];
}

/** Measures a data set. Depends on every record: nothing of it leaves the hospital. @param population whose sample it is; without one it is its own population */
export function measureRisks(table: ExpertTable, population?: PopulationModel): RiskMeasures {
  const classes = equivalenceClasses(table.quasiIdentifiers, table.patientOfRow);
  const sensitive = table.sensitive.map((attribute) => {
    const values = classValues(attribute, classes);
    return { name: attribute.name, ...diversity(values), closeness: closeness(values, attribute.scale) };
  });
  return { ...anonymity(classes), ...reidentificationRisks(classes, population), sensitive };
}

/** Records in the smallest classes, the rows that stand for them. @param below size of class from which on records are in none of them @param most that are listed */
export function exposedRows(
  table: Pick<ExpertTable, 'patientOfRow' | 'quasiIdentifiers'>,
  below: number,
  most: number,
): readonly number[] {
  const { classOf, rowOf, sizes } = equivalenceClasses(table.quasiIdentifiers, table.patientOfRow);
  const found: { readonly row: number; readonly size: number }[] = [];
  for (const [record, group] of classOf.entries()) {
    const size = sizes[group] as number;
    if (size < below) found.push({ row: rowOf[record] as number, size });
  }
  return found
    .sort((a, b) => a.size - b.size || a.row - b.row)
    .slice(0, most)
    .map(({ row }) => row);
}
