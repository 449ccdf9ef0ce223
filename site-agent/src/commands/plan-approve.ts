import { ConsiliumError } from '@consilium/core';
import { print, say } from '@consilium/host';
import { readPlan } from '@consilium/plan';
import { Command } from 'commander';
import { admitPatientColumn, allowStudy, readPolicy, type Rights, usualRights } from '../gate/index.ts';
import { deciderOption, folderOption, jsonOption, parseCount, parseDay, parsePositive, reasonOption } from './options.ts';
import { dryRun } from './dry-run.ts';
import { planFacts } from './plan-facts.ts';
import { planText, refusalText, rightsText } from './plan-text.ts';
import { siteFacts } from './site-facts.ts';
import type { SiteFolder } from './site-folder.ts';

/** What a hospital reads before it lets exact metrics out. */
const EXACT_WARNING =
  'Exact metrics leave without noise and outside the guarantee: anyone who runs the coordinator can read each held-out record.';

interface ApproveOptions {
  readonly who: string;
  readonly reason?: string;
  /** `false` by `--no-metrics`. */
  readonly metrics: boolean;
  readonly shareExact?: boolean;
  readonly epsilon?: number;
  readonly runs?: number;
  readonly attempts?: number;
  readonly expires?: number;
  readonly acceptUnreadable?: boolean;
  readonly althoughRefused?: boolean;
  readonly json?: boolean;
  readonly folder: SiteFolder;
}

/** `consilium-site plan approve` */
export function approveCommand(): Command {
  return new Command('approve')
    .description('Allow a study and approve exactly this plan, by its hash; what is given here no other plan has')
    .argument('<study.yaml>', 'the plan, as the researcher sent it')
    .addOption(reasonOption())
    .addOption(deciderOption())
    .option(
      '--epsilon <number>',
      "most that all runs of this plan may cost a patient; the plan's target unless given",
      parsePositive,
    )
    .option('--runs <number>', 'runs of this plan, in all; 1 unless given', parseCount)
    .option('--attempts <number>', "attempts of each round; the plan's unless given", parseCount)
    .option('--expires <day>', 'last day (YYYY-MM-DD, UTC) of the approval; without end unless given', parseDay)
    .option('--no-metrics', 'let no scores on held-out patients leave, not even noised ones')
    .option('--share-exact', 'let exact metrics leave: anyone who runs the coordinator can read each held-out record')
    .option('--accept-unreadable', 'approve although cells of the data cannot be read as the plan says: they count as missing')
    .option('--although-refused', 'approve although the agent would refuse every task, for what is said here')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium-site plan approve study.yaml --reason "ethics vote 12/2026" --expires 2027-12-31\n',
    )
    .action(async (path: string, options: ApproveOptions) => {
      const { folder, who: by, reason } = options;
      const plan = readPlan(path);
      const rights = rightsOf(usualRights(plan), options);
      if (rights.metrics === 'exact' && readPolicy(folder.policyPath).metrics.allow !== 'exact') {
        throw new ConsiliumError({
          code: 'USAGE',
          message: `the policy of this hospital lets no approval give exact metrics: first set metrics.allow to exact in ${folder.policyPath}`,
        });
      }
      const entry = folder.catalog().forStudy(plan.document.study);
      admitPatientColumn(plan, entry.patientColumn);
      const data = await dryRun(folder, entry, plan);
      // Before anything is decided: a person sees what would be missing.
      if (data.unreadable > 0 && options.acceptUnreadable !== true) {
        say(...data.text);
        throw new ConsiliumError({
          code: 'DATA_INVALID',
          message: `${data.unreadable} cells or rows of ${entry.dataset} cannot be read as the plan says: mend the file, or approve with --accept-unreadable, and they count as missing`,
        });
      }
      const facts = planFacts(plan);
      const site = siteFacts(folder, plan, rights);
      const [refusal] = site.refusals ?? [];
      if (refusal !== undefined && options.althoughRefused !== true) {
        say(...refusalText(site.refusals ?? []));
        throw new ConsiliumError({
          code: refusal.code,
          message: `plan ${plan.hash.slice(0, 12)} was not approved: the agent would refuse its tasks. Do what is said above, or approve with --although-refused`,
        });
      }
      folder.approvals().keepPlan(plan.hash, plan.json);
      folder.approvals().decide({ planHash: plan.hash, study: plan.document.study, decision: 'approved', rights, by, reason });
      allowStudy(folder.policyPath, plan.document.study);
      print(options.json, { ...facts, site, data: data.report, decision: 'approved', rights }, () => [
        ...planText(facts, site, rights),
        ...data.text,
        `  rights     ${rightsText(rights)}`,
        ...(rights.metrics === 'exact' ? [EXACT_WARNING] : []),
        'Approved.',
      ]);
    });
}

function rightsOf(usual: Rights, options: ApproveOptions): Rights {
  if (!options.metrics && options.shareExact === true)
    throw new ConsiliumError({ code: 'USAGE', message: '--no-metrics and --share-exact say the opposite of each other' });
  const { epsilon, runs, attempts, expires } = options;
  const exact = options.shareExact === true ? 'exact' : usual.metrics;
  return {
    metrics: options.metrics ? exact : 'none',
    ...(usual.ceiling === undefined ? {} : { ceiling: { ...usual.ceiling, epsilon: epsilon ?? usual.ceiling.epsilon } }),
    runs: runs ?? usual.runs,
    attemptsPerRound: attempts ?? usual.attemptsPerRound,
    ...(expires === undefined ? {} : { expiresMs: expires }),
  };
}
