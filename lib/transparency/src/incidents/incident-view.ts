import { breachClock, type BreachClock, clockLines } from './breach-clock.ts';
import type { Incident } from './incident.ts';
import { INCIDENT_KINDS } from './incident-kinds.ts';

/** What heads the columns of {@link incidentRow}. */
export const INCIDENT_COLUMNS: readonly string[] = ['', 'severity', 'state', 'what', 'about', 'first seen', 'times', 'clock'];

/** One incident as a row of a table for people. */
export function incidentRow(incident: Incident, nowMs: number): readonly string[] {
  const { incident: number, severity, state, kind, subject, at, times } = incident;
  const clock = breachClock(incident, nowMs);
  const left = clock.state === 'stopped' ? 'stopped' : `until ${clock.noticeBy}`;
  return [String(number), severity, state, kind, subject, at.slice(0, 16), String(times), left];
}

/** One incident with its clock, for programs. */
export function incidentFacts(incident: Incident, nowMs: number): Incident & { readonly clock: BreachClock } {
  return { ...incident, clock: breachClock(incident, nowMs) };
}

const NEWER_KIND = { seen: 'of a kind that this version does not know', first: 'Look at the documentation of its version.' };

/** One incident in lines for people. */
export function incidentLines(incident: Incident, nowMs: number): readonly string[] {
  const {
    incident: number,
    kind,
    severity,
    subject,
    state,
    at,
    lastAt,
    times,
    evidence,
    acknowledged,
    assessment,
    closed,
  } = incident;
  // A coordinator of a newer version may know more kinds.
  const { seen, first } = Object.hasOwn(INCIDENT_KINDS, kind) ? INCIDENT_KINDS[kind] : NEWER_KIND;
  return [
    `Incident ${number}, ${state}, ${severity}: ${kind}, about ${subject}`,
    `  ${seen}`,
    `  seen ${times === 1 ? 'once' : `${times} times`}, first at ${at}, last at ${lastAt}`,
    `First: ${first}`,
    ...evidence.map(({ entry, hash }) => `  evidence: entry ${entry} of the audit log, ${hash}`),
    ...(acknowledged === undefined ? [] : [`Acknowledged by ${acknowledged.by} at ${acknowledged.at}`]),
    ...(assessment === undefined
      ? state === 'closed'
        ? []
        : ['Not assessed: name what you found of the four factors with "incident assess".']
      : [
          `Assessed by ${assessment.by} at ${assessment.at}: ${assessment.conclusion}${assessment.individuals === undefined ? '' : `, about ${assessment.individuals} individuals`}`,
          `  nature and extent: ${assessment.nature}`,
          `  who had it: ${assessment.recipient}`,
          `  acquired or viewed: ${assessment.acquired}`,
          `  mitigated: ${assessment.mitigation}`,
        ]),
    ...(closed === undefined ? [] : [`Closed by ${closed.by} at ${closed.at}: ${closed.reason}`]),
    ...clockLines(breachClock(incident, nowMs)),
  ];
}
