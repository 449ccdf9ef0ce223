import { systemClock } from '@consilium/core';
import { print, table } from '@consilium/host';
import {
  INCIDENT_COLUMNS,
  type Incident,
  type IncidentDecision,
  incidentFacts,
  incidentLines,
  incidentRow,
  requireIncident,
} from '@consilium/transparency';
import { Command, Option } from 'commander';
import { calendarDay, wholeNumber } from './arguments.ts';
import { jsonOption } from './json-option.ts';

/** Where the incidents of one side are read and decided about. */
export interface IncidentDesk<O> {
  /** For the examples of help. */
  readonly program: string;
  /** Gives a command the options that say whose incidents they are. */
  readonly withPlace: (command: Command) => Command;
  /** Gives one that decides the options that say who does; what it needs beside {@link withPlace}. */
  readonly withDecider: (command: Command) => Command;
  /** All incidents, or those that are not closed, in any order. */
  readonly list: (options: O, closed: boolean) => Promise<readonly Incident[]>;
  /** @returns the incident as it stands afterwards @throws ConsiliumError `INCIDENT_UNKNOWN`, `INCIDENT_CLOSED` */
  readonly decide: (options: O, incident: number, decision: IncidentDecision) => Promise<Incident>;
}

interface Json {
  readonly json?: boolean;
}

interface AssessOptions {
  readonly nature: string;
  readonly recipient: string;
  readonly acquired: string;
  readonly mitigation: string;
  readonly conclusion: 'low-probability' | 'breach';
  readonly individuals?: number;
  readonly discovered?: string;
}

/** `incident list`, `show`, `acknowledge`, `assess` and `close`, the same at both sides. */
export function incidentCommands<O extends object>(desk: IncidentDesk<O>): Command {
  const command = new Command('incident');
  for (const one of [listCommand(desk), showCommand(desk), acknowledgeCommand(desk), assessCommand(desk), closeCommand(desk)])
    command.addCommand(one);
  return command;
}

function listCommand<O>(desk: IncidentDesk<O>): Command {
  const command = new Command('list').description('Incidents, the newest first').option('--all', 'also those that were closed');
  return ended(desk.withPlace(command), `${desk.program} incident list`).action(
    async (options: O & Json & { readonly all?: boolean }) => {
      const { all = false, json } = options;
      const found = (await desk.list(options, all)).filter(({ state }) => all || state !== 'closed');
      const incidents = found.toSorted((one, other) => other.incident - one.incident);
      const now = systemClock.now();
      const facts = incidents.map((one) => incidentFacts(one, now));
      print(json, facts, () =>
        incidents.length === 0
          ? [all ? 'There was no incident.' : 'No incident is open.']
          : table(
              INCIDENT_COLUMNS,
              incidents.map((one) => incidentRow(one, now)),
            ),
      );
    },
  );
}

function showCommand<O>(desk: IncidentDesk<O>): Command {
  const command = numbered('show').description(
    'One incident: what was seen, what to do first, its evidence in the audit log, and its clock',
  );
  return ended(desk.withPlace(command), `${desk.program} incident show 3`).action(async (number: number, options: O & Json) => {
    const incident = requireIncident(await desk.list(options, true), number);
    const now = systemClock.now();
    print(options.json, incidentFacts(incident, now), () => incidentLines(incident, now));
  });
}

function acknowledgeCommand<O>(desk: IncidentDesk<O>): Command {
  const command = numbered('acknowledge').description('Say that somebody looks into it');
  return ended(desk.withPlace(desk.withDecider(command)), `${desk.program} incident acknowledge 3`).action(
    async (number: number, options: O & Json) => {
      const incident = await desk.decide(options, number, { event: 'incident.acknowledged' });
      shown(options, incident, `Incident ${number}: ${incident.acknowledged?.by ?? 'somebody'} looks into it.`);
    },
  );
}

function assessCommand<O>(desk: IncidentDesk<O>): Command {
  const command = numbered('assess')
    .description('Write down what you found of the four factors of 45 CFR 164.402(2), and what follows from them')
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
    .option('--individuals <number>', 'how many it is about', wholeNumber)
    .option('--discovered <day>', 'when it was discovered, where that was before the program saw it', calendarDay);
  return ended(
    desk.withPlace(desk.withDecider(command)),
    `${desk.program} incident assess 3 --nature "hashes of a log" --recipient "a key of nobody" --acquired no --mitigation "backup explained" --conclusion low-probability`,
  ).action(async (number: number, options: O & AssessOptions & Json) => {
    const { nature, recipient, acquired, mitigation, conclusion, individuals, discovered } = options;
    const incident = await desk.decide(options, number, {
      event: 'incident.assessed',
      nature,
      recipient,
      acquired,
      mitigation,
      conclusion,
      ...(individuals === undefined ? {} : { individuals }),
      ...(discovered === undefined ? {} : { discovered }),
    });
    shown(options, incident, `Incident ${number} is assessed: ${conclusion}.`);
  });
}

function closeCommand<O>(desk: IncidentDesk<O>): Command {
  const command = numbered('close')
    .description('Close an incident; if the same is seen again, a new one is opened')
    .requiredOption('--reason <text>', 'kept with the decision');
  return ended(
    desk.withPlace(desk.withDecider(command)),
    `${desk.program} incident close 3 --reason "restored from a backup, ticket 12"`,
  ).action(async (number: number, options: O & Json & { readonly reason: string }) => {
    const incident = await desk.decide(options, number, { event: 'incident.closed', reason: options.reason });
    shown(options, incident, `Incident ${number} is closed.`);
  });
}

function numbered(name: string): Command {
  return new Command(name).argument('<incident>', 'its number', wholeNumber);
}

function ended(command: Command, example: string): Command {
  return command.addOption(jsonOption()).addHelpText('after', `\nExample:\n  $ ${example}\n`);
}

function shown({ json }: Json, incident: Incident, line: string): void {
  print(json, incidentFacts(incident, systemClock.now()), () => [line]);
}
