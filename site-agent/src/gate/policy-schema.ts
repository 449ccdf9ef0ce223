import { MECHANISMS } from '@consilium/plan/mechanisms';
import { z } from 'zod';
import { METRICS_RIGHTS, MOST_ATTEMPTS, MOST_RUNS } from './rights.ts';

/**
 * Fewest training patients. Below it the noise of any useful epsilon hides what so few could teach, and the patients who
 * are held out for evaluation would be fewer than {@link DEFAULT_MINIMUM_COHORT} at any usual split.
 */
export const DEFAULT_MINIMUM_PATIENTS = 20;

/** Fewest patients behind a number that leaves without noise: no cell of 10 or fewer, as the cell size suppression policy of the US CMS says. */
export const DEFAULT_MINIMUM_COHORT = 11;

/** A budget with a larger delta would let one patient in a hundred lose everything. */
export const MAX_DELTA = 0.01;

/** A file can be made again and again, so that one should leave most of a usual budget. */
const DEFAULT_MAXIMUM_SYNTHETIC_EPSILON = 3;
/** With it an attacker who bets on one patient is right in 73 of 100 cases at most. */
const DEFAULT_USUAL_SYNTHETIC_EPSILON = 1;

/** Longer than the work of a round on a few thousand rows, short beside a round of hospitals. */
export const DEFAULT_ANSWERS_EVERY_MS = 1000;

const MAX_ANSWERS_EVERY_MS = 60_000;

const identifier = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'a name is 1 to 63 lower-case letters, digits and inner hyphens');

/** Mechanisms that a policy can allow. `none` is not one: only an agent with seeded noise, a rehearsal, may run without noise. */
export const ALLOWABLE_MECHANISMS = MECHANISMS.filter((name) => name !== 'none');

const mechanism = z.string().refine((name) => ALLOWABLE_MECHANISMS.some((allowed) => allowed === name), {
  error: (issue) =>
    issue.input === 'none'
      ? 'a hospital cannot allow training without noise; use simulation for it'
      : `expected one of ${ALLOWABLE_MECHANISMS.join(', ')}`,
});

/**
 * Above this epsilon a budget promises a patient nothing: an attacker who bets on one patient wins nearly always (docs/privacy.md). It takes
 * two people.
 */
export const SENSELESS_EPSILON = 10;

/** What a hospital allows on one population. */
export const budgetSchema = z
  .strictObject({
    epsilon: z.number().positive().describe('privacy loss that all studies together may cause to a patient of this population'),
    delta: z
      .number()
      .gt(0)
      .max(MAX_DELTA)
      .describe('probability with which the bound may fail; below one over the number of patients'),
    accounting: z
      .enum(['several', 'one-mechanism'])
      .default('several')
      .describe(
        'several: holds for any plans, each chosen after seeing the results of those before it; one-mechanism: for repetitions of one mechanism with the same numbers, counted exactly, and nothing else is admitted',
      ),
    who: z.string().min(1).max(200).optional().describe('who decided it'),
    reason: z.string().min(1).max(500).optional().describe('why'),
    at: z.iso
      .datetime()
      .optional()
      .describe('when; written by "consilium-site plan budget", and a change of numbers needs another one'),
    secondPerson: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe(`who else decided it: needed for an epsilon above ${SENSELESS_EPSILON}`),
  })
  .refine(
    ({ epsilon, who, reason, secondPerson }) =>
      epsilon <= SENSELESS_EPSILON ||
      (who !== undefined && reason !== undefined && secondPerson !== undefined && secondPerson !== who),
    `an epsilon above ${SENSELESS_EPSILON} promises patients nothing: it takes a reason, and a secondPerson beside who decides`,
  );

