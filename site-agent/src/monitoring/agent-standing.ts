import type { Clock } from '@consilium/core';
import { shippingSchema } from '@consilium/shipping';
import type { Incident } from '@consilium/transparency';
import { z } from 'zod';
import type { PhaseObserver } from '../session/site-context.ts';

const workSchema = z.strictObject({
  kind: z.enum(['training', 'evaluation']),
  run: z.string(),
  round: z.int().min(0),
  attempt: z.int().min(0),
  /** When it was done, in milliseconds since the Unix epoch. */
  timeMs: z.number(),
});

/** What an agent says of itself to people at its hospital; none of it depends on a record of a patient. */
export const agentStandingSchema = z.strictObject({
  version: z.string(),
  process: z.int(),
  startedMs: z.number(),
  connection: z.strictObject({
    connected: z.boolean(),
    /** For how long it has been so, in milliseconds. */
    forMs: z.number().min(0),
    /** Why there is none: a code of the catalogue. */
    code: z.string().optional(),
  }),
  /** The newest update that arrived at the coordinator since the agent started. */
  lastUpdate: workSchema.optional(),
  /** Incidents that nobody has closed, by severity. */
  incidents: z.record(z.enum(['low', 'medium', 'high']), z.int().min(0)).optional(),
  /** Where the shipping of its audit log stands, if it is shipped. */
  shipping: shippingSchema.optional(),
});

/** See {@link agentStandingSchema}. */
export type AgentStanding = z.output<typeof agentStandingSchema>;

/** How many incidents nobody has closed, by severity. */
export function unclosedBySeverity(incidents: readonly Incident[]): NonNullable<AgentStanding['incidents']> {
  const counts = { low: 0, medium: 0, high: 0 };
  for (const { state, severity } of incidents) if (state !== 'closed') counts[severity] += 1;
  return counts;
}

/** Follows an agent from its start. */
export class AgentWatch {
  readonly #version: string;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #startedMs: number;
  #lastUpdate: AgentStanding['lastUpdate'];

  constructor(version: string, clock: Pick<Clock, 'now'>) {
    this.#version = version;
    this.#clock = clock;
    this.#startedMs = clock.now();
  }

  /** For the agent to tell what it has done. */
  readonly observe: PhaseObserver = ({ run, round, attempt, kind }, phase) => {
    if (phase === 'upload') this.#lastUpdate = { kind: kind ?? 'training', run, round, attempt, timeMs: this.#clock.now() };
  };

  /** Where the agent stands now. */
  standing(
    connection: AgentStanding['connection'],
    others: Partial<Pick<AgentStanding, 'incidents' | 'shipping'>> = {},
  ): AgentStanding {
    const { incidents, shipping } = others;
    return {
      version: this.#version,
      process: process.pid,
      startedMs: this.#startedMs,
      connection,
      ...(this.#lastUpdate === undefined ? {} : { lastUpdate: this.#lastUpdate }),
      ...(incidents === undefined ? {} : { incidents }),
      ...(shipping === undefined ? {} : { shipping }),
    };
  }
}
