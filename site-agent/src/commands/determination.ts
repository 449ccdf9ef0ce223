import { existsSync, readFileSync } from 'node:fs';
import { jsonOption } from '@consilium/command-line';
import { ConsiliumError, fromUnknown, sha256Hex, systemClock } from '@consilium/core';
import { breaches } from '@consilium/deidentify';
import { PRIVATE_FILE_MODE, print, writeFileDurably } from '@consilium/host';
import { signingKey } from '@consilium/secure-sum';
import { readVerifierKey, writeVerifierKey } from '@consilium/transparency';
import { loadKeyFile, loadOrCreateKeyFile } from '@consilium/trust';
import { Command, InvalidArgumentError } from 'commander';
import { type Determination, writeDetermination } from '../determinations/determination.ts';
import { requireScope } from '../determinations/determination-scope.ts';
import { DeterminationStore, hasExpired } from '../determinations/determination-store.ts';
import { judgeDataset } from '../determinations/judge-dataset.ts';
import { invalid, openRecord, readRecord, signRecord } from '../determinations/signed-determination.ts';
import { measureCommand, namedDataset, readDataset } from './determination-measure.ts';
import { determinationText, requireMet } from './determination-text.ts';
import { namedPlan } from './offered-plans.ts';
import { deciderOption, folderOption, PLAN_ARGUMENT } from './options.ts';
import type { SiteFolder } from './site-folder.ts';

/** `consilium-site determination ...` */
export function determinationCommands(): Command {
  return new Command('determination')
    .addCommand(measureCommand())
    .addCommand(keyCommand())
    .addCommand(signCommand())
    .addCommand(verifyCommand())
    .addCommand(showCommand())
    .addCommand(installCommand());
}

function keyCommand(): Command {
  return new Command('key')
    .description('Make the key with which an expert or a privacy officer signs, or show the public part of one that is there')
    .argument('<file>', 'where the secret key is, or shall be')
    .requiredOption('--name <name>', 'who signs, without blanks')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site determination key expert.key --name ada.example\n')
    .action((path: string, { name, json }: { name: string; json?: boolean }) => {
      const { publicKey } = signingKey(loadOrCreateKeyFile(path));
      const key = writeVerifierKey({ name, publicKey });
      print(json, { name, key, file: path }, () => [
        `  key  ${key}`,
        `The secret key is in ${path}: who has it signs as ${name}. Tell the hospital the line above in person or by phone; it is not secret.`,
      ]);
    });
}

function signCommand(): Command {
  return new Command('sign')
    .description('Sign a record, which is read and printed before; several people may sign one record')
    .argument('<record>', 'the record, which gets the signature')
    .requiredOption('--key <file>', 'the secret key, as "determination key" made it')
    .requiredOption('--name <name>', 'who signs, as the key was named')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site determination sign record.json --key expert.key --name ada.example\n')
    .action((path: string, { key, name, json }: { key: string; name: string; json?: boolean }) => {
      const record = readText(path);
      const { determination, signers } = readRecord(record);
      requireMet(breaches(determination, determination.measured), 'the numbers in the record');
      const seed = loadKeyFile(key);
      if (seed === undefined)
        throw new ConsiliumError({ code: 'KEY_INVALID', message: `there is no key file at ${key}`, details: { path: key } });
      writeFileDurably(path, signRecord(record, name, seed), PRIVATE_FILE_MODE);
      const signed = [...signers, name];
      print(json, { record: hashOf(determination), signers: signed }, () => [
        ...determinationText(determination, signed),
        `${name} has signed it.`,
      ]);
    });
}

function verifyCommand(): Command {
  return new Command('verify')
    .description('Check that a record is whole and signed with these keys')
    .argument('<record>', 'the record')
    .requiredOption(
      '--signed-by <keys...>',
      'keys of all who must have signed it, as "determination key" prints them',
      verifierKeys,
    )
    .addOption(jsonOption())
    .addHelpText('after', `\nExample:\n  $ consilium-site determination verify record.json --signed-by ${EXAMPLE_KEY}\n`)
    .action((path: string, { signedBy, json }: { signedBy: readonly string[]; json?: boolean }) => {
      const determination = openRecord(readText(path), signedBy.map(readVerifierKey));
      const expired = hasExpired(determination, systemClock.now());
      const signers = signedBy.map((key) => readVerifierKey(key).name);
      print(json, { record: hashOf(determination), signers, expires: determination.expires, expired }, () => [
        `Whole, and signed by ${signers.join(', ')}; it holds until ${determination.expires}${expired ? ', which is over' : ''}.`,
      ]);
    });
}

