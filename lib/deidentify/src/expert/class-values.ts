import { type Attribute, bitsOf, type EquivalenceClasses } from './equivalence-classes.ts';

/** How far two values of a sensitive attribute are apart: by their place among all values, or all equally. */
export type Scale = 'ordered' | 'nominal';

/** A sensitive attribute, sorted within each class. */
export interface ClassValues {
  /** Where the values of each class begin; one more for their end. */
  readonly starts: Int32Array;
  /** Values of the records as places among the different values of all records, class by class, rising in a class. */
  readonly ranks: Int32Array;
  /** How many records have each of the different values. */
  readonly counts: Int32Array;
}

/** Sorts a sensitive attribute by class and value, by counting: O(records). A missing value is a value, above every other one. */
export function classValues({ values }: Attribute, { classOf, rowOf, sizes }: EquivalenceClasses): ClassValues {
  const records = classOf.length;
  const own = new Float32Array(records);
  for (let record = 0; record < records; record++) own[record] = values[rowOf[record] as number] as number;
  const keys = sortable(bitsOf(own));
  const order = radixOrder(keys);
  const counts = new Int32Array(records);
  let different = 0;
  const starts = new Int32Array(sizes.length + 1);
  for (let group = 0; group < sizes.length; group++) starts[group + 1] = (starts[group] as number) + (sizes[group] as number);
  const next = starts.slice();
  const ranks = new Int32Array(records);
  for (let i = 0; i < records; i++) {
    const record = order[i] as number;
    if (i === 0 || keys[record] !== keys[order[i - 1] as number]) different++;
    counts[different - 1] = (counts[different - 1] as number) + 1;
    const group = classOf[record] as number;
    const at = next[group] as number;
    ranks[at] = different - 1;
    next[group] = at + 1;
  }
  return { starts, ranks, counts: counts.slice(0, different) };
}

/** Words that rise as the numbers with these bits do: negative ones turned round, and all moved above zero. */
function sortable(bits: Int32Array): Uint32Array {
  const words = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) {
    const word = bits[i] as number;
    words[i] = word < 0 ? ~word : word ^ 0x80000000;
  }
  return words;
}

const DIGIT_BITS = 11;
const DIGITS = 3;

/** Indices in the order of their words: a radix sort, the lowest digit first. */
function radixOrder(words: Uint32Array): Int32Array {
  let order = new Int32Array(words.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  let sorted = new Int32Array(words.length);
  for (let digit = 0; digit < DIGITS; digit++) {
    const shift = digit * DIGIT_BITS;
    const mask = 2 ** DIGIT_BITS - 1;
    const next = new Int32Array(2 ** DIGIT_BITS + 1);
    for (let i = 0; i < words.length; i++) {
      const after = (((words[i] as number) >>> shift) & mask) + 1;
      next[after] = (next[after] as number) + 1;
    }
    for (let value = 1; value < next.length; value++) next[value] = (next[value] as number) + (next[value - 1] as number);
    for (let i = 0; i < order.length; i++) {
      const index = order[i] as number;
      const value = ((words[index] as number) >>> shift) & mask;
      const at = next[value] as number;
      sorted[at] = index;
      next[value] = at + 1;
    }
    [order, sorted] = [sorted, order];
  }
  return order;
}
