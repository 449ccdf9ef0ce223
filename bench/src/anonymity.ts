import { seededRandom } from '@consilium/core';
import { type ExpertTable, measureRisks } from '@consilium/deidentify';
import { type Benchmark, sample } from './benchmark.ts';
import { cpuSeconds } from './child.ts';

const ROWS = 1_000_000;
/** Different values of each quasi-identifier: sex, age, birth year, ZIP prefix, state, and what hospitals write about a stay. */
const QUASI_IDENTIFIERS = [2, 91, 100, 880, 51, 7, 6, 24, 12, 40, 5, 365];
/** Different values of the sensitive attributes: a diagnosis, and a laboratory value that hardly two records share. */
const DIAGNOSES = 400;

/** A million patients, drawn under a seed; a quarter of their rows are copies of others, so that there are classes of all sizes. */
function table(): ExpertTable {
  const random = seededRandom('k-anonymity');
  const words = new Uint32Array(ROWS);
  const fill = (): Uint32Array => {
    random.fill(new Uint8Array(words.buffer));
    return words;
  };
  const rowOf = Int32Array.from(fill(), (word, i) => (word % 4 === 0 ? (word >>> 2) % 1000 : i));
  const column = (values: number): Float32Array => {
    const drawn = Float32Array.from(fill(), (word) => word % values);
    return Float32Array.from(rowOf, (row) => drawn[row] ?? 0);
  };
  return {
    patientOfRow: Int32Array.from({ length: ROWS }, (_, i) => i),
    quasiIdentifiers: QUASI_IDENTIFIERS.map((values, i) => ({ name: `q${i}`, values: column(values) })),
    sensitive: [
      { name: 'diagnosis', scale: 'nominal', values: column(DIAGNOSES) },
      { name: 'creatinine', scale: 'ordered', values: Float32Array.from(fill(), (word) => word / 2 ** 32) },
    ],
  };
}

/** The hospital's data, before a round. */
export const benchmarks: readonly Benchmark[] = [
  {
    name: 'data/k-anonymity',
    unit: 's of cpu',
    run: async () => {
      const data = table();
      const { k, classes, uniqueShare } = measureRisks(data);
      let wallSeconds = Number.POSITIVE_INFINITY;
      const seconds = await sample(5, 0, () => {
        const start = performance.now();
        const before = cpuSeconds();
        measureRisks(data);
        wallSeconds = Math.min(wallSeconds, (performance.now() - start) / 1000);
        return cpuSeconds() - before;
      });
      const found = {
        wallSeconds,
        rows: ROWS,
        quasiIdentifiers: data.quasiIdentifiers.length,
        sensitive: data.sensitive.length,
        k,
        classes,
        uniqueShare,
      };
      return { ...seconds, details: { ...seconds.details, ...found } };
    },
  },
];
