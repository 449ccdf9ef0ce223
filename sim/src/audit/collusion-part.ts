import { ConsiliumError, type Randomness } from '@consilium/core';
import type { Backend } from '@consilium/learning';
import { statedEpsilon, testDeviation } from '@consilium/privacy';
import { rehearsalRoster } from '../rehearsal-roster.ts';
import type { AgentPath } from './agent-path.ts';
import { type AuditedClaim, auditedPlan, clipsMoved } from './audited-claim.ts';
import { type AuditedRow, type AuditedSite, openSite } from './audited-site.ts';
import { type AuditPart, exactAnswer, type Finding, short } from './finding.ts';
import { maskedExchange, takeOff } from './masked-exchange.ts';
import { alikeRows } from './neighbour-part.ts';
import { canaryRows } from './sampling-part.ts';

/** Weights of the network; the first few have patients. */
const WEIGHTS = 4096;
/** Of the site that is attacked under dp-fedsgd: each has a weight of its own. */
const PATIENTS = 16;
/** Patients of a site whose update one patient turns round. */
const TURNING = 41;
const QUIET = WEIGHTS - PATIENTS;
/** Fewest sums. */
const SUMS = 32;
/** Most sites that collude here: more of them know no more of the others. */
export const MOST_COLLUDING = 3;
/** A canary is so many clips long before clipping. */
const LENGTH = 16;

/**
 * Sums under masks, as sites that collude with the coordinator see them: the masks are taken off the sum as the coordinator does, and their own
 * shares, which they know, off what is left. The rest has the noise of h sites alone, and has to be as private as the plan says.
 *
 * @proof docs/proofs/noise-audit.md#collusion
 */
export async function auditCollusion(path: AgentPath, part: AuditPart, random: Randomness, backend: Backend): Promise<Finding[]> {
  const { claim, size, strength } = part;
  const { mechanism, honest, releases } = claim;
  const colluding = Math.min(claim.sites - honest, MOST_COLLUDING);
  const patients = mechanism === 'dp-fedavg' ? TURNING : PATIENTS;
  const plan = auditedPlan({ ...claim, sites: honest + colluding }, { inputs: WEIGHTS, patients, honest });
  const [present, absent] = pairOf(claim);
  const sites: AuditedSite[] = [];
  for (const rows of [present, absent]) sites.push(await openSite(path, plan, rows, backend));
  const [attacked, without] = sites as [AuditedSite, AuditedSite];
  const held = rehearsalRoster(plan, random.fork('roster'));
  if (held === undefined) throw new ConsiliumError({ code: 'INTERNAL', message: 'a plan of several honest sites has masks' });
  // One exchange of keys for all sums of the audit: masks go away with the sum, whatever they hide.
  const summed = { kind: 'training', ...attacked.grid, words: plan.manifest.parameters } as const;
  const exchange = maskedExchange(plan, held, summed, random.fork('exchange'));
  const { siteIds } = plan;
  const base = new Float32Array(WEIGHTS);
  /** What is left of the sum of a round, where the first site has this data. */
  const rest = (first: AuditedSite, round: number): Int32Array => {
    const words = new Map(
      siteIds.map((siteId, i) => {
        const stream = path.attemptRandom(random.fork(`${siteId} of ${round}`), siteId, { run: 'run-audit', round, attempt: 1 });
        return [siteId, (i === 0 ? first : without).masked(stream, base, siteId, exchange.masksOf(siteId))] as const;
      }),
    );
    const sum = exchange.open(words);
    for (const siteId of siteIds.slice(honest)) takeOff(sum, words.get(siteId) as Uint32Array, exchange.masksOf(siteId));
    return new Int32Array(sum.buffer);
  };
  const claimed = attacked.claimedDeviation(clipsMoved(claim)) * Math.sqrt(honest);
  const sums = Math.max(SUMS, Math.ceil(size.noiseDraws / QUIET / honest));
  let squares = 0;
  let farthest = 0;
  for (let round = 1; round <= sums; round++) {
    const one = rest(attacked, round);
    for (let i = PATIENTS; i < WEIGHTS; i++) squares += ((one[i] as number) / claimed) ** 2;
    if (round <= SUMS) {
      const other = rest(without, round);
      farthest = Math.max(farthest, Math.hypot(...one.map((word, i) => word - (other[i] as number))) / attacked.clipUnits);
    }
    part.onProgress(round / sums);
  }
  const events = attacked.study.release?.eventsPerRound ?? [];
  const delta = attacked.study.release?.delta ?? 0;
  for (const site of sites) site.dispose();
  const deviation = testDeviation(squares, sums * QUIET, strength);
  // Of a whole run, by the largest deviation that what was seen leaves possible.
  const epsilonOf = (noiseMultiplier: number): number =>
    statedEpsilon(
      events.map((event) => ('noiseMultiplier' in event ? { ...event, noiseMultiplier, steps: releases } : event)),
      delta,
    ).epsilon;
  const multiplier = claimed / attacked.clipUnits;
  const stated = epsilonOf(multiplier / clipsMoved(claim));
  const seen = farthest === 0 ? 0 : epsilonOf((multiplier * deviation.seen) / deviation.low / farthest);
  return [
    {
      mechanism,
      id: 'collusion.deviation',
      looksAt: `collusion of ${colluding} of ${siteIds.length}: noise of the others over what the ledger pays for`,
      answer: deviation,
      caught: `sites that count on ${caughtHonest(honest, deviation.caughtBelow)} honest ones or more, where the plan says ${honest}`,
    },
    {
      mechanism,
      id: 'collusion.epsilon',
      looksAt: `collusion: epsilon of ${releases === 1 ? 'one sum' : `${releases} sums`}, attacked, at least`,
      answer: exactAnswer(seen, stated, 0, stated),
      caught: `sums without the colluding sites' noise that have ${short(deviation.caughtBelow)} of their noise or less`,
    },
  ];
}

/** Number of honest sites whose noise, counted on where h is claimed, is caught. */
export function caughtHonest(honest: number, caughtBelow: number): number {
  return Math.max(honest + 1, Math.ceil(honest / caughtBelow ** 2));
}

/** A site with and without one patient, who moves the sum as far as any can. */
function pairOf({ mechanism, clip }: AuditedClaim): readonly [readonly AuditedRow[], readonly AuditedRow[]] {
  if (mechanism === 'dp-fedavg') {
    const half = Math.floor(TURNING / 2);
    const input = Math.max(1, clip);
    return [alikeRows(TURNING, half + 1, input), alikeRows(TURNING, half, input)];
  }
  const present = canaryRows(PATIENTS, LENGTH * clip);
  // A blank patient in the same place: sample and noise are drawn alike.
  return [present, present.map((row, p) => (p === 0 ? { ...row, inputs: new Map([[0, 0]]) } : row))];
}
