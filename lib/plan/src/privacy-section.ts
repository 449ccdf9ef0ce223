import { z } from 'zod';
import { MAX_HONEST } from './limits.ts';

const noisy = {
  clip: z
    .number()
    .positive()
    .describe('longest contribution of one unit: L2 norm of a gradient (patient) or of an update (site)'),
  target: z
    .strictObject({
      epsilon: z.number().positive().describe('privacy loss of a run in which every round is made once'),
      delta: z.number().gt(0).lt(1).describe('probability with which the bound may fail; below one over the number of patients'),
    })
    .describe(
      'the price of a run in which every round is made once: of its updates per unit and site, of its scores per held-out patient, whatever the unit; further attempts cost more, up to what the hospital approved',
    ),
  noiseMultiplier: z
    .number()
    .positive()
    .optional()
    .describe('standard deviation of the noise over the clip; left out, it is calibrated to the target'),
  honestContributors: z
    .number()
    .int()
    .min(1)
    .max(MAX_HONEST)
    .default(1)
    .describe(
      'number of sites of a round, the own one among them, whose noise is trusted to hide a patient in the sum of updates, or of scores (h); 1 means that each site adds all the noise itself',
    ),
  masks: z
    .boolean()
    .optional()
    .describe(
      'whether updates and noised scores leave a site under masks, so that nobody sees more than their sum; left out, they do where honestContributors is above 1, which needs them',
    ),
};

const sections = z.discriminatedUnion('mechanism', [
  z.strictObject({
    mechanism: z.literal('dp-fedsgd').describe('one noisy sum of clipped patient gradients a round'),
    unit: z.literal('patient').default('patient').describe('whom the guarantee protects: all records of one patient at one site'),
    ...noisy,
  }),
  z.strictObject({
    mechanism: z.literal('dp-sgd').describe('many local steps a round, each with noise'),
    unit: z.literal('patient').default('patient').describe('whom the guarantee protects: all records of one patient at one site'),
    ...noisy,
  }),
  z.strictObject({
    mechanism: z.literal('dp-fedavg').describe('ordinary local training, then the whole update is clipped and noised'),
    unit: z
      .literal('site')
      .default('site')
      .describe(
        'whom the guarantee of updates protects: all training records of one site, and so each of its patients: the noise pays for two clips, since an update may turn round. Scores protect each held-out patient, not the site',
      ),
    ...noisy,
  }),
  z.strictObject({
    mechanism: z.literal('none').describe('no noise at all: rehearsals only, agents at hospitals refuse it'),
  }),
]);

/** The guarantee of a run. A share of the noise never leaves without masks, so that a plan that counts on other sites has them without saying so. */
export const privacySchema = sections.transform((section) =>
  section.mechanism === 'none' ? section : { ...section, masks: section.masks ?? section.honestContributors > 1 },
);

/** The privacy section as parsed. */
export type PrivacySection = z.output<typeof privacySchema>;
/** A mechanism that adds noise. */
export type NoisyPrivacy = Exclude<PrivacySection, { mechanism: 'none' }>;

/** Whom epsilon of a plan is about, by the unit of its updates. Scores count held-out patients one by one whatever that unit is: they never hide a site. */
export const UNIT_WORDS: Readonly<Record<NoisyPrivacy['unit'], string>> = {
  patient: 'per patient',
  site: 'per site for its updates, per held-out patient for its scores',
};
