import { systemClock } from '@consilium/core';
import { print, say, table } from '@consilium/host';
import {
  decided,
  INCIDENT_COLUMNS,
  incidentFacts,
  incidentLines,
  incidentRow,
  type IncidentDecision,
  requireIncident,
} from '@consilium/transparency';
import { Command, Option } from 'commander';
import { deciderOption, folderOption, jsonOption, parseCalendarDay, parseCount, reasonOption } from './options.ts';
import { readIncidents } from './read-audit.ts';
import type { SiteFolder } from './site-folder.ts';

interface Common {
  readonly folder: SiteFolder;
  readonly json?: boolean;
}

interface AssessOptions {
  readonly folder: SiteFolder;
  readonly who: string;
  readonly nature: string;
  readonly recipient: string;
  readonly acquired: string;
  readonly mitigation: string;
  readonly conclusion: 'low-probability' | 'breach';
  readonly individuals?: number;
  readonly discovered?: string;
}

/** `consilium-site incident ...` */
export function incidentCommands(): Command {
  const command = new Command('incident');
  command
    .command('list')
    .description('Incidents, the newest first')
    .option('--all', 'also those that were closed')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site incident list\n')
    .action(({ folder, all, json }: Common & { all?: boolean }) => {
      const now = systemClock.now();
      const incidents = readIncidents(folder)
        .filter(({ state }) => all === true || state !== 'closed')
        .toReversed();
      print(
        json,
        incidents.map((one) => incidentFacts(one, now)),
        () =>
          incidents.length === 0
            ? ['No incident is open.']
            : table(
                INCIDENT_COLUMNS,
                incidents.map((one) => incidentRow(one, now)),
              ),
      );
    });
  command
    .command('show')
    .description('One incident: what was seen, what to do first, its evidence in the audit log, and its clock')
    .argument('<incident>', 'its number', parseCount)
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site incident show 3\n')
    .action((number: number, { folder, json }: Common) => {
      const incident = requireIncident(readIncidents(folder), number);
      const now = systemClock.now();
      print(json, incidentFacts(incident, now), () => incidentLines(incident, now));
    });
  command
    .command('acknowledge')
    .description('Say that somebody looks into it')
    .argument('<incident>', 'its number', parseCount)
    .addOption(deciderOption())
    .addOption(folderOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site incident acknowledge 3\n')
    .action((number: number, { folder, who }: { folder: SiteFolder; who: string }) => {
      decide(folder, number, who, { event: 'incident.acknowledged' });
      say(`Incident ${number}: ${who} looks into it.`);
    });
  command
    .command('assess')
    .description('Write down what you found of the four factors of 45 CFR 164.402(2), and what follows from them')
    .argument('<incident>', 'its number', parseCount)
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
    .option('--individuals <number>', 'how many it is about', parseCount)
    .option('--discovered <day>', 'when it was discovered, where that was before the program saw it', parseCalendarDay)
    .addOption(deciderOption())
    .addOption(folderOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium-site incident assess 3 --nature "hashes of a log" --recipient "operator of the consortium" --acquired no --mitigation "backup explained" --conclusion low-probability\n',
    )
    .action((number: number, { folder, who, ...assessment }: AssessOptions) => {
      decide(folder, number, who, { event: 'incident.assessed', ...assessment });
      say(`Incident ${number} is assessed: ${assessment.conclusion}.`);
    });
  command
    .command('close')
    .description('Close an incident; if the same is seen again, a new one is opened')
    .argument('<incident>', 'its number', parseCount)
    .addOption(reasonOption().makeOptionMandatory())
    .addOption(deciderOption())
    .addOption(folderOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site incident close 3 --reason "restored from a backup, ticket 12"\n')
    .action((number: number, { folder, who, reason }: { folder: SiteFolder; who: string; reason: string }) => {
      decide(folder, number, who, { event: 'incident.closed', reason });
      say(`Incident ${number} is closed.`);
    });
  return command;
}

/** @throws ConsiliumError `INCIDENT_UNKNOWN`, `INCIDENT_CLOSED`, and what keeps it from being written down */
function decide(folder: SiteFolder, number: number, who: string, decision: IncidentDecision): void {
  decided(requireIncident(readIncidents(folder), number), decision, who, new Date(systemClock.now()).toISOString());
  folder.record(who, { ...decision, incident: number });
}
