import type { PolicyAnswers } from './policy-answers.ts';

/** Sites that are named in a sentence. */
const NAMED = 5;

/** What a policy does with a plan. */
export interface PolicyWords {
  /** In one sentence. */
  readonly headline: string;
  /** Each refusal, with whose it is and what a person at the hospital can do. */
  readonly refusals: readonly { readonly text: string; readonly advice: string }[];
  readonly withheld: readonly string[];
  /** What was assumed. */
  readonly note: string;
}

/** Answers of a policy in sentences. @param all how many sites the plan has */
export function policyWords({ file, budgetAssumed, refusals, withheld }: PolicyAnswers, all: number): PolicyWords {
  const refusing = new Set(refusals.flatMap(({ sites }) => sites)).size;
  const whose = file === null ? 'the policy that agents start with' : `the policy ${file}`;
  const who = refusing === all ? (all === 1 ? 'the site' : `all ${all} sites`) : `${refusing} of ${all} sites`;
  return {
    headline:
      refusing === 0
        ? `Hospitals that approve this plan under ${whose} would serve it.`
        : `Under ${whose}, ${who} would refuse this plan even once it is approved.`,
    refusals: refusals.map(({ code, message, advice, sites }) => ({
      text: `${named(sites, all)}: ${code}: ${message}`,
      advice,
    })),
    withheld: withheld.map(({ message, sites }) => `${named(sites, all)}: ${message}`),
    note: `${budgetAssumed ? 'The policy has no one budget for these patients, so that the target of the plan stands for it: hospitals set their own. ' : ''}Patients are counted from the files, where a hospital declares a round number.`,
  };
}

function named(sites: readonly string[], all: number): string {
  if (sites.length === all && all > 1) return `all ${all} sites`;
  const rest = sites.length - NAMED;
  return `${sites.slice(0, NAMED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
