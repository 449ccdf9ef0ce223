import type { Summary } from '../summary.ts';
import { formatEpsilon } from './format.ts';

/** What every reader must see before anything else. */
export interface PrivacyAlarm {
  readonly headline: string;
  readonly sentences: readonly string[];
}

/**
 * The alarm of a run, or null when there is nothing to shout about. It rests on the facts of the run (no privacy, seeded noise, a site
 * above the target) and not only on `privacy.warnings`, so that a forgotten warning cannot silence it.
 */
export function privacyAlarm(summary: Summary): PrivacyAlarm | null {
  const sentences = [...summary.privacy.warnings, ...overspent(summary)];
  if (summary.privacy.unit === 'none') {
    return { headline: 'No privacy: this model may reveal the patients it learned from', sentences };
  }
  if (summary.seeded) {
    return { headline: 'Seeded noise: the privacy figures below protect nobody', sentences };
  }
  if (sentences.length === 0) return null;
  return { headline: 'The privacy guarantee has limits', sentences };
}

function overspent({ sites, privacy }: Summary): string[] {
  const target = privacy.targetEpsilon;
  if (target === null) return [];
  return sites
    .filter((site) => site.epsilon !== null && site.epsilon > target)
    .map(
      (site) => `${site.id} spent epsilon ${formatEpsilon(site.epsilon ?? 0)}, more than the target ${formatEpsilon(target)}.`,
    );
}
