import { join } from 'node:path';
import { secureRandom, systemClock } from '@consilium/core';
import type { Logger } from '@consilium/host';
import { startGrpcServer } from '@consilium/transport';
import { Coordinator } from '../coordinator.ts';
import type { NewInvitation } from '../members/invitations.ts';
import type { ModelRetention } from '../rounds/model-retention.ts';
import { planWorkInThread } from '../rounds/plan-thread.ts';
import { coordinatorIdentity, issueSiteCertificate, readCoordinatorConfig } from './init.ts';
import { installedRoster } from './roster-file.ts';

/** How to serve. */
export interface ServeOptions {
  /** Folder made by {@link initCoordinator}. */
  readonly folder: string;
  /** Address to listen on. @default '0.0.0.0' */
  readonly listen?: string;
  readonly log: Logger;
  readonly version: string;
  /** Accept agents that only rehearse. @default false */
  readonly rehearsal?: boolean;
  /** Which models of a run stay. @default 'newest' */
  readonly keepModels?: ModelRetention;
  /** How long a round that has its quorum waits for sites that are not connected, in milliseconds. @default 30000 */
  readonly graceMs?: number;
}

/** A coordinator that serves. */
export interface RunningCoordinator {
  readonly port: number;
  stop(): Promise<void>;
}

/** Opens the folder, takes up its runs and serves. @throws ConsiliumError `CONFIG_INVALID`, `ROSTER_INVALID`, `STORE_FAILED`, `UNREACHABLE` */
export async function serveCoordinator(options: ServeOptions): Promise<RunningCoordinator> {
  const { folder, log } = options;
  const config = readCoordinatorConfig(folder);
  const coordinator = await openCoordinator(options);
  const server = await startGrpcServer({
    identity: coordinatorIdentity(folder),
    host: options.listen ?? '0.0.0.0',
    port: config.port,
    bindings: coordinator.bindings,
    strangers: coordinator.strangers,
    onInternalError: (method, error) => log.error({ method, err: error }, 'a call failed'),
  });
  return {
    port: server.port,
    async stop() {
      await server.stop();
      await coordinator.close();
    },
  };
}

/**
 * Invites sites at a folder that nobody serves.
 *
 * @param validMs how long the invitations hold
 * @throws ConsiliumError `CONFIG_INVALID`, `STORE_FAILED`, `PARAMETER_INVALID`, `ADMISSION_REFUSED`
 */
export async function inviteSites(
  options: Pick<ServeOptions, 'folder' | 'log' | 'version'>,
  sites: readonly string[],
  validMs: number,
): Promise<readonly ({ readonly site: string } & NewInvitation)[]> {
  const coordinator = await openCoordinator(options);
  try {
    const made: ({ readonly site: string } & NewInvitation)[] = [];
    for (const site of sites) made.push({ site, ...(await coordinator.members.inviteSite(site, validMs, false)) });
    return made;
  } finally {
    await coordinator.close();
  }
}

async function openCoordinator(options: ServeOptions): Promise<Coordinator> {
  const { folder, log } = options;
  const config = readCoordinatorConfig(folder);
  const roster = installedRoster(folder)?.roster;
  return await Coordinator.open({
    folder: join(folder, 'state'),
    consortium: config.consortium,
    random: secureRandom(),
    log,
    version: options.version,
    rehearsal: options.rehearsal ?? false,
    planWork: planWorkInThread(),
    userKeys: config.users,
    ...(roster === undefined ? {} : { roster }),
    ...(options.keepModels === undefined ? {} : { keepModels: options.keepModels }),
    ...(options.graceMs === undefined ? {} : { graceMs: options.graceMs }),
    issueSiteCertificate: (site, requestPem) => issueSiteCertificate(folder, site, requestPem, systemClock),
  });
}
