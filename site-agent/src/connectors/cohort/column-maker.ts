import type { ColumnCells } from '@consilium/deidentify';
import { type Conversion, conversion, converted } from '../../mapping/units.ts';
import type { CohortRow } from './cohort-row.ts';
import type { Event } from './event.ts';
import type { EventRule } from './event-rule.ts';
import { ageAt, birthHours, dayOf } from './moment.ts';

/** A cell of a row: NaN or empty text where there is nothing. */
export type MakeCell = (row: CohortRow, events: readonly Event[]) => number | string;

/** How the cells of a column are made, and whether they are numbers. */
export interface ColumnMaker {
  readonly kind: ColumnCells['kind'];
  readonly make: MakeCell;
}

/** What is known of concepts when a column is made. */
export interface KnownConcepts {
  /** Those of the column's events. */
  readonly set: ReadonlySet<number>;
  /** UCUM codes of units, by concept id. */
  readonly units: ReadonlyMap<number, string>;
}

/** A column of the person alone, or one of events. */
type MadeColumn =
  | { readonly from: 'patient' | 'age' }
  | { readonly from: 'sex'; readonly translate: Readonly<Record<string, string>> }
  | EventRule;

function isOfPerson(column: MadeColumn): column is Exclude<MadeColumn, EventRule> {
  return column.from === 'patient' || column.from === 'age' || column.from === 'sex';
}

/** How a column of the description is made of a person's row in the cohort and of his events. */
export function columnMaker(column: MadeColumn, known: KnownConcepts): ColumnMaker {
  if (!isOfPerson(column)) return eventMaker(column, known);
  switch (column.from) {
    case 'patient':
      return { kind: 'text', make: ({ person }) => person };
    case 'age':
      return {
        kind: 'number',
        make: ({ birth, start }) => (start === undefined ? Number.NaN : (ageAt(birth, start) ?? Number.NaN)),
      };
    case 'sex':
      return { kind: 'text', make: ({ sex }) => translated(sex, column.translate) };
  }
}

function eventMaker(column: EventRule, known: KnownConcepts): ColumnMaker {
  const { aggregate, value, translate } = column;
  const numberOf = numberReader(column, known);
  const isNumber = value === 'number' || aggregate === 'count' || aggregate === 'exists';
  const cell = (events: readonly Event[]): number | string => {
    if (aggregate === 'count') return events.length;
    if (aggregate === 'exists') return events.length > 0 ? 1 : 0;
    if (isNumber)
      return ofNumbers(
        aggregate,
        events.flatMap((event) => numberOf(event) ?? []),
      );
    const texts = events
      .map((event) => (value === 'concept' ? conceptText(event.valueConcept) : event.text.trim()))
      .filter((text) => text !== '');
    return (aggregate === 'first' ? texts[0] : texts.at(-1)) ?? '';
  };
  const make: MakeCell = (row, events) => cell(eventsInWindow(column, known.set, row, events));
  if (translate === undefined) return { kind: isNumber ? 'number' : 'text', make };
  return { kind: 'text', make: (row, events) => translated(textOf(make(row, events)), translate) };
}

/**
 * The events that count: of the column's table and concepts, from begin to end of the window, and within the observation that holds the start of the
 * cohort, since outside nobody knows what is missing.
 */
export function eventsInWindow(
  { from, hours, anchor }: Pick<EventRule, 'from' | 'hours' | 'anchor'>,
  concepts: ReadonlySet<number>,
  row: CohortRow,
  events: readonly Event[],
): readonly Event[] {
  const zero = { start: row.start, end: row.end, birth: birthHours(row.birth) }[anchor];
  const { observed } = row;
  if (zero === undefined || observed === undefined) return [];
  const [begin, end] = hours.map((hour) => zero + hour) as [number, number];
  return events.filter(({ table, concept, time }) => {
    const day = dayOf(time);
    return table === from && time >= begin && time < end && observed[0] <= day && day <= observed[1] && concepts.has(concept);
  });
}

function ofNumbers(aggregate: Exclude<EventRule['aggregate'], 'count' | 'exists'>, numbers: readonly number[]): number {
  if (numbers.length === 0) return Number.NaN;
  switch (aggregate) {
    case 'first':
      return numbers[0] as number;
    case 'last':
      return numbers.at(-1) as number;
    case 'min':
      return numbers.reduce((a, b) => Math.min(a, b));
    case 'max':
      return numbers.reduce((a, b) => Math.max(a, b));
    case 'mean':
      // In the order of time, so that it is the same to the last bit wherever the events lie.
      return numbers.reduce((a, b) => a + b) / numbers.length;
  }
}

/** The number of an event in the unit of the column; undefined where it has none, or one that cannot be converted. */
function numberReader(
  { unit, unitWhenMissing, substance }: EventRule,
  { units }: KnownConcepts,
): (event: Event) => number | undefined {
  if (unit === undefined) return ({ number }) => number;
  const conversions = new Map<number, Conversion | undefined>();
  const conversionFrom = (concept: number): Conversion | undefined => {
    const from = concept === 0 ? unitWhenMissing : units.get(concept);
    if (from === undefined) return undefined;
    if (from === unit) return { factor: 1, offset: 0 };
    const found = conversion(from, unit, substance);
    return typeof found === 'string' ? undefined : found;
  };
  return ({ number, unit: concept }) => {
    if (number === undefined) return undefined;
    if (!conversions.has(concept)) conversions.set(concept, conversionFrom(concept));
    const found = conversions.get(concept);
    if (found === undefined) return undefined;
    return found.factor === 1 && found.offset === 0 ? number : converted(number, found);
  };
}

/** Concept 0 means that there is none. */
function conceptText(id: string): string {
  return id === '0' ? '' : id;
}

/** A code in the plan's words; one that the hospital did not name stays, and counts there as one that cannot be read. */
function translated(text: string, words: Readonly<Record<string, string>>): string {
  return Object.hasOwn(words, text) ? (words[text] as string) : text;
}

function textOf(cell: number | string): string {
  return typeof cell === 'number' ? (Number.isNaN(cell) ? '' : String(cell)) : cell;
}
