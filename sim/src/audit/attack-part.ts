import type { Randomness } from '@consilium/core';
import type { Backend } from '@consilium/learning';
import { auditOneRun, drawCanaries, oneRunPValue, statedEpsilon } from '@consilium/privacy';
import type { AgentPath } from './agent-path.ts';
import { auditedPlan } from './audited-claim.ts';
import { openSite } from './audited-site.ts';
import type { AuditPart } from './finding.ts';
import { alikeRows } from './neighbour-part.ts';
import { CANARY_LENGTH, canaryRows } from './sampling-part.ts';

/** Releases that an attack on patients adds up, at most. */
const MOST_RELEASES = 40;
/** Of a hundred canaries so many are guessed each way; fixed before anything is seen. */
const GUESSED_OF_HUNDRED = 5;
/** With what probability the printed bound is wrong. */
const SIGNIFICANCE = 0.05;

/** Patients of a site whose update one more, who is ill, turns round: half of them are ill. */
const EVEN = 40;
/** Weight at which fewer than 21 of 41 patients are expected to be ill, and more than 20 of 40. */
const TURNING_WEIGHT = Math.log(0.506 / 0.494);

/** What an attack on one run brought out. */
export interface Attack {
  readonly mechanism: AuditPart['claim']['mechanism'];
  /** Releases added up for each canary. */
  readonly releases: number;
  readonly canaries: number;
  readonly guesses: number;
  readonly correct: number;
  readonly delta: number;
  /** What so many releases are said to cost. */
  readonly claimedEpsilon: number;
  /** Epsilon is at least this, but for 5 %. */
  readonly auditedEpsilon: number;
  /** False when so many right guesses are less likely than the false alarm of one test, were the claim true. */
  readonly passed: boolean;
}

/**
 * The attack of a coordinator that knows everything but who takes part: it sends the weights at which canaries show best, sees all that
 * leaves, adds up what speaks for each, and guesses those of which it is surest.
 */
export async function attack(path: AgentPath, part: AuditPart, random: Randomness, backend: Backend): Promise<Attack> {
  const { claim, size, strength } = part;
  const { mechanism } = claim;
  const included = drawCanaries(size.canaries, random);
  const { scores, events, releases, delta } =
    mechanism === 'dp-fedavg'
      ? await scoresOfUpdates(path, part, included, random, backend)
      : await scoresOfPatients(path, part, included, random, backend);
  const guessesEachWay = Math.max(1, Math.floor((size.canaries * GUESSED_OF_HUNDRED) / 100));
  const { epsilon, guesses, correct } = auditOneRun({ scores, included, guessesEachWay, delta, significance: SIGNIFICANCE });
  const claimedEpsilon = statedEpsilon(events, delta).epsilon;
  const outcome = { canaries: size.canaries, guesses, correct, delta };
  // Beyond the largest epsilon that the bound knows, nothing is refuted.
  const passed = claimedEpsilon >= LARGEST || oneRunPValue(outcome, claimedEpsilon) >= strength.falseAlarm;
  return { mechanism, releases, ...outcome, claimedEpsilon, auditedEpsilon: epsilon, passed };
}

const LARGEST = 32;

type Scores = {
  readonly scores: Float64Array;
  readonly events: Parameters<typeof statedEpsilon>[0];
  readonly releases: number;
  readonly delta: number;
};

/** Each canary is a patient with a weight of its own, in the file or not. */
async function scoresOfPatients(
  path: AgentPath,
  part: AuditPart,
  included: Uint8Array,
  random: Randomness,
  backend: Backend,
): Promise<Scores> {
  const { claim } = part;
  const canaries = included.length;
  const plan = auditedPlan(claim, { inputs: canaries, patients: canaries });
  const rows = canaryRows(canaries, CANARY_LENGTH * claim.clip).filter((_, p) => included[p] === 1);
  const site = await openSite(path, plan, rows, backend);
  const siteId = plan.siteIds[0] ?? '';
  const releases = Math.min(MOST_RELEASES, plan.document.rounds);
  const scores = new Float64Array(canaries);
  const base = new Float32Array(canaries);
  for (let round = 1; round <= releases; round++) {
    const words = site.release(path.attemptRandom(random, siteId, { run: 'run-audit', round, attempt: 1 }), base, siteId);
    for (let p = 0; p < canaries; p++) scores[p] = (scores[p] as number) + (words[p] as number);
    part.onProgress(round / releases);
  }
  site.dispose();
  return { scores, releases, ...costOf(site, releases) };
}

/** Each canary is a release of its own, by a site whose update one patient turns round. */
async function scoresOfUpdates(
  path: AgentPath,
  part: AuditPart,
  included: Uint8Array,
  random: Randomness,
  backend: Backend,
): Promise<Scores> {
  const { claim } = part;
  const plan = auditedPlan(claim, { inputs: 1, patients: EVEN });
  const input = Math.max(1, claim.clip);
  const without = await openSite(path, plan, alikeRows(EVEN, EVEN / 2, input), backend);
  // The ill come first, so that the one more of them is the first.
  const present = await openSite(path, plan, alikeRows(EVEN + 1, EVEN / 2 + 1, input), backend);
  const siteId = plan.siteIds[0] ?? '';
  const base = new Float32Array(1).fill(TURNING_WEIGHT / input);
  const scores = Float64Array.from(included, (one, i) => {
    if (i % 64 === 0) part.onProgress(i / included.length);
    const stream = path.attemptRandom(random, siteId, { run: 'run-audit', round: 1 + i, attempt: 1 });
    return (one === 1 ? present : without).release(stream, base, siteId)[0] as number;
  });
  without.dispose();
  present.dispose();
  return { scores, releases: 1, ...costOf(without, 1) };
}

/** What so many rounds cost by the ledger's events. */
function costOf(site: Awaited<ReturnType<typeof openSite>>, rounds: number): Pick<Scores, 'events' | 'delta'> {
  const { release } = site.study;
  const events = (release?.eventsPerRound ?? []).map((event) =>
    'steps' in event ? { ...event, steps: event.steps * rounds } : event,
  );
  return { events, delta: release?.delta ?? 0 };
}
