import { fromUnknown, systemClock } from '@consilium/core';
import type { Logger } from '@consilium/host';
import { certificateLife, readIdentityFolder } from '@consilium/trust';
import type { AgentStanding } from '../monitoring/agent-standing.ts';
import { siteMetricsText, type SiteMetrics, writeMetricsFile } from '../monitoring/metrics-file.ts';
import { serveStanding, type StandingSocket } from '../monitoring/standing-socket.ts';
import { budgetShares } from './budget-shares.ts';
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
