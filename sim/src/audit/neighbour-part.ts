import { type Randomness, randomId, seededRandom, uniform53 } from '@consilium/core';
import type { Backend } from '@consilium/learning';
import type { AgentPath } from './agent-path.ts';
import { auditedPlan, clipsMoved } from './audited-claim.ts';
import { type AuditedRow, openSite } from './audited-site.ts';
import { type AuditPart, exactAnswer, type Finding, short } from './finding.ts';
import { rounding } from './sampling-part.ts';

const INPUTS = 40;
const LAYERS = [
  { type: 'dense', units: 12, activation: 'tanh' },
  { type: 'dense', units: 1, activation: 'sigmoid' },
];
/** So many patients in common that a clip which depends on company moves the sum by much. */
const PATIENTS = 200;
const ROWS = 9;
/** Patients of a site whose update one patient turns round. */
const TURNING = 41;

/**
 * A site of so many patients, all alike, of whom the first so many are ill: the update goes up or down as more of them are ill than expected.
 *
 * @param input what each row holds
 */
export function alikeRows(patients: number, ill: number, input: number): AuditedRow[] {
  return Array.from({ length: patients }, (_, p) => {
    return { patient: `p${p}`, outcome: p < ill ? 1 : 0, inputs: new Map([[0, input]]) };
  });
}

/**
 * Data sets with and without one patient, both through everything that an agent does, from one stream of random numbers: by how many clips
 * what leaves differs. Everybody is sampled, so that the noise is the same: nothing is drawn for the sample.
 */
export async function auditNeighbours(
  path: AgentPath,
  part: AuditPart,
  random: Randomness,
  backend: Backend,
): Promise<Finding[]> {
  const { claim, size } = part;
  const declared = clipsMoved(claim);
  const turning = claim.mechanism === 'dp-fedavg';
  let farthest = 0;
  for (let pair = 0; pair < size.neighbourPairs; pair++) {
    const moved = turning ? await turn(path, part, random, backend) : await addPatient(path, part, pair, random, backend);
    farthest = Math.max(farthest, moved);
    part.onProgress((pair + 1) / size.neighbourPairs);
  }
  const allowed = rounding(claim, PATIENTS);
  return [
    {
      mechanism: claim.mechanism,
      id: 'neighbours',
      looksAt: `neighbours: most clips apart, of ${size.neighbourPairs} pairs, exactly`,
      answer: exactAnswer(farthest, declared, 0.99 * declared, declared + allowed),
      caught: `a pair that is more than ${short(declared)} clips apart, by one unit of the grid (dp-sgd: by a rounding of float32)`,
    },
  ];
}

type Pair = readonly [readonly AuditedRow[], readonly AuditedRow[]];

/**
 * dp-fedsgd and dp-sgd: patients with equal and with random rows, and one more with one to nine rows, anywhere in the file, who pulls the other
 * way: what shrinks the others for that patient's sake adds to what the patient moves.
 */
async function addPatient(path: AgentPath, part: AuditPart, pair: number, random: Randomness, backend: Backend): Promise<number> {
  const shape = { inputs: INPUTS, patients: PATIENTS, layers: LAYERS, samplingRate: 1, rowsPerPatient: ROWS };
  const plan = auditedPlan(part.claim, shape);
  const alike = pair % 2 === 0;
  // Inputs large and their weights small: nothing saturates, and every gradient is longer than the clip.
  const size = 64 * Math.max(1, part.claim.clip);
  const draw = (patient: string, scale: number, outcome: 0 | 1): AuditedRow => {
    const inputs = new Map(Array.from({ length: INPUTS }, (_, i) => [i, scale * size * (alike ? 1 : 2 * uniform53(random) - 1)]));
    return { patient, outcome, inputs };
  };
  const others = Array.from({ length: PATIENTS }, (_, p) => draw(`p${p}`, 1, alike || p % 2 === 0 ? 1 : 0));
  const extra = Array.from({ length: 1 + ((pair + 1) % ROWS) }, () => draw('extra', [1, 1e3, 1e6][pair % 3] ?? 1, 0));
  const at = [0, PATIENTS, PATIENTS >> 1][pair % 3] ?? 0;
  const ofInputs = plan.manifest.tensors[0]?.size ?? 0;
  const base = Float32Array.from({ length: plan.manifest.parameters }, (_, i) => {
    return (uniform53(random) - 0.5) / (i < ofInputs ? 4 * size : 4);
  });
  return distance(path, plan, [others, [...others.slice(0, at), ...extra, ...others.slice(at)]], base, random, backend);
}

/**
 * dp-fedavg: one patient turns the update round. The patient is another one instead of one more, since training draws the order of patients
 * from the stream before the noise: two clips pay for that as well.
 */
async function turn(path: AgentPath, part: AuditPart, random: Randomness, backend: Backend): Promise<number> {
  const plan = auditedPlan(part.claim, { inputs: INPUTS, patients: TURNING });
  const half = Math.floor(TURNING / 2);
  const input = Math.max(1, part.claim.clip);
  const pair = [alikeRows(TURNING, half, input), alikeRows(TURNING, half + 1, input)] as const;
  return distance(path, plan, pair, new Float32Array(INPUTS), random, backend);
}

/** Norm of the difference of what leaves, in clips. */
async function distance(
  path: AgentPath,
  plan: ReturnType<typeof auditedPlan>,
  pair: Pair,
  base: Float32Array,
  random: Randomness,
  backend: Backend,
): Promise<number> {
  const stream = seededRandom(randomId('audit', random));
  const releases: ArrayLike<number>[] = [];
  let clipUnits = 1;
  for (const rows of pair) {
    const site = await openSite(path, plan, rows, backend);
    const siteId = plan.siteIds[0] ?? '';
    releases.push(site.release(path.attemptRandom(stream, siteId, { run: 'run-audit', round: 1, attempt: 1 }), base, siteId));
    clipUnits = site.clipUnits;
    site.dispose();
  }
  const [without, present] = releases as [ArrayLike<number>, ArrayLike<number>];
  let squares = 0;
  for (let i = 0; i < base.length; i++) squares += (((present[i] as number) - (without[i] as number)) / clipUnits) ** 2;
  return Math.sqrt(squares);
}
