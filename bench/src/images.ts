import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSource } from '@consilium/site-agent';
import { ctSlice, dicomFile, type MadeElement } from '@consilium/testing/dicom';
import { encode as encodePng } from 'fast-png';
import { type Benchmark, type Measurement, median } from './benchmark.ts';
import { cpuSeconds } from './child.ts';
import { ImageEncoder } from './image-encoder.ts';

const IMAGES = 24;
const ROUNDS = 3;
/** Pixels of a side, as those of CT. */
const SIDE = 512;

/** A body-like disc with noise in it: neither as easy as a slope nor as hard as noise alone. */
function madePixels(bits: 8 | 12): Uint8Array | Uint16Array {
  let state = 12_345;
  const random = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  const pixels = bits === 8 ? new Uint8Array(SIDE * SIDE) : new Uint16Array(SIDE * SIDE);
  for (let i = 0; i < pixels.length; i++) {
    const distance = Math.hypot((i % SIDE) - SIDE / 2, Math.floor(i / SIDE) - SIDE / 2);
    const value = distance < SIDE / 2.5 ? 0.55 + 0.2 * Math.sin(distance / 20) + 0.01 * random() : 0.02 * random();
    pixels[i] = Math.floor(value * (2 ** bits - 1));
  }
  return pixels;
}

interface Kind {
  readonly name: string;
  readonly source: 'dicom' | 'images';
  /** A file of one image, the same for all. */
  make(encoder: ImageEncoder, instance: string): Uint8Array;
}

function dicom(syntax: string, stream: (encoder: ImageEncoder) => Buffer): Kind['make'] {
  return (encoder, instance) => {
    const more: readonly MadeElement[] = [
      [0x0028_0101, 'US', [12]],
      [0x0028_0102, 'US', [11]],
      [0x0028_0103, 'US', [0]],
      [0x7fe0_0010, 'OB', { fragments: [new Uint8Array(0), stream(encoder)] }],
    ];
    return dicomFile(ctSlice({ instance, side: SIDE, more }), { syntax: `1.2.840.10008.1.2.4.${syntax}` });
  };
}

const GREY12 = { side: SIDE, pixels: madePixels(12) };
const GREY8 = { side: SIDE, pixels: madePixels(8) };

const KINDS: readonly Kind[] = [
  { name: 'dicom-jpeg-lossless', source: 'dicom', make: dicom('70', (encoder) => encoder.encode('Jpeg', GREY12)) },
  { name: 'dicom-jpeg-ls', source: 'dicom', make: dicom('80', (encoder) => encoder.encode('JpegLs', GREY12)) },
  { name: 'dicom-jpeg-2000', source: 'dicom', make: dicom('90', (encoder) => encoder.encode('Jpeg2000', GREY12)) },
  { name: 'jpeg', source: 'images', make: (encoder) => encoder.encode('Jpeg', GREY8, true) },
  {
    name: 'png',
    source: 'images',
    make: () => encodePng({ width: SIDE, height: SIDE, depth: 16, channels: 1, data: GREY12.pixels }),
  },
];

/** Images a second of one core, the whole way from a row of a table to pixels that may train. */
async function imagesPerSecond({ source, make }: Kind): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'consilium-bench-images-'));
  try {
    const encoder = new ImageEncoder();
    const names = Array.from({ length: IMAGES }, (_, i) => (source === 'dicom' ? `1.2.826.0.1.99.8.${i}` : `${i}.img`));
    let bytes = 0;
    for (const [i, name] of names.entries()) {
      const file = make(encoder, name);
      bytes = file.length;
      writeFileSync(join(folder, `${i}.img`), file);
    }
    const path = join(folder, 'table.csv');
    writeFileSync(path, ['id,scan', ...names.map((name, i) => `p${i},${name}`)].join('\n'));
    const place = { path, folder, columns: ['scan'], text: 'none' as const };
    const table = openSource(
      source === 'dicom'
        ? { kind: 'dicom', ...place, by: 'instance', values: 'modality', defaced: false }
        : { kind: 'images', ...place, black: 0, white: 255 },
      join(tmpdir(), 'consilium-bench-no-agent'),
    );
    const samples: number[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const before = cpuSeconds();
      let read = 0;
      for await (const { columns } of table.read(['id', 'scan']).batches) {
        const column = columns[1];
        if (column?.kind !== 'image') throw new Error('there is no column of images');
        for (const cell of column.cells) if (cell !== undefined && 'pixels' in cell) read++;
      }
      if (read !== IMAGES) throw new Error(`${read} of ${IMAGES} images were read`);
      // The first round loads the codecs.
      if (round > 0) samples.push(IMAGES / (cpuSeconds() - before));
    }
    const details = { side: SIDE, fileKB: Math.round(bytes / 1000), min: Math.min(...samples), max: Math.max(...samples) };
    return { value: median(samples), n: ROUNDS, details };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const benchmarks: readonly Benchmark[] = KINDS.map((kind) => ({
  name: `data/images/${kind.name}`,
  unit: 'images/s',
  run: () => imagesPerSecond(kind),
}));
