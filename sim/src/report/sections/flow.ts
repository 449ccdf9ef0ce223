import type { SiteDataSummary, SiteSummary, Summary } from '../../summary.ts';
import { formatCount, formatPercent, plural } from '../format.ts';
import { html, type Markup } from '@consilium/pages';

/** What became of the rows of one site. */
interface Flow {
  readonly id: string;
  readonly data: SiteDataSummary;
  /** Patients whose updates are in the model. */
  readonly learned: number;
  /** Patients in the part for training of a site that was counted in no round. */
  readonly unused: number;
  readonly heldOut: number;
}

/**
 * The flow of participants (TRIPOD+AI, item 20a): rows of the files, what was left out of them, patients who trained and patients who were held
 * out, and how that was decided. Nothing where no data are known.
 */
export function renderFlow(summary: Summary): Markup | null {
  const flows = flowsOf(summary);
  if (flows.length === 0) return null;
  const sum = (of: (flow: Flow) => number): number => flows.reduce((all, flow) => all + of(flow), 0);
  const unused = sum((flow) => flow.unused);
  const total = cells({
    rows: sum(({ data }) => data.rows),
    out: sum(({ data }) => data.leftOut + data.overCap),
    patients: sum(({ data }) => data.patients),
    learned: sum((flow) => flow.learned),
    heldOut: sum((flow) => flow.heldOut),
  });
  return html`<section aria-labelledby="flow"><h2 id="flow">Flow of patients</h2>
<div class="scroll" role="region" tabindex="0" aria-label="Table of the flow of patients"><table>
<caption>From the rows of the files to those who are in the model and those on whom it was scored. Known because this is a rehearsal: from a hospital nothing of it leaves.</caption>
<thead><tr><th scope="col">Site</th><th scope="col" class="n">Rows</th><th scope="col" class="n">Rows left out</th><th scope="col" class="n">Patients</th><th scope="col" class="n">Learned from</th><th scope="col" class="n">Held out</th></tr></thead>
<tbody>${flows.map(row)}</tbody><tfoot><tr><th scope="row">All sites</th>${total}</tr></tfoot></table></div>
<p class="note">${splitWords(summary)}${unused === 0 ? null : ` ${plural(unused, 'patient')} of sites that counted in no round ${unused === 1 ? 'is' : 'are'} not in the model.`}</p></section>`;
}

function flowsOf({ sites, rounds }: Summary): readonly Flow[] {
  const counted = new Set(rounds.flatMap(({ participants }) => participants));
  return sites.flatMap(({ id, data, patients }: SiteSummary) => {
    if (data === undefined) return [];
    const used = counted.has(id);
    return [
      { id, data, learned: used ? patients : 0, unused: used ? 0 : patients, heldOut: Math.max(0, data.patients - patients) },
    ];
  });
}

function row({ id, data, learned, heldOut }: Flow): Markup {
  const { rows, leftOut, overCap, patients } = data;
  return html`<tr><th scope="row"><bdi>${id}</bdi></th>${cells({ rows, out: leftOut + overCap, patients, learned, heldOut })}</tr>`;
}

interface Counts {
  readonly rows: number;
  readonly out: number;
  readonly patients: number;
  readonly learned: number;
  readonly heldOut: number;
}

function cells({ rows, out, patients, learned, heldOut }: Counts): Markup {
  const share = out === 0 || rows === 0 ? '' : ` (${formatPercent(out / rows)})`;
  return html`<td class="n">${formatCount(rows)}</td><td class="n">${formatCount(out)}${share}</td><td class="n">${formatCount(patients)}</td><td class="n">${formatCount(learned)}</td><td class="n">${formatCount(heldOut)}</td>`;
}

function splitWords({ seed }: Summary): string {
  // A rehearsal without noise draws from a seed of its own, and splits as one without a seed.
  const drawn = seed !== undefined ? 'follows from the seed of this rehearsal' : 'is the same in every rehearsal without a seed';
  return `Who is held out depends on the name of the patient and a secret of the site alone, never on the outcome, so that all rows of a patient fall on one side; the secret ${drawn}, and a hospital draws its own.`;
}
