import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { cleanDicom, dateShiftsOf, pixelHolds, readDicom, tokensOf, uidMapOf, writeDicom } from '@consilium/deidentify';
import { ctSlice, dicomFile } from '@consilium/testing/dicom';
import { type Benchmark, type Measurement, median } from './benchmark.ts';
import { cpuSeconds } from './child.ts';

const FILES = 1000;
const ROUNDS = 3;
/** Pixels of a side: small, for it is headers that are measured. */
const SIDE = 64;
const KEY = new Uint8Array(32).fill(1);

/** Reads files of a folder, cleans them and makes files of them again; by processor time, of which one core has a second each second. */
function headers(): Measurement {
  const folder = mkdtempSync(join(tmpdir(), 'consilium-bench-dicom-'));
  try {
    for (let i = 0; i < FILES; i++) {
      const patient = `MRN-${i >> 5}`;
      const study = `1.2.826.0.1.99.${i >> 5}`;
      writeFileSync(
        join(folder, `${i}.dcm`),
        dicomFile(ctSlice({ patient, study, instance: `${study}.1.${i}`, number: i, side: SIDE })),
      );
    }
    const samples = Array.from({ length: ROUNDS + 1 }, () => filesPerSecond(folder)).slice(1);
    return { value: median(samples), n: ROUNDS, details: { files: FILES, min: Math.min(...samples), max: Math.max(...samples) } };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function filesPerSecond(folder: string): number {
  const cleaning = {
    options: { basis: 'safe-harbor', dates: 'removed', retain: new Set(['patient', 'descriptors'] as const) },
    tokens: tokensOf(KEY, 'bench', 'dicom'),
    uids: uidMapOf(KEY, 'bench'),
    shifts: dateShiftsOf(KEY, 'bench'),
  } as const;
  const before = cpuSeconds();
  for (const name of readdirSync(folder)) {
    const image = readDicom(readFileSync(join(folder, name)), { inflate: inflateRawSync });
    if (pixelHolds(image.dataset, { defaced: false }).length > 0) throw new Error('a chest was held back');
    writeDicom(cleanDicom(image, cleaning));
  }
  return FILES / (cpuSeconds() - before);
}

export const benchmarks: readonly Benchmark[] = [{ name: 'data/dicom', unit: 'files/s', run: () => Promise.resolve(headers()) }];
