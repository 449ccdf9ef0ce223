import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { jsonOption } from '@consilium/command-line';
import { type Clock, ConsiliumError, type ErrorCode, systemClock } from '@consilium/core';
import { type Line, type Logger, print } from '@consilium/host';
import type { Environment } from '@consilium/transport';
import { Command } from 'commander';
import { type Check, type Finding, lookAt, oncePerFault } from './doctor-check.ts';
import { auditChecks } from './doctor-audit.ts';
import { localChecks, thoroughChecks } from './doctor-local.ts';
import { firewallRequest, networkFindings } from './doctor-network.ts';
import { serviceChecks } from './doctor-service.ts';
import { folderOption } from './options.ts';
import { collectorChecks } from './shipping.ts';
import type { SiteFolder } from './site-folder.ts';

/** `consilium-site doctor` */
export function doctorCommand(): Command {
  return new Command('doctor')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site doctor --folder consilium-site\n')
    .action(async ({ folder, json }: { folder: SiteFolder; json?: boolean }) => {
      const findings = await examine(folder, systemClock, process.env);
      const request = firewallRequest(folder, process.env, hostname());
      const failed = findings.find(({ state }) => state === 'failed');
      print(json, { ok: failed === undefined, findings, firewallRequest: request.join(' ') }, () => [
        ...findings.flatMap((finding) => findingText(finding, findings)),
        ...(request.length === 0 ? [] : ['', 'For those who run the firewall:', ...request.map((line) => `  ${line}`)]),
      ]);
      if (failed !== undefined) process.exitCode = exitCodeOf(failed.code);
    });
}

/**
 * All that is known of a site's health. The network comes before anything that reads records: when the coordinator is asked must not depend on them.
 */
async function examine(folder: SiteFolder, clock: Clock, environment: Environment): Promise<readonly Finding[]> {
  const [first, ...others] = localChecks(folder, clock);
  const { finding } = await lookAt(first);
  if (finding.state === 'failed') return [finding];
  const service = serviceChecks(folder.path, environment, existsSync('/run/systemd/system'));
  const findings = [
    finding,
    ...(await all([...others, ...service])),
    ...(await networkFindings(folder, clock, environment)),
    ...(await all([...auditChecks(folder), ...collectorChecks(folder, clock)])),
  ];
  let thorough: readonly Check[] = [];
  const listing = (): string => {
    thorough = thoroughChecks(folder, clock);
    return 'the lists of both can be read';
  };
  const listed = await lookAt({ name: 'data sets and plans', fatal: false, look: listing });
  return oncePerFault([...findings, listed.finding, ...(await all(thorough))], thorough);
}

async function all(checks: readonly Check[]): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const check of checks) findings.push((await lookAt(check)).finding);
  return findings;
}

/**
 * Refuses to start an agent that could not work, before anybody is dialled; what is no reason for that is a warning in the log.
 *
 * @throws ConsiliumError of the first check that the agent must not start without
 */
export async function requireHealthy(folder: SiteFolder, clock: Clock, log: Pick<Logger, 'warn'>): Promise<void> {
  for (const check of localChecks(folder, clock)) {
    const { finding, error } = await lookAt(check);
    if (error !== undefined && check.fatal) throw error;
    if (finding.state !== 'ok') log.warn({ check: finding.check, code: finding.code, advice: finding.fix }, finding.says);
  }
}

/** As the error itself would end a program. */
function exitCodeOf(code: ErrorCode = 'CONFIG_INVALID'): number {
  return new ConsiliumError({ code, message: '' }).entry.exit;
}

const SIGNS: Readonly<Record<Finding['state'], string>> = { ok: 'ok', warning: 'WARNING', failed: 'FAILED', skipped: '-' };

/** A fault with what else it explains, which has no lines of its own. */
function findingText({ state, check, says, fix, because }: Finding, others: readonly Finding[]): readonly Line[] {
  if (because !== undefined) return [];
  const mended = state === 'failed' || state === 'warning' ? fix : undefined;
  const explained = others.filter((other) => other.because === check).map((other) => other.check);
  return [
    `${SIGNS[state].padEnd(8)}${check}: ${says}`,
    ...(mended === undefined ? [] : [`        ${mended}`]),
    ...(explained.length === 0 ? [] : [`        Cannot be told before that: ${explained.join(', ')}`]),
  ];
}
