import { z } from 'zod';
import { dataSchema } from './data-dictionary.ts';
import { evaluationSchema } from './evaluation-section.ts';
import { MAX_ATTEMPTS, MAX_DESCRIPTION, MAX_ROUNDS, MAX_SITES, MIN_DEADLINE_SECONDS } from './limits.ts';
import { modelSchema } from './model/index.ts';
import { privacySchema } from './privacy-section.ts';
import { strategySchema } from './strategy-section.ts';
import { trainingSchema } from './training-section.ts';

/** Identifiers of studies and sites: they become folder names, certificate names and log fields on every platform. */
export const identifier = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'an identifier is 1 to 63 lower-case letters, digits and inner hyphens');

const siteSchema = z.strictObject({
  patients: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('public, rounded number of training patients, never the true count; averages divide by it'),
});

const quorumSchema = z.strictObject({
  sites: z.number().int().positive().describe('fewest updates that make a round'),
  attempts: z
    .number()
    .int()
    .positive()
    .max(MAX_ATTEMPTS)
    .default(3)
    .describe(
      'how often a round is tried before the run stops; a round that waits for sites that are away is paused, and uses no attempt up',
    ),
  deadlineSeconds: z
    .number()
    .min(MIN_DEADLINE_SECONDS)
    .max(86_400 * 7)
    .default(600)
    .describe('how long one attempt waits for its sites'),
});

/**
 * The whole of `study.yaml`, version 1. A plan is approved as written, without its defaults but for how kernels start, so what they mean is part of the version: a
 * field added later is optional or has a default under which older plans mean what they did, and a default that is there never changes.
 */
export const planSchema = z.strictObject({
  version: z.literal(1).describe('version of this format'),
  study: identifier.describe('name of the study; sites allow studies by this name'),
  title: z.string().min(1).max(200).describe('one line for people'),
  description: z.string().max(MAX_DESCRIPTION).default('').describe('what is asked, of which patients, and why'),
  sites: z
    .record(identifier, siteSchema)
    .refine((sites) => Object.keys(sites).length > 0, 'a study has at least one site')
    .refine((sites) => Object.keys(sites).length <= MAX_SITES, `a study has at most ${MAX_SITES} sites`)
    .describe(`the hospitals that take part, at most ${MAX_SITES.toLocaleString('en')}`),
  data: dataSchema.describe('data dictionary'),
  model: modelSchema.describe('the network, layer by layer'),
  training: trainingSchema.describe('what a site does with its patients in one round'),
  strategy: strategySchema.describe('what the coordinator does with the updates'),
  privacy: privacySchema.describe('the guarantee, and how it is reached'),
  rounds: z.number().int().positive().max(MAX_ROUNDS).describe('rounds of a whole run'),
  quorum: quorumSchema.describe('when a round counts'),
  evaluation: evaluationSchema.prefault({}).describe('how models are scored on patients that never train'),
});

/** A plan as parsed, defaults filled in. */
export type PlanDocument = z.output<typeof planSchema>;
