import { z } from 'zod';
import { description } from './column-fields.ts';
import { MAX_PHRASES, MAX_TERMS } from './limits.ts';

/** One to four words. What else a phrase may not be is judged where a plan is written, submitted and approved. */
const phrase = z
  .string()
  .regex(/^[a-z]{2,40}(?: [a-z]{2,40}){0,3}$/, 'a phrase is one to four words of the letters a to z, with single spaces');

/** A note in each row, of which only declared terms are read. */
export const wordsFeature = z.strictObject({
  kind: z
    .literal('words')
    .describe('a clinical note in each row, of which the site reads some terms and nothing else: each term is one input'),
  terms: z
    .record(phrase, z.array(phrase).max(MAX_PHRASES))
    .refine((terms) => Object.keys(terms).length > 0, 'a note is read for at least one term')
    .refine((terms) => Object.keys(terms).length <= MAX_TERMS, `a note is read for at most ${MAX_TERMS} terms`)
    .describe(
      `what is looked for: at most ${MAX_TERMS} terms by name, each with the other phrases that mean it, at most ${MAX_PHRASES}, such as \`fever: [pyrexia, febrile]\`; one to four words of small letters each, no name, place or date. The input is 1 where the note affirms the term, -1 where it negates it, 0 where it says nothing`,
    ),
  meaning: z.literal('text').optional().describe('nothing else is a note'),
  description,
});

/** A note as parsed. */
export type WordsFeature = z.output<typeof wordsFeature>;

/** The phrases that mean each term, the first its name, in the order of the inputs: by name (UTF-16 code units), as canonical JSON has them. */
export function noteTerms({ terms }: Pick<WordsFeature, 'terms'>): readonly (readonly string[])[] {
  return Object.entries(terms)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, others]) => [name, ...others]);
}
