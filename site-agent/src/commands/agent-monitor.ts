import { fromUnknown, systemClock } from '@consilium/core';
import type { Logger } from '@consilium/host';
import { certificateLife, readIdentityFolder } from '@consilium/trust';
import { epsilonUsed, readPolicy, rememberEpsilons, reportBudget } from '../gate/index.ts';
import { readLedger } from '../ledger/index.ts';
import type { AgentStanding } from '../monitoring/agent-standing.ts';
import { siteMetricsText, type SiteMetrics, writeMetricsFile } from '../monitoring/metrics-file.ts';
import { serveStanding, type StandingSocket } from '../monitoring/standing-socket.ts';
import type { SiteFolder } from './site-folder.ts';

/** How often the file of metrics is written: collectors look every 15 to 60 seconds. */
const METRICS_MS = 30_000;

/** What a running agent lets people at its hospital see. */
export interface AgentMonitor {
  close(): Promise<void>;
}

/**
 * Shows where a running agent stands: on the socket of its folder and, where asked for, in a file of metrics. What cannot be shown is a line in the log,
 * never the end of the agent.
 */
export async function monitorAgent(
  folder: SiteFolder,
  standing: () => AgentStanding,
  log: Pick<Logger, 'warn'>,
  metricsFile: string | undefined,
): Promise<AgentMonitor> {
  const warn = (error: unknown): void => {
    const { code, message, advice } = fromUnknown(error);
    log.warn({ code, advice }, message);
  };
  let socket: StandingSocket | undefined;
  try {
    socket = await serveStanding(folder.standingPath, standing);
  } catch (error) {
    warn(error);
  }
  const facts = siteFacts(folder);
  const write = async (of: AgentStanding): Promise<void> => {
    if (metricsFile === undefined) return;
    try {
      writeMetricsFile(metricsFile, await siteMetricsText(of, facts()));
    } catch (error) {
      warn(fromUnknown(error, metricsFile));
    }
  };
  await write(standing());
  const timer = setInterval(() => void write(standing()), METRICS_MS);
  return {
    async close() {
      clearInterval(timer);
      await socket?.close();
      // What the file says last is that nobody is connected.
      await write({ ...standing(), connection: { connected: false, forMs: 0 } });
    },
  };
}

/** Reads the folder, and counts a budget again only once its ledger has gone on. */
function siteFacts(folder: SiteFolder): () => SiteMetrics {
  const budgetUsed = budgetShares(folder);
  return () => {
    const { certificatePem } = readIdentityFolder(folder.identityPath);
    const { notAfterMs } = certificateLife(certificatePem, systemClock.now());
    return { certificateEndSeconds: Math.floor(notAfterMs / 1000), budgetUsed: budgetUsed() };
  };
}

/**
 * Reads how much of each budget is used or reserved, from 0 to 1, by population. What it returns throws what reading policy and ledgers throws.
 * A budget is counted again only once its ledger has gone on.
 */
export function budgetShares(folder: SiteFolder): () => ReadonlyMap<string, number> {
  const epsilonFor = rememberEpsilons(epsilonUsed);
  const known = new Map<string, { readonly at: string; readonly share: number }>();
  return () => {
    const { budgets } = readPolicy(folder.policyPath);
    const shares = new Map<string, number>();
    for (const [population, budget] of Object.entries(budgets)) {
      const { head, charges } = readLedger(folder.ledgerPath, population);
      const at = JSON.stringify([head.hash, budget]);
      const before = known.get(population);
      // The epsilons of single studies are left out: they take longest, and are not shown.
      const share =
        before?.at === at ? before.share : reportBudget(charges, budget, epsilonFor, () => ({ epsilon: 0 })).usedShare;
      known.set(population, { at, share });
      shares.set(population, share);
    }
    return shares;
  };
}
