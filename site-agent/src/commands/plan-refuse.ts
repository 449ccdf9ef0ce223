import { jsonOption, short } from '@consilium/command-line';
import { print } from '@consilium/host';
import { Command } from 'commander';
import { namedPlan } from './offered-plans.ts';
import { deciderOption, folderOption, PLAN_ARGUMENT, reasonOption } from './options.ts';
import { refusePlan } from './plan-decision.ts';
import type { SiteFolder } from './site-folder.ts';

/** `consilium-site plan refuse` */
export function refuseCommand(): Command {
  return new Command('refuse')
    .argument('<plan>', PLAN_ARGUMENT)
    .addOption(reasonOption())
    .addOption(deciderOption())
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site plan refuse heart-disease --reason "too many findings"\n')
    .action(async (named: string, options: { reason?: string; who: string; folder: SiteFolder; json?: boolean }) => {
      const { folder, who: by, reason } = options;
      const { plan } = await namedPlan(folder, named, false);
      const { study } = plan.document;
      const others = refusePlan(folder, plan, { by, reason });
      folder.inbox().decided(plan.hash);
      print(options.json, { study, planHash: plan.hash, decision: 'refused', by, stillApproved: others }, () => [
        `Refused ${study}, plan ${plan.hash}.`,
        others.length === 0
          ? `No approved plan of ${study} is left: it was taken out of allowedStudies.`
          : `${study} stays allowed: approved ${others.length === 1 ? 'is' : 'are'} still ${others.map(short).join(', ')}.`,
      ]);
    });
}
