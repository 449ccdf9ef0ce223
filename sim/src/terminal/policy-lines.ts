import { visibleText } from '@consilium/core';
import type { PolicyAnswers } from '../policy/policy-answers.ts';
import { policyWords } from '../policy/policy-words.ts';

/** What hospitals would refuse or withhold, before the first round. @param all how many sites the plan has */
export function renderPolicyAnswers(answers: PolicyAnswers, all: number): readonly string[] {
  const { headline, refusals, withheld, note } = policyWords(answers, all);
  return [
    `Policy   ${headline}`,
    ...refusals.flatMap(({ text, advice }) => [`         Refused: ${text}`, `                  ${advice}`]),
    ...withheld.map((text) => `         Withheld: ${text}`),
    ...(refusals.length === 0 ? [] : [`         ${note}`]),
  ].map(visibleText);
}
