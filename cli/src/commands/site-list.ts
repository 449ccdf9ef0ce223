import { jsonOption, time } from '@consilium/command-line';
import { systemClock } from '@consilium/core';
import { print, table } from '@consilium/host';
import type { consilium } from '@consilium/proto';
import { keyWords, lifeSentence, lifeStage } from '@consilium/trust';
import { Command } from 'commander';
import { IDENTITY_HELP, IDENTITY_OPTION, OPERATOR_IDENTITY, withResearch } from '../connection.ts';

/** `consilium site list` */
export function listCommand(): Command {
  return new Command('list')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OPERATOR_IDENTITY)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium site list\n')
    .action(async (options: { identity: string; json?: boolean }) => {
      const { sites } = await withResearch(options.identity, (research) => research.listSites({}));
      print(options.json, sites, () =>
        table(
          ['site', 'connected', 'agent', 'last seen', 'clock', 'certificate', 'words of its key'],
          (sites ?? []).map((s) => [
            s.site ?? '',
            connectionText(s),
            s.agentVersion ?? '',
            s.connected === true ? 'now' : time(s.lastSeenMs ?? 0),
            s.connected === true ? clockText(s.clockAheadSeconds ?? 0) : '',
            s.revoked === true ? '' : certificateEnd(s.expiresMs ?? 0, systemClock.now()),
            (s.keys ?? []).map(keyWords).join(', or ') || 'none',
          ]),
        ),
      );
    });
}

function connectionText({ revoked, quarantine, connected }: consilium.v1.SiteInfo.$Properties): string {
  if (revoked === true) return 'revoked';
  if (quarantine) return `quarantine: ${quarantine}`;
  return connected === true ? 'yes' : 'no';
}

/** When the certificate of a site ends, and whether that is near. */
function certificateEnd(expiresMs: number, nowMs: number): string {
  if (expiresMs === 0) return 'not issued here';
  return lifeStage(expiresMs, nowMs) === 'good' ? `until ${time(expiresMs)}` : `${lifeSentence(expiresMs, nowMs)}!`;
}

/** A second of difference is the way of the message. */
function clockText(aheadSeconds: number): string {
  if (Math.abs(aheadSeconds) <= 1) return 'same';
  return `${Math.abs(aheadSeconds)} s ${aheadSeconds > 0 ? 'ahead' : 'behind'}`;
}
