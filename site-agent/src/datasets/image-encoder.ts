import type { ColumnCells } from '@consilium/deidentify';
import { type ImageFeature, pixelScale, scalerOf } from '@consilium/plan';
import { MISSING, PRESENT, UNREADABLE } from './column-decoder.ts';
import type { ColumnEncoder } from './column-encoder.ts';
import { resampled } from './resample.ts';

/** Why there is no image in a cell, where its source has said it. */
export function imageProblem(column: ColumnCells, at: number): string | undefined {
  const cell = column.kind === 'image' ? column.cells[at] : undefined;
  return cell !== undefined && 'problem' in cell ? cell.problem : undefined;
}

/**
 * Writes an image as the plan wants it: scaled by area to its size, its values cut to the range and scaled. That pixels lie outside the range is what a
 * window is for, and is not counted.
 */
export function imageEncoder(feature: ImageFeature): ColumnEncoder {
  const { width, height, channels } = feature;
  const scaled = pixelScale(feature);
  const [low, high] = scaled.range;
  const scale = scalerOf(scaled);
  const values = width * height * channels;
  const put = (column: ColumnCells, at: number, out: Float32Array, into: number): void => {
    const cell = column.kind === 'image' ? column.cells[at] : undefined;
    if (cell === undefined || 'problem' in cell) return;
    const { slope, intercept } = cell;
    const stored = resampled(cell, { width, height, channels });
    for (let i = 0; i < values; i++) {
      const value = slope * (stored[i] as number) + intercept;
      out[into + i] = scale(Math.min(high, Math.max(low, value)));
    }
  };
  return {
    unreadable: 'is no image: the source gives something else in this column',
    width: values,
    writeDeclared(column, { from, to }, _missing, out, stride, offset) {
      if (column.kind !== 'image') return false;
      for (let at = from; at < to; at++) {
        const cell = column.cells[at];
        if (cell === undefined || 'problem' in cell) return false;
      }
      for (let at = from, into = offset; at < to; at++, into += stride) put(column, at, out, into);
      return true;
    },
    decode(column, from, _missing, { fates }) {
      for (let i = 0; i < fates.length; i++) {
        if (fates[i] !== PRESENT) continue;
        const cell = column.kind === 'image' ? column.cells[from + i] : { problem: '' };
        if (cell === undefined) fates[i] = MISSING;
        else if ('problem' in cell) fates[i] = UNREADABLE;
      }
    },
    write({ fates }, out, stride, offset, column, from) {
      for (let i = 0; i < fates.length; i++) if (fates[i] === PRESENT) put(column, from + i, out, i * stride + offset);
      return 0;
    },
    // A row without its image is left out whatever the rule.
    writeMissing: () => undefined,
  };
}
