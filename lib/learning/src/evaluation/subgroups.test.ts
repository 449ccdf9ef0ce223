import { describe, expect, it } from 'vitest';
import type { Evaluation } from './evaluation.ts';
import { subgroupTable } from './subgroups.ts';

/** States of groups of so many patients, one row each. */
function states(minimumCell: number, ...patients: readonly number[]): readonly string[] {
  return statesWhere(() => false, minimumCell, patients);
}

/** Where so many patients may all have the same outcome. */
function statesWhere(tells: (count: number) => boolean, minimumCell: number, patients: readonly number[]): readonly string[] {
  const labels = patients.map((_, group) => `group ${group}`);
  let row = 0;
  const rows = patients.map((count) => Uint32Array.from({ length: count }, () => row++));
  const attribute = { labels, groupOfPatient: new Int32Array(0) };
  const table = subgroupTable(
    attribute,
    minimumCell,
    rows,
    ({ length }) => length,
    (rows) => tells(rows.length),
    () => ({}) as Evaluation,
  );
  return Object.values(table).map(({ state }) => state);
}

const [SHOWN, HIDDEN, EMPTY] = ['shown', 'suppressed', 'empty'];

describe('a table of subgroups', () => {
  it('shows a group from the smallest number of patients on, and none with one fewer', () => {
    expect(states(10, 10, 30)).toEqual([SHOWN, SHOWN]);
    expect(states(10, 9, 30, 40)).toEqual([HIDDEN, HIDDEN, SHOWN]);
    expect(states(5, 5, 30)).toEqual([SHOWN, SHOWN]);
    expect(states(5, 4, 30, 40)).toEqual([HIDDEN, HIDDEN, SHOWN]);
  });

  it('hides a group that would tell the outcome of everybody in it, and others until all hidden ones together do not', () => {
    const tells =
      (...ofSizes: readonly number[]) =>
      (count: number): boolean =>
        ofSizes.includes(count);
    expect(statesWhere(tells(30), 10, [20, 30, 40])).toEqual([HIDDEN, HIDDEN, SHOWN]);
    // The two hidden ones together are all ill as well: the total less the others would tell it.
    expect(statesWhere(tells(30, 50), 10, [20, 30, 40, 60])).toEqual([HIDDEN, HIDDEN, HIDDEN, SHOWN]);
    expect(statesWhere(tells(20, 30, 50), 10, [20, 30])).toEqual([HIDDEN, HIDDEN]);
  });

  it('says that nobody is there, which tells nothing of anybody', () => {
    expect(states(10, 0, 30)).toEqual([EMPTY, SHOWN]);
  });

  it('hides another group beside the only hidden one, since the total less the shown ones would give it away', () => {
    expect(states(10, 9, 10, 11)).toEqual([HIDDEN, HIDDEN, SHOWN]);
  });

  it('hides more until enough patients are hidden together', () => {
    // Four and five are two groups, but nine patients.
    expect(states(10, 4, 5, 20, 30)).toEqual([HIDDEN, HIDDEN, HIDDEN, SHOWN]);
    expect(states(10, 5, 5, 20, 30)).toEqual([HIDDEN, HIDDEN, SHOWN, SHOWN]);
  });
});
