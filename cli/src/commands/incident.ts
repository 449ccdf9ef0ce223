import { ConsiliumError, systemClock } from '@consilium/core';
import { print, say, table } from '@consilium/host';
import type { consilium } from '@consilium/proto';
import {
  type Incident,
  INCIDENT_COLUMNS,
  incidentFacts,
  type IncidentKind,
  incidentLines,
  incidentRow,
  requireIncident,
} from '@consilium/transparency';
import { Command, Option } from 'commander';
import { IDENTITY_HELP, IDENTITY_OPTION, OPERATOR_IDENTITY, withResearch } from '../connection.ts';
import { calendarDay, count } from '../options.ts';

type Info = consilium.v1.IncidentInfo.$Properties;
type Request = consilium.v1.DecideIncidentRequest.$Properties;

interface Common {
  readonly identity: string;
  readonly json?: boolean;
}

interface AssessOptions {
  readonly identity: string;
  readonly nature: string;
  readonly recipient: string;
  readonly acquired: string;
  readonly mitigation: string;
  readonly conclusion: string;
  readonly individuals?: number;
  readonly discovered?: string;
}

/** `consilium incident ...` */
export function incidentCommands(): Command {
  const command = new Command('incident');
  command
    .command('list')
    .description('Incidents, the newest first')
    .option('--all', 'also those that were closed')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OPERATOR_IDENTITY)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  $ consilium incident list\n')
    .action(async ({ identity, all, json }: Common & { all?: boolean }) => {
      const incidents = await listed(identity, all === true);
      const now = systemClock.now();
      const rows = (): readonly string[] =>
        incidents.length === 0
          ? ['No incident is open.']
          : table(
              INCIDENT_COLUMNS,
              incidents.map((one) => incidentRow(one, now)),
            );
      print(
        json,
        incidents.map((one) => incidentFacts(one, now)),
        rows,
      );
    });
  command
    .command('show')
    .description('One incident: what was seen, what to do first, its evidence in the audit log, and its clock')
    .argument('<incident>', 'its number', count)
    .option(IDENTITY_OPTION, IDENTITY_HELP, OPERATOR_IDENTITY)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  $ consilium incident show 3\n')
    .action(async (number: number, { identity, json }: Common) => {
      const incident = requireIncident(await listed(identity, true), number);
      const now = systemClock.now();
      print(json, incidentFacts(incident, now), () => incidentLines(incident, now));
    });
  command
    .command('acknowledge')
    .description('Say that you look into it')
    .argument('<incident>', 'its number', count)
    .option(IDENTITY_OPTION, IDENTITY_HELP, OPERATOR_IDENTITY)
    .addHelpText('after', '\nExample:\n  $ consilium incident acknowledge 3\n')
    .action(async (number: number, { identity }: Common) => {
      await decide(identity, { incident: number, acknowledge: {} });
      say(`Incident ${number} is acknowledged.`);
    });
  command
    .command('assess')
    .description('Write down what you found of the four factors of 45 CFR 164.402(2), and what follows from them')
    .argument('<incident>', 'its number', count)
    .requiredOption(
      '--nature <text>',
      'nature and extent of what is involved: which identifiers, how likely somebody is recognised',
    )
    .requiredOption('--recipient <text>', 'who used it, or to whom it went')
    .requiredOption('--acquired <text>', 'whether it was acquired or viewed')
    .requiredOption('--mitigation <text>', 'how far the risk was mitigated')
    .addOption(
      new Option('--conclusion <word>', 'a low probability that data were compromised, or a breach')
        .choices(['low-probability', 'breach'])
        .makeOptionMandatory(),
    )
    .option('--individuals <number>', 'how many it is about', count)
    .option('--discovered <day>', 'when it was discovered, where that was before the program saw it', calendarDay)
    .option(IDENTITY_OPTION, IDENTITY_HELP, OPERATOR_IDENTITY)
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium incident assess 3 --nature "noised sums" --recipient "a key of nobody" --acquired no --mitigation "site revoked" --conclusion low-probability\n',
    )
    .action(async (number: number, { identity, ...assess }: AssessOptions) => {
      await decide(identity, { incident: number, assess });
      say(`Incident ${number} is assessed: ${assess.conclusion}.`);
    });
  command
    .command('close')
    .description('Close an incident; if the same is seen again, a new one is opened')
    .argument('<incident>', 'its number', count)
    .requiredOption('--reason <text>', 'kept with the decision')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OPERATOR_IDENTITY)
    .addHelpText('after', '\nExample:\n  $ consilium incident close 3 --reason "new machine at the hospital, ticket 12"\n')
    .action(async (number: number, { identity, reason }: Common & { reason: string }) => {
      await decide(identity, { incident: number, close: { reason } });
      say(`Incident ${number} is closed.`);
    });
  return command;
}

async function listed(identity: string, closed: boolean): Promise<readonly Incident[]> {
  const { incidents } = await withResearch(identity, (research) => research.listIncidents({ closed }));
  return incidents.map(incidentOf);
}

async function decide(identity: string, request: Request): Promise<void> {
  await withResearch(identity, (research) => research.decideIncident(request));
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
