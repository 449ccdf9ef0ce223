import { ConsiliumError, fromUnknown } from '@consilium/core';
import { PHASES } from '@consilium/secure-sum';
import { z } from 'zod';
import type { AttemptRecord } from '../rounds/attempt-record.ts';
import { PAUSE_REASONS } from '../rounds/run-pause.ts';
import type { RunState } from '../rounds/run-state.ts';

const problem = z.strictObject({ code: z.string(), message: z.string() });

const participation = z.discriminatedUnion('t', [
  z.strictObject({ t: z.literal('waiting') }),
  z.strictObject({ t: z.literal('accepted') }),
  z.strictObject({ t: z.literal('counted'), updateHash: z.string() }),
  z.strictObject({ t: z.literal(['refused', 'failed', 'rejected']), problem }),
]);

const conduct = z.strictObject({
  proven: z.record(z.string(), z.string()),
  disputes: z.array(z.strictObject({ by: z.string(), of: z.string() })),
});

const scores = z.discriminatedUnion('t', [
  z.strictObject({ t: z.literal('waiting') }),
  z.strictObject({ t: z.literal('released'), words: z.string() }),
  z.strictObject({ t: z.literal('masked'), updateHash: z.string() }),
  z.strictObject({ t: z.literal('reported'), metrics: z.string() }),
  z.strictObject({ t: z.literal('suppressed'), problem }),
]);

const summed = z.discriminatedUnion('t', [
  z.strictObject({ t: z.literal('opened'), words: z.string(), sites: z.array(z.string()) }),
  z.strictObject({ t: z.literal('withheld'), problem }),
]);

const attempt = z.strictObject({
  round: z.int(),
  attempt: z.int(),
  openedMs: z.number(),
  deadlineMs: z.number(),
  baseHash: z.string(),
  participants: z.record(z.string(), participation),
  conduct: conduct.exactOptional(),
  leftOut: z.record(z.string(), problem).exactOptional(),
});

const sum = z.strictObject({ phase: z.literal(PHASES), deadlineMs: z.number(), awaited: z.array(z.string()) });

const open = attempt.extend({ sum: sum.exactOptional(), silences: z.int().exactOptional() });

const pause = z.strictObject({ reason: z.literal(PAUSE_REASONS), sinceMs: z.number(), lacks: z.int() });

const pausing = z.literal(true).exactOptional();

const runState = z.discriminatedUnion('t', [
  open.extend({ t: z.literal('collecting') }),
  open.extend({ t: z.literal('paused'), pause }),
  attempt.extend({ t: z.literal('aggregating'), pausing }),
  attempt.extend({
    t: z.literal('evaluating'),
    modelHash: z.string(),
    durationMs: z.number(),
    scores: z.record(z.string(), scores),
    sum: sum.exactOptional(),
    total: z.string().exactOptional(),
    pausing,
  }),
  z.strictObject({ t: z.literal('completed'), modelHash: z.string() }),
  z.strictObject({ t: z.literal(['failed', 'stopped']), problem, closedRounds: z.int() }),
]);

const attemptRecord = attempt.extend({
  outcome: z.literal(['closed', 'failed']),
  durationMs: z.number(),
  modelHash: z.string().exactOptional(),
  scores: z.record(z.string(), scores).exactOptional(),
  summed: summed.exactOptional(),
  problem: problem.exactOptional(),
});

/** A type without `readonly`, with its intersections worked out, so that two spellings of one shape are one type. */
type Plain<T> = T extends object ? { -readonly [K in keyof T]: Plain<T[K]> } : T;

/** `T` where the schema describes exactly it, `never` where one of the two has a field or a case that the other has not. */
type Described<T, Schema extends z.ZodType> =
  (<X>() => X extends Plain<T> ? 1 : 2) extends <X>() => X extends Plain<z.output<Schema>> ? 1 : 2 ? T : never;

/** The state of a run from its row. @throws ConsiliumError `STATE_UNREADABLE` */
export function parseRunState(run: string, json: string): RunState {
  const state: Described<RunState, typeof runState> = parse(`the state of ${run}`, runState, json);
  return state;
}

/** An attempt of a run from the history. @throws ConsiliumError `STATE_UNREADABLE` */
export function parseAttemptRecord(run: string, json: string): AttemptRecord {
  const record: Described<AttemptRecord, typeof attemptRecord> = parse(`an attempt of ${run}`, attemptRecord, json);
  return record;
}

function parse<T>(what: string, schema: z.ZodType<T>, json: string): T {
  try {
    return schema.parse(JSON.parse(json));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error).replaceAll(/\s*\n\s*/g, ' ') : fromUnknown(error).message;
    throw new ConsiliumError({
      code: 'STATE_UNREADABLE',
      message: `${what} is stored in a form that this version does not know: ${reason}`,
      cause: error,
    });
  }
}
