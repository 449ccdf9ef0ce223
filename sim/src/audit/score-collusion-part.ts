import { ConsiliumError, type Randomness } from '@consilium/core';
import type { Backend } from '@consilium/learning';
import { type Scores, sharedGrid, testDeviation } from '@consilium/privacy';
import { planStudy } from '@consilium/site-agent';
import { rehearsalRoster } from '../rehearsal-roster.ts';
import type { AgentPath } from './agent-path.ts';
import { auditedPlan } from './audited-claim.ts';
import { tableOf } from './audited-site.ts';
import { caughtHonest, MOST_COLLUDING } from './collusion-part.ts';
import type { AuditPart, Finding } from './finding.ts';
import { maskedExchange, takeOff } from './masked-exchange.ts';
import { NOBODY_TRAINS, patientRows, squaresAbout } from './score-part.ts';

/** Public number of patients of each site. */
const PATIENTS = 40;
/** One weight of 1 and no bias: what the model says are the inputs, in log-odds. */
const MODEL = Float32Array.of(1);

/**
 * Sums of scores under masks, as sites that collude with the coordinator see them: their own shares taken off, what is left of the noise is what
 * those held out are charged for.
 *
 * @proof docs/proofs/noise-audit.md#collusion
 */
export async function auditScoreCollusion(
  path: AgentPath,
  part: AuditPart,
  random: Randomness,
  backend: Backend,
): Promise<Finding> {
  const { claim, size, strength } = part;
  const { mechanism, honest } = claim;
  const colluding = Math.min(claim.sites - honest, MOST_COLLUDING);
  const shape = { inputs: 1, patients: PATIENTS, honest, evaluation: { metrics: ['auc'] } };
  const plan = auditedPlan({ ...claim, sites: honest + colluding }, shape);
  const held = rehearsalRoster(plan, random.fork('roster'));
  if (held === undefined) throw new ConsiliumError({ code: 'INTERNAL', message: 'a plan of several honest sites has masks' });
  const study = await path.prepareStudy(
    planStudy(plan),
    tableOf(patientRows('p0', 1, [0.7]), plan.inputWidth),
    NOBODY_TRAINS,
    backend,
  );
  const scores = study.scores as Scores;
  const { grid, event } = scores.release;
  const summed = { kind: 'evaluation', ...sharedGrid(grid), words: scores.layout.dimension } as const;
  const exchange = maskedExchange(plan, held, summed, random.fork('exchange'));
  const { siteIds } = plan;
  const rest = (round: number): Int32Array => {
    const vectors = new Map(
      siteIds.map((siteId) => {
        const attempt = { run: 'run-audit', round, attempt: 1, kind: 'evaluation' } as const;
        const stream = path.attemptRandom(random.fork(`${siteId} of ${round}`), siteId, attempt);
        const masks = exchange.masksOf(siteId);
        const { bytes } = path.noisedScores(study, MODEL, { scores, masks, random: stream, log: { warn: () => {} } });
        return [siteId, new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)] as const;
      }),
    );
    const sum = exchange.open(vectors);
    for (const siteId of siteIds.slice(honest)) takeOff(sum, vectors.get(siteId) as Uint32Array, exchange.masksOf(siteId));
    return new Int32Array(sum.buffer);
  };
  const sums: Int32Array[] = [];
  const wanted = Math.ceil(size.scoreReleases / siteIds.length);
  for (let round = 1; round <= wanted; round++) {
    sums.push(rest(round));
    part.onProgress(round / wanted);
  }
  study.dispose();
  const claimed = 'noiseMultiplier' in event ? event.noiseMultiplier * grid.clipUnits : 0;
  const squares = Array.from({ length: summed.words }, (_, i) =>
    squaresAbout(Float64Array.from(sums, (sum) => sum[i] as number)),
  );
  const all = squares.reduce((sum, one) => sum + one, 0) / claimed ** 2;
  const deviation = testDeviation(all, (sums.length - 1) * summed.words, strength);
  return {
    mechanism,
    id: 'collusion.scores',
    looksAt: `collusion of ${colluding} of ${siteIds.length}, scores: noise of the others over what the ledger pays for`,
    answer: deviation,
    caught: `scores that count on ${caughtHonest(honest, deviation.caughtBelow)} honest sites or more, where the plan says ${honest}`,
  };
}
