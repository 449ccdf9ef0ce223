import type { Benchmark, Measurement } from './benchmark.ts';
import { PlayedConsortium } from './played-consortium.ts';

/** Sites that dial, as after a restart of the coordinator, and then play rounds of a model of 1,000 parameters. */
async function sessions(sites: number): Promise<Measurement> {
  const consortium = await PlayedConsortium.open(sites);
  try {
    const { ms, cpuMs, mib } = await consortium.connect();
    const { value, details } = await consortium.rounds('1k', 2, 7);
    const round = Object.entries({ ms: value, ...details }).map(([name, figure]) => [`round ${name}`, figure] as const);
    return { value: ms, n: 1, details: { coordinatorCpuMs: cpuMs, connectedMib: mib, ...Object.fromEntries(round) } };
  } finally {
    await consortium.close();
  }
}

/** What it costs a coordinator to have many sites. */
export const benchmarks: readonly Benchmark[] = [{ name: 'sessions/1000', unit: 'ms', long: true, run: () => sessions(1000) }];
