import { ConsiliumError } from '@consilium/core';
import { type CompiledPlan, honestSites, isMaskedPlan } from '@consilium/plan';
import type { Roster } from '@consilium/secure-sum';

/**
 * Whether this hospital could take part in the sums of a plan under the roster that it has accepted. Asked ahead, for people: in a sum, lib/secure-sum
 * asks again with the sites that are there.
 *
 * @throws ConsiliumError `SECURE_SUM_REFUSED` with the reason
 */
export function admitRoster(plan: CompiledPlan, siteId: string, roster: Roster | undefined): void {
  if (!isMaskedPlan(plan)) return;
  if (roster === undefined)
    throw refused('the plan sums updates under masks, and this hospital has accepted no roster of who may take part');
  const { epoch, colluding, minimum, sites } = roster;
  const honest = honestSites(plan);
  const known = new Set(sites.map(({ id }) => id));
  if (!known.has(siteId)) throw refused(`the roster of epoch ${epoch} does not name ${siteId}`);
  if (honest > minimum - colluding)
    throw refused(
      `the plan counts on ${honest} honest sites in each sum; by the roster of epoch ${epoch} a sum has at least ${minimum} sites, of which ${colluding} may collude`,
    );
  const least = Math.max(minimum, honest + colluding);
  const able = plan.siteIds.filter((id) => known.has(id)).length;
  if (able < least)
    throw refused(
      `${able} of the ${plan.siteIds.length} sites of the plan are on the roster of epoch ${epoch}, and a sum needs ${least}`,
    );
}

function refused(message: string): ConsiliumError<'SECURE_SUM_REFUSED'> {
  return new ConsiliumError({ code: 'SECURE_SUM_REFUSED', message });
}
