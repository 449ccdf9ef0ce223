import { requireDimension } from '../encoding/quantise.ts';
import { refuseParameter, requireInteger } from '../parameter.ts';
import type { Observed } from './observed.ts';
import type { ScoreLayout } from './score-layout.ts';
import type { ScoreRelease } from './score-release.ts';

/**
 * The numbers behind the words of one site, or behind their sum modulo 2^32 over several, in patients.
 *
 * @param sites how many sites' words were added up
 * @throws ConsiliumError `PARAMETER_INVALID` when words, layout and release do not belong together
 */
export function observeWords(words: Int32Array, layout: ScoreLayout, { grid, units }: ScoreRelease, sites: number): Observed {
  const { blocks, dimension } = layout;
  requireDimension(words.length, dimension);
  requireInteger('sites', sites, 1);
  if (units.length !== blocks.length || grid.dimension !== dimension)
    refuseParameter('release', units.length, 'that of the layout');
  const values = new Float64Array(words.length);
  const deviations = new Float64Array(words.length);
  blocks.forEach(({ offset, groups, cells }, b) => {
    const unit = units[b] as number;
    for (let i = offset; i < offset + groups * cells; i++) {
      values[i] = (words[i] as number) / unit;
      deviations[i] = (grid.noiseStd * Math.sqrt(sites)) / unit;
    }
  });
  return { values, deviations };
}
