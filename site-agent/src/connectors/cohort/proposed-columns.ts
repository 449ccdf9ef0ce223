/** What a plan lets suppose about the columns of a source of events. */
export interface ProposedColumns<Column> {
  /** A person looks at each before it is used. */
  readonly columns: Readonly<Record<string, Column>>;
  /** Columns of the plan of which it says no concept that such a source knows: a person of the hospital says what they are made of. */
  readonly open: readonly string[];
}
