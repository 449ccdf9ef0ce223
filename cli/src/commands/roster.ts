import { existsSync, readFileSync } from 'node:fs';
import { jsonOption, wholeNumber } from '@consilium/command-line';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import { print, table, writeFileDurably } from '@consilium/host';
import {
  keyFingerprint,
  type KeyPair,
  readRoster,
  type RosterFacts,
  rosterFacts,
  rosterLines,
  type SignedRoster,
  signingKey,
  signRoster,
  writeRoster,
} from '@consilium/secure-sum';
import { loadKeyFile, loadOrCreateKeyFile } from '@consilium/trust';
import { Command } from 'commander';
import { DEFAULT_COORDINATOR_FOLDER } from '../connection.ts';
import { readRosterDraft } from '../roster-draft.ts';

/** `consilium roster ...` */
export function rosterCommands(): Command {
  const command = new Command('roster');
  command
    .command('new')
    .description('Make the key of the consortium, which signs rosters; nobody who runs the coordinator may have it')
    .requiredOption('--out <file>', 'where to write the secret key')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium roster new --out governance.key\n')
    .action((options: { out: string; json?: boolean }) => {
      const { out } = options;
      if (existsSync(out))
        throw new ConsiliumError({
          code: 'USAGE',
          message: `${out} is there already: a key of the consortium is never overwritten`,
        });
      const { publicKey } = signingKey(loadOrCreateKeyFile(out));
      const key = Buffer.from(publicKey).toString('hex');
      const fingerprint = keyFingerprint(publicKey);
      print(options.json, { key, fingerprint, file: out }, () => [
        `The secret key of the consortium is in ${out}: keep it offline, away from the coordinator, with a copy in a safe.`,
        `  key          ${key}`,
        `  fingerprint  ${fingerprint}`,
        'Tell hospitals the key and the fingerprint by phone or in person; they give it once with "consilium-site roster accept --consortium-key".',
      ]);
    });
  command
    .command('sign')
    .description('Sign a roster, for hospitals to accept and the coordinator to install')
    .argument('<roster.yaml>', 'consortium, colluding, minimum, and the sites with key and patients')
    .requiredOption('--key <file>', 'secret key of the consortium')
    .requiredOption('--epoch <number>', 'counts up with every change; hospitals take no older one', wholeNumber)
    .requiredOption('--out <file>', 'where to write the signed roster')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium roster sign roster.yaml --key governance.key --epoch 1 --out roster.json\n')
    .action((path: string, options: { key: string; epoch: number; out: string; json?: boolean }) => {
      const key = governanceKey(options.key);
      const roster = readRosterDraft(path, options.epoch);
      const signed: SignedRoster = { roster, signature: signRoster(roster, key), key: key.publicKey };
      const text = writeRoster(signed);
      // By the reader of hospitals, before any of them gets it.
      readRoster(text, options.out);
      try {
        writeFileDurably(options.out, text, 0o644);
      } catch (error) {
        throw fromUnknown(error, options.out);
      }
      const facts = rosterFacts(signed);
      print(options.json, { ...facts, file: options.out }, () => [
        ...shown(facts),
        `Send ${options.out} to every hospital and to the operator of the coordinator; nothing in it is secret.`,
      ]);
    });
  command
    .command('show')
    .description('Show a signed roster')
    .argument('<roster.json>', 'the signed roster')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium roster show roster.json\n')
    .action((path: string, options: { json?: boolean }) => {
      const facts = rosterFacts(readSigned(path));
      print(options.json, facts, () => shown(facts));
    });
  command
    .command('install')
    .description('Give the coordinator a signed roster; it takes it up at its next start')
    .argument('<roster.json>', 'the signed roster')
    .option('--folder <folder>', 'folder of the coordinator', DEFAULT_COORDINATOR_FOLDER)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium roster install roster.json --folder consilium-coordinator\n')
    .action(async (path: string, options: { folder: string; json?: boolean }) => {
      const signed = readSigned(path);
      // With the store, for which those who make rosters do not wait.
      const { installRoster } = await import('@consilium/coordinator');
      const changed = installRoster(options.folder, signed);
      const facts = rosterFacts(signed);
      print(options.json, { ...facts, changed }, () => [
        ...rosterLines(facts),
        changed ? 'Installed: start the coordinator again.' : 'The coordinator has this roster already.',
      ]);
    });
  return command;
}

function shown(facts: RosterFacts): readonly string[] {
  return [
    ...rosterLines(facts),
    ...table(
      ['site', 'patients', 'fingerprint of its key'],
      facts.sites.map(({ id, patients, fingerprint }) => [id, String(patients), fingerprint]),
    ),
  ];
}

function governanceKey(path: string): KeyPair {
  const seed = loadKeyFile(path);
  if (seed === undefined)
    throw new ConsiliumError({ code: 'KEY_INVALID', message: `there is no key file at ${path}`, details: { path } });
  return signingKey(seed);
}

function readSigned(path: string): SignedRoster {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw fromUnknown(error, path);
  }
  return readRoster(text, path);
}
