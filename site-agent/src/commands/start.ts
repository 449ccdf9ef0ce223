import { existsSync } from 'node:fs';
import { ConsiliumError, fromUnknown, secureRandom, systemClock } from '@consilium/core';
import { answerToParent, createLogger, evalAllowed, type Logger, rerunWithoutEval } from '@consilium/host';
import { loadBackend } from '@consilium/learning';
import { siteService } from '@consilium/proto';
import { openGrpcChannel } from '@consilium/transport';
import { coordinatorIdentityCheck, readIdentityFolder } from '@consilium/trust';
import { Command } from 'commander';
import { gateFromFiles, readPolicy } from '../gate/index.ts';
import { createAgent } from '../session/agent.ts';
import { approvalProblems } from './approval-problems.ts';
import { requireLedgers } from './empty-ledger.ts';
import { folderOption } from './options.ts';
import type { SiteFolder } from './site-folder.ts';
import { VERSION } from './version.ts';

/** `consilium-site start` */
export function startCommand(): Command {
  return new Command('start')
    .description('Connect and serve studies until stopped; reconnects by itself, for years if need be')
    .addOption(folderOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site start --folder consilium-site\n')
    .action(async ({ folder }: { folder: SiteFolder }) => {
      if (evalAllowed(process)) {
        process.exitCode = await rerunWithoutEval(process);
        return;
      }
      answerToParent();
      await serve(folder);
    });
}

/**
 * Serves studies until the process is asked to stop, in a process without eval.
 *
 * @throws ConsiliumError `FILE_UNREADABLE` before there is a certificate; `LEDGER_*`, and what is wrong with the folder
 */
export async function serve(folder: SiteFolder): Promise<void> {
  const { site } = folder.config();
  if (!existsSync(folder.identityPath)) {
    throw new ConsiliumError({
      code: 'FILE_UNREADABLE',
      message: `${folder.path} has no certificate yet`,
      advice:
        'Join with the string that the operator sent (consilium-site join), or take its certificate in (consilium-site certificate). Then start again.',
    });
  }
  const identity = readIdentityFolder(folder.identityPath);
  // The gate reads it for every question; a person who starts the agent learns at once what it would refuse everything for.
  readPolicy(folder.policyPath);
  requireLedgers(folder);
  const log = createLogger({ component: 'site-agent' }).child({ siteId: site });
  const backend = await loadBackend();
  if (backend.notice !== undefined) log.warn(backend.notice);
  const channel = openGrpcChannel({
    identity,
    address: identity.address,
    checkServer: coordinatorIdentityCheck(identity.consortium),
  });
  const agent = createAgent(
    {
      siteId: site,
      stateFolder: folder.statePath,
      client: channel.client(siteService),
      backend,
      gate: gateFromFiles({ policyPath: folder.policyPath, stateFolder: folder.statePath, clock: systemClock }),
      log,
      version: VERSION,
    },
    secureRandom(),
  );
  // Opened and remembered before anything can be charged to them.
  folder.ledgerMarks().remember(new Map(agent.catalog.populations.map((name) => [name, agent.ledger(name).head()])));
  const stop = (): void => void agent.stop();
  // Not once: a terminal and the parent may both tell it, and a signal that nobody listens to ends a process at once.
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  log.info({ address: identity.address, backend: backend.name }, 'starting');
  warnOfApprovals(folder, log);
  // Timers of the agent do not hold the process; its work must.
  const alive = setInterval(() => {}, 2 ** 30);
  try {
    await agent.run();
  } finally {
    clearInterval(alive);
    channel.close();
  }
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
        log.warn({ study, plan: planHash.slice(0, 12) }, `an approved plan would be refused: ${problems.join('; ')}`);
    }
  } catch (error) {
    const { code, message } = fromUnknown(error);
    log.warn({ code }, `what was approved cannot be looked through: ${message}`);
  }
}
