import { incidentCommands as commandsOf, type IncidentDesk } from '@consilium/command-line/incidents';
import { ConsiliumError } from '@consilium/core';
import type { consilium } from '@consilium/proto';
import type { Incident, IncidentDecision, IncidentKind } from '@consilium/transparency';
import type { Command } from 'commander';
import { IDENTITY_HELP, IDENTITY_OPTION, OPERATOR_IDENTITY, withResearch } from '../connection.ts';

type Info = consilium.v1.IncidentInfo.$Properties;
type Request = consilium.v1.DecideIncidentRequest.$Properties;

interface Caller {
  readonly identity: string;
}

/** The coordinator is asked, and knows by the call who decides. */
const DESK: IncidentDesk<Caller> = {
  program: 'consilium',
  withPlace: (command) => command.option(IDENTITY_OPTION, IDENTITY_HELP, OPERATOR_IDENTITY),
  withDecider: (command) => command,
  async list({ identity }, closed) {
    const { incidents } = await withResearch(identity, (research) => research.listIncidents({ closed }));
    return incidents.map(incidentOf);
  },
  async decide({ identity }, incident, decision) {
    const request = requestOf(incident, decision);
    return incidentOf(await withResearch(identity, (research) => research.decideIncident(request)));
  },
};

/** `consilium incident ...` */
export function incidentCommands(): Command {
  return commandsOf(DESK);
}

/** A decision as it travels. */
function requestOf(incident: number, decision: IncidentDecision): Request {
  switch (decision.event) {
    case 'incident.acknowledged':
      return { incident, acknowledge: {} };
    case 'incident.assessed': {
      const { event: _event, individuals = 0, discovered = '', ...factors } = decision;
      return { incident, assess: { ...factors, individuals, discovered } };
    }
    case 'incident.closed':
      return { incident, close: { reason: decision.reason } };
  }
}

/** An incident as it came. @throws ConsiliumError `MESSAGE_INVALID` for times of which no clock can be made */
function incidentOf(info: Info): Incident {
  if (!isMoment(info.at ?? '') || !(info.assessment?.discovered ? isDay(info.assessment.discovered) : true))
    throw new ConsiliumError({ code: 'MESSAGE_INVALID', message: 'an incident of the coordinator has a time that is none' });
  const { acknowledged, closed, evidence } = info;
  const assessment = assessmentOf(info);
  return {
    incident: info.incident ?? 0,
    kind: (info.kind ?? '') as IncidentKind,
    severity: (info.severity ?? 'low') as Incident['severity'],
    subject: info.subject ?? '',
    state: (info.state ?? 'open') as Incident['state'],
    at: info.at ?? '',
    lastAt: info.lastAt ?? '',
    times: info.times ?? 0,
    evidence: (evidence ?? []).map(({ entry, hash }) => ({ entry: entry ?? 0, hash: hash ?? '' })),
    ...(acknowledged ? { acknowledged: actOf(acknowledged) } : {}),
    ...(assessment === undefined ? {} : { assessment }),
    ...(closed ? { closed: { ...actOf(closed), reason: closed.reason ?? '' } } : {}),
  };
}

function assessmentOf({ assessment, assessed }: Info): Incident['assessment'] {
  if (!assessment || !assessed) return undefined;
  return {
    ...actOf(assessed),
    nature: assessment.nature ?? '',
    recipient: assessment.recipient ?? '',
    acquired: assessment.acquired ?? '',
    mitigation: assessment.mitigation ?? '',
    conclusion: assessment.conclusion === 'breach' ? 'breach' : 'low-probability',
    ...(assessment.individuals ? { individuals: assessment.individuals } : {}),
    ...(assessment.discovered ? { discovered: assessment.discovered } : {}),
  };
}

function actOf({ by, at }: consilium.v1.IncidentAct.$Properties): { readonly by: string; readonly at: string } {
  return { by: by ?? '', at: at ?? '' };
}

function isMoment(text: string): boolean {
  return isDay(text.slice(0, 10)) && !Number.isNaN(Date.parse(text));
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}
