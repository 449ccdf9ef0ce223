import { z } from 'zod';
import { SUBSTANCES, type Substance } from '../../mapping/substances.ts';

/** How a cell is made of the events of a person: the same for every source of events. */
export interface EventRule {
  /** The table, or the kind of resource. */
  readonly from: string;
  readonly aggregate: 'last' | 'first' | 'min' | 'max' | 'mean' | 'count' | 'exists';
  /** What is taken of an event by `last` and `first`; others look at numbers alone, `count` and `exists` at none. */
  readonly value: 'number' | 'concept' | 'text';
  /** Begin and end relative to the anchor; an event at the end is outside. */
  readonly hours: readonly [number, number];
  readonly anchor: 'start' | 'end' | 'birth';
  /** Unit of the plan, of UCUM: values in others are converted, or left out where they cannot be. Absent: all are taken as they are. */
  readonly unit?: string | undefined;
  /** Unit of values that have none. Absent: they are left out where there is a `unit`. */
  readonly unitWhenMissing?: string | undefined;
  /** For masses that become amounts. */
  readonly substance?: Substance | 'hba1c' | undefined;
  readonly translate?: Readonly<Record<string, string>> | undefined;
}

/** A time of 150 years in hours, as in plans. */
const MAX_HOURS = 150 * 366 * 24;
const hour = z.number().min(-MAX_HOURS).max(MAX_HOURS);

/** Codes become the plan's words by this. */
export const translateSchema = z.record(z.string().max(100), z.union([z.string().max(100), z.number()]).transform(String));

/** The fields of {@link EventRule} that `sources.yaml` writes alike for every source of events. */
export const eventRuleFields = {
  aggregate: z.enum(['last', 'first', 'min', 'max', 'mean', 'count', 'exists']),
  hours: z.tuple([hour, hour]).refine(([from, to]) => from < to, 'a window ends after it begins'),
  /** Of the columns of a series, such as `hr{0..47}`: hours from one to the next; `hours` are those of the first. */
  step: z.number().positive().max(MAX_HOURS).optional(),
  anchor: z.enum(['start', 'end', 'birth']).default('start'),
  substance: z.enum([...SUBSTANCES, 'hba1c']).optional(),
  translate: translateSchema.optional(),
} as const;
