import { describe, expect, it } from 'vitest';
import { PLANTED } from './planted.ts';
import { madeTable, tallyTables } from './tables.ts';

/**
 * Tables of the seed `development`, on which the detectors were made. `npm run border-tables` takes 10,000 of `final-2`, on which nothing was mended.
 * Those of `final`, taken before, had five wrong passes, which were mended.
 */
const SEED = process.env['BORDER_SEED'] ?? 'development';
const TABLES = Number(process.env['BORDER_TABLES'] ?? 400);

describe(`${TABLES} tables of the seed ${SEED}`, () => {
  const tally = tallyTables(SEED, TABLES);

  it('hold nothing that passed wrongly', () => expect(tally.wrongPasses).toEqual([]));

  it('have each planted column named with its letter, in at least 99.5 %', () => {
    expect(tally.planted).toBe(TABLES / 2);
    expect(tally.misnamed.slice(Math.floor(0.005 * tally.planted))).toEqual([]);
  });

  it('are refused for nothing in at most 1 %', () => {
    expect(tally.falseAlarms.slice(Math.floor(0.01 * (TABLES - tally.planted)))).toEqual([]);
  });
});

describe('the tables', () => {
  it('are the same for the same seed', () => expect(madeTable('a', 7)).toEqual(madeTable('a', 7)));

  it('have all letters', () => expect(new Set(PLANTED.map(({ letter }) => letter)).size).toBe(18));
});
