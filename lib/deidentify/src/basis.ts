/**
 * On what a hospital bases the use of a data set: `safe-harbor`, the eighteen identifiers are gone (45 CFR 164.514(b)(2)); `expert-determination`, an expert has
 * found that the risk is very small (164.514(b)(1)); `identified`, neither: its own patients, under its own authority.
 */
export const BASES = ['safe-harbor', 'expert-determination', 'identified'] as const;

/** One of {@link BASES}. */
export type Basis = (typeof BASES)[number];

/** What a data set is used on unless its hospital says otherwise. */
export const DEFAULT_BASIS: Basis = 'safe-harbor';

/** What a plan accepts that says nothing: data that are de-identified, by either method. */
export const DEIDENTIFIED_BASES: readonly Basis[] = ['safe-harbor', 'expert-determination'];
