import type { Guarantee } from '../../summary.ts';
import { html, type Markup } from '@consilium/pages';
import { privacyAlarm } from '../privacy-alarm.ts';

/** The banner that no reader can miss, or nothing. */
export function renderAlarm(summary: Guarantee): Markup | null {
  const alarm = privacyAlarm(summary);
  if (alarm === null) return null;
  return html`<section class="alarm ${alarm.severity}" role="alert" aria-label="Privacy warning"><h2><span aria-hidden="true">⚠ </span>${alarm.headline}</h2>${
    alarm.sentences.length === 0 ? null : html`<ul>${alarm.sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul>`
  }</section>`;
}
