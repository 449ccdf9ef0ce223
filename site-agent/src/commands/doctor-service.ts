import { resolve } from 'node:path';
import type { Environment } from '@consilium/transport';
import type { Check, Verdict } from './doctor-check.ts';

/** Where the packages keep what belongs to the service that they set up. */
const SERVICE_FOLDER = '/var/lib/consilium-site';

/** What its unit hides from it, and by which setting; a command that is typed sees these. */
const HIDDEN: readonly (readonly [setting: string, ...folders: string[]])[] = [
  ['ProtectHome', '/home', '/root', '/run/user'],
  ['PrivateTmp', '/tmp', '/var/tmp'],
];

/** A doctor that sees what the service would see; as root. */
const AS_THE_SERVICE = `systemd-run --pipe --wait --quiet -p User=consilium-site -p EnvironmentFile=-/etc/consilium-site/environment -p ProtectHome=yes -p PrivateTmp=yes consilium-site doctor --folder ${SERVICE_FOLDER}`;

/**
 * Whether the doctor looks with the eyes of the service: a shell has another environment, proxies above all, and the file with that of the
 * service is root's alone.
 *
 * @param systemd whether it runs this machine: a container has the folder and no service
 * @returns no check for a folder that is not the service's
 */
export function serviceChecks(folder: string, environment: Environment, systemd: boolean): readonly Check[] {
  if (resolve(folder) !== SERVICE_FOLDER || !systemd) return [];
  return [{ name: 'service', fatal: false, look: () => asTheService(environment) }];
}

function asTheService(environment: Environment): Verdict {
  // systemd gives one to whatever it starts.
  if ((environment['INVOCATION_ID'] ?? '') !== '') return 'this is looked at as the service would see it';
  return {
    state: 'warning',
    says: 'this is looked at from a shell: the service has the proxies of /etc/consilium-site/environment, and not those of this shell',
    fix: `Set a proxy for both with "consilium-site proxy", or look as the service does, as root: ${AS_THE_SERVICE}`,
  };
}

/** The setting of the unit that hides a path from the service whose folder this is; `undefined` for all other paths and folders. */
export function hiddenFromService(folder: string, path: string): string | undefined {
  if (resolve(folder) !== SERVICE_FOLDER) return undefined;
  return HIDDEN.find(([, ...hidden]) => hidden.some((under) => resolve(path).startsWith(`${under}/`)))?.[0];
}
