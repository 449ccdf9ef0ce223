import type { FieldPath } from '@consilium/host';

/**
 * Longest canonical JSON of a plan, in bytes. A plan travels to the coordinator in one message of at most 4 MiB and on from there as a
 * blob; every gene of the human genome as a feature takes 1.4 MB.
 */
export const MAX_PLAN_BYTES: number = 3 * 1024 * 1024;

/** Most columns of features: twice the genes of the human genome. */
export const MAX_FEATURES = 40_000;

/** Longest side of an image: what a small network that learns under privacy can use, and far beyond it. */
export const MAX_IMAGE_SIDE = 1024;

/** Most values of all images of a row, channels counted: one image of 512 by 512. A site holds every row in memory, of each value four bytes. */
export const MAX_IMAGE_VALUES: number = 512 * 512;

/** Most terms that a note is read for, and most other phrases that mean one of them: a reading list, not a dictionary. */
export const MAX_TERMS = 500;
export const MAX_PHRASES = 20;

/** Most parameters of a model: 400 MB as it travels, what sites and coordinator are built to stream. */
export const MAX_PARAMETERS = 100_000_000;

/** Most sites of a study: ten times what the coordinator is tested with. */
export const MAX_SITES = 10_000;

/** Most sites whose noise a patient may count on: beyond it each adds so little that little is won. */
export const MAX_HONEST = 1000;

/** Most rounds of a run. */
export const MAX_ROUNDS = 100_000;

/** Most attempts of a round. Every attempt may be charged by every site, so that a round of twenty costs twenty. */
export const MAX_ATTEMPTS = 20;

/** Shortest deadline of an attempt. Below it no site answers, and the coordinator stores attempt after attempt without end. */
export const MIN_DEADLINE_SECONDS = 1;

/** Most local steps of a round: an hour of a small model. */
export const MAX_LOCAL_STEPS = 100_000;

/** Most steps with noise of a whole run. Nobody has trained with more, and to calibrate the noise of 10^10 takes a computer seconds. */
export const MAX_NOISED_STEPS = 10_000_000;

/** Most passes over the patients of a round. */
export const MAX_LOCAL_EPOCHS = 1000;

/** Most patients of a step, beyond every hospital's number. */
export const MAX_BATCH = 1_000_000;

/** Most characters of the name of a column, a code, a unit. What is longer is no name. */
export const MAX_NAME = 100;

/**
 * Longest step of an optimizer. Weights are of the order of one; what is longer only drives them out of float32, which is one way to make
 * a model that tells something by failing.
 */
export const MAX_LEARNING_RATE = 1000;

/** Least number that an adaptive optimizer adds to the root that it divides by: with less, a step is as long as no learning rate says. */
export const MIN_DIVISOR = 1e-12;

/** Largest factor of a class, and strongest pull of a proximal term. */
export const MAX_FACTOR = 1e6;

/** Most rows of one patient that count: more are a time series, which is one row of many columns. */
export const MAX_ROWS_PER_PATIENT = 4096;

/** Most codes of a category, or for a missing cell. Every cell is compared with them. */
export const MAX_CODES = 10_000;

/** Most intervals of a time to an event: ten years by quarters and some; of more few hold an event. */
export const MAX_INTERVALS = 60;

/** Most codes of the concept of a column: the largest value sets of laboratory tests and diagnoses have some hundreds. */
export const MAX_CONCEPTS = 1000;

/** Most characters of a description. */
export const MAX_DESCRIPTION = 5000;

/** The only field whose text may have several lines. */
const TEXT_OF_LINES = 'description';

/**
 * Control, format (direction, zero width) and line-separating characters, halves of surrogate pairs, private use, and what a program may
 * leave out when it draws (variation selectors, fillers): on a terminal or a page they make other words than those that are approved.
 * Unassigned characters are not among them, since what is assigned differs from one version of Node to the next: a plan would be one
 * at one site and none at another. Outputs spell them out (`visibleText` of lib/core).
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const UNSEEN_BUT_NEWLINE = /[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

/** What is wrong with a text of a plan, the name of a field included: characters that nobody sees. */
export function unseenCharacter(text: string, path: FieldPath, role: 'key' | 'value'): string | undefined {
  const lines = role === 'value' && path.at(-1) === TEXT_OF_LINES;
  const found = (lines ? UNSEEN_BUT_NEWLINE : UNSEEN).exec(text)?.[0].codePointAt(0);
  if (found === undefined) return undefined;
  const name = `U+${found.toString(16).toUpperCase().padStart(4, '0')}`;
  return role === 'key'
    ? `the name of a field holds the unseen character ${name}`
    : `the text holds the unseen character ${name}${found === 10 ? ': it is one line' : ''}`;
}

/** Most bins of predicted probability: more are narrower than any score is certain. */
export const MAX_SCORE_BINS = 64;
