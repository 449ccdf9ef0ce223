import { type Conduct, leftOut } from './conduct.ts';
import { type Drafts, withEntry } from './drafts.ts';
import { openEntries } from './open-entries.ts';
import { beginProgress, latestEnd, type MaskRules, type SumProgress } from './sum-phase.ts';

/** A typed reason, as it is shown to people and stored. */
export interface Problem {
  readonly code: string;
  readonly message: string;
}

/**
 * What one site has done in one attempt.
 *
 * - `waiting`: the task was or will be offered; nothing has come back.
 * - `accepted`: the site trains.
 * - `counted`: its update is verified, durable and part of the sum.
 * - `refused`: the site declined before training. `failed`: it could not finish. `rejected`: its update was not usable.
 */
export type Participation =
  | { readonly t: 'waiting' }
  | { readonly t: 'accepted' }
  | { readonly t: 'counted'; readonly updateHash: string }
  | { readonly t: 'refused' | 'failed' | 'rejected'; readonly problem: Problem };

/** One attempt of a round: which sites take part, from which model, until when. Part of every state in which it exists. */
export interface Attempt {
  readonly round: number;
  readonly attempt: number;
  readonly openedMs: number;
  readonly deadlineMs: number;
  readonly baseHash: string;
  readonly participants: Readonly<Record<string, Participation>>;
  /** What was done wrong in sums of this run so far, where anything was. */
  readonly conduct?: Conduct;
  /** Sites that are asked no more for it, and why; see {@link leftOut}. */
  readonly leftOut?: Readonly<Record<string, Problem>>;
}

/** An attempt while it collects. */
export interface OpenAttempt extends Attempt {
  /** Where updates are collected under masks. */
  readonly sum?: SumProgress;
  /** How often it was paused because sites that were connected did not answer. */
  readonly silences?: number;
}

/** Which attempt a site speaks of. What it says may come long after the run has gone on: it must not count for another attempt. */
export interface AttemptNumber {
  readonly round: number;
  readonly attempt: number;
}

/** What an attempt needs to know of the plan. */
export interface AttemptRules {
  readonly sites: readonly string[];
  /** Updates that make a round. */
  readonly quorum: number;
  /** Attempts that a round may take. */
  readonly attempts: number;
  readonly deadlineMs: number;
  /** How long a site that is not connected is waited for, in milliseconds, once those that are have answered. */
  readonly graceMs: number;
  /** Where updates are summed under masks. */
  readonly masks?: MaskRules;
}

/**
 * An attempt that begins now, with every site waiting that is not left out.
 *
 * @param conduct of the run so far
 */
export function openAttempt(
  rules: AttemptRules,
  number: AttemptNumber,
  baseHash: string,
  nowMs: number,
  conduct?: Conduct,
): OpenAttempt {
  const { round, attempt } = number;
  const { masks } = rules;
  const out = leftOutBy(rules, conduct);
  const sites = (masks?.sites ?? rules.sites).filter((site) => !(site in out));
  const participants = Object.fromEntries(sites.map((site) => [site, { t: 'waiting' } as const]));
  const plain = { round, attempt, openedMs: nowMs, deadlineMs: latestEnd(rules, nowMs), baseHash, participants };
  if (masks === undefined) return plain;
  const left = Object.entries(out).map(([site, message]) => [site, { code: 'SECURE_SUM_ABORTED', message }] as const);
  const known = conduct === undefined ? {} : { conduct, leftOut: Object.fromEntries(left) };
  return { ...plain, ...known, sum: beginProgress({ ...masks, sites }, nowMs) };
}

/** Sites that are asked for nothing more in the run, be it updates or scores, and why. */
export function leftOutBy({ masks }: AttemptRules, conduct: Conduct | undefined): Readonly<Record<string, string>> {
  return masks === undefined || conduct === undefined ? {} : leftOut(conduct, masks.colluding);
}

/** Why there can be no more sum in this run: too many sites are left out. `undefined` while there can. */
export function tooFewLeft(rules: AttemptRules, conduct: Conduct | undefined): Problem | undefined {
  const { masks } = rules;
  if (masks === undefined) return undefined;
  const out = leftOutBy(rules, conduct);
  const left = masks.sites.filter((site) => !(site in out)).length;
  if (left >= masks.least) return undefined;
  const reasons = Object.entries(out).map(([site, why]) => `${site} is ${why}`);
  return {
    code: 'QUORUM_NOT_MET',
    message: `${left} sites are left, and a sum needs ${masks.least}: ${reasons.join('; ')}`,
  };
}

/** Whether this is the attempt that a site speaks of; a site that names none speaks of the open one. */
export function speaksOf(attempt: AttemptNumber, of: AttemptNumber | undefined): boolean {
  return of === undefined || (of.round === attempt.round && of.attempt === attempt.attempt);
}

/**
 * The attempt after an answer of a site. An answer that it has no use for (late, repeated, of a stranger) gives the same object.
 *
 * @param drafts may hold the participants of the attempt, which then change in place
 */
export function withAnswer<A extends Attempt>(attempt: A, site: string, next: Participation, drafts?: Drafts): A {
  const known = attempt.participants[site];
  // Only a pending site moves: what is counted stays counted, a refusal is final for the attempt.
  if (known === undefined || !isPending(known) || known.t === next.t) return attempt;
  return { ...attempt, participants: withEntry(attempt.participants, site, next, drafts) };
}

/** Whether every site has said its last word. */
export function isSettled({ participants }: Attempt): boolean {
  return openEntries(participants, isPending).next().done === true;
}

/** Sites whose last word is missing, in any order. */
export function pendingSites({ participants }: Attempt): Generator<string> {
  return openEntries(participants, isPending);
}

/** Whether enough updates are counted to close the round. */
export function hasQuorum(rules: AttemptRules, attempt: Attempt): boolean {
  return countedSites(attempt.participants).length >= rules.quorum;
}

/** Sites whose updates are in the sum, in alphabetical order. */
export function countedSites(participants: Attempt['participants']): readonly string[] {
  return Object.keys(participants)
    .filter((site) => participants[site]?.t === 'counted')
    .sort();
}

/** Why a round is given up: who did not deliver, and what each of them said. */
export function quorumProblem(rules: AttemptRules, { round, participants }: Attempt): Problem {
  const missing = rules.sites
    .filter((site) => participants[site]?.t !== 'counted')
    .map((site) => {
      const known = participants[site];
      if (known === undefined || known.t === 'waiting') return `${site} did not answer`;
      if (known.t === 'accepted') return `${site} accepted but sent nothing`;
      return known.t === 'counted' ? site : `${site} ${known.t} (${known.problem.code}: ${known.problem.message})`;
    });
  const counted = countedSites(participants).length;
  return {
    code: 'QUORUM_NOT_MET',
    message: `round ${round} got ${counted} of the ${rules.quorum} updates it needs in ${rules.attempts} attempts: ${missing.join('; ')}`,
  };
}

function isPending({ t }: Participation): boolean {
  return t === 'waiting' || t === 'accepted';
}
