import { userInfo } from 'node:os';
import { type CompiledPlan, readPlan, releaseParameters } from '@consilium/plan';
import { deriveRelease } from '@consilium/privacy';
import { Command } from 'commander';
import { allowStudy, disallowStudy, setBudget, shareMetrics } from '../gate/index.ts';
import { folderOption, jsonOption, parsePositive } from './options.ts';
import { print, say } from './output.ts';
import type { SiteFolder } from './site-folder.ts';

/** `consilium-site plan ...` */
export function planCommands(): Command {
  const command = new Command('plan').description('Plans and what this hospital decided about them');
  command
    .command('show')
    .description('What a plan would do with the patients of this site')
    .argument('<study.yaml>', 'the plan, as the researcher sent it')
    .addHelpText('after', '\nExample:\n  $ consilium-site plan show study.yaml\n')
    .action((path: string) => {
      say(describePlan(readPlan(path)));
    });
  command
    .command('approve')
    .description('Allow a study and approve exactly this plan, by its hash')
    .argument('<study.yaml>', 'the plan, as the researcher sent it')
    .option('--reason <text>', 'kept with the decision')
    .option(
      '--share-metrics',
      'let exact metrics on held-out patients leave; histograms of scores stay (metrics.scoreHistogram in policy.yaml)',
    )
    .addOption(folderOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site plan approve study.yaml --reason "ethics vote 12/2026"\n')
    .action((path: string, options: { reason?: string; shareMetrics?: boolean; folder: SiteFolder }) => {
      const { folder } = options;
      const plan = readPlan(path);
      decide(folder, plan, 'approved', options.reason);
      allowStudy(folder.policyPath, plan.document.study);
      if (options.shareMetrics === true) shareMetrics(folder.policyPath, true);
      say(`${describePlan(plan)}\nApproved.`);
    });
  command
    .command('refuse')
    .description('Refuse a plan; a running study stops at this site with its next round')
    .argument('<study.yaml>', 'the plan')
    .option('--reason <text>', 'kept with the decision')
    .addOption(folderOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site plan refuse study.yaml --reason "too many findings"\n')
    .action((path: string, options: { reason?: string; folder: SiteFolder }) => {
      const { folder } = options;
      const plan = readPlan(path);
      decide(folder, plan, 'refused', options.reason);
      disallowStudy(folder.policyPath, plan.document.study);
      say(`Refused ${plan.document.study}, plan ${plan.hash}.`);
    });
  command
    .command('list')
    .description('Decisions so far')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site plan list\n')
    .action((options: { folder: SiteFolder; json?: boolean }) => {
      const records = options.folder.approvals().list();
      print(options.json, records, () =>
        records
          .map(
            ({ study, planHash, decisions }) =>
              `${study} ${planHash.slice(0, 12)}: ${decisions.at(-1)?.decision} by ${decisions.at(-1)?.by}`,
          )
          .join('\n'),
      );
    });
  command
    .command('budget')
    .description('Set the budget of a data set')
    .argument('<dataset>', 'name of the data set')
    .requiredOption('--epsilon <number>', 'privacy loss that all studies together may cause to a patient', parsePositive)
    .requiredOption('--delta <number>', 'probability with which the bound may fail', parsePositive)
    .option('--one-mechanism', 'count exactly, and admit repetitions of one mechanism only; else any plans may share the budget')
    .addOption(folderOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site plan budget cardiology --epsilon 2 --delta 0.001\n')
    .action((dataset: string, options: { epsilon: number; delta: number; oneMechanism?: boolean; folder: SiteFolder }) => {
      const { epsilon, delta, folder } = options;
      const accounting = options.oneMechanism === true ? 'one-mechanism' : 'several';
      setBudget(folder.policyPath, dataset, { epsilon, delta, accounting });
      say(`The budget of ${dataset} is epsilon ${epsilon} at delta ${delta}.`);
    });
  return command;
}

function decide(folder: SiteFolder, plan: CompiledPlan, decision: 'approved' | 'refused', reason: string | undefined): void {
  folder.approvals().decide({
    planHash: plan.hash,
    study: plan.document.study,
    decision,
    by: userInfo().username,
    ...(reason === undefined ? {} : { reason }),
  });
}

function describePlan(plan: CompiledPlan): string {
  const { document } = plan;
  const parameters = releaseParameters(plan);
  const release = parameters === undefined ? undefined : deriveRelease(parameters);
  const groups = Object.keys(document.evaluation.subgroups ?? {});
  const metrics = `${document.evaluation.metrics.join(', ')}${groups.length === 0 ? '' : `, all together and by ${groups.join(', ')},`}`;
  return [
    `${document.title} (study ${document.study})`,
    `  plan hash  ${plan.hash}`,
    `  reads      ${plan.inputs.map(({ name }) => name).join(', ')}; predicts ${document.data.target.column}`,
    `  sends      ${document.rounds} updates of ${plan.manifest.parameters} numbers, and ${metrics} if the policy shares metrics`,
    release === undefined
      ? '  PRIVACY    NONE: this site will refuse it'
      : `  privacy    epsilon ${release.epsilon.toPrecision(4)} at delta ${release.delta} per ${document.privacy.mechanism === 'dp-fedavg' ? 'site' : 'patient'}, by ${document.privacy.mechanism}`,
  ].join('\n');
}
