import { noteTerms, type WordsFeature } from '@consilium/plan';
import { MISSING, PRESENT } from './column-decoder.ts';
import type { ColumnEncoder } from './column-encoder.ts';

/** Writes what the border has read of a note: one value for each term. Behind it nobody sees a note. */
export function wordsEncoder(feature: WordsFeature): ColumnEncoder {
  return {
    unreadable: 'is no note',
    heldBack: 'is a note that is not clear enough to be read, and was held back',
    width: noteTerms(feature).length,
    writeDeclared(column, { from, to }, _missing, out, stride, offset) {
      if (column.kind !== 'words') return false;
      for (let at = from; at < to; at++) if (column.cells[at] === undefined) return false;
      for (let at = from, into = offset; at < to; at++, into += stride) out.set(column.cells[at] as Int8Array, into);
      return true;
    },
    decode(column, from, _missing, { fates }) {
      for (let i = 0; i < fates.length; i++)
        if (fates[i] === PRESENT && (column.kind !== 'words' || column.cells[from + i] === undefined)) fates[i] = MISSING;
    },
    write({ fates }, out, stride, offset, column, from) {
      if (column.kind !== 'words') return 0;
      for (let i = 0; i < fates.length; i++)
        if (fates[i] === PRESENT) out.set(column.cells[from + i] as Int8Array, i * stride + offset);
      return 0;
    },
    // The same as a note that says nothing of any term.
    writeMissing: () => undefined,
  };
}
