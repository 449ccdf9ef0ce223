import { ConsiliumError } from '@consilium/core';
import { INCIDENT_KINDS, type IncidentKind, MOST_EVIDENCE, type Severity } from './incident-kinds.ts';

/** An entry of the audit log that shows what happened: its place, counted from 1, and its leaf hash, hex. */
export interface Evidence {
  readonly entry: number;
  readonly hash: string;
}

/** Something that people should look into. */
export interface Alarm {
  readonly kind: IncidentKind;
  /** A member as `site/north`, or `coordinator`, `strangers`, `site`. */
  readonly subject: string;
  readonly evidence: readonly Evidence[];
  /** When it was seen first, where that was in a log before this one; ISO 8601, UTC. */
  readonly since?: string;
}

/** What a person found of the four factors of 45 CFR 164.402(2). */
export interface Assessment {
  /** Nature and extent of what is involved: identifiers, and how likely somebody is recognised. */
  readonly nature: string;
  /** Who used it, or to whom it went. */
  readonly recipient: string;
  /** Whether it was acquired or viewed. */
  readonly acquired: string;
  /** How far the risk was mitigated. */
  readonly mitigation: string;
  readonly conclusion: 'low-probability' | 'breach';
  /** How many it is about, where that is known. */
  readonly individuals?: number | undefined;
  /** Day of the discovery, `YYYY-MM-DD`, where it was before the program saw it. */
  readonly discovered?: string | undefined;
}

/** Who did something, and when (ISO 8601, UTC). */
interface Act {
  readonly by: string;
  readonly at: string;
}

/** An alarm and what people have made of it. One for each kind and subject, as long as it is not closed. */
export interface Incident {
  /** Counted from 1. */
  readonly incident: number;
  readonly kind: IncidentKind;
  readonly severity: Severity;
  readonly subject: string;
  readonly state: 'open' | 'acknowledged' | 'closed';
  /** When it was seen first, and last; ISO 8601, UTC. */
  readonly at: string;
  readonly lastAt: string;
  /** How often it was seen. */
  readonly times: number;
  /** The first entries that show it, and the newest ones: at most {@link MOST_EVIDENCE}. */
  readonly evidence: readonly Evidence[];
  readonly acknowledged?: Act;
  readonly assessment?: Assessment & Act;
  readonly closed?: Act & { readonly reason: string };
}

/** What a person decides about an incident. */
export type IncidentDecision =
  | { readonly event: 'incident.acknowledged' }
  | ({ readonly event: 'incident.assessed' } & Assessment)
  | { readonly event: 'incident.closed'; readonly reason: string };

/** An alarm becomes an incident. @param at ISO 8601, UTC */
export function openedIncident(incident: number, { kind, subject, evidence, since }: Alarm, at: string): Incident {
  const { severity } = INCIDENT_KINDS[kind];
  return {
    incident,
    kind,
    severity,
    subject,
    state: 'open',
    at: since ?? at,
    lastAt: at,
    times: 1,
    evidence: evidence.slice(-MOST_EVIDENCE),
  };
}

/** The same was seen again. */
export function seenAgain(incident: Incident, evidence: readonly Evidence[], at: string): Incident {
  const all = [...incident.evidence, ...evidence];
  const first = all.slice(0, MOST_EVIDENCE / 2);
  const newest = all.slice(first.length).slice(-MOST_EVIDENCE / 2);
  return { ...incident, lastAt: at, times: incident.times + 1, evidence: [...first, ...newest] };
}

/** A person decides. @throws ConsiliumError `INCIDENT_CLOSED` for one that is over */
export function decided(incident: Incident, decision: IncidentDecision, by: string, at: string): Incident {
  if (incident.state === 'closed')
    throw new ConsiliumError({
      code: 'INCIDENT_CLOSED',
      message: `incident ${incident.incident} was closed by ${incident.closed?.by ?? ''}`,
    });
  const acknowledged = incident.acknowledged ?? { by, at };
  switch (decision.event) {
    case 'incident.acknowledged':
      return { ...incident, state: 'acknowledged', acknowledged };
    case 'incident.assessed': {
      const { event: _event, ...assessment } = decision;
      return { ...incident, state: 'acknowledged', acknowledged, assessment: { ...assessment, by, at } };
    }
    case 'incident.closed':
      return { ...incident, state: 'closed', closed: { by, at, reason: decision.reason } };
  }
}

/** @throws ConsiliumError `INCIDENT_UNKNOWN` */
export function requireIncident(incidents: readonly Incident[], number: number): Incident {
  const found = incidents.find(({ incident }) => incident === number);
  if (found === undefined) throw new ConsiliumError({ code: 'INCIDENT_UNKNOWN', message: `there is no incident ${number}` });
  return found;
}
