import { ConsiliumError } from '@consilium/core';
import type { consilium } from '@consilium/proto';
import type { Incident, IncidentDecision } from '@consilium/transparency';
import type { Incidents } from '../incidents/incidents.ts';

type Info = consilium.v1.IncidentInfo.$Properties;

/** @throws ConsiliumError `NOT_IMPLEMENTED` where no audit log is kept, and so nothing is seen in it */
export function requireIncidents(incidents: Incidents | undefined): Incidents {
  if (incidents !== undefined) return incidents;
  throw new ConsiliumError({
    code: 'NOT_IMPLEMENTED',
    message: 'this coordinator rehearses: it keeps no audit log, and has no incidents',
  });
}

/** An incident as it travels. */
export function wireIncident({ assessment, evidence, ...incident }: Incident): Info {
  if (assessment === undefined) return { ...incident, evidence: [...evidence] };
  const { by, at, individuals = 0, discovered = '', ...factors } = assessment;
  return { ...incident, evidence: [...evidence], assessment: { ...factors, individuals, discovered }, assessed: { by, at } };
}

/** What a person has decided. @throws ConsiliumError `MESSAGE_INVALID`, `PARAMETER_INVALID` */
export function decisionOf(
  request: consilium.v1.DecideIncidentRequest & consilium.v1.DecideIncidentRequest.$Shape,
): IncidentDecision {
  switch (request.decision) {
    case 'acknowledge':
      return { event: 'incident.acknowledged' };
    case 'close':
      return { event: 'incident.closed', reason: requireText('reason', request.close.reason) };
    case 'assess': {
      const { nature, recipient, acquired, mitigation, conclusion, individuals, discovered } = request.assess;
      if (conclusion !== 'low-probability' && conclusion !== 'breach')
        throw invalid('conclusion', 'a conclusion is low-probability or breach');
      return {
        event: 'incident.assessed',
        nature: requireText('nature', nature),
        recipient: requireText('recipient', recipient),
        acquired: requireText('acquired', acquired),
        mitigation: requireText('mitigation', mitigation),
        conclusion,
        ...(individuals ? { individuals } : {}),
        ...(discovered ? { discovered: requireDay(discovered) } : {}),
      };
    }
    default:
      throw new ConsiliumError({ code: 'MESSAGE_INVALID', message: 'the message decides nothing that this coordinator knows' });
  }
}

/** Longest text that the audit log takes. */
const LONGEST = 1000;

function requireText(field: string, text: string | null | undefined): string {
  if (!text || text.length > LONGEST) throw invalid(field, `${field} has 1 to ${LONGEST} characters`);
  return text;
}

function requireDay(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text))) throw invalid('discovered', 'a day is YYYY-MM-DD');
  return text;
}

function invalid(field: string, message: string): ConsiliumError<'PARAMETER_INVALID'> {
  return new ConsiliumError({ code: 'PARAMETER_INVALID', message, details: { field } });
}
