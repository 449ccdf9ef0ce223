import type { ParsedText } from '@consilium/host';
import type { PlanDocument } from './schema.ts';

/** In a sum over two sites each of them can take away its own update and sees the other's. */
const FEWEST_MASKED_SITES = 3;

/**
 * Whether masks can do what the plan wants of them.
 *
 * @throws ConsiliumError `PLAN_INVALID` with the line of the contradiction
 */
export function checkMasks(parsed: ParsedText<PlanDocument>, siteIds: readonly string[]): void {
  const { privacy, quorum } = parsed.value;
  if (privacy.mechanism === 'none') return;
  const { honestContributors, masks, mechanism } = privacy;
  if (!masks) {
    if (honestContributors === 1) return;
    return parsed.fail(
      ['privacy', 'masks'],
      `noise that counts on ${honestContributors} sites hides a patient in a sum only: leave masks out, or set honestContributors: 1`,
    );
  }
  // Nobody wrote `masks` where they follow from `honestContributors`.
  const cause = honestContributors > 1 ? 'honestContributors' : 'masks';
  if (mechanism === 'dp-sgd')
    return parsed.fail(
      ['privacy', cause],
      'masks add up whole numbers, and updates of dp-sgd are fractions: take dp-fedsgd or dp-fedavg, or leave out honestContributors and masks',
    );
  if (siteIds.length < FEWEST_MASKED_SITES)
    return parsed.fail(
      ['privacy', cause],
      `masks among ${siteIds.length} ${siteIds.length === 1 ? 'site' : 'sites'} hide nothing: add sites up to ${FEWEST_MASKED_SITES}, or leave out honestContributors and masks`,
    );
  // How many of the quorum may collude, none or more, is for the roster to say: it promises so many honest sites, or the round is refused.
  if (honestContributors > quorum.sites)
    parsed.fail(
      ['privacy', cause],
      `a round of ${quorum.sites} sites has at most ${quorum.sites} honest ones, not ${honestContributors}: set a quorum of at least ${honestContributors}, or lower honestContributors`,
    );
}
