import { html, type Markup, type Part, renderPage } from '@consilium/pages';

/** One run on one sheet of paper, for people who decide about it and read no statistics. */
export interface Board {
  readonly study: string;
  readonly title: string;
  readonly run: string;
  /** Of the page: what kind of run this is. */
  readonly kicker: string;
  readonly lead: string;
  /** Why nothing of it holds, before anything else. */
  readonly alarm?: string;
  readonly answers: readonly BoardAnswer[];
  /** What somebody else needs to find this run again. */
  readonly reference: string;
}

/** A question that a board asks, in a few sentences without symbols. */
export interface BoardAnswer {
  readonly question: string;
  readonly sentences: readonly string[];
}

/** The page: one file, no script, one sheet when it is printed. The same board always gives the same bytes. */
export function renderBoard({ study, title, run, kicker, lead, alarm, answers, reference }: Board): string {
  const name = title === '' ? study : title;
  return renderPage({
    title: `${name}: run ${run} on one page`,
    kicker,
    heading: name,
    lead: html`${lead}`,
    main: html`${alarm === undefined ? null : renderAlarm(alarm)}<section aria-label="Questions and answers"><dl class="questions">${answers.map(renderAnswer)}</dl></section>`,
    footer: html`${reference} The figures, with what they mean and how sure they are, stand in <code>report.html</code>.`,
  });
}

function renderAlarm(alarm: string): Markup {
  return html`<section class="alarm danger" role="alert" aria-label="Warning"><h2>${alarm}</h2></section>`;
}

function renderAnswer({ question, sentences }: BoardAnswer): Part {
  return html`<div><dt>${question}</dt><dd>${sentences.join(' ')}</dd></div>`;
}
