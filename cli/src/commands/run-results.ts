import { jsonOption } from '@consilium/command-line';
import { systemClock } from '@consilium/core';
import { print } from '@consilium/host';
import { planFromJson } from '@consilium/plan';
import type { consilium } from '@consilium/proto';
import { clearEarlier, requireFreeFolder, writeRunResults } from '@consilium/sim';
import { Command } from 'commander';
import { IDENTITY_HELP, IDENTITY_OPTION, OWN_IDENTITY, withResearch } from '../connection.ts';
import { fetchModel } from '../fetch-model.ts';
import { VERSION } from '../version.ts';

interface ResultsOptions {
  readonly out: string;
  readonly force?: boolean;
  readonly identity: string;
  readonly json?: boolean;
}

type RunInfo = consilium.v1.RunInfo.$Properties;

/** `consilium run results` */
export function resultsCommand(): Command {
  return new Command('results')
    .description('Write what the coordinator has of a run as a folder like that of a rehearsal: report, scores, plan and model')
    .argument('<run>', 'run identifier')
    .requiredOption('--out <folder>', 'new folder for report.html, summary.json, metrics.csv, plan.json and the model')
    .option('--force', 'write over what is in the folder')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OWN_IDENTITY)
    .addOption(jsonOption('print summary.json alone on standard output'))
    .addHelpText(
      'after',
      '\nA run that goes on, or has ended early, leaves what it has so far.\n\nExample:\n  $ consilium run results run-3k9... --out runs/heart-1\n',
    )
    .action(async (run: string, { out, force, identity, json }: ResultsOptions) => {
      requireFreeFolder(out, { force: force === true });
      const fetched = await fetchModel(identity, run, true);
      const info = await everyAttempt(identity, fetched.run);
      const plan = planFromJson(fetched.plan?.json ?? '', fetched.plan?.hash ?? '');
      // Aligned: the bytes of a buffer may begin anywhere.
      const weights = new Float32Array(Uint8Array.from(fetched.content).buffer);
      clearEarlier(out);
      const { summary, reportPath } = writeRunResults({ info, plan, weights, version: VERSION, nowMs: systemClock.now() }, out);
      print(json, summary, () => [
        `${run} of ${summary.study}: ${summary.state}, ${summary.rounds.length} of ${summary.roundsPlanned} rounds`,
        `Model    ${summary.model.path} (SHA-256 ${summary.model.sha256})`,
        `Report   ${reportPath}`,
      ]);
    });
}

/** A run with all attempts: one answer has no room for those of a long run, which a watcher gets one after the other. */
async function everyAttempt(identity: string, info: RunInfo): Promise<RunInfo> {
  const newest = info.roundInfos ?? [];
  const missing = info.earlierAttempts ?? 0;
  if (missing === 0) return info;
  const earlier: consilium.v1.RoundInfo.$Properties[] = [];
  return await withResearch(identity, async (research) => {
    for await (const { roundInfos } of research.watchRun({ run: info.run ?? '' })) {
      earlier.push(...(roundInfos ?? []));
      if (earlier.length >= missing) break;
    }
    return { ...info, roundInfos: [...earlier.slice(0, missing), ...newest] };
  });
}
