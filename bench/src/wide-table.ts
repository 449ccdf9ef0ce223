import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CompiledPlan, identifiersIn, parsePlan } from '@consilium/plan';
import { buildDataset, openSource } from '@consilium/site-agent';
import { type Benchmark, type Measurement, sample } from './benchmark.ts';
import { cpuMs, geneNames, wideStudy } from './plan.ts';

const COLUMNS = 20_000;
const ROWS = 500;
const NAMES = geneNames(COLUMNS);

/** A plan of one group of 20,000 genes, named one by one. */
function groupPlan(): string {
  return wideStudy(`    genes: { kind: group, columns: [${NAMES.join(', ')}], unit: "1", range: [0, 20] }`);
}

async function writeTable(path: string): Promise<void> {
  const file = createWriteStream(path);
  file.write(`${['id', 'ill', ...NAMES].join(',')}\n`);
  for (let row = 0; row < ROWS; row++) {
    const cells = NAMES.map((_, i) => (((row * 7919 + i * 104_729) % 20_000) / 1000).toFixed(2));
    if (!file.write(`${[`p${row}`, row % 2 === 0 ? 'yes' : 'no', ...cells].join(',')}\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}

/** Processor time and memory of a data set of 20,000 columns, every cell of which is looked at. */
async function build(plan: CompiledPlan): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'consilium-wide-'));
  const path = join(folder, 'wide.csv');
  try {
    await writeTable(path);
    const base = process.memoryUsage.rss();
    let peak = base;
    const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
    const before = process.cpuUsage();
    const { training, heldOut } = await buildDataset(openSource({ kind: 'csv', path }, tmpdir()), plan, {
      secret: new Uint8Array(32),
      share: 0.2,
    });
    const { user, system } = process.cpuUsage(before);
    clearInterval(timer);
    const ms = (user + system) / 1000;
    const matrix = training.features.byteLength + heldOut.features.byteLength;
    const details = {
      rows: training.rows + heldOut.rows,
      cellsPerSecond: Math.round((COLUMNS * ROWS) / (ms / 1000)),
      matrixMb: Math.round(matrix / 1e6),
      peakMbOverBase: Math.round((peak - base) / 1e6),
    };
    return { value: ms, n: 1, details };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A plan and a table of 20,000 columns. */
export const benchmarks: readonly Benchmark[] = [
  {
    name: 'wide/plan/yaml',
    unit: 'ms of cpu',
    run: () => {
      const text = groupPlan();
      return sample(3, 1, () => cpuMs(() => parsePlan(text)));
    },
  },
  {
    name: 'wide/plan/identifiers',
    unit: 'ms of cpu',
    run: () => {
      const plan = parsePlan(groupPlan());
      return sample(3, 1, () => cpuMs(() => identifiersIn(plan)));
    },
  },
  { name: 'wide/data', unit: 'ms of cpu', run: () => build(parsePlan(groupPlan())) },
];
