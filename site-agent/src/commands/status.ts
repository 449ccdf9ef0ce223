import { jsonOption } from '@consilium/command-line';
import { fromUnknown, isConsiliumError, systemClock } from '@consilium/core';
import { print } from '@consilium/host';
import { type Collector, collectorText, EntriesFile, shippedSoFar, type Shipping, shippingLine } from '@consilium/shipping';
import {
  certificateFingerprint,
  certificateLife,
  certificatesIn,
  changesIn,
  keyFacts,
  keyLines,
  keysText,
  lifeSentence,
  readIdentityFolder,
} from '@consilium/trust';
import { Command } from 'commander';
import { auditFiles } from '../audit/index.ts';
import { type AgentStanding, unclosedBySeverity } from '../monitoring/agent-standing.ts';
import { askStanding } from '../monitoring/standing-socket.ts';
import { durationText } from '../session/connection-log.ts';
import { budgetShares } from './budget-shares.ts';
import { shownLoss } from './empty-ledger.ts';
import { siteKeys } from './keys.ts';
import { filesOption } from './files-options.ts';
import { readIncidents } from './read-audit.ts';
import type { SiteFiles } from './site-files.ts';
import { otherSecrets } from './site-secrets.ts';

/** `consilium-site status` */
export function statusCommand(): Command {
  return new Command('status')
    .addOption(filesOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site status --folder consilium-site\n')
    .action(async ({ folder, json }: { folder: SiteFiles; json?: boolean }) => {
      const { site, consortium, collector } = folder.config();
      const { certificatePem, privateKeyPem, authorityPem, address } = readIdentityFolder(folder.identityPath);
      const now = systemClock.now();
      const { notAfterMs, renewFromMs, stage } = certificateLife(certificatePem, now);
      const changes = changesIn(authorityPem);
      const authorities = certificatesIn(authorityPem).map(({ raw }) => {
        const fingerprint = certificateFingerprint(raw);
        return { fingerprint, believedUntilMs: changes.find(({ from }) => from === fingerprint)?.endsMs };
      });
      const key = keyFacts(privateKeyPem);
      const agent = await askStanding(folder.standingPath);
      const { shares, problem } = budgetsOf(folder);
      const incidents = agent?.incidents ?? incidentsOf(folder);
      const secrets = siteKeys(folder, await otherSecrets(folder));
      const shipping = agent?.shipping ?? (collector === undefined ? undefined : stillShipping(folder, collector));
      const facts = {
        site,
        consortium,
        address,
        key,
        secrets,
        untilMs: notAfterMs,
        renewFromMs,
        stage,
        authorities,
        agent: agent ?? null,
        budgets: shares,
        incidents,
        ...(shipping === undefined ? {} : { shipping }),
        ...(problem === undefined ? {} : { problem }),
      };
      const date = (ms: number): string => new Date(ms).toISOString();
      print(json, facts, () => [
        `${site} of ${consortium}, coordinator at ${address}`,
        ...agentLines(agent, now),
        ...incidentText(incidents),
        ...(shipping === undefined ? [] : [shippingLine(shipping)]),
        ...Object.entries(shares).map(([population, share]) =>
          share === null
            ? `Budget of ${population}: not known, its ledger is lost: consilium-site budget`
            : `Budget of ${population}: ${(100 * share).toFixed(1)} % is used or reserved.`,
        ),
        ...(problem === undefined ? [] : [`Budgets cannot be read: ${problem}`]),
        ...keyLines(site, key),
        `This folder: ${keysText(secrets)}.`,
        `Its certificate ${lifeSentence(notAfterMs, now)}; the agent renews it from ${date(renewFromMs)} on.`,
        'Fingerprint of the authority; compare it with what the operator says by phone or in person:',
        ...authorities.map(
          ({ fingerprint, believedUntilMs }) =>
            `  ${fingerprint}${believedUntilMs === undefined ? '' : ` (of the one before, believed until ${date(believedUntilMs)})`}`,
        ),
      ]);
    });
}

/** A policy that cannot be read takes nothing else from the answer. The share of a ledger that is lost is `null`. */
function budgetsOf(folder: SiteFiles): {
  readonly shares: Readonly<Record<string, number | null>>;
  readonly problem?: string;
} {
  try {
    const shares = [...budgetShares(folder)()].map(([name, share]) => [name, shownLoss(folder, name) ? null : share] as const);
    return { shares: Object.fromEntries(shares) };
  } catch (error) {
    return { shares: {}, problem: fromUnknown(error, folder.path).message };
  }
}

/** Read off the log where no agent says it; `null` where that cannot be read. */
function incidentsOf(folder: SiteFiles): ReturnType<typeof unclosedBySeverity> | null {
  try {
    return unclosedBySeverity(readIncidents(folder));
  } catch (error) {
    if (isConsiliumError(error, 'AUDIT_CORRUPT')) return null;
    throw error;
  }
}

function incidentText(counts: ReturnType<typeof incidentsOf>): readonly string[] {
  if (counts === null) return ['The audit log is damaged: consilium-site audit verify'];
  const said = Object.entries(counts).filter(([, count]) => count > 0);
  if (said.length === 0) return ['No incident is open.'];
  return [
    `Incidents that nobody has closed: ${said.map(([severity, count]) => `${count} ${severity}`).join(', ')}; consilium-site incident list`,
  ];
}

/** Of an agent that does not ship: what it has shipped, by its cursor. */
function stillShipping(folder: SiteFiles, collector: Collector): Shipping {
  const { entries, shipped } = auditFiles(folder.auditPath);
  const to = collectorText(collector);
  const cursor = shippedSoFar(shipped);
  const { position = 0, atMs } = cursor?.to === to ? cursor : {};
  const behind = Math.max(0, new EntriesFile(entries).size() - position);
  return { to, shipped: position, behind, ...(atMs === undefined ? {} : { lastMs: atMs }) };
}

/** Where the agent stands, for people. */
function agentLines(agent: AgentStanding | undefined, nowMs: number): readonly string[] {
  if (agent === undefined) return ['The agent does not run.'];
  const { process, version, startedMs, connection, lastUpdate } = agent;
  const how = connection.connected ? 'connected' : 'not connected';
  const why = connection.code === undefined ? '' : `: ${connection.code}`;
  return [
    `The agent runs for ${durationText(Math.max(0, nowMs - startedMs))} (version ${version}, process ${process}), ${how} for ${durationText(connection.forMs)}${why}.`,
    lastUpdate === undefined
      ? 'Since then no update has arrived at the coordinator.'
      : `Its newest update: ${lastUpdate.kind}, round ${lastUpdate.round} of ${lastUpdate.run}, ${durationText(Math.max(0, nowMs - lastUpdate.timeMs))} ago.`,
  ];
}
