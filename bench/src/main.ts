import { Command } from 'commander';
import type { Benchmark } from './benchmark.ts';

const AREAS: readonly (() => Promise<{ readonly benchmarks: readonly Benchmark[] }>)[] = [
  () => import('./noise.ts'),
  () => import('./data.ts'),
  () => import('./dicom.ts'),
  () => import('./images.ts'),
  () => import('./fhir.ts'),
  () => import('./anonymity.ts'),
  () => import('./plan.ts'),
  () => import('./privacy.ts'),
  () => import('./secure-sum.ts'),
  () => import('./train.ts'),
  () => import('./transport.ts'),
  () => import('./round.ts'),
  () => import('./sessions.ts'),
  () => import('./start.ts'),
  () => import('./rehearsal.ts'),
  () => import('./masked-round.ts'),
  () => import('./utility.ts'),
  () => import('./tune.ts'),
  () => import('./explain.ts'),
  () => import('./wide-table.ts'),
];

/** A name selects itself and everything below it (`train` selects `train/mlp-b64/plain`); without one all but the long ones are selected. */
function choose(all: readonly Benchmark[], names: readonly string[]): readonly Benchmark[] {
  if (names.length === 0) return all.filter(({ long }) => long !== true);
  const of = (one: string): readonly Benchmark[] => all.filter(({ name }) => name === one || name.startsWith(`${one}/`));
  const unknown = names.filter((one) => of(one).length === 0);
  if (unknown.length > 0) program.error(`no benchmark is called ${unknown.join(', ')}: --list shows them all`, { exitCode: 2 });
  return [...new Set(names.flatMap(of))];
}

async function run(benchmark: Benchmark, json: boolean): Promise<void> {
  process.stderr.write(`${benchmark.name} ...\n`);
  const { value, n, details } = await benchmark.run();
  const line = json
    ? JSON.stringify({ name: benchmark.name, value, unit: benchmark.unit, n, details })
    : `${benchmark.name.padEnd(32)} ${value.toPrecision(4).padStart(10)} ${benchmark.unit.padEnd(14)} n=${n} ${JSON.stringify(details ?? {})}`;
  process.stdout.write(`${line}\n`);
}

const program = new Command('npm run bench --')
  .description('Measure how fast Consilium is on this machine; progress goes to standard error')
  .argument('[name...]', 'a benchmark, or an area of them such as "train"; without one, all but the long ones')
  .option('--list', 'say which there are, and run none')
  .option('--json', 'print each result as one JSON object a line')
  .addHelpText('after', '\nExample:\n  $ npm run bench -- data/csv secure/4x1M --json\n')
  .action(
    async (names: readonly string[], { list = false, json = false }: { readonly list?: boolean; readonly json?: boolean }) => {
      const all = (await Promise.all(AREAS.map((load) => load()))).flatMap((area) => area.benchmarks);
      const chosen = list && names.length === 0 ? all : choose(all, names);
      if (list) for (const { name, long } of chosen) process.stdout.write(`${name}${long === true ? ' (long)' : ''}\n`);
      else for (const benchmark of chosen) await run(benchmark, json);
    },
  );
await program.parseAsync();
