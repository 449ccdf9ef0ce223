import { jsonOption } from '@consilium/command-line';
import { say, print } from '@consilium/host';
import { findingText } from '@consilium/deidentify';
import { identifierRefusal, identifiersIn, readPlan } from '@consilium/plan';
import type { consilium } from '@consilium/proto';
import { Command } from 'commander';
import { IDENTITY_HELP, IDENTITY_OPTION, OWN_IDENTITY, withResearch } from '../connection.ts';

/** `consilium study submit` */
export function submitCommand(): Command {
  return new Command('submit')
    .argument('<study.yaml>', 'the plan')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OWN_IDENTITY)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium study submit study.yaml\n')
    .action(async (path: string, options: { identity: string; json?: boolean }) => {
      const plan = readPlan(path);
      const identifiers = identifiersIn(plan);
      // Before it travels: every hospital would refuse it.
      if (identifiers.length > 0) {
        say(...identifiers.map(findingText));
        throw identifierRefusal(plan.document, identifiers);
      }
      const info = await withResearch(options.identity, (research) => research.submitStudy({ planJson: plan.json }));
      print(options.json, { study: info.study, planHash: info.planHash }, () => submittedLines(info));
    });
}

/** What was submitted, for people. */
export function submittedLines({ study, planHash }: consilium.v1.StudyInfo.$Properties): readonly string[] {
  return [`Submitted ${study}. Its plan hash, which sites approve:`, `  ${planHash}`];
}
