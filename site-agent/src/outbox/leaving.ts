import { ConsiliumError } from '@consilium/core';
import type { SiteContext } from '../session/site-context.ts';
import type { UpdateMeta } from './update-meta.ts';

/**
 * Whether the hospital lets stored bytes, or their hash, leave as its word stands now: the policy and the approval of their plan, and the data
 * sets, of which one must serve their study still, from the population that they were made of. Each is a way to withdraw.
 *
 * @throws ConsiliumError whose code and message are the refusal
 */
export function admitLeaving({ gate, catalog }: Pick<SiteContext, 'gate' | 'catalog'>, stored: UpdateMeta): void {
  gate.admitLeaving(stored);
  const { study, population } = stored;
  if (catalog.forStudy(study).population === population) return;
  throw new ConsiliumError({
    code: 'DATASET_UNKNOWN',
    message: `no data set of this site serves the study ${study} any more with what its answer was made of`,
  });
}
