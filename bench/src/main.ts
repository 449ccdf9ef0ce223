import type { Benchmark } from './benchmark.ts';

/**
 * `npm run bench -- [name...] [--json]`: a name selects itself and everything below it (`train` selects `train/mlp-b64/dp`).
 * Progress goes to standard error; with `--json` each result is one JSON object a line on standard output.
 */
const AREAS: readonly (() => Promise<{ readonly benchmarks: readonly Benchmark[] }>)[] = [
  () => import('./noise.ts'),
  () => import('./data.ts'),
  () => import('./dicom.ts'),
  () => import('./fhir.ts'),
  () => import('./anonymity.ts'),
  () => import('./plan.ts'),
  () => import('./privacy.ts'),
  () => import('./secure-sum.ts'),
  () => import('./train.ts'),
  () => import('./transport.ts'),
  () => import('./round.ts'),
  () => import('./sessions.ts'),
  () => import('./masked-round.ts'),
  () => import('./utility.ts'),
  () => import('./wide-table.ts'),
];

const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const json = process.argv.includes('--json');
const all = (await Promise.all(AREAS.map((load) => load()))).flatMap((area) => area.benchmarks);
const chosen =
  names.length === 0
    ? all.filter(({ long }) => long !== true)
    : all.filter(({ name }) => names.some((n) => name === n || name.startsWith(`${n}/`)));
if (chosen.length === 0) {
  process.stderr.write(`no benchmark is called ${names.join(', ')}; there are:\n${all.map((b) => `  ${b.name}\n`).join('')}`);
  process.exitCode = 2;
}
for (const benchmark of chosen) {
  process.stderr.write(`${benchmark.name} ...\n`);
  const { value, n, details } = await benchmark.run();
  const line = json
    ? JSON.stringify({ name: benchmark.name, value, unit: benchmark.unit, n, details })
    : `${benchmark.name.padEnd(32)} ${value.toPrecision(4).padStart(10)} ${benchmark.unit.padEnd(14)} n=${n} ${JSON.stringify(details ?? {})}`;
  process.stdout.write(`${line}\n`);
}
