import { hostname } from 'node:os';
import type { Clock } from '@consilium/core';
import type { Logger } from '@consilium/host';
import { type Collector, CollectorConnection, collectorText, EntriesFile, Shipper, type Shipping } from '@consilium/shipping';
import { SITE_LOG } from '@consilium/transparency';
import { auditFiles } from '../audit/index.ts';
import type { Check } from './doctor-check.ts';
import type { SiteFiles } from './site-files.ts';

/** What ships the audit log of a site to a collector. */
export function siteShipper(
  folder: SiteFiles,
  collector: Collector,
  clock: Clock,
  log: Pick<Logger, 'info' | 'warn' | 'error'>,
): Shipper {
  const { entries, shipped } = auditFiles(folder.auditPath);
  return new Shipper({
    source: new EntriesFile(entries),
    origin: { log: folder.auditOptions().origin, program: 'consilium-site', host: hostname(), form: SITE_LOG },
    collector,
    cursorPath: shipped,
    clock,
    log,
  });
}

/** The audit log of a running agent on its way to a collector. */
export interface RunningShipper {
  standing(): Shipping;
  /** Sends the last entries as far as the collector takes them at once. */
  stop(): Promise<void>;
}

/** Ships while the agent runs, where `site.json` names a collector. */
export function shipWhileRunning(folder: SiteFiles, clock: Clock, log: Logger): RunningShipper | undefined {
  const { collector } = folder.config();
  if (collector === undefined) return undefined;
  const shipper = siteShipper(folder, collector, clock, log);
  const stopping = new AbortController();
  const done = shipper.follow(stopping.signal);
  return {
    standing: () => shipper.standing(),
    async stop() {
      stopping.abort();
      await done;
    },
  };
}

/** What a person asks of the collector, where there is one: whether it can be reached and is the right one. Nothing is sent. */
export function collectorChecks(folder: SiteFiles, clock: Clock): readonly Check[] {
  const { collector } = folder.config();
  if (collector === undefined) return [];
  const look = async (): Promise<string> => {
    (await CollectorConnection.dial(collector, clock, new AbortController().signal)).destroy();
    return `${collectorText(collector)} answers with a certificate for ${collector.name ?? collector.host}`;
  };
  return [{ name: 'collector of the audit log', fatal: false, look }];
}
