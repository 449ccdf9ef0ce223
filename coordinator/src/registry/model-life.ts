import { ConsiliumError } from '@consilium/core';
import type { Approval } from '@consilium/model';

/** Where a version stands. Approval ends by itself: `expired` is never stored, it follows from the clock. */
export type ModelState = 'registered' | 'proposed' | 'approved' | 'rejected' | 'withdrawn' | 'expired';

/** How much depends on a model in the use that it is proposed for. */
export type ModelRisk = 'low' | 'moderate' | 'high';

/** Longest time for which a version is approved: 366 days, in milliseconds. */
export const MOST_APPROVED_MS: number = 366 * 24 * 60 * 60 * 1000;

/** Something that a person has done about a version. */
export type ModelAct = { readonly user: string; readonly atMs: number } & (
  | { readonly t: 'registered' }
  | { readonly t: 'proposed'; readonly use: string; readonly risk: ModelRisk }
  | ({ readonly t: 'approved'; readonly reason: string; readonly untilMs: number } & ApprovalSignature)
  | { readonly t: 'rejected' | 'withdrawn'; readonly reason: string }
);

/** Who has signed an approval. */
export interface ApprovalSignature {
  /** SPKI, PEM; of the key by which the coordinator knows the user. */
  readonly publicKeyPem: string;
  /** Base64. */
  readonly signature: string;
}

/** A version of a model, with all that people have done about it. */
export interface ModelVersion {
  readonly name: string;
  /** Counted from 1, never used again. */
  readonly version: number;
  /** Address of the dossier. */
  readonly dossier: string;
  readonly model: string;
  readonly plan: string;
  readonly run: string;
  /** Who has started, resumed or otherwise decided about the run. */
  readonly runBy: readonly string[];
  readonly outcome: 'completed' | 'stopped' | 'failed';
  /** Parts that the dossier says it does not have. */
  readonly missing: readonly string[];
  /** Oldest first; the last one says where the version stands. */
  readonly acts: readonly ModelAct[];
}

/** What somebody wants to do about a version. */
export type ModelWish =
  | { readonly t: 'proposed'; readonly use: string; readonly risk: ModelRisk }
  | ({ readonly t: 'approved'; readonly dossier: string; readonly reason: string; readonly untilMs: number } & ApprovalSignature)
  | { readonly t: 'rejected' | 'withdrawn'; readonly reason: string };

/** From where each wish leads on. */
const FROM: Readonly<Record<ModelWish['t'], ModelState>> = {
  proposed: 'registered',
  approved: 'proposed',
  rejected: 'proposed',
  withdrawn: 'approved',
};

/** Where a version stands at a time. */
export function stateOf({ acts }: Pick<ModelVersion, 'acts'>, nowMs: number): ModelState {
  const last = acts.at(-1);
  if (last?.t === 'approved' && nowMs >= last.untilMs) return 'expired';
  return last?.t ?? 'registered';
}

/** What an approval of a version is about; undefined for one that nobody has proposed. */
export function approvalOf({ name, version, dossier, acts }: ModelVersion, untilMs: number): Approval | undefined {
  const proposed = acts.find((act) => act.t === 'proposed');
  if (proposed?.t !== 'proposed') return undefined;
  return { name, version, dossier, use: proposed.use, risk: proposed.risk, untilMs };
}

/**
 * The version after somebody has done something about it. Pure: whether the signature of an approval holds is for the caller to see.
 *
 * @throws ConsiliumError `MODEL_STATE` where the version does not stand where the wish leads on from; `APPROVAL_REFUSED` where the person may not
 * approve it, means another dossier, or evidence is missing; `PARAMETER_INVALID` for an end that is past or too far
 */
export function step(version: ModelVersion, wish: ModelWish, user: string, nowMs: number): ModelVersion {
  const state = stateOf(version, nowMs);
  if (state !== FROM[wish.t])
    throw new ConsiliumError({
      code: 'MODEL_STATE',
      message: `${labelOf(version)} is ${state}: only what is ${FROM[wish.t]} can be ${wish.t}`,
    });
  if (wish.t !== 'approved') return { ...version, acts: [...version.acts, { ...wish, user, atMs: nowMs }] };
  const { dossier, ...approved } = wish;
  requireAnother(version, user);
  requireEvidence(version, dossier);
  if (!(approved.untilMs > nowMs && approved.untilMs <= nowMs + MOST_APPROVED_MS))
    throw new ConsiliumError({
      code: 'PARAMETER_INVALID',
      message: 'an approval ends in the future, and after at most 366 days',
      details: { field: 'until' },
    });
  return { ...version, acts: [...version.acts, { ...approved, user, atMs: nowMs }] };
}

/** A version as people write it. */
export function labelOf({ name, version }: Pick<ModelVersion, 'name' | 'version'>): string {
  return `${name}@${version}`;
}

function requireAnother({ acts, runBy, ...version }: ModelVersion, user: string): void {
  const part = acts.find((act) => act.user === user)?.t ?? (runBy.includes(user) ? 'made' : undefined);
  if (part === undefined) return;
  throw refused(
    `${user} has ${part === 'made' ? 'decided about the run of' : part} ${labelOf(version)}: somebody else approves it`,
  );
}

function requireEvidence({ dossier, outcome, missing, ...version }: ModelVersion, named: string): void {
  const label = labelOf(version);
  if (named !== dossier) throw refused(`${label} has the dossier ${dossier}, and the one approved is ${named}`);
  if (outcome !== 'completed') throw refused(`the run of ${label} was ${outcome} before its end`);
  if (missing.includes('evaluation')) throw refused(`the dossier of ${label} has no evaluation`);
}

function refused(message: string): ConsiliumError<'APPROVAL_REFUSED'> {
  return new ConsiliumError({ code: 'APPROVAL_REFUSED', message });
}
