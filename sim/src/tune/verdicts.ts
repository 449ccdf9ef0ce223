import type { Tuning } from './tuning.ts';

/** A model that loses more than this to a longer training, without noise, is undertrained. */
const UNDERTRAINED = 0.03;
/** Share of the skill, AUC above one half, that noise must leave. */
const SKILL_LEFT = 0.5;
const COIN = 0.5;

/** What a plan as written is, and what its sizes allow, in whole sentences; none where there is nothing to say. */
export function verdictsOf({
  asWritten,
  suggested,
  ceiling,
  epsilon,
  patients,
  trained,
}: Omit<Tuning, 'verdicts'>): readonly string[] {
  const exact = asWritten.withoutNoise.mean;
  const reached = suggested.auc.mean;
  return [
    ...(ceiling - exact > UNDERTRAINED
      ? [
          `Undertrained even without noise: as written the plan reaches ${shown(exact)} where ${shown(ceiling)} can be learned. More rounds or longer steps help; more epsilon does not.`,
        ]
      : []),
    ...(reached - COIN < SKILL_LEFT * (ceiling - COIN)
      ? [
          `Hopeless at these sizes: at epsilon ${epsilon} no settings keep half of what can be learned (${shown(reached)} of ${shown(ceiling)}). Take more patients, fewer inputs, masks with more honest sites, or a larger epsilon.`,
        ]
      : []),
    ...(trained < patients
      ? [
          `The public file has ${trained} patients to train on, the plan ${patients}: a study of the plan's size does better than this.`,
        ]
      : []),
  ];
}

function shown(auc: number): string {
  return auc.toFixed(3);
}
