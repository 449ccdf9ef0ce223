import { jsonOption } from '@consilium/command-line';
import { print, standardError } from '@consilium/host';
import { readPlan } from '@consilium/plan';
import { Command } from 'commander';

interface Flags {
  readonly plan?: string;
  readonly seed?: string;
  readonly json?: boolean;
}

/** Columns of the bar. */
const BAR = 30;

function drawProgress(share: number, what: string): void {
  const full = Math.floor(share * BAR);
  standardError.live(`${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${Math.floor(100 * share)} %  ${what}`);
}

/** `consilium privacy audit` */
export function auditCommand(): Command {
  return new Command('audit')
    .description(
      'Attack what agents run, from rows to the bytes that leave: known answers to the noise, the sample, the clip and the scores, then an attack that bounds epsilon from below. A pass proves nothing beyond the faults that it names',
    )
    .option(
      '--plan <study.yaml>',
      "audit a plan's mechanism, clip, noise and sampling rate (default: a usual plan of each mechanism)",
    )
    .option('--seed <text>', 'repeat an audit; such noise is not that of hospitals (default: their generator)')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium privacy audit --plan examples/heart-disease/study.yaml\n')
    .action(async ({ plan, seed, json }: Flags) => {
      // With TensorFlow and both sides of a consortium: the other commands of the group do not wait for it.
      const { auditAgents, renderAudit } = await import('@consilium/sim');
      const result = await auditAgents({
        ...(plan === undefined ? {} : { plan: readPlan(plan) }),
        ...(seed === undefined ? {} : { seed }),
        ...(standardError.interactive ? { onProgress: drawProgress } : {}),
      });
      standardError.clear();
      print(json, result, () => renderAudit(result));
      if (!result.passed) process.exitCode = 4;
    });
}
