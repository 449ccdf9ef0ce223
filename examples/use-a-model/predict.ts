// Predicts the rows of a CSV file with a model exported as tfjs: npx tsx predict.ts FOLDER TABLE
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { parse } from 'csv-parse/sync';

const [folder, table] = process.argv.slice(2) as [string, string];
const json = (name: string) => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'));
const { inputs, width, missing } = json('inputs.json');
const { modelTopology, weightsManifest } = json('model.json');
const weightData = Uint8Array.from(readFileSync(`${folder}/weights.bin`)).buffer;
const model = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData }));
for (const [i, row] of parse(readFileSync(table), { columns: true }).entries() as [number, Record<string, string>][]) {
  const x = new Array<number>(width).fill(0);
  let left = false;
  for (const { name, kind, offset, scale, codes, values, missing: absent, mask } of inputs) {
    const place = kind === 'number' ? (missing.codes.includes(row[name]) ? -1 : 0) : codes.indexOf(row[name]);
    if (place < 0) left ||= missing.rule === 'drop-row' && mask === undefined;
    else if (mask !== undefined) x[mask] = 1;
    const cut = kind === 'number' ? Math.min(scale.high, Math.max(scale.low, Number(row[name]))) : 0;
    const number = kind === 'number' ? ((cut - scale.subtract) * scale.multiply) / scale.divide - scale.thenSubtract : 0;
    const encoded = [place < 0 ? absent : kind === 'number' ? number : values[place]].flat();
    encoded.forEach((value: number, at: number) => (x[offset + at] = value));
  }
  const said = left ? [Number.NaN] : (model.predict(tf.tensor2d([x])) as tf.Tensor).dataSync();
  process.stdout.write(`${[i + 2, ...said].join(' ')}\n`);
}
