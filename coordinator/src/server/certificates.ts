import { join } from 'node:path';
import { type Clock, systemClock } from '@consilium/core';
import { createLogger, type Logger } from '@consilium/host';
import { certificateLife, OPERATOR_FOLDER, readIdentityFolder } from '@consilium/trust';
import { followAuthority, readAuthorities } from './authorities.ts';
import { IDENTITY_FOLDER, readCoordinatorConfig } from './config.ts';
import { lifeWarnings } from './life-warnings.ts';
import { renewOwn } from './upkeep.ts';

/** Days for which two authorities are believed: a member that renewed the day before learns of the new one with its next renewal, and a month is left. */
export const DEFAULT_OVERLAP_DAYS = 120;

/** The certificates in a coordinator's folder. Times are milliseconds since the epoch. */
export interface CoordinatorCertificates {
  readonly coordinatorUntilMs: number;
  readonly operatorUntilMs: number;
  /** Newest first; the second one is believed until its `believedUntilMs`. */
  readonly authorities: readonly {
    readonly fingerprint: string;
    readonly untilMs: number;
    readonly believedUntilMs: number;
  }[];
  /** What nears its end, in sentences. */
  readonly warnings: readonly string[];
}

/** Looks at the certificates in a folder, which somebody may be serving. @throws ConsiliumError `CONFIG_INVALID`, and what is wrong with a file */
export function coordinatorCertificates(folder: string, clock: Clock = systemClock): CoordinatorCertificates {
  readCoordinatorConfig(folder);
  const now = clock.now();
  const authorities = readAuthorities(folder, now);
  const { newest, serving, change } = authorities;
  const coordinator = readIdentityFolder(join(folder, IDENTITY_FOLDER));
  const operator = readIdentityFolder(join(folder, OPERATOR_FOLDER));
  const end = (pem: string): number => certificateLife(pem, now).notAfterMs;
  const known = newest === serving ? [newest] : [newest, serving];
  return {
    coordinatorUntilMs: end(coordinator.certificatePem),
    operatorUntilMs: end(operator.certificatePem),
    authorities: known.map(({ fingerprint, certificatePem }) => {
      const untilMs = end(certificatePem);
      return { fingerprint, untilMs, believedUntilMs: fingerprint === change?.from ? change.endsMs : untilMs };
    }),
    warnings: lifeWarnings(authorities, { coordinator, operator }, now).map(({ message }) => message),
  };
}

/** Renews what is due in a folder that nobody serves, also where it is over. @throws ConsiliumError what is wrong with a file */
export async function renewCoordinator(
  folder: string,
  log: Logger = createLogger({ component: 'coordinator' }),
  clock: Clock = systemClock,
): Promise<CoordinatorCertificates> {
  readCoordinatorConfig(folder);
  await renewOwn({ folder, clock, log });
  return coordinatorCertificates(folder, clock);
}

/**
 * Lets another authority follow the present one; a coordinator that serves the folder takes it up by itself.
 *
 * @throws ConsiliumError `CONFIG_INVALID` while a change is under way, and what is wrong with a file
 */
export async function rolloverAuthority(
  folder: string,
  overlapDays: number = DEFAULT_OVERLAP_DAYS,
  clock: Clock = systemClock,
): Promise<CoordinatorCertificates> {
  const { consortium } = readCoordinatorConfig(folder);
  await followAuthority(folder, consortium, overlapDays, clock);
  return coordinatorCertificates(folder, clock);
}
