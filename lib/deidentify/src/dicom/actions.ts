import { chosenAction, type CleaningOptions } from './options.ts';
import type { BasicAction, ProfileRow } from './profile-table.ts';

/** What is done to one element. */
export type Action = 'out' | 'empty' | 'dummy' | 'uid' | 'keep' | 'clean' | 'shift';

/** Whether an image of this kind may leave elements empty, or wants a value: `image-classes.ts`. */
export type Need = 'plain' | 'enhanced';

/**
 * Actions of the table with a choice, by what the image wants: the least that keeps it valid. Where older images want an element that may be
 * empty (type 2) or none (type 3), those with functional groups want a value (type 1). Elements of `X/Z/D` and references (`X/Z/U*`) are optional in older ones.
 */
const BASIC: Readonly<Record<BasicAction, Readonly<Record<Need, Action>>>> = {
  X: { plain: 'out', enhanced: 'out' },
  Z: { plain: 'empty', enhanced: 'empty' },
  D: { plain: 'dummy', enhanced: 'dummy' },
  U: { plain: 'uid', enhanced: 'uid' },
  'Z/D': { plain: 'empty', enhanced: 'dummy' },
  'X/Z': { plain: 'empty', enhanced: 'empty' },
  'X/D': { plain: 'out', enhanced: 'dummy' },
  'X/Z/D': { plain: 'out', enhanced: 'dummy' },
  'X/Z/U*': { plain: 'out', enhanced: 'out' },
};

/** What the Basic Profile does to an element. */
export function basicAction({ basic }: ProfileRow, need: Need): Action {
  return BASIC[basic][need];
}

/** What is done to an element under the chosen options. */
export function actionOf(row: ProfileRow, need: Need, options: CleaningOptions): Action {
  const chosen = chosenAction(row.options, options);
  if (chosen === undefined) return basicAction(row, need);
  return chosen === 'K' ? 'keep' : chosen === 'C' ? 'clean' : 'shift';
}
