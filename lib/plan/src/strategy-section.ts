import { z } from 'zod';

const learningRate = z.number().positive();
const adaptive = {
  learningRate: learningRate.default(0.1),
  beta1: z.number().min(0).lt(1).default(0.9),
  tau: z.number().positive().default(1e-3).describe('degree of adaptivity: added to the root of the second moment'),
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
    z.strictObject({ kind: z.literal('fedavg'), learningRate: learningRate.default(1), ...common }),
    z.strictObject({
      kind: z.literal('fedavgm'),
      learningRate: learningRate.default(1),
      momentum: z.number().min(0).lt(1).default(0.9),
      ...common,
    }),
    z.strictObject({ kind: z.literal('fedadagrad'), ...adaptive, beta1: z.number().min(0).lt(1).default(0), ...common }),
    z.strictObject({ kind: z.literal('fedadam'), ...adaptive, beta2: z.number().min(0).lt(1).default(0.99), ...common }),
    z.strictObject({ kind: z.literal('fedyogi'), ...adaptive, beta2: z.number().min(0).lt(1).default(0.99), ...common }),
  ])
  .default({ kind: 'fedavg', learningRate: 1, weights: 'uniform', tailAverage: 0 });

/** The strategy section as parsed. */
export type StrategySection = z.output<typeof strategySchema>;
