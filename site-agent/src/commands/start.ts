import { readFileSync } from 'node:fs';
import { flaggedLog, type LogFlags, short, withLogOptions } from '@consilium/command-line';
import { fromUnknown, isConsiliumError, secureRandom, sha256Hex, systemClock } from '@consilium/core';
import { answerToParent, evalAllowed, hangupSignals, type Logger, rerunWithoutEval, serviceManager } from '@consilium/host';
import { loadBackend } from '@consilium/learning';
import { siteService } from '@consilium/proto';
import { parseAddress, routeText } from '@consilium/transport';
import { readIdentityFolder } from '@consilium/trust';
import { Command } from 'commander';
import { agentAudit, auditFiles, CoordinatorLog, openAuditLog } from '../audit/index.ts';
import { gateFromFiles } from '../gate/index.ts';
import { SiteIdentity } from '../identity/site-identity.ts';
import { createAgent } from '../session/agent.ts';
import { type AgentStanding, AgentWatch, unclosedBySeverity } from '../monitoring/agent-standing.ts';
import { monitorAgent } from './agent-monitor.ts';
import { approvalProblems } from './approval-problems.ts';
import { requireHealthy } from './doctor.ts';
import { folderOption } from './options.ts';
import { shipWhileRunning } from './shipping.ts';
import type { SiteFolder } from './site-folder.ts';
import { spendingOf } from './spending.ts';
import { settleByWitness } from './unsettled.ts';
import { siteRoute } from './site-route.ts';
import { VERSION } from './version.ts';

/** `consilium-site start` */
export function startCommand(): Command {
  return withLogOptions(new Command('start'))
    .addOption(folderOption())
    .option('--metrics-file <file>', 'write metrics there for the textfile collector of node_exporter, every 30 s')
    .addHelpText('after', '\nExample:\n  $ consilium-site start --folder consilium-site\n')
    .action(async ({ folder, metricsFile, ...logging }: StartOptions) => {
      if (evalAllowed(process)) {
        process.exitCode = await rerunWithoutEval(process, hangupSignals(logging.logFile));
        return;
      }
      const log = flaggedLog('site-agent', logging);
      answerToParent();
      await serve(folder, log, metricsFile);
    });
}

interface StartOptions extends LogFlags {
  readonly folder: SiteFolder;
  readonly metricsFile?: string;
}

/**
 * Serves studies until the process is asked to stop, in a process without eval.
 *
 * @throws ConsiliumError `FILE_UNREADABLE` before there is a certificate; `LEDGER_*`, and what is wrong with the folder
 */
export async function serve(folder: SiteFolder, people: Logger, metricsFile?: string): Promise<void> {
  const { site } = folder.config();
  const log = people.child({ siteId: site });
  await requireHealthy(folder, systemClock, log);
  const route = siteRoute(folder, parseAddress(readIdentityFolder(folder.identityPath).address), process.env);
  const audit = openAuditLog({
    ...folder.auditOptions(),
    incident: ({ incident, kind, severity, subject }) =>
      log.error({ incident, kind, severity, subject }, `INCIDENT ${incident}: see "consilium-site incident show ${incident}"`),
  });
  const spending = spendingOf(folder, (population) => agent.ledger(population));
  const trail = agentAudit(audit, log, systemClock, new CoordinatorLog(auditFiles(folder.auditPath).coordinator), spending);
  const identity = new SiteIdentity({ folder: folder.identityPath, clock: systemClock, log, route });
  const witness = folder.witness();
  const watch = new AgentWatch(VERSION, systemClock);
  const backend = await loadBackend();
  if (backend.notice !== undefined) log.warn(backend.notice);
  const agent = createAgent(
    {
      siteId: site,
      stateFolder: folder.statePath,
      client: identity.client(siteService),
      renewals: identity,
      backend,
      gate: gateFromFiles({ policyPath: folder.policyPath, stateFolder: folder.statePath, clock: systemClock }),
      log,
      audit: trail,
      version: VERSION,
      observe: watch.observe,
      unsettled: (population) => folder.ledgerMarks().unsettled(population),
      lossAccepted: (population, head) =>
        [folder.ledgerMarks(), folder.witness()].some((marks) => marks?.lossAccepted(population, head)),
      ...(witness === undefined ? {} : { witness: (population, head) => witness.remember(new Map([[population, head]])) }),
    },
    secureRandom(),
  );
  settleByWitness(folder, log);
  folder.ledgerMarks().tells(witness);
  // Opened and remembered before anything can be charged to them.
  folder.ledgerMarks().remember(new Map(agent.catalog.populations.map((name) => [name, agent.ledger(name).head()])));
  const manager = serviceManager(process.env, log);
  let asked = false;
  const stop = (): void => {
    if (!asked) manager.stopping();
    asked = true;
    void agent.stop();
  };
  // Not once: a terminal and the parent may both tell it, and a signal that nobody listens to ends a process at once.
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  log.info({ address: identity.address, route: routeText(route), backend: backend.name, version: VERSION }, 'starting');
  warnOfApprovals(folder, log);
  const policy = sha256Hex(readFileSync(folder.policyPath));
  trail.record({ event: 'agent.started', version: VERSION, policy });
  const shipper = shipWhileRunning(folder, systemClock, log);
  const standing = (): AgentStanding =>
    watch.standing(agent.connection, { incidents: unclosedBySeverity(audit.incidents), shipping: shipper?.standing() });
  const monitor = await monitorAgent(folder, standing, log, metricsFile);
  manager.ready(() => statusText(agent.connection, identity.address));
  // Timers of the agent do not hold the process; its work must.
  const alive = setInterval(() => {}, 2 ** 30);
  try {
    await agent.run();
    trail.record({ event: 'agent.stopped' });
  } catch (error) {
    rememberProof(folder, error);
    throw error;
  } finally {
    await shipper?.stop();
    await monitor.close();
    audit.close();
    clearInterval(alive);
    identity.close();
  }
}

/** What a coordinator has proved to be missing from a ledger is missing from then on, also when it is not shown again. */
function rememberProof(folder: SiteFolder, error: unknown): void {
  if (!isConsiliumError(error, 'LEDGER_ROLLED_BACK')) return;
  const { population, receipt: seq, hash } = error.details;
  if (typeof population === 'string' && typeof seq === 'number' && typeof hash === 'string')
    folder.ledgerMarks().wasFurther(population, { seq, hash });
}

/** Where the agent stands, for `systemctl status`. */
function statusText({ connected, code }: AgentStanding['connection'], address: string): string {
  return connected ? `connected to ${address}` : `not connected to ${address}${code === undefined ? '' : `: ${code}`}`;
}

/**
 * Says of each approved plan, for the hospital alone, why its tasks would be refused: what was approved once may have ended, lost its data or no
 * longer be what the policy allows. A file that cannot be read says so and does not stop the agent, which serves the other plans.
 *
 * @internal
 */
export function warnOfApprovals(folder: SiteFolder, log: Pick<Logger, 'warn'>): void {
  try {
    for (const record of folder.approvals().list()) {
      const { study, planHash } = record;
      const problems = approvalProblems(folder, record);
      if (problems.length > 0)
        log.warn({ study, plan: short(planHash) }, `an approved plan would be refused: ${problems.join('; ')}`);
    }
  } catch (error) {
    const { code, message } = fromUnknown(error);
    log.warn({ code }, `what was approved cannot be looked through: ${message}`);
  }
}
