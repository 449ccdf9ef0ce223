import type { SimpleEvent } from './event.ts';
import { treeDepth } from './log-moment.ts';

/** The shift, in standard deviations, of a mechanism that is exactly Gaussian; undefined for any other. */
export function gaussianShift(event: SimpleEvent): number | undefined {
  switch (event.kind) {
    case 'gaussian':
      return (event.adjacency === 'replace-one' ? 2 : 1) / event.noiseMultiplier;
    case 'tree-aggregation':
      return Math.sqrt(treeDepth(event.leaves)) / event.noiseMultiplier;
    case 'poisson-gaussian':
      return event.samplingRate === 1 ? 1 / event.noiseMultiplier : undefined;
    case 'fixed-size-gaussian':
      return event.sampleSize === event.datasetSize ? 2 / event.noiseMultiplier : undefined;
    default:
      return undefined;
  }
}
