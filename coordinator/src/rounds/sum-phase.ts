import type { Phase } from '@consilium/secure-sum';

/** What is summed under masks: updates of the model, or the scores of the one that they made. */
export type SumKind = 'training' | 'evaluation';

/** How far the sum under masks of an attempt has come; what sites have said in it is stored beside, see `SumMessages`. */
export interface SumProgress {
  readonly phase: Phase;
  /** When nobody is waited for any longer. */
  readonly deadlineMs: number;
  /** Sites that are asked in this phase and have neither answered nor given up. */
  readonly awaited: readonly string[];
}

/** What an attempt needs to know of its sum under masks. */
export interface MaskRules {
  /** Sites that are asked, in the order of the roster. */
  readonly sites: readonly string[];
  /** Most of them that lie, as the roster says. */
  readonly colluding: number;
  /** Fewest sites of a sum. */
  readonly least: number;
  /** How long each phase without work may take. */
  readonly phaseMs: number;
}

/** Phases of a sum that only pass messages on; the others wait as long as the plan says. */
const PASSING_PHASES = 4;
const SHORTEST_PHASE_MS = 10_000;

/** How long sites may take to answer where they need not work: a quarter of what the plan gives them for work, and not less than a journey takes. */
export function phaseMsOf(deadlineMs: number): number {
  return Math.max(SHORTEST_PHASE_MS, deadlineMs / 4);
}

/** How long sites may take in a phase of a sum. */
export function phaseLastsMs(
  { deadlineMs, masks }: { readonly deadlineMs: number; readonly masks?: MaskRules },
  phase: Phase,
): number {
  return phase === 'masked' ? deadlineMs : (masks?.phaseMs ?? deadlineMs);
}

/** When an attempt is over at the latest. */
export function latestEnd(rules: { readonly deadlineMs: number; readonly masks?: MaskRules }, nowMs: number): number {
  return nowMs + rules.deadlineMs + PASSING_PHASES * (rules.masks?.phaseMs ?? 0);
}

/** The sum of an attempt that begins now. */
export function beginProgress({ sites, phaseMs }: MaskRules, nowMs: number): SumProgress {
  return { phase: 'keys', deadlineMs: nowMs + phaseMs, awaited: sites };
}
