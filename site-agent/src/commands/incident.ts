import { incidentCommands as commandsOf, type IncidentDesk } from '@consilium/command-line/incidents';
import { systemClock } from '@consilium/core';
import { decided, requireIncident } from '@consilium/transparency';
import type { Command } from 'commander';
import { deciderOption, filesOption } from './files-options.ts';
import { readIncidents } from './read-audit.ts';
import type { SiteFiles } from './site-files.ts';

interface Place {
  readonly folder: SiteFiles;
  /** Of those that decide. */
  readonly who?: string;
}

/** They are read off the audit log of the folder, and a decision is one more entry. */
const DESK: IncidentDesk<Place> = {
  program: 'consilium-site',
  withPlace: (command) => command.addOption(filesOption()),
  withDecider: (command) => command.addOption(deciderOption()),
  list: async ({ folder }) => readIncidents(folder),
  async decide({ folder, who = '' }, incident, decision) {
    const now = new Date(systemClock.now()).toISOString();
    const after = decided(requireIncident(readIncidents(folder), incident), decision, who, now);
    folder.record(who, { ...decision, incident });
    return after;
  },
};

/** `consilium-site incident ...` */
export function incidentCommands(): Command {
  return commandsOf(DESK);
}
