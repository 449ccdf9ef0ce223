import type { Guarantee } from '../summary.ts';
import { formatEpsilon } from './format.ts';

/** What every reader must see before anything else. */
export interface PrivacyAlarm {
  /** `danger`: there is no protection, or less than promised. `caution`: the protection holds, and has limits that must be known. */
  readonly severity: 'danger' | 'caution';
  readonly headline: string;
  readonly sentences: readonly string[];
}

/**
 * The alarm of a run, or null when there is nothing to shout about. It rests on the facts of the run (no privacy, seeded noise, a site
 * above the target) and not only on `privacy.warnings`, so that a forgotten warning cannot silence it.
 */
export function privacyAlarm(summary: Guarantee): PrivacyAlarm | null {
  const over = overspent(summary);
  const sentences = [...over, ...summary.privacy.warnings];
  const danger = (headline: string): PrivacyAlarm => ({ severity: 'danger', headline, sentences });
  if (summary.privacy.unit === 'none') return danger('No privacy: this model may reveal the patients it learned from');
  if (summary.seeded) return danger('Seeded noise: the privacy figures below protect nobody');
  if (summary.rehearsal === true) return danger('A rehearsal: no privacy figure below is sure');
  if (over.length > 0) return danger('The privacy target was missed');
  return sentences.length === 0
    ? null
    : { severity: 'caution', headline: 'What the privacy guarantee does not cover', sentences };
}

function overspent({ sites, privacy }: Guarantee): string[] {
  const target = privacy.targetEpsilon;
  if (target === null) return [];
  return sites
    .filter((site) => site.epsilon !== null && site.epsilon > target)
    .map(
      (site) => `${site.id} spent epsilon ${formatEpsilon(site.epsilon ?? 0)}, more than the target ${formatEpsilon(target)}.`,
    );
}
