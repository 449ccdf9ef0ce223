import { seededRandom } from '@consilium/core';
import { ColumnJudge } from '../safe-harbor/column-verdict.ts';
import { CLEAN_COLUMNS } from './clean-columns.ts';
import { pick } from './draw.ts';
import { DISGUISES, PLANTED } from './planted.ts';

/** Rows of a column, of which one holds an identifier: 1 in 300, which no share notices. */
const ROWS = 300;

/** What was planted and where, and not found. */
export interface Missed {
  readonly cells: number;
  readonly missed: readonly string[];
}

/**
 * Plants one cell of every form into every kind of column that nothing identifies people in, each time in a disguise: what draws of whole tables meet
 * once in a hundred thousand. Numbers among numbers are left out: the plan's range cuts a single one.
 *
 * @param draws of each form in each column
 */
export function missedPlaces(seed: string, draws: number): Missed {
  const random = seededRandom(seed);
  const missing = new Set(['', 'NA']);
  const missed: string[] = [];
  let cells = 0;
  for (const maker of CLEAN_COLUMNS)
    for (const { letter, form, draw, inText, plainNumber } of PLANTED)
      for (let i = 0; i < draws; i++) {
        const column = maker(random, ROWS);
        if (plainNumber === true && column.type.kind === 'number') continue;
        const disguise = pick(
          random,
          DISGUISES.filter((known) => known.inText !== true || inText),
        );
        const judge = new ColumnJudge({ name: column.name, type: column.type, missing });
        for (const [at, text] of column.cells.entries()) judge.admits(text, at + 2);
        judge.admits(disguise.apply(draw(random), random), ROWS + 2);
        cells++;
        if (!judge.findings().some((finding) => finding.letter === letter))
          missed.push(`${letter} ${form}, ${disguise.name}, in ${column.name}`);
      }
  return { cells, missed };
}
