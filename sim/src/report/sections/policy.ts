import { html, type Markup } from '@consilium/pages';
import { policyWords } from '../../policy/policy-words.ts';
import type { Summary } from '../../summary.ts';

/** What a hospital would refuse or withhold, which a rehearsal does not; nothing for summaries of before. */
export function renderPolicy({ policy, sites }: Summary): Markup | null {
  if (policy === undefined) return null;
  const { headline, refusals, withheld, note } = policyWords(policy, sites.length);
  return html`<section aria-labelledby="policy"><h2 id="policy">What a hospital would say</h2><p><b>${headline}</b> Asked of the functions that agents at hospitals ask before every task.</p>${
    refusals.length === 0
      ? null
      : html`<h3>Refused</h3><ul>${refusals.map(({ text, advice }) => html`<li>${text} <span class="note">${advice}</span></li>`)}</ul>`
  }${withheld.length === 0 ? null : html`<h3>Withheld</h3><ul>${withheld.map((text) => html`<li>${text}</li>`)}</ul>`}<p class="note">${note}</p></section>`;
}
