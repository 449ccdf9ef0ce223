import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CompiledPlan, readPlan } from '@consilium/plan';
import { simulate, writeResults } from '@consilium/sim';
import type { Benchmark, Measurement } from './benchmark.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/heart-disease/', import.meta.url));
const SEEDS = ['1', '2', '3', '4', '5'];
const HELD_OUT = 1 / 3;
const VIRTUAL_SITES = 54;
/** Columns of the findings that the example uses: patients in whom one is missing do not train, and so few are left at a site that it would refuse. */
const FINDINGS = [1, 11] as const;

/** Which sites add how much noise. */
interface Noise {
  /** Honest sites that the noise of each counts on; 1: each site adds all of it. */
  readonly honest: number;
  /** Fewest sites of a round; the roster of a rehearsal lets as many collude as are left beyond `honest`. */
  readonly quorum: number;
}

/** A study with noise of three kinds: of each site by itself, shared under masks, and of one trusted curator. */
interface Study {
  readonly epsilon: number;
  readonly shared: Noise;
  /** All sites honest, none missing: the sum has the noise of one release, as a curator who holds all rows would add. */
  readonly curator: Noise;
  /** Plan and data, written to a folder. */
  place(folder: string): { readonly plan: CompiledPlan; readonly dataPath: string; readonly split?: { readonly kind: 'iid' } };
}

const heartDisease: Study = {
  epsilon: 0.2,
  shared: { honest: 3, quorum: 4 },
  curator: { honest: 4, quorum: 4 },
  place: () => ({ plan: readPlan(`${EXAMPLE}study.yaml`), dataPath: EXAMPLE }),
};

/** The 740 complete rows of the example, dealt out at random over 54 virtual sites of some nine patients in training each. */
const virtualSites: Study = {
  epsilon: 1,
  shared: { honest: 48, quorum: 52 },
  curator: { honest: VIRTUAL_SITES, quorum: VIRTUAL_SITES },
  place(folder) {
    const plan = readPlan(`${EXAMPLE}study.yaml`);
    const files = plan.siteIds.map((site) => readFileSync(`${EXAMPLE}${site}.csv`, 'utf8').trimEnd().split('\n'));
    const dataPath = join(folder, 'all.csv');
    const rows = files
      .flatMap(([, ...own]) => own)
      .filter((row) =>
        row
          .split(',')
          .slice(...FINDINGS)
          .every((cell) => cell !== ''),
      );
    writeFileSync(dataPath, [files[0]?.[0], ...rows, ''].join('\n'));
    const sites = Array.from({ length: VIRTUAL_SITES }, (_, i) => [`site-${String(i + 1).padStart(2, '0')}`, { patients: 10 }]);
    return {
      plan: { ...plan, document: { ...plan.document, sites: Object.fromEntries(sites) } },
      dataPath,
      split: { kind: 'iid' },
    };
  },
};

/** Exact AUC of the patients held out, and seconds of processor time. */
interface Rehearsal {
  readonly auc: number;
  readonly cpu: number;
}

async function rehearse(study: Study, { honest, quorum }: Noise, seed: string): Promise<Rehearsal> {
  const folder = mkdtempSync(join(tmpdir(), 'consilium-utility-'));
  try {
    const { plan, ...data } = study.place(folder);
    const { privacy, ...document } = plan.document;
    const planPath = join(folder, 'study.yaml');
    const target = { epsilon: study.epsilon, delta: 1e-3 };
    writeFileSync(
      planPath,
      JSON.stringify({
        ...document,
        privacy: { ...privacy, target, honestContributors: honest, masks: honest > 1 },
        quorum: { ...document.quorum, sites: quorum, deadlineSeconds: 600 },
      }),
    );
    const before = process.cpuUsage();
    const result = await simulate({ planPath, ...data, heldOut: HELD_OUT, transport: 'memory', seed, version: 'bench' });
    const { user, system } = process.cpuUsage(before);
    return { auc: writeResults(result, join(folder, 'out')).summary.final.auc ?? Number.NaN, cpu: (user + system) / 1e6 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function wonBack(study: Study): Promise<Measurement> {
  const kinds = { alone: { ...study.shared, honest: 1 }, shared: study.shared, curator: study.curator };
  const details: Record<string, number> = {};
  const means: Record<string, number> = {};
  for (const [kind, noise] of Object.entries(kinds)) {
    const runs: Rehearsal[] = [];
    for (const seed of SEEDS) {
      const run = await rehearse(study, noise, seed);
      process.stderr.write(`  ${kind}, h = ${noise.honest}, seed ${seed}: AUC ${run.auc.toFixed(4)}, ${run.cpu.toFixed(1)} s\n`);
      runs.push(run);
    }
    const mean = (of: (run: Rehearsal) => number): number => runs.reduce((sum, run) => sum + of(run), 0) / runs.length;
    means[kind] = mean(({ auc }) => auc);
    details[`${kind}Auc`] = Number(means[kind].toFixed(4));
    details[`${kind}CpuSeconds`] = Number(mean(({ cpu }) => cpu).toFixed(1));
  }
  const { alone = Number.NaN, shared = Number.NaN, curator = Number.NaN } = means;
  return { value: (shared - alone) / (curator - alone), n: SEEDS.length, details };
}

/** How much of what noise of each site by itself costs, against a trusted curator, noise shared under masks wins back: minutes for four sites, an hour of one processor for 54. */
export const benchmarks: readonly Benchmark[] = [
  { name: 'utility/heart-disease', unit: 'won back', long: true, run: () => wonBack(heartDisease) },
  { name: `utility/${VIRTUAL_SITES}-sites`, unit: 'won back', long: true, run: () => wonBack(virtualSites) },
];
