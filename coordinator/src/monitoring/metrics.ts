import type { Shipping } from '@consilium/shipping';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { Overview } from './overview.ts';

/** What the server knows beside the {@link Overview}. */
export interface ServerFacts {
  readonly version: string;
  readonly consortium: string;
  /** End of the coordinator's own certificate, in seconds since the Unix epoch. */
  readonly certificateEndSeconds: number;
  /** Where the shipping of its audit log stands, if it is shipped. */
  readonly shipping?: Shipping;
}

/** The metrics of this process itself: processor, memory, event loop. */
export function processMetrics(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

/**
 * What a coordinator tells Prometheus, in its text format. Made for each question, so that a site that is gone shows nowhere.
 *
 * @param process see {@link processMetrics}
 */
export async function metricsText(process: Registry, overview: Overview, facts: ServerFacts): Promise<string> {
  const registry = new Registry();
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []): Gauge<L> =>
    new Gauge({ name: `consilium_${name}`, help, labelNames, registers: [registry] });
  gauge('build_info', 'Always 1; version and consortium are labels.', ['version', 'consortium']).set(
    { version: facts.version, consortium: facts.consortium },
    1,
  );
  gauge('certificate_end_seconds', 'End of the certificate of the coordinator, seconds since the Unix epoch.').set(
    facts.certificateEndSeconds,
  );
  if (facts.shipping !== undefined) {
    const { behind, lastMs } = facts.shipping;
    gauge('audit_entries_behind', 'Entries of the audit log that its collector does not have yet.').set(behind);
    if (lastMs !== undefined)
      gauge('audit_shipped_seconds', 'When entries were last known to be with the collector, seconds since the Unix epoch.').set(
        lastMs / 1000,
      );
  }
  const connected = gauge('site_connected', 'Whether a site that was not revoked holds a session.', ['site']);
  const quarantined = gauge('site_quarantined', 'Whether a site that was not revoked is under quarantine.', ['site']);
  const ends = gauge('site_certificate_end_seconds', 'End of the certificate of a site, seconds since the Unix epoch.', ['site']);
  for (const { site, ...of } of overview.sites) {
    if (of.revoked) continue;
    connected.set({ site }, of.connected ? 1 : 0);
    quarantined.set({ site }, of.quarantined ? 1 : 0);
    if (of.certificateEndSeconds > 0) ends.set({ site }, of.certificateEndSeconds);
  }
  const incidents = gauge('incidents', 'Incidents that nobody has closed, by severity.', ['severity']);
  for (const [severity, count] of Object.entries(overview.incidents)) incidents.set({ severity }, count);
  const runs = gauge('runs', 'Runs by state.', ['state']);
  for (const [state, count] of overview.runs) runs.set({ state }, count);
  const attempts = new Counter({
    name: 'consilium_attempts_total',
    help: 'Attempts of rounds that have ended, by outcome.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  for (const outcome of ['closed', 'failed']) attempts.inc({ outcome }, overview.attempts.get(outcome) ?? 0);
  return `${await registry.metrics()}${await process.metrics()}`;
}