/** The whole of `policy.yaml`. */
export const policySchema = z.strictObject({
  version: z.literal(1).describe('version of this format'),
  allowedStudies: z
    .array(identifier)
    .refine((studies) => new Set(studies).size === studies.length, 'a study is named twice')
    .default([])
    .describe('studies in which this hospital takes part; each of their plans must also be approved'),
  minimumPatients: z
    .number()
    .int()
    .positive()
    .default(DEFAULT_MINIMUM_PATIENTS)
    .describe('fewest training patients with which this hospital takes part'),
  mechanisms: z
    .array(mechanism)
    .min(1)
    .default([...ALLOWABLE_MECHANISMS])
    .describe('privacy mechanisms that may produce what leaves'),
  limits: z
    .strictObject({
      runs: z.int().positive().max(MOST_RUNS).default(MOST_RUNS).describe('most runs of an approved plan'),
      attemptsPerRound: z.int().positive().max(MOST_ATTEMPTS).default(MOST_ATTEMPTS).describe('most attempts of a round'),
    })
    .prefault({})
    .describe('outer limits of what an approval gives; the smaller holds'),
  budgets: z
    .record(identifier, budgetSchema)
    .default({})
    .describe(
      'budget of each population (a data set is one by itself unless it names another); a population without one serves nobody',
    ),
  metrics: z
    .strictObject({
      allow: z
        .enum(METRICS_RIGHTS)
        .default('noised')
        .describe(
          'the most that an approval may give: none; noised: scores with noise, under the guarantee; exact: without noise, so that anyone who runs the coordinator can read each held-out record',
        ),
      minimumCohort: z
        .number()
        .int()
        .positive()
        .default(DEFAULT_MINIMUM_COHORT)
        .describe(
          'fewest held-out patients behind exact metrics, by the declared number and by the file, and behind each count of a confusion matrix, calibration or subgroup that is not zero',
        ),
      minimumOthers: z
        .number()
        .int()
        .min(0)
        .default(DEFAULT_MINIMUM_COHORT)
        .describe(
          'fewest held-out patients, in all and of each subgroup, who do not have the commonest outcome: with fewer, exact metrics tell the outcome of nearly everybody, and none leave',
        ),
      scoreHistogram: z
        .boolean()
        .default(false)
        .describe(
          'whether the histogram of predicted probabilities by outcome may leave, whatever its bins hold: of few patients it is nearly their single scores; without it no pooled AUC can be computed',
        ),
    })
    .prefault({}),
  synthetic: z
    .strictObject({
      allow: z
        .boolean()
        .default(false)
        .describe('whether people here may make synthetic data ("consilium-site data synthesise"), at the cost of the budget'),
      maximumEpsilon: z
        .number()
        .positive()
        .max(SENSELESS_EPSILON)
        .default(DEFAULT_MAXIMUM_SYNTHETIC_EPSILON)
        .describe('largest epsilon of one such file'),
      usualEpsilon: z
        .number()
        .positive()
        .default(DEFAULT_USUAL_SYNTHETIC_EPSILON)
        .describe('above it the command, its report and the audit log say so loudly'),
    })
    .prefault({})
    .describe('files of synthetic patients, which may leave once they are made'),
  attestation: z
    .enum(['optional', 'required'])
    .default('optional')
    .describe(
      'required: a data set serves only once a person has signed for it ("consilium-site data attest"); optional: commands say that nobody has',
    ),
  allowIdentified: z
    .boolean()
    .default(false)
    .describe(
      'whether a data set may be used that is not de-identified ("consilium-site data add --basis identified"): own patients, under the authority of this hospital. Plans must accept it, and training stays under the guarantee',
    ),
  answers: z
    .strictObject({
      everyMs: z
        .int()
        .min(0)
        .max(MAX_ANSWERS_EVERY_MS)
        .default(DEFAULT_ANSWERS_EVERY_MS)
        .describe(
          'answers leave so many whole periods after the question, so that how long work took shows only in these; 0: at once',
        ),
    })
    .prefault({}),
});

/** A policy with its defaults filled in. */
export type Policy = z.output<typeof policySchema>;
