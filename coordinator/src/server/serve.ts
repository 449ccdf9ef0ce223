import { join } from 'node:path';
import { canonicalJson, type Clock, fromUnknown, secureRandom, sha256Hex, sleep, systemClock } from '@consilium/core';
import type { Logger } from '@consilium/host';
import type { Role } from '@consilium/proto';
import { rosterHash } from '@consilium/secure-sum';
import { type Collector, collectorText, type Shipper } from '@consilium/shipping';
import { type Address, type GrpcServer, startGrpcServer, type TlsIdentity, type TokenServer } from '@consilium/transport';
import { certificateLife, parseIdentity } from '@consilium/trust';
import { COMMAND, COORDINATOR } from '../audit/actors.ts';
import { Coordinator } from '../coordinator.ts';
import type { ServerFacts } from '../monitoring/metrics.ts';
import { type Monitor, startMonitor } from '../monitoring/monitor-server.ts';
import type { Overview } from '../monitoring/overview.ts';
import type { NewInvitation } from '../members/invitations.ts';
import { DEFAULT_MODEL_RETENTION, type ModelRetention } from '../rounds/model-retention.ts';
import { GRACE_MS } from '../rounds/run-rules.ts';
import { webhook, type WebhookOptions } from '../incidents/webhook.ts';
import { planWorkInThread } from '../rounds/plan-thread.ts';
import { issueFor, readAuthorities } from './authorities.ts';
import { type CoordinatorConfig, readCoordinatorConfig } from './config.ts';
import { OPERATOR } from './init.ts';
import { contentSealer } from './keys.ts';
import { STATE } from './backup.ts';
import { backupSocketPath, serveBackups } from './backup-socket.ts';
import { installedRoster } from './roster-file.ts';
import { logSigner } from './log-signer.ts';
import { openPeopleDoor } from './people-door.ts';
import { shippedPath } from './shipped.ts';
import { coordinatorShipper } from './shipping.ts';
import { renewOwn, requireLiveCertificate, type ServerIdentities } from './upkeep.ts';

/** How often the server looks at its certificates, in milliseconds: a change of the authority, made by a command, is taken up within it. */
const UPKEEP_MS = 60_000;

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
  /** Where health and metrics are shown, to this machine alone. @default nowhere */
  readonly monitor?: Address;
  /** Where incidents are sent. @default nowhere but in the log */
  readonly webhook?: WebhookOptions;
  /** Where the audit log is shipped. @default nowhere */
  readonly collector?: Collector;
  /** @default the machine's clock */
  readonly clock?: Clock;
}

/** A coordinator that serves. */
export interface RunningCoordinator {
  readonly port: number;
  readonly monitorPort: number | undefined;
  /** Where people call with tokens. */
  readonly peoplePort: number | undefined;
  stop(): Promise<void>;
}

/**
 * Opens the folder, takes up its runs and serves. Certificates in the folder are renewed while it does, and shown without a restart.
 *
 * @throws ConsiliumError `CERTIFICATE_INVALID` when its certificate is over, `CONFIG_INVALID`, `ROSTER_INVALID`, `STORE_FAILED`, `UNREACHABLE`
 */
export async function serveCoordinator(options: ServeOptions): Promise<RunningCoordinator> {
  const { folder, log, clock = systemClock } = options;
  const config = readCoordinatorConfig(folder);
  requireLiveCertificate(folder, clock.now());
  let shown = await renewOwn({ folder, clock, log });
  const coordinator = await openCoordinator(options);
  let shipper: Shipper | undefined;
  const facts = (): ServerFacts => ({
    ...(shipper === undefined ? {} : { shipping: shipper.standing() }),
    version: options.version,
    consortium: config.consortium,
    certificateEndSeconds: Math.floor(certificateLife(shown.members.certificatePem, clock.now()).notAfterMs / 1000),
  });
  const overview = async (): Promise<Overview> => await coordinator.overview();
  let monitor: Monitor | undefined;
  let people: TokenServer | undefined;
  let server: GrpcServer;
  try {
    await coordinator.record({ by: COORDINATOR, event: startedEvent(options, config) });
    if (options.monitor !== undefined) monitor = await startMonitor({ address: options.monitor, overview, facts, clock });
    people = await openPeopleDoor(config.oidc, coordinator, shown.strangers, log);
    server = await startGrpcServer({
      identity: shown.members,
      strangerIdentity: shown.strangers,
      host: options.listen ?? '0.0.0.0',
      port: config.port,
      bindings: coordinator.bindings,
      strangers: coordinator.strangers,
      onFailedHandshake: (address) => coordinator.noteHandshake(address),
      onInternalError: (method, error) => log.error({ method, err: error }, 'a call failed'),
    });
  } catch (error) {
    await monitor?.close();
    await people?.stop();
    await coordinator.close();
    throw error;
  }
  const backups = await serveBackups({
    path: backupSocketPath(folder),
    state: join(folder, STATE),
    copy: async ({ store }, to) => {
      await coordinator.record({ by: COMMAND, event: { event: 'backup.made', store } });
      await coordinator.copyStore(to);
    },
    log,
  });
  const stopping = new AbortController();
  const { collector } = options;
  const source = coordinator.auditEntries;
  if (collector !== undefined && source !== undefined)
    shipper = coordinatorShipper({
      source,
      log: logSigner(folder, config.consortium).verifier.name,
      collector,
      cursorPath: shippedPath(folder),
      clock,
      people: log,
    });
  const shipping = new AbortController();
  const shipped = shipper?.follow(shipping.signal);
  const upkeep = (async (): Promise<void> => {
    for (;;) {
      await sleep(clock, UPKEEP_MS, stopping.signal);
      if (stopping.signal.aborted) return;
      try {
        const now = await renewOwn({ folder, clock, log });
        if (sameText(now.members, shown.members)) continue;
        await coordinator.record({ by: COORDINATOR, event: { event: 'certificate.shown', ...shownHashes(folder, now, clock) } });
        shown = now;
        server.reload(now.members, now.strangers);
        people?.reload(now.strangers);
        coordinator.announceAuthorities();
      } catch (error) {
        // What is shown so far goes on; the next look may find the disk free again.
        const { code, message } = fromUnknown(error);
        log.error({ code, err: code === 'INTERNAL' ? error : undefined }, `certificates cannot be renewed: ${message}`);
        coordinator.note({ by: COORDINATOR, event: { event: 'certificate.trouble', code } });
      }
    }
  })();
  return {
    port: server.port,
    monitorPort: monitor?.port,
    peoplePort: people?.port,
    async stop() {
      await backups.close();
      await monitor?.close();
      stopping.abort();
      await upkeep;
      await Promise.all([server.stop(), people?.stop()]);
      try {
        await coordinator.record({ by: COORDINATOR, event: { event: 'coordinator.stopped' } });
      } catch (error) {
        const { code, message } = fromUnknown(error);
        log.error({ code }, `that it stopped could not be written into the audit log: ${message}`);
      }
      shipping.abort();
      await shipped;
      await coordinator.close();
    },
  };
}

