import { ConsiliumError } from '@consilium/core';
import type { CohortRow } from '../cohort/cohort-row.ts';
import { dayOf, hoursOf } from '../cohort/moment.ts';
import type { CdmDatabase, CdmTable } from './cdm-database.ts';
import { eventTable } from './cdm-tables.ts';
import { at, conceptSet, sqlNumbers } from './concept-sets.ts';
import type { OmopDescription } from './omop-description.ts';

/** The persons of a cohort as a query, and the same with what is known of them. */
export interface CohortQuery {
  /** Selects their ids alone. */
  readonly persons: string;
  /** In the order of persons. */
  readonly rows: readonly CohortRow[];
}

/** A table that has to be there. @throws ConsiliumError `DATA_INVALID` */
export async function needed(database: CdmDatabase, name: string, part: Parameters<CdmDatabase['table']>[1]): Promise<CdmTable> {
  const table = await database.table(name, part);
  if (table !== undefined) return table;
  throw new ConsiliumError({
    code: 'DATA_INVALID',
    message: `there is no table ${name} of the Common Data Model for this user: name its schema, or grant select on it`,
  });
}

/** Who belongs to the cohort, since when, and what is known of each. @throws ConsiliumError as {@link CdmDatabase.rows} */
export async function cohortOf(database: CdmDatabase, { cohort }: Pick<OmopDescription, 'cohort'>): Promise<CohortQuery> {
  const { dialect } = database;
  const person = await needed(database, 'person', 'clinical');
  const { source, persons } = await cohortSource(database, cohort);
  const field = (name: string): string => dialect.text(dialect.whole(`p.${at(person, name)}`));
  const sql = `select ${dialect.text('c.person')}, c.first, c.last, ${['year_of_birth', 'month_of_birth', 'day_of_birth', 'gender_concept_id'].map(field).join(', ')}
from (${source}) c join ${person.from} p on ${dialect.whole(`p.${at(person, 'person_id')}`)} = c.person
order by c.person, c.first, c.last`;
  const periods = await observations(database, persons);
  const rows: CohortRow[] = [];
  for await (const group of database.rows(sql)) {
    for (const [id, first, last, year, month, day, sex] of group) {
      const start = hoursOf(first ?? null);
      const known = periods.get(id ?? '') ?? [];
      rows.push({
        person: id ?? '',
        start,
        end: hoursOf(last ?? null),
        birth: { year: numberOf(year), month: numberOf(month), day: numberOf(day) },
        sex: sex ?? '',
        observed: start === undefined ? undefined : known.find(([from, to]) => from <= dayOf(start) && dayOf(start) <= to),
      });
    }
  }
  return { persons, rows };
}

interface CohortSource {
  /** Selects `person`, `first` and `last`. */
  readonly source: string;
  readonly persons: string;
}

async function cohortSource(database: CdmDatabase, cohort: OmopDescription['cohort']): Promise<CohortSource> {
  const { dialect } = database;
  if ('id' in cohort) {
    const table = await needed(database, cohort.table, 'cohort');
    const where = `${dialect.whole(at(table, 'cohort_definition_id'))} = ${sqlNumbers([cohort.id])}`;
    const person = dialect.whole(at(table, 'subject_id'));
    const [first, last] = ['cohort_start_date', 'cohort_end_date'].map((name) => dialect.moment(at(table, name)));
    return {
      source: `select ${person} as person, ${first} as first, ${last} as last from ${table.from} where ${where}`,
      persons: `select ${person} from ${table.from} where ${where}`,
    };
  }
  const columns = eventTable(cohort.from);
  const table = await needed(database, cohort.from, 'clinical');
  const concepts = await conceptSet(database, cohort, 'the cohort');
  const where = `${dialect.whole(at(table, columns.concept))} in (${sqlNumbers(concepts)})`;
  const person = dialect.whole(at(table, 'person_id'));
  const first = dialect.moment(at(table, columns.date));
  // The day of the first event; where it ends nobody has said.
  return {
    source: `select ${person} as person, min(${first}) as first, null as last from ${table.from} where ${where} group by ${person}`,
    persons: `select ${person} from ${table.from} where ${where}`,
  };
}

/** The observation periods of each person, by first day. */
async function observations(
  database: CdmDatabase,
  persons: string,
): Promise<ReadonlyMap<string, readonly (readonly [number, number])[]>> {
  const { dialect } = database;
  const table = await needed(database, 'observation_period', 'clinical');
  const person = dialect.whole(at(table, 'person_id'));
  const [first, last] = ['observation_period_start_date', 'observation_period_end_date'].map((name) =>
    dialect.moment(at(table, name)),
  );
  const sql = `select ${dialect.text(person)}, ${first}, ${last} from ${table.from} where ${person} in (${persons})`;
  const periods = new Map<string, (readonly [number, number])[]>();
  for await (const group of database.rows(sql)) {
    for (const [id, from, to] of group) {
      const [begin, end] = [hoursOf(from ?? null), hoursOf(to ?? null)];
      if (begin === undefined || end === undefined) continue;
      const known = periods.get(id ?? '');
      const period = [dayOf(begin), dayOf(end)] as const;
      if (known === undefined) periods.set(id ?? '', [period]);
      else known.push(period);
    }
  }
  // Periods do not overlap in the model; where they do, the one that began first counts, on every database.
  for (const known of periods.values()) known.sort(([a, b], [c, d]) => a - c || b - d);
  return periods;
}

function numberOf(text: string | null | undefined): number | undefined {
  return text === null || text === undefined || text === '' ? undefined : Number(text);
}
