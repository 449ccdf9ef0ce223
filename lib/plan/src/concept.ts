import { isSnomed, passesLuhn } from '@consilium/deidentify';
import { z } from 'zod';
import { MAX_CONCEPTS } from './limits.ts';

/** Terminologies whose codes mean the same at every hospital. */
const VOCABULARIES = ['LOINC', 'SNOMED', 'RxNorm', 'ICD10CM', 'OMOP'] as const;
type Vocabulary = (typeof VOCABULARIES)[number];

/** First concept id that OMOP leaves to hospitals for codes of their own. */
const FIRST_LOCAL_OMOP = 2_000_000_000;

/** What is wrong with a code of each vocabulary, by its form alone; undefined where nothing is. */
const FAULTS: Readonly<Record<Vocabulary, (code: string) => string | undefined>> = {
  LOINC(code) {
    if (!/^[1-9]\d{0,6}-\d$/.test(code)) return 'a LOINC code is up to seven digits, a hyphen and a check digit';
    // LOINC Users' Guide, appendix on check digits: Mod 10, which is Luhn's formula.
    return passesLuhn(code.replace('-', '')) ? undefined : 'its check digit is wrong';
  },
  SNOMED(code) {
    if (!/^[1-9]\d{5,17}$/.test(code)) return 'a SNOMED CT concept has 6 to 18 digits';
    // Partitions 00 and 10 are concepts; 01 and 11 descriptions.
    if (!/^[01]0$/.test(code.slice(-3, -1))) return 'it is no identifier of a concept';
    return isSnomed(code) ? undefined : 'its check digit is wrong';
  },
  RxNorm: (code) => (/^[1-9]\d{0,7}$/.test(code) ? undefined : 'an RxNorm concept (RXCUI) is a whole number of up to 8 digits'),
  ICD10CM: (code) =>
    /^[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?$/.test(code)
      ? undefined
      : 'an ICD-10-CM code is a letter, a digit, a digit or letter, and up to four more after a point, such as E11.9',
  OMOP(code) {
    if (!/^[1-9]\d{0,9}$/.test(code) || Number(code) >= 2 ** 31) return 'an OMOP concept id is a whole number below 2^31';
    return Number(code) < FIRST_LOCAL_OMOP ? undefined : `from ${FIRST_LOCAL_OMOP} on every hospital means something of its own`;
  },
};

/** A code as written; a number that YAML could not read exactly has lost digits and is refused. */
const conceptCode = z
  .union([z.string().min(1).max(20), z.number()])
  .refine((code) => typeof code === 'string' || Number.isSafeInteger(code), {
    error: 'a code of so many digits is written in quotes, since numbers lose digits',
    abort: true,
  })
  .transform(String);

/** The clinical concept that a column holds, whatever a hospital calls it: any of the codes counts. */
export const conceptSchema = z
  .strictObject({
    vocabulary: z.enum(VOCABULARIES).describe('terminology of the codes; `OMOP` means concept ids of its vocabularies'),
    codes: z
      .array(conceptCode)
      .min(1)
      .max(MAX_CONCEPTS)
      .refine((codes) => new Set(codes).size === codes.length, 'a code stands in the list once')
      .describe('codes of the concept, any of which counts; checked for their form and check digit'),
  })
  .superRefine(({ vocabulary, codes }, context) => {
    for (const [i, code] of codes.entries()) {
      const fault = FAULTS[vocabulary](code);
      if (fault === undefined) continue;
      context.addIssue({
        code: 'custom',
        path: ['codes', i],
        message: `${JSON.stringify(code)} is no code of ${vocabulary}: ${fault}`,
      });
    }
  });
