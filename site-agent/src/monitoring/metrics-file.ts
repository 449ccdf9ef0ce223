import { writeFileDurably } from '@consilium/host';
import { Gauge, Registry } from 'prom-client';
import type { AgentStanding } from './agent-standing.ts';

/** For who collects metrics, which is another account. */
const READABLE_BY_ALL = 0o644;

/** What the folder says beside the {@link AgentStanding}. */
export interface SiteMetrics {
  /** End of the site's certificate, in seconds since the Unix epoch. */
  readonly certificateEndSeconds: number;
  /** Of each population, the part of its budget that is used or reserved: 0 to 1. */
  readonly budgetUsed: ReadonlyMap<string, number>;
}

/** What an agent tells Prometheus, in its text format: what the coordinator sees of it too, or less. */
export async function siteMetricsText(standing: AgentStanding, site: SiteMetrics): Promise<string> {
  const registry = new Registry();
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []): Gauge<L> =>
    new Gauge({ name: `consilium_agent_${name}`, help, labelNames, registers: [registry] });
  const { connection, lastUpdate, startedMs, version, incidents } = standing;
  gauge('build_info', 'Always 1; the version is a label.', ['version']).set({ version }, 1);
  gauge('start_seconds', 'When the agent started, seconds since the Unix epoch.').set(startedMs / 1000);
  gauge('connected', 'Whether the agent holds a session with the coordinator.').set(connection.connected ? 1 : 0);
  gauge('connection_seconds', 'For how long it has been so.').set(connection.forMs / 1000);
  gauge('certificate_end_seconds', 'End of the certificate of the site, seconds since the Unix epoch.').set(
    site.certificateEndSeconds,
  );
  if (lastUpdate !== undefined)
    gauge('last_update_seconds', 'When the newest update arrived at the coordinator, seconds since the Unix epoch.').set(
      lastUpdate.timeMs / 1000,
    );
  const open = gauge('incidents', 'Incidents that nobody has closed, by severity.', ['severity']);
  for (const [severity, count] of Object.entries(incidents ?? {})) open.set({ severity }, count);
  if (standing.shipping !== undefined) {
    const { behind, lastMs } = standing.shipping;
    gauge('audit_entries_behind', 'Entries of the audit log that its collector does not have yet.').set(behind);
    if (lastMs !== undefined)
      gauge('audit_shipped_seconds', 'When entries were last known to be with the collector, seconds since the Unix epoch.').set(
        lastMs / 1000,
      );
  }
  const used = gauge('budget_used_ratio', 'Part of the privacy budget that is used or reserved.', ['population']);
  for (const [population, share] of site.budgetUsed) used.set({ population }, share);
  return await registry.metrics();
}

/** Puts a whole file in the place of the one before: who reads it never sees half of one. @throws what writing throws */
export function writeMetricsFile(path: string, text: string): void {
  writeFileDurably(path, text, READABLE_BY_ALL);
}
