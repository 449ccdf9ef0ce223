import { html, type Markup, renderPage } from '@consilium/pages';
import { stringify } from 'yaml';
import type { CardAttribute, ModelCard } from './model-card.ts';

/** `card.yaml`: a card for programs, and for people without a browser. */
export function cardYaml(card: ModelCard): string {
  return stringify(card, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** `card.html`: a card as one page that loads nothing. */
export function cardPage(card: ModelCard): string {
  const groups = [...new Set(card.attributes.map(({ group }) => group))];
  const title = `${card.title}: model card`;
  return renderPage({
    title,
    kicker: 'Model card',
    heading: card.title,
    lead: html`Study <bdi>${card.study}</bdi>${card.run === null ? null : html`, run <bdi>${card.run}</bdi>`}: ${card.notice}.`,
    main: html`${warnings(card)}
${scores(card)}
${groups.map((group) =>
  attributes(
    group,
    card.attributes.filter((one) => one.group === group),
  ),
)}
${missing(card)}
${origin(card)}`,
    footer: html`Made by Consilium from <code>card.yaml</code>, which holds the same for programs. What nobody has stated is shown as that. This page loads nothing and runs no script.`,
  });
}

function warnings({ rehearsal, warnings: said }: ModelCard): Markup | null {
  const all = [
    ...(rehearsal ? ['This model was made in a rehearsal, on one machine: no hospital has taken part.'] : []),
    ...said,
  ];
  if (all.length === 0) return null;
  return html`<section class="alarm caution" aria-labelledby="warnings"><h2 id="warnings">Read this first</h2><ul class="findings">${all.map((text) => html`<li>${text}</li>`)}</ul></section>`;
}

function scores({ scores: figures }: ModelCard): Markup {
  const title = html`<h2 id="scores">Scores on held-out patients</h2>`;
  if (figures.length === 0)
    return html`<section aria-labelledby="scores">${title}<p>None: no score that can be told from the noise was released.</p></section>`;
  return html`<section aria-labelledby="scores">${title}<div class="scroll" role="region" tabindex="0" aria-label="Table of scores"><table><caption>As released, with noise; the interval is that of the noise alone</caption>
<thead><tr><th scope="col">Score</th><th scope="col" class="n">Value</th><th scope="col" class="n">Interval</th></tr></thead>
<tbody>${figures.map(({ name, value, low, high }) => html`<tr><th scope="row">${name}</th><td class="n">${value}</td><td class="n">${low} to ${high}</td></tr>`)}</tbody></table></div></section>`;
}

function attributes(group: string, rows: readonly CardAttribute[]): Markup {
  const id = group.toLowerCase().replaceAll(' ', '-');
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${group}</h2><table><thead><tr><th scope="col">Attribute</th><th scope="col">Statement</th><th scope="col">From</th></tr></thead>
<tbody>${rows.map(
    ({ title, citation, text, from }) =>
      html`<tr><th scope="row">${title}<br/><code>${citation}</code></th><td>${text ?? html`<span class="withheld">not stated</span>`}</td><td>${from}</td></tr>`,
  )}</tbody></table></section>`;
}

function missing({ missing: parts }: ModelCard): Markup | null {
  if (parts.length === 0) return null;
  return html`<section aria-labelledby="missing"><h2 id="missing">Not in this dossier</h2><table><tbody>${parts.map(
    ({ part, why }) => html`<tr><th scope="row">${part}</th><td>${why}</td></tr>`,
  )}</tbody></table></section>`;
}

function origin({ model, plan, software, ended, privacy }: ModelCard): Markup {
  const rows = [
    ['Weights, SHA-256', html`<code>${model}</code>`],
    ['Plan, SHA-256', html`<code>${plan}</code>`],
    ['Privacy', privacy],
    ['Made', ended ?? 'not known'],
    ['Software', `Consilium ${software}`],
  ] as const;
  return html`<section aria-labelledby="origin"><h2 id="origin">Where it comes from</h2><table><tbody>${rows.map(
    ([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`,
  )}</tbody></table></section>`;
}
