import type { CompiledPlan } from './compile.ts';

/** Whether updates and noised scores of this plan leave sites under masks alone, and only their sum is ever seen. */
export function isMaskedPlan({ document: { privacy } }: CompiledPlan): boolean {
  return privacy.mechanism !== 'none' && privacy.masks;
}

/** Honest sites that the noise of one share counts on (h), of updates and of scores; 1 where each site adds all the noise itself. */
export function honestSites({ document: { privacy } }: CompiledPlan): number {
  return privacy.mechanism === 'none' ? 1 : privacy.honestContributors;
}