function showCommand(): Command {
  return new Command('show')
    .description('Show a record, or the one that is installed for a data set')
    .argument('<record>', 'a file, or a data set of this site')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site determination show ward\n')
    .action((named: string, { folder, json }: { folder: SiteFolder; json?: boolean }) => {
      const { determination, signers } = existsSync(named) ? readRecord(readText(named)) : installedFor(folder, named);
      const expired = hasExpired(determination, systemClock.now());
      print(json, { ...determination, signers, expired }, () => [
        ...determinationText(determination, signers),
        ...(expired ? ['IT HAS ENDED: the agent refuses every task that needs it.'] : []),
      ]);
    });
}

function installCommand(): Command {
  return new Command('install')
    .description(
      'Go by a signed record: its scope, signatures and end are checked, and the data are measured again. The agent then serves the plan on this basis until the record ends',
    )
    .argument('<record>', 'the record')
    .argument('<data set>', 'a data set of this site, added with --basis expert-determination')
    .argument('<plan>', PLAN_ARGUMENT)
    .requiredOption(
      '--signed-by <keys...>',
      'keys of all who must have signed it, as they told you in person or by phone',
      verifierKeys,
    )
    .addOption(deciderOption())
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `\nExample:\n  $ consilium-site determination install record.json ward heart-disease --signed-by ${EXAMPLE_KEY}\n`,
    )
    .action(
      async (
        path: string,
        name: string,
        named: string,
        { folder, signedBy, who, json }: { folder: SiteFolder; signedBy: readonly string[]; who: string; json?: boolean },
      ) => {
        const record = readText(path);
        const determination = openRecord(record, signedBy.map(readVerifierKey));
        const entry = namedDataset(folder, name);
        const { plan } = await namedPlan(folder, named, false);
        requireScope(determination, entry, plan);
        if (hasExpired(determination, systemClock.now()))
          throw new ConsiliumError({
            code: 'DETERMINATION_EXPIRED',
            message: `the determination has ended on ${determination.expires}`,
          });
        const { measured, breaches: unmet } = judgeDataset(await readDataset(folder, entry, plan), plan, determination);
        requireMet(unmet, name);
        const hash = hashOf(determination);
        folder.record(who, { event: 'determination.installed', dataset: name, record: hash, expires: determination.expires });
        new DeterminationStore(folder.statePath).install(name, record, signedBy);
        print(json, { dataset: name, record: hash, expires: determination.expires, measured }, () => [
          ...determinationText(
            determination,
            signedBy.map((key) => readVerifierKey(key).name),
          ),
          `${name} is used by this determination until ${determination.expires}.`,
        ]);
      },
    );
}

const EXAMPLE_KEY = 'ada.example+1f0e2d3c+AZ8e...';

/** Keys on the command line, one after the other. @throws InvalidArgumentError */
function verifierKeys(text: string, before: readonly string[] = []): readonly string[] {
  try {
    readVerifierKey(text);
  } catch (error) {
    throw new InvalidArgumentError(`expected a key as "determination key" prints it: ${fromUnknown(error).message}`);
  }
  return [...before, text];
}

function hashOf(determination: Determination): string {
  return sha256Hex(writeDetermination(determination));
}

function installedFor(
  folder: SiteFolder,
  name: string,
): { readonly determination: Determination; readonly signers: readonly string[] } {
  const store = new DeterminationStore(folder.statePath);
  const determination = store.of(namedDataset(folder, name).dataset);
  if (determination === undefined) throw invalid(`none is installed for the data set ${name}`);
  return { determination, signers: store.signersOf(name) };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw fromUnknown(error, path);
  }
}
