import { z } from 'zod';
import { MAX_BATCH, MAX_FACTOR, MAX_LEARNING_RATE, MAX_LOCAL_EPOCHS, MAX_LOCAL_STEPS, MIN_DIVISOR } from './limits.ts';

/** Losses by name, and the target kind each fits. */
export const LOSSES = [
  'binary-crossentropy',
  'categorical-crossentropy',
  'mean-squared-error',
  'poisson',
  'discrete-hazards',
] as const;

const learningRate = z.number().positive().max(MAX_LEARNING_RATE).describe('step length at the site');

/** Optimizer of local training at a site. */
export const localOptimizerSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('sgd').describe('plain gradient steps'),
    learningRate,
    momentum: z.number().min(0).lt(1).default(0).describe('share of the last step that goes on into the next'),
  }),
  z.strictObject({
    kind: z.literal('adam').describe('adaptive steps (Kingma and Ba 2015, arXiv:1412.6980)'),
    learningRate,
    beta1: z.number().min(0).lt(1).default(0.9).describe('decay of the running mean of the gradients'),
    beta2: z.number().min(0).lt(1).default(0.999).describe('decay of the running mean of their squares'),
    epsilon: z.number().min(MIN_DIVISOR).max(MAX_FACTOR).default(1e-7).describe('added to the root of the second moment'),
  }),
]);

/** What a site does in one round. Which of the fields apply depends on the mechanism; {@link compilePlan} checks that. */
export const trainingSchema = z.strictObject({
  loss: z
    .enum(LOSSES)
    .describe(
      'what training makes small; `binary-crossentropy` goes with a binary target, `categorical-crossentropy` with a category, `discrete-hazards` (what a patient adds to the likelihood of the intervals it was seen in) with a time to an event, the others with a number',
    ),
  samplingRate: z
    .number()
    .gt(0)
    .max(1)
    .optional()
    .describe('dp-fedsgd and dp-sgd: probability with which each patient enters a step, independently (Poisson sampling)'),
  localSteps: z
    .number()
    .int()
    .positive()
    .max(MAX_LOCAL_STEPS)
    .optional()
    .describe('dp-sgd, dp-fedavg, none: optimizer steps a round'),
  localEpochs: z
    .number()
    .int()
    .positive()
    .max(MAX_LOCAL_EPOCHS)
    .optional()
    .describe('dp-fedavg, none: passes over the patients a round, instead of localSteps'),
  batchSize: z.number().int().positive().max(MAX_BATCH).default(32).describe('dp-fedavg, none: patients a step'),
  optimizer: localOptimizerSchema.optional().describe('local optimizer; dp-fedsgd has none, its steps are taken by the strategy'),
  classWeights: z
    .array(z.number().min(0).max(MAX_FACTOR))
    .min(2)
    .optional()
    .describe('factors of the loss by class: for a binary target of no and yes, for a category in the order of its codes'),
  proximal: z
    .number()
    .min(0)
    .max(MAX_FACTOR)
    .default(0)
    .describe('FedProx mu: pulls local weights toward the round’s model (Li et al. 2020, arXiv:1812.06127, eq. 2)'),
});

/** A local optimizer as parsed. */
export type LocalOptimizer = z.output<typeof localOptimizerSchema>;
