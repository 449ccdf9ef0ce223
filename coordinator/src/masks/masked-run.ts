import { ConsiliumError } from '@consilium/core';
import { type CompiledPlan, honestSites, isMaskedPlan } from '@consilium/plan';
import { type Release, type Scores as ScorePlan, sharedGrid, type SharedGrid } from '@consilium/privacy';
import { fewestSurvivors, NO_PARENT, type Roster, rosterHash, type Terms } from '@consilium/secure-sum';
import { kindOf, type LiveState } from '../rounds/run-state.ts';
import { type MaskRules, phaseMsOf } from '../rounds/sum-phase.ts';

/** What all sums under masks of one run have in common. */
export interface MaskedRun {
  readonly roster: Roster;
  readonly rosterHash: string;
  readonly planHash: string;
  readonly run: string;
  /** Of updates: their grid, and words. */
  readonly updates: SharedGrid & { readonly words: number };
  readonly scores: ScorePlan;
  readonly honest: number;
  /** Fewest sites of a sum: as many as the roster demands, the noise counts on, and the plan calls a quorum. */
  readonly least: number;
  /** Bytes that no honest message of a sum exceeds. */
  readonly longestMessage: number;
}

/** Most others that a site shares secrets with; see the neighbours of lib/secure-sum. */
const MOST_NEIGHBOURS = 200;
/** Bytes of one site's sealed shares for another, beside the two names. */
const SHARE_BYTES = 256;
/** Bytes of a message beside its shares. */
const MESSAGE_BYTES = 1024;

/** @returns `undefined` for a plan whose sites send their own noised updates @throws ConsiliumError `ROSTER_INVALID` as {@link maskRules} */
export function maskedRun(
  plan: CompiledPlan,
  run: string,
  { release, scores }: { readonly release: Release | undefined; readonly scores: ScorePlan | undefined },
  roster: Roster | undefined,
): MaskedRun | undefined {
  if (release === undefined || scores === undefined || !isMaskedPlan(plan)) return undefined;
  const held = requireRoster(roster);
  return {
    roster: held,
    rosterHash: rosterHash(held),
    planHash: plan.hash,
    run,
    updates: { ...sharedGrid(release.grid), words: plan.manifest.parameters },
    scores,
    honest: honestSites(plan),
    least: leastSites(plan, held),
    longestMessage: longestMessage(held),
  };
}

/**
 * Which sites a masked plan asks, and how long; `undefined` for other plans.
 *
 * @throws ConsiliumError `ROSTER_INVALID` without a roster, or with one under which the plan can come to no sum
 */
export function maskRules(plan: CompiledPlan, roster: Roster | undefined): MaskRules | undefined {
  if (!isMaskedPlan(plan)) return undefined;
  const held = requireRoster(roster);
  const sites = held.sites.map(({ id }) => id).filter((id) => plan.siteIds.includes(id));
  const least = leastSites(plan, held);
  if (sites.length < least) {
    const strangers = plan.siteIds.filter((id) => !sites.includes(id));
    throw invalid(
      `${sites.length} sites of the plan are on the roster (epoch ${held.epoch}), and a sum needs ${least}; not on it: ${strangers.join(', ') || 'none'}`,
    );
  }
  const honest = honestSites(plan);
  const trusted = held.minimum - held.colluding;
  if (honest > trusted)
    throw invalid(
      `the noise of the plan counts on ${honest} honest sites, and the roster promises ${trusted}: ${held.minimum} sites at least, of which ${held.colluding} may collude`,
    );
  return { sites, colluding: held.colluding, least, phaseMs: phaseMsOf(plan.document.quorum.deadlineSeconds * 1000) };
}

/**
 * What the sum of an attempt is bound to, or of the scores of the model that it made; as a site derives it from its task or request. Scores are
 * summed over sites whose updates made the model.
 *
 * @param parent transcript of the last closed round, which of scores is their own; `undefined` before the first
 */
export function termsOf(masked: MaskedRun, state: LiveState, parent: string | undefined): Terms {
  const { roster, planHash, run, updates, scores, honest } = masked;
  const { round, attempt } = state;
  const kind = kindOf(state);
  const evaluating = state.t === 'evaluating';
  const summed = evaluating ? { ...sharedGrid(scores.release.grid), words: scores.layout.dimension } : updates;
  const asked = evaluating ? state.scores : state.participants;
  return {
    roster,
    planHash,
    run,
    round,
    attempt,
    kind,
    baseHash: evaluating ? state.modelHash : state.baseHash,
    ...summed,
    honest,
    parent: parent ?? NO_PARENT,
    sites: roster.sites.map(({ id }) => id).filter((id) => Object.hasOwn(asked, id)),
  };
}

function longestMessage({ sites }: Roster): number {
  const longestName = Math.max(...sites.map(({ id }) => Buffer.byteLength(id)));
  return MESSAGE_BYTES + (Math.min(sites.length, MOST_NEIGHBOURS) + 1) * (SHARE_BYTES + 2 * longestName);
}

function leastSites(plan: CompiledPlan, roster: Roster): number {
  return Math.max(fewestSurvivors({ roster, honest: honestSites(plan) }), plan.document.quorum.sites);
}

function requireRoster(roster: Roster | undefined): Roster {
  if (roster === undefined)
    throw invalid(
      'the plan sums updates under masks, and this coordinator has no roster of the consortium: install the signed one, then start the coordinator and the run again',
    );
  return roster;
}

function invalid(message: string): ConsiliumError<'ROSTER_INVALID'> {
  return new ConsiliumError({ code: 'ROSTER_INVALID', message });
}
