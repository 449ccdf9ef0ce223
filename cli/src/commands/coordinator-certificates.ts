import { jsonOption, time } from '@consilium/command-line';
import {
  type CoordinatorCertificates,
  coordinatorCertificates,
  coordinatorKeys,
  renewCoordinator,
  rolloverAuthority,
  shippedOf,
} from '@consilium/coordinator/folder';
import { print, table } from '@consilium/host';
import { shippedLine } from '@consilium/shipping';
import { keysText } from '@consilium/trust';
import { Command, InvalidArgumentError } from 'commander';
import { DEFAULT_COORDINATOR_FOLDER } from '../default-identities.ts';

/** Members' certificates hold 90 days: within less, some of them might not learn of the new authority. */
const SHORTEST_OVERLAP_DAYS = 90;

interface FolderOptions {
  readonly folder: string;
  readonly json?: boolean;
}

/** `consilium coordinator status` */
export function statusCommand(): Command {
  return folderCommand('status')
    .addHelpText('after', '\nExample:\n  $ consilium coordinator status\n')
    .action(({ folder, json }: FolderOptions) => {
      const certificates = coordinatorCertificates(folder);
      const secrets = coordinatorKeys(folder);
      const shipping = shippedOf(folder);
      print(json, { ...certificates, secrets, ...(shipping === undefined ? {} : { shipping }) }, () => [
        ...lines(certificates),
        `This folder: ${keysText(secrets)}.`,
        ...(shipping === undefined ? [] : [shippedLine(shipping)]),
      ]);
    });
}

/** `consilium coordinator renew` */
export function renewCommand(): Command {
  return folderCommand('renew')
    .addHelpText('after', '\nExample:\n  $ consilium coordinator renew\n')
    .action(async ({ folder, json }: FolderOptions) => {
      const certificates = await renewCoordinator(folder);
      print(json, certificates, () => lines(certificates));
    });
}

/** `consilium coordinator rollover` */
export function rolloverCommand(): Command {
  return folderCommand('rollover')
    .option('--overlap-days <number>', 'how long both are believed', parseOverlap, 120)
    .addHelpText('after', '\nExample:\n  $ consilium coordinator rollover\n')
    .action(async ({ folder, json, overlapDays }: FolderOptions & { readonly overlapDays: number }) => {
      const certificates = await rolloverAuthority(folder, overlapDays);
      print(json, certificates, () => [
        ...lines(certificates),
        'Give hospitals the first fingerprint by phone or in person: their logs and "consilium-site status" show the same one.',
        'A hospital that does not connect until the old authority is over has to join again. Open join strings carry the old one: invite again.',
        'A coordinator that runs takes it up within a minute.',
      ]);
    });
}

function folderCommand(name: string): Command {
  return new Command(name).option('--folder <folder>', 'folder made by init', DEFAULT_COORDINATOR_FOLDER).addOption(jsonOption());
}

function lines({ coordinatorUntilMs, operatorUntilMs, authorities, warnings }: CoordinatorCertificates): readonly string[] {
  return [
    ...table(
      ['certificate', 'until', 'SHA-256'],
      [
        ['coordinator', time(coordinatorUntilMs), ''],
        ['operator', time(operatorUntilMs), ''],
        ...authorities.map(({ fingerprint, believedUntilMs }, i) => [
          i === 0 ? 'authority' : 'authority before',
          time(believedUntilMs),
          fingerprint,
        ]),
      ],
    ),
    ...warnings,
  ];
}

function parseOverlap(text: string): number {
  const days = Number(text);
  if (!Number.isInteger(days) || days < SHORTEST_OVERLAP_DAYS)
    throw new InvalidArgumentError(`expected a whole number of days, at least ${SHORTEST_OVERLAP_DAYS}`);
  return days;
}
