import { TERM_STATES } from '@consilium/deidentify';
import { encodedCodes, type InputColumn, noteTerms, scaleStep, unscalerOf } from '@consilium/plan';

/** Significant digits of a number that went through float32. */
const DIGITS = 6;

/**
 * What the network got of a column, for people: a number in its unit as far as the range goes, a code, the terms that a note has. A cell that was missing
 * is shown as what stands for it.
 *
 * @param features of one row, as the network gets them
 */
export function shownCell(input: InputColumn, features: Float32Array, missing: readonly string[]): string {
  const { feature, offset, width } = input;
  const values = features.subarray(offset, offset + width);
  switch (feature.kind) {
    case 'number': {
      const value = Number(unscalerOf(feature)(values[0] ?? 0).toPrecision(DIGITS));
      const { low, high } = scaleStep(feature);
      const text = String(Math.min(high, Math.max(low, value)));
      return feature.unit === '1' ? text : `${text} ${feature.unit}`;
    }
    case 'category': {
      const { table } = encodedCodes(input, missing);
      const code = feature.codes.findIndex((_, at) => values.every((value, i) => value === table[at * width + i]));
      return feature.codes[code] ?? 'none of the codes';
    }
    case 'words': {
      const said = noteTerms(feature).flatMap(([term = ''], i) => {
        if (values[i] === TERM_STATES.absent) return [];
        return values[i] === TERM_STATES.negated ? `no ${term}` : term;
      });
      return said.length === 0 ? 'none of the terms' : said.join(', ');
    }
    case 'image':
      return 'an image';
  }
}
