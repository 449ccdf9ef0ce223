import { jsonOption } from '@consilium/command-line';
import { print } from '@consilium/host';
import { findingText } from '@consilium/deidentify';
import { identifiersIn } from '@consilium/plan';
import { Command } from 'commander';
import { usualRights } from '../gate/index.ts';
import { NO_EFFECT, noEffect } from './approval-problems.ts';
import { namedPlan } from './offered-plans.ts';
import { folderOption, PLAN_ARGUMENT } from './options.ts';
import { planFacts } from './plan-facts.ts';
import { planText, rightsText } from './plan-text.ts';
import { siteFacts } from './site-facts.ts';
import type { SiteFolder } from './site-folder.ts';

/** `consilium-site plan show` */
export function showCommand(): Command {
  return new Command('show')
    .argument('<plan>', PLAN_ARGUMENT)
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site plan show heart-disease\n')
    .action(async (named: string, options: { folder: SiteFolder; json?: boolean }) => {
      const { plan } = await namedPlan(options.folder, named, true);
      const rights = options.folder.approvals().decisionOn(plan.hash);
      const given = rights?.decision === 'approved' ? rights.rights : usualRights(plan);
      const facts = planFacts(plan, given);
      const site = siteFacts(options.folder, plan, given);
      const effect = rights?.decision === 'approved' ? noEffect(options.folder, plan.document.study, plan.hash) : {};
      const identifiers = identifiersIn(plan);
      print(
        options.json,
        { ...facts, site, decision: rights?.decision ?? 'undecided', rights: given, ...effect, identifiers },
        () => [
          ...planText(facts, site, given),
          `  decision   ${rights === undefined ? 'none yet; approved without more options, it would have: ' : `${rights.decision}: `}${rightsText(given)}`,
          ...(effect.noEffect === undefined ? [] : [`  WARNING    ${NO_EFFECT}${effect.noEffect}`]),
          ...identifiers.map((finding) => `  WARNING    identifies people, so it cannot be approved: ${findingText(finding)}`),
        ],
      );
    });
}
