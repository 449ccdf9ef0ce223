import { type Event, inTime, type PersonEvents } from '../cohort/event.ts';
import { hoursOf } from '../cohort/moment.ts';
import type { CdmDatabase } from './cdm-database.ts';
import { EVENT_TABLE_NAMES, type EventTableName, eventTable } from './cdm-tables.ts';
import { needed } from './cohort-rows.ts';
import { at, sqlNumbers } from './concept-sets.ts';

/**
 * The events of the persons of a cohort that bear some concepts, person by person in the order of the cohort; one query for all tables.
 * Those without a date that can be read are left out.
 *
 * @param concepts by table, those that any column takes
 * @param persons selects their ids
 */
export async function* personEvents(
  database: CdmDatabase,
  concepts: ReadonlyMap<EventTableName, ReadonlySet<number>>,
  persons: string,
): AsyncGenerator<PersonEvents> {
  const parts: string[] = [];
  for (const [i, name] of EVENT_TABLE_NAMES.entries()) {
    const wanted = concepts.get(name);
    if (wanted !== undefined && wanted.size > 0) parts.push(await eventsOf(database, name, i, wanted, persons));
  }
  if (parts.length === 0) return;
  // As text: a number of JavaScript may stand for several persons.
  const order = `select ${database.dialect.text('e.person')}, e.* from (${parts.join('\nunion all\n')}) e order by e.person`;
  let person = '';
  let events: Event[] = [];
  for await (const rows of database.rows(order)) {
    for (const [id = null, , table, concept, day = null, moment = null, key, number, valueConcept, text, unit] of rows) {
      if (id !== person) {
        if (events.length > 0) yield { person, events: inTime(events, EVENT_TABLE_NAMES) };
        [person, events] = [id ?? '', []];
      }
      const time = hoursOf(moment) ?? hoursOf(day);
      if (time === undefined) continue;
      events.push({
        table: EVENT_TABLE_NAMES[Number(table)] ?? EVENT_TABLE_NAMES[0],
        concept: Number(concept),
        time,
        id: key ?? '',
        number: finite(number ?? null),
        valueConcept: valueConcept ?? '',
        text: text ?? '',
        unit: Number(unit ?? 0),
      });
    }
  }
  if (events.length > 0) yield { person, events: inTime(events, EVENT_TABLE_NAMES) };
}

async function eventsOf(
  database: CdmDatabase,
  name: EventTableName,
  place: number,
  concepts: ReadonlySet<number>,
  persons: string,
): Promise<string> {
  const { dialect } = database;
  const table = await needed(database, name, 'clinical');
  const columns = eventTable(name);
  const whole = (column: string | undefined): string =>
    column === undefined ? 'null' : dialect.text(dialect.whole(at(table, column)));
  const text = (column: string | undefined): string => (column === undefined ? 'null' : dialect.text(at(table, column)));
  // Some builds of the model have no column for the time of day.
  const moment = table.columns.get(columns.datetime);
  const concept = dialect.whole(at(table, columns.concept));
  const person = dialect.whole(at(table, 'person_id'));
  return `select ${person} as person, ${place} as place, ${dialect.text(concept)}, ${dialect.moment(at(table, columns.date))}, ${
    moment === undefined ? 'null' : dialect.moment(moment)
  }, ${whole(columns.id)}, ${text(columns.number)}, ${whole(columns.valueConcept)}, ${text(columns.text)}, ${whole(columns.unit)}
from ${table.from} where ${concept} in (${sqlNumbers(concepts)}) and ${person} in (${persons})`;
}

function finite(text: string | null): number | undefined {
  const number = text === null || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : undefined;
}
