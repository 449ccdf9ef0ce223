import { addCommands, type LazyCommand } from '@consilium/host/program';
import { Command } from 'commander';

const COMMANDS: readonly LazyCommand<Command>[] = [
  {
    name: 'add',
    usage: '[options] <name> [file]',
    description:
      'Let a source serve studies; it stays where it is. For a data set that is there already: it then serves the named studies and no others, and what else changed is said',
    load: async () => (await import('./data-add-command.ts')).addCommand(),
  },
  {
    name: 'accept',
    usage: '[options] <name>',
    description:
      'Check a data set again as sources.yaml now describes it, and let it serve the studies that it served; until then an edited entry is not used',
    load: async () => (await import('./data-add-command.ts')).acceptCommand(),
  },
  {
    name: 'list',
    usage: '[options]',
    description:
      'Data sets, the studies they serve, whether somebody attested them, and whether sources.yaml is as it was accepted',
    load: async () => (await import('./data-list.ts')).listCommand(),
  },
  {
    name: 'history',
    usage: '[options] <name>',
    description: 'Each time the agent read a data set: when, for which plan, how many rows, and the SHA-256 of what it held',
    load: async () => (await import('./data-list.ts')).historyCommand(),
  },
  {
    name: 'check',
    usage: '[options] <study.yaml> <source>',
    description: 'Read a source as a plan sees it, say what was found, and refuse what identifies people; nothing leaves',
    load: async () => (await import('./data-check.ts')).checkCommand(),
  },
  {
    name: 'propose',
    usage: '[options] <study.yaml> <source>',
    description:
      'Suggest which columns of a source feed those of a plan, in which units and codes, each with how sure that is and why; a person reads it and accepts it',
    load: async () => (await import('./data-propose.ts')).proposeCommand(),
  },
  {
    name: 'report',
    usage: '[options] <source>',
    description:
      'Say how good data are: what is missing, beyond its range, in another unit, constant, twice there or impossible, how it moved since the load before, and what identifies people; with no value of a patient and no number of few, so that it can be passed on in the hospital',
    load: async () => (await import('./data-report.ts')).reportCommand(),
  },
  {
    name: 'review',
    usage: '[options] <source>',
    description:
      'Look at images that are held back because a name may be in their pixels, and release or reject each. Without a decision it writes a page with pictures into the site folder, for people of this hospital, after a program has looked for text in images that none has looked at. A release is for exactly these bytes: an image that changes is held back again',
    load: async () => (await import('./data-review.ts')).reviewCommand(),
  },
  {
    name: 'attest',
    usage: '[options] <name>',
    description:
      'Sign that the hospital has no actual knowledge that what a data set gives could identify a patient: the second half of Safe Harbor (45 CFR 164.514(b)(2)(ii)), which no program can check',
    load: async () => (await import('./data-attest.ts')).attestCommand(),
  },
  {
    name: 'synthesise',
    usage: '[options] <study.yaml> <data set>',
    description:
      'Make a file of synthetic patients, with whom a study can be rehearsed outside the hospital. It costs the patients who train privacy like an update, charged before a byte is written; policy.yaml must allow it, and the agent must not run meanwhile',
    load: async () => (await import('./data-synthesise.ts')).synthesiseCommand(),
  },
  {
    name: 'export-dicom',
    usage: '[options] <source>',
    description:
      'Write cleaned copies of the DICOM images of a folder, so that other tools can check what studies would see: the Basic Profile of PS3.15 on an allow-list at every depth, with other UIDs and patients for each study. Images that may show a name or a face are held back. The copies stay here: that no name is in the pixels, no program knows',
    load: async () => (await import('./data-export-dicom.ts')).exportDicomCommand(),
  },
  {
    name: 'fetch-fhir',
    usage: '[options] <name>',
    description:
      "Fetch an export of FHIR R4 from the hospital's own server, as fhir-servers.yaml describes it (SMART Backend Services, Bulk Data Access), into the folder of a source of the type fhir: whole or not at all. A fetch that was cut off goes on where it was. Nothing leaves the hospital",
    load: async () => (await import('./data-fetch-fhir.ts')).fetchFhirCommand(),
  },
  {
    name: 'who',
    usage: '[options] <data set> <token>',
    description:
      'Say which patient a token of a local report means, by the patient column; for those who treat patients here. Written into the audit log, without the patient',
    load: async () => (await import('./data-tokens.ts')).whoCommand(),
  },
  {
    name: 'rotate-tokens',
    usage: '[options]',
    description: 'Give patients other names in local reports from now on; "data who" still knows the tokens of older ones',
    load: async () => (await import('./data-tokens.ts')).rotateCommand(),
  },
  {
    name: 'remove',
    usage: '[options] <name>',
    description:
      'Let a data set serve no study any more, and take it out of sources.yaml; the source itself is not touched. Ledger, budget and audit log of its population stay: added again, its patients have paid what they have paid',
    load: async () => (await import('./data-remove.ts')).removeCommand(),
  },
];

/**
 * `consilium-site data ...`
 *
 * @param words what follows on the command line, of which the command that it calls is loaded; without it, all are
 */
export async function dataCommands(words?: readonly string[]): Promise<Command> {
  const command = new Command('data');
  await addCommands(command, COMMANDS, () => new Command(), words);
  return command;
}
