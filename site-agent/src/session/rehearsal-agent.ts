import { ConsiliumError, type SeededRandom } from '@consilium/core';
import type { NoiseChoice } from '@consilium/privacy';
import { type AgentOptions, SiteAgent } from './agent.ts';

/**
 * An agent whose noise can be repeated, or left out. It says to the coordinator that it only rehearses, which is accepted in rehearsals only.
 * No option of `createAgent`, no policy and no plan leads here: a hospital's agent has no such choice.
 *
 * @throws ConsiliumError `INTERNAL` for a generator that is not seeded, whatever the types of the caller say
 * @param noise `'none'` leaves the noise of updates out, and nothing else: sampling, clip and grid stay those of the plan
 */
export function createRehearsalAgent(options: AgentOptions, random: SeededRandom, noise: NoiseChoice = 'grid'): SiteAgent {
  const { kind }: { readonly kind: string } = random;
  if (kind !== 'seeded')
    throw new ConsiliumError({ code: 'INTERNAL', message: 'an agent of a rehearsal has a seeded generator' });
  return new SiteAgent(options, random, noise);
}
