import { existsSync } from 'node:fs';
import { flaggedLog, heldOutShare, jsonOption, wholeNumber } from '@consilium/command-line';
import { type Clock, ConsiliumError, sha256Hex, systemClock } from '@consilium/core';
import { answerToParent, evalAllowed, hangupSignals, print, rerunWithoutEval } from '@consilium/host';
import { callJoin, parseAddress } from '@consilium/transport';
import {
  certificateFingerprint,
  coordinatorIdentityCheck,
  followChanges,
  type JoinInvitation,
  type KeyFacts,
  keyFacts,
  keyLines,
  type KeyStoreAddress,
  readIdentityKey,
  readJoinString,
  requestFor,
  waitingKey,
} from '@consilium/trust';
import { Command, InvalidArgumentError } from 'commander';
import { fromRemote } from '../session/remote-errors.ts';
import { takeCertificate } from './certificate.ts';
import { addDataset } from './data-add.ts';
import { keyStoreOption } from './key-store-option.ts';
import { folderOption } from './options.ts';
import { beginSite } from './site-key.ts';
import type { SiteFolder } from './site-folder.ts';
import { siteRoute } from './site-route.ts';
import { serve } from './start.ts';

interface JoinOptions {
  readonly data?: { readonly name: string; readonly file: string };
  readonly study?: readonly string[];
  readonly patientColumn?: string;
  readonly patients?: number;
  readonly heldOut?: number;
  readonly population?: string;
  readonly keyStore?: KeyStoreAddress;
  readonly start?: boolean;
  readonly json?: boolean;
  readonly folder: SiteFolder;
}

/** `consilium-site join` */
export function joinCommand(): Command {
  return new Command('join')
    .argument('<join-string>', 'what "consilium site invite" printed for this site')
    .option('--data <name=file>', 'also let this CSV file serve studies, as "consilium-site data add" does', parseData)
    .option('--study <name...>', 'studies that it serves')
    .option('--patient-column <name>', 'column that names the patient')
    .option('--patients <number>', 'patients in all, rounded', wholeNumber)
    .option('--held-out <share>', 'share of the patients who never train and are scored on', heldOutShare)
    .option('--population <name>', 'whose patients they are, where it is not the name of the data set')
    .addOption(keyStoreOption())
    .option('--start', 'then serve, as "consilium-site start" does')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium-site join consilium-join-1-... --data cardiology=/data/heart.csv --study heart-disease --patient-column patient_id --start\n',
    )
    .action(async (text: string, options: JoinOptions) => {
      if (options.start === true && evalAllowed(process)) {
        process.exitCode = await rerunWithoutEval(process, hangupSignals(undefined));
        return;
      }
      const { folder } = options;
      const add = dataOf(options);
      const invitation = readJoinString(text);
      const { id: site, consortium, address } = invitation;
      const key = await joinConsortium(folder, invitation, systemClock, options.keyStore);
      const data = await add?.();
      const steps = { joined: site, consortium, address, key, ...(data === undefined ? {} : { data }) };
      print(options.json, steps, () => [
        `${site} has joined ${consortium} at ${address}.`,
        ...keyLines(site, key),
        'Read the words out to the operator by phone or in person: "consilium site list" shows the same ones.',
        ...(data ?? []),
        ...(options.start === true
          ? []
          : [`Next: ${data === undefined ? 'consilium-site data add, then ' : ''}consilium-site start`]),
      ]);
      if (options.start !== true) return;
      const log = flaggedLog('site-agent', { logLevel: 'info' });
      answerToParent();
      await serve(folder, log);
    });
}

/** Adds the data set that the command line names; nothing where it names none. @throws ConsiliumError `USAGE`, before anything is done */
function dataOf(options: JoinOptions): (() => Promise<readonly string[]>) | undefined {
  const { data, study, patientColumn, patients, heldOut, population, folder } = options;
  if (data === undefined) {
    if (study === undefined && patientColumn === undefined) return undefined;
    throw new ConsiliumError({
      code: 'USAGE',
      message: '--study and --patient-column are about a data set: name it with --data',
    });
  }
  if (study === undefined || patientColumn === undefined)
    throw new ConsiliumError({ code: 'USAGE', message: '--data needs --study and --patient-column' });
  const rest = {
    ...(patients === undefined ? {} : { patients }),
    ...(heldOut === undefined ? {} : { heldOut }),
    ...(population === undefined ? {} : { population }),
  };
  return async () => (await addDataset(data.name, data.file, { study: [...study], patientColumn, folder, ...rest })).text;
}

/**
 * Joins by an invitation. Whom it dials is known by the authority's fingerprint before anything is said; the key is on the disk
 * before the coordinator sees its public half, so that a join which was cut off goes on with the same key, for which alone the
 * invitation then serves.
 *
 * @param keyStore what is to seal the keys of this site
 * @returns the key that was admitted
 * @throws ConsiliumError `CERTIFICATE_INVALID` when somebody else answers, `INVITATION_INVALID`, `ADMISSION_REFUSED`, `CONFIG_INVALID`,
 * `NAME_UNKNOWN`, `UNREACHABLE`, `PROXY_REFUSED`, `NOT_TLS`
 */
export async function joinConsortium(
  folder: SiteFolder,
  invitation: JoinInvitation,
  clock: Clock,
  keyStore?: KeyStoreAddress,
): Promise<KeyFacts> {
  const { kind, id: site, consortium, address, token } = invitation;
  if (kind !== 'site') {
    throw new ConsiliumError({
      code: 'INVITATION_INVALID',
      message: `the join string is for the user ${site} and not for a site`,
      advice: 'A person joins with "consilium join". Ask the operator for a string of "consilium site invite".',
    });
  }
  const config = { site, consortium, address, joinedBy: sha256Hex(token) };
  const done = folder.exists() && !existsSync(folder.pendingKeyPath) && existsSync(folder.identityPath);
  if (done && folder.config().joinedBy === config.joinedBy) return keyFacts(readIdentityKey(folder.identityPath));
  const { authorityPem, certificatePem, authoritiesPem } = await callJoin(
    {
      address,
      route: siteRoute(folder, parseAddress(address), process.env),
      accepts: (certificate) => certificateFingerprint(certificate) === invitation.authorityFingerprint,
      checkServer: coordinatorIdentityCheck(consortium),
      request: async () => {
        beginSite(folder, config, keyStore);
        const keyPair = await waitingKey(folder.pendingKeyPath);
        return { site, token, requestPem: requestFor({ consortium, kind, id: site }, keyPair) };
      },
    },
    fromRemote,
  );
  // While one authority follows another, members believe both; the one that the join string names has signed the other in.
  takeCertificate(folder, { certificatePem, authorityPem: followChanges(authorityPem, authoritiesPem, clock.now()) }, clock);
  return keyFacts(readIdentityKey(folder.identityPath));
}

function parseData(text: string): { readonly name: string; readonly file: string } {
  const [, name, file] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || file === undefined) throw new InvalidArgumentError('expected name=file');
  return { name, file };
}