/** The configuration under which a coordinator begins to serve. */
function startedEvent(
  { folder, version, keepModels, graceMs, collector, clock = systemClock }: ServeOptions,
  config: CoordinatorConfig,
) {
  const roster = installedRoster(folder)?.roster;
  return {
    event: 'coordinator.started',
    version,
    configuration: sha256Hex(Buffer.from(canonicalJson(config), 'utf8')),
    authority: readAuthorities(folder, clock.now()).newest.fingerprint,
    ...(roster === undefined ? {} : { roster: rosterHash(roster) }),
    models: keepModels ?? DEFAULT_MODEL_RETENTION,
    graceMs: graceMs ?? GRACE_MS,
    ...(collector === undefined ? {} : { collector: collectorText(collector) }),
  } as const;
}

/** What a server shows from now on, and whom it believes. */
function shownHashes(folder: string, { members }: ServerIdentities, clock: Clock) {
  return {
    certificate: parseIdentity(members.certificatePem).fingerprint,
    authority: readAuthorities(folder, clock.now()).newest.fingerprint,
  };
}

function sameText(a: TlsIdentity, b: TlsIdentity): boolean {
  return a.certificatePem === b.certificatePem && a.authorityPem === b.authorityPem;
}

/** A user to add. */
export interface NewUser {
  readonly user: string;
  readonly roles: readonly Role[];
}

/**
 * Invites sites and users at a folder that nobody serves, as its first operator.
 *
 * @param validMs how long the invitations hold
 * @throws ConsiliumError `CONFIG_INVALID`, `STORE_FAILED`, `PARAMETER_INVALID`, `ADMISSION_REFUSED`
 */
export async function inviteFirst(
  options: Pick<ServeOptions, 'folder' | 'log' | 'version'>,
  invited: { readonly sites: readonly string[]; readonly users: readonly NewUser[] },
  validMs: number,
): Promise<{
  readonly sites: readonly ({ readonly site: string } & NewInvitation)[];
  readonly users: readonly (NewUser & NewInvitation)[];
}> {
  const coordinator = await openCoordinator(options);
  try {
    const sites: ({ readonly site: string } & NewInvitation)[] = [];
    for (const site of invited.sites)
      sites.push({ site, ...(await coordinator.members.inviteSite(site, validMs, false, COMMAND)) });
    const users: (NewUser & NewInvitation)[] = [];
    for (const user of invited.users)
      users.push({ ...user, ...(await coordinator.users.add(user.user, user.roles, validMs, false, COMMAND)) });
    return { sites, users };
  } finally {
    await coordinator.close();
  }
}

async function openCoordinator(options: ServeOptions): Promise<Coordinator> {
  const { folder, log, clock = systemClock } = options;
  const config = readCoordinatorConfig(folder);
  const { consortium } = config;
  const roster = installedRoster(folder)?.roster;
  const sealer = contentSealer(folder);
  return await Coordinator.open({
    folder: join(folder, 'state'),
    consortium,
    clock,
    random: secureRandom(),
    log,
    version: options.version,
    rehearsal: options.rehearsal ?? false,
    planWork: planWorkInThread(),
    founders: [{ user: OPERATOR, key: config.operator, roles: ['operator'] }],
    signer: logSigner(folder, consortium),
    ...(roster === undefined ? {} : { roster }),
    ...(sealer === undefined ? {} : { sealer }),
    ...(config.oidc === undefined ? {} : { provider: config.oidc }),
    ...(options.keepModels === undefined ? {} : { keepModels: options.keepModels }),
    ...(options.graceMs === undefined ? {} : { graceMs: options.graceMs }),
    ...(options.webhook === undefined ? {} : { incidents: webhook(consortium, options.webhook, clock, process.env) }),
    authority: {
      issue: (member, csrPem) =>
        issueFor(readAuthorities(folder, clock.now()).newest, { csrPem }, { consortium, ...member }, clock),
      authoritiesPem: () => readAuthorities(folder, clock.now()).trustedPem,
    },
  });
}
