import type { Deidentified, Finding, NoteFacts } from '@consilium/deidentify';
import type { SubgroupAttribute, TrainingData } from '@consilium/learning';

/** What a site may say about its data without saying anything about a patient. Shown at the site, never sent. */
export interface DatasetReport {
  /** Data rows in the source. */
  readonly rowsRead: number;
  /** Rows left out because a needed cell was missing. */
  readonly rowsDropped: number;
  /** Rows left out because their patient had the plan's `maxRowsPerPatient` already. */
  readonly rowsOverCap: number;
  readonly patients: number;
  /** Missing cells per column. */
  readonly missing: Readonly<Record<string, number>>;
  /** Cells outside the plausible range per column: counted and cut to the range, their values are never printed. */
  readonly outOfRange: Readonly<Record<string, number>>;
  /** Cells that cannot be read per column, and rows under the empty name: they count as missing. */
  readonly unreadable: Readonly<Record<string, number>>;
  /** The first of them, each with its place. */
  readonly problems: readonly RowProblem[];
  /** What identifies people in columns that the plan reads. */
  readonly identifiers: readonly Finding[];
  /** What was read of notes, by column. */
  readonly notes: readonly NoteFacts[];
}

/** What cannot be read and where it stands; never its content. */
export interface RowProblem {
  /** Counted from 1, the header is row 1. */
  readonly row: number;
  /** Empty where it is the whole row. */
  readonly column: string;
  readonly problem: string;
}

/** Rows that are held in memory. */
export type TabularRows = TrainingData & { readonly features: Float32Array };

/** A data set as a plan sees it: network inputs and targets, split by patient into training and held-out. */
export interface TabularDataset {
  readonly training: Deidentified<TabularRows>;
  readonly heldOut: Deidentified<TabularRows>;
  /** Attributes by which the plan wants held-out patients told apart. */
  readonly subgroups: Readonly<Record<string, SubgroupAttribute>>;
  readonly report: DatasetReport;
  /** SHA-256 of what was read, hex, of a file its bytes: which data a round was trained on. */
  readonly contentHash: string;
  /** Whether the source still is what was read. */
  isCurrent(): boolean;
}
