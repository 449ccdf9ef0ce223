import { z } from 'zod';
import { MAX_FACTOR, MAX_LEARNING_RATE, MIN_DIVISOR } from './limits.ts';

const learningRate = z.number().positive().max(MAX_LEARNING_RATE).describe('step length of the coordinator');
const momentum = z.number().min(0).lt(1).describe('share of the last step that goes on into the next');
const beta1 = z.number().min(0).lt(1).describe('decay of the running mean of the aggregates');
const beta2 = z.number().min(0).lt(1).default(0.99).describe('decay of the running mean of their squares');
const adaptive = {
  learningRate: learningRate.default(0.1),
  beta1: beta1.default(0.9),
  tau: z
    .number()
    .min(MIN_DIVISOR)
    .max(MAX_FACTOR)
    .default(1e-3)
    .describe('degree of adaptivity: added to the root of the second moment'),
};

const weights = z
  .enum(['uniform', 'public-bucket'])
  .default('uniform')
  .describe(
    '`uniform`: every site counts the same; `public-bucket`: by the public patient numbers of the plan. Never by true counts',
  );

const tailAverage = z
  .number()
  .min(0)
  .lt(1)
  .default(0)
  .describe(
    'fraction of the last rounds whose models are averaged into the final one (costs no privacy); 0 takes the last model',
  );

const common = { weights, tailAverage };

/** What the coordinator does with the aggregate of a round. */
export const strategySchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('fedavg').describe('the model moves along the average update (McMahan et al. 2017, arXiv:1602.05629)'),
      learningRate: learningRate.default(1),
      ...common,
    }),
    z.strictObject({
      kind: z.literal('fedavgm').describe('with momentum at the coordinator (Hsu et al. 2019, arXiv:1909.06335)'),
      learningRate: learningRate.default(1),
      momentum: momentum.default(0.9),
      ...common,
    }),
    z.strictObject({
      kind: z.literal('fedadagrad').describe('adaptive steps that only shrink (Reddi et al. 2021, arXiv:2003.00295)'),
      ...adaptive,
      beta1: beta1.default(0),
      ...common,
    }),
    z.strictObject({
      kind: z.literal('fedadam').describe('Adam at the coordinator (Reddi et al. 2021)'),
      ...adaptive,
      beta2,
      ...common,
    }),
    z.strictObject({
      kind: z.literal('fedyogi').describe('Adam whose second moment moves slowly (Reddi et al. 2021)'),
      ...adaptive,
      beta2,
      ...common,
    }),
  ])
  .default({ kind: 'fedavg', learningRate: 1, weights: 'uniform', tailAverage: 0 });

/** The strategy section as parsed. */
export type StrategySection = z.output<typeof strategySchema>;
