import { userInfo } from 'node:os';
import { jsonOption } from '@consilium/command-line';
import { ConsiliumError, systemClock } from '@consilium/core';
import { print, table } from '@consilium/host';
import { keyFingerprint, type RosterFacts, rosterFacts, rosterLines } from '@consilium/secure-sum';
import { Command, InvalidArgumentError } from 'commander';
import { acceptedRoster, acceptRosterFile, readRosterFile, siteSigningKey } from '../masks/roster-file.ts';
import { folderOption } from './options.ts';
import type { SiteFolder } from './site-folder.ts';

/** `consilium-site roster ...` */
export function rosterCommands(): Command {
  const command = new Command('roster');
  command
    .command('key')
    .description('Show the public key of this site for the roster; it is made when there is none, and its secret never leaves')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site roster key\n')
    .action((options: { folder: SiteFolder; json?: boolean }) => {
      const { site, consortium } = options.folder.config();
      const { publicKey } = siteSigningKey(options.folder.statePath);
      const key = Buffer.from(publicKey).toString('hex');
      const fingerprint = keyFingerprint(publicKey);
      print(options.json, { site, consortium, key, fingerprint }, () => [
        `Key of ${site} for the roster of ${consortium}:`,
        `  key          ${key}`,
        `  fingerprint  ${fingerprint}`,
        'Send the key to the person who keeps the roster, and compare the fingerprint by phone or in person; nothing here is secret.',
      ]);
    });
  command
    .command('accept')
    .description('Take a signed roster after comparing it; from then on this site takes part in sums under this roster alone')
    .argument('<file>', 'the roster, as the person who keeps it sent it')
    .option(
      '--consortium-key <hex>',
      'public key of the consortium, as its keeper told it: needed for the first roster, and when that key changes',
      parseKey,
    )
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', `\nExample:\n  $ consilium-site roster accept roster.json --consortium-key ${'5f'.repeat(32)}\n`)
    .action((path: string, options: { consortiumKey?: string; folder: SiteFolder; json?: boolean }) => {
      const { folder, consortiumKey } = options;
      const { site, consortium } = folder.config();
      const signed = readRosterFile(path);
      const { rosterHash: roster, epoch } = rosterFacts(signed);
      folder.record(userInfo().username, { event: 'roster.accepted', roster, epoch });
      const written = acceptRosterFile({ stateFolder: folder.statePath, site, consortium }, signed, systemClock, consortiumKey);
      const facts = rosterFacts(signed);
      print(options.json, { ...facts, accepted: true, changed: written }, () => [
        ...shown(facts, site),
        written
          ? `Accepted: ${site} takes part in sums under this roster, and under no older one.`
          : 'This site has this roster already.',
      ]);
    });
  command
    .command('show')
    .description('Show the roster that this site has accepted, or one that somebody sent, before it is accepted')
    .argument('[file]', 'a roster that was sent')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site roster show roster.json\n')
    .action((path: string | undefined, options: { folder: SiteFolder; json?: boolean }) => {
      const { folder } = options;
      const { site } = folder.config();
      const held = acceptedRoster(folder.statePath);
      const signed = path === undefined ? held : readRosterFile(path);
      if (signed === undefined)
        throw new ConsiliumError({
          code: 'ROSTER_INVALID',
          message: 'this site has accepted no roster, and takes part in no sum under masks',
        });
      const facts = rosterFacts(signed);
      const accepted = held !== undefined && rosterFacts(held).rosterHash === facts.rosterHash;
      print(options.json, { ...facts, accepted }, () => [
        ...shown(facts, site),
        accepted
          ? 'This site has accepted it.'
          : held === undefined
            ? 'Not accepted: this site has accepted no roster yet.'
            : `Not accepted: this site has that of epoch ${held.roster.epoch}.`,
      ]);
    });
  return command;
}

function shown(facts: RosterFacts, site: string): readonly string[] {
  return [
    ...rosterLines(facts),
    ...table(
      ['site', 'patients', 'fingerprint of its key', ''],
      facts.sites.map(({ id, patients, fingerprint }) => [id, String(patients), fingerprint, id === site ? 'this site' : '']),
    ),
  ];
}

/** Reads a public key, however its digits are grouped. @throws InvalidArgumentError */
function parseKey(text: string): string {
  const key = text.replaceAll(/[\s:]/g, '').toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(key)) throw new InvalidArgumentError('expected the 64 hexadecimal digits of a public key');
  return key;
}
