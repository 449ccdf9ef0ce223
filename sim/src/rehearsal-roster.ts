import type { Randomness } from '@consilium/core';
import { type CompiledPlan, honestSites, isMaskedPlan } from '@consilium/plan';
import { type KeyPair, type Roster, signingKey } from '@consilium/secure-sum';

/** Bytes of the seed of a signing key. */
const SEED_BYTES = 32;
/** Fewest sites of a sum under masks. */
const FEWEST_SITES = 3;

/** A roster that lives as long as one rehearsal, and the keys of its sites. */
export interface RehearsalRoster {
  readonly roster: Roster;
  keyOf(site: string): KeyPair;
}

/**
 * The roster under which a plan is rehearsed: its sites, its quorum as the fewest of a sum, and as many colluding sites as the plan's noise
 * then leaves room for.
 *
 * @returns `undefined` for a plan whose updates leave without masks
 */
export function rehearsalRoster(plan: CompiledPlan, random: Randomness): RehearsalRoster | undefined {
  if (!isMaskedPlan(plan)) return undefined;
  const ids = [...plan.siteIds].sort();
  const keys = new Map(
    ids.map((id) => {
      const seed = new Uint8Array(SEED_BYTES);
      random.fork(id).fill(seed);
      return [id, signingKey(seed)] as const;
    }),
  );
  const minimum = Math.max(FEWEST_SITES, plan.document.quorum.sites);
  const keyOf = (site: string): KeyPair => keys.get(site) as KeyPair;
  return {
    keyOf,
    roster: {
      consortium: 'simulation',
      epoch: 1,
      sites: ids.map((id) => ({
        id,
        key: Buffer.from(keyOf(id).publicKey).toString('hex'),
        patients: plan.document.sites[id]?.patients ?? 1,
      })),
      colluding: Math.min(minimum - honestSites(plan), minimum - 2),
      minimum,
    },
  };
}
