import type { Attendance } from '../../summary.ts';
import { MOST_PARTICIPATION_ROWS, renderParticipation } from '../charts/participation.ts';
import { formatCount, formatRounds, plural } from '../format.ts';
import { html, type Markup } from '@consilium/pages';

interface Absence {
  readonly site: string;
  readonly state: string;
  readonly code: string;
  readonly message: string;
  readonly rounds: number[];
}

/** Words for how coordinators say that a site took part; others are shown as they are. */
const STATE_WORDS: ReadonlyMap<string, string> = new Map([
  ['waiting', 'did not answer'],
  ['accepted', 'took the task, sent nothing in time'],
  ['refused', 'refused the task'],
  ['failed', 'failed at the site'],
  ['rejected', 'its update was rejected'],
  ['left-out', 'was left out: it had lied, or was in dispute'],
]);

/** Which sites were refused or missing, in which rounds, and why. */
export function renderAttendance(summary: Attendance): Markup {
  const { rounds, sites } = summary;
  const absences = groupAbsences(summary);
  const picture =
    rounds.length > 0 && sites.length <= MOST_PARTICIPATION_ROWS
      ? renderParticipation(
          sites.map((site) => site.id),
          rounds,
        )
      : null;
  const repeated = rounds.filter((round) => round.attempt > 1);
  return html`<section aria-labelledby="attendance"><h2 id="attendance">Refused or missing sites</h2>${
    absences.length === 0
      ? html`<p>None: no update was refused and no site was missing, in ${plural(rounds.length, 'round')}.</p>`
      : table(absences)
  }${
    repeated.length === 0
      ? null
      : html`<p class="note">More than one attempt was needed in ${formatCount(repeated.length)} of ${plural(rounds.length, 'round')}: ${formatRounds(repeated.map((round) => round.round))}.</p>`
  }${picture}</section>`;
}

function table(absences: readonly Absence[]): Markup {
  return html`<div class="scroll" role="region" tabindex="0" aria-label="Table of refused or missing sites"><table><caption>By site and reason. The round went on without them.</caption><thead><tr><th scope="col">Site</th><th scope="col">What happened</th><th scope="col">Why</th><th scope="col">Rounds</th></tr></thead><tbody>${absences.map(
    ({ site, state, code, message, rounds }) =>
      html`<tr><th scope="row"><bdi>${site}</bdi></th><td>${STATE_WORDS.get(state) ?? state}</td><td>${message}${code === '' ? null : html` <code>${code}</code>`}</td><td class="rounds">${formatRounds(rounds)}</td></tr>`,
  )}</tbody></table></div>`;
}

function groupAbsences({ rounds }: Attendance): Absence[] {
  const groups = new Map<string, Absence>();
  for (const { round, refused } of rounds) {
    for (const { site, state, code, message } of refused) {
      const key = JSON.stringify([site, state, code, message]);
      const group = groups.get(key) ?? { site, state, code, message, rounds: [] };
      group.rounds.push(round);
      groups.set(key, group);
    }
  }
  return [...groups.values()];
}
