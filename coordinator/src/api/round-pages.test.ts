import { type consilium, researchService } from '@consilium/proto';
import { expect, it } from 'vitest';
import { newestThatFit, pages } from './round-pages.ts';

/** Largest message of the transport. */
const MESSAGE_BYTES = 4 * 1024 * 1024;

type RoundInfo = consilium.v1.RoundInfo.$Properties;

/** Attempts of one round, each with metrics of so many characters. */
function attempts(count: number, characters: number): RoundInfo[] {
  return Array.from({ length: count }, (_, i) => ({
    round: 1,
    attempt: i + 1,
    state: 'closed',
    participants: [{ site: 'north', state: 'counted', metricsJson: 'x'.repeat(characters) }],
  }));
}

function bytes(roundInfos: readonly RoundInfo[]): number {
  return researchService.methods.getRun.response.encode({ roundInfos: [...roundInfos] }).finish().length;
}

it.each([
  [0, 10, 1],
  [1, 10, 1],
  [1000, 10, 1],
  [100_000, 10, 3],
  [200, 60_000, 6],
  [3, 2_000_000, 3],
])(
  '%i attempts with metrics of %i characters are %i pages, each of which fits a message, in order and whole',
  (count, size, expected) => {
    const rounds = attempts(count, size);
    const all = pages(rounds);
    expect(all).toHaveLength(expected);
    for (const page of all) expect(bytes(page)).toBeLessThan(MESSAGE_BYTES);
    expect(all.flat()).toEqual(rounds);
  },
);

it('the newest attempts that fit are the last ones, and as many as possible', () => {
  const rounds = attempts(200, 60_000);
  const newest = newestThatFit(rounds);
  expect(newest).toEqual(rounds.slice(-newest.length));
  expect(newest).toHaveLength(34);
  expect(bytes(newest)).toBeLessThan(MESSAGE_BYTES);
  expect(newestThatFit(attempts(5, 10))).toHaveLength(5);
  expect(newestThatFit(attempts(2, 3_000_000))).toHaveLength(1);
  expect(newestThatFit([])).toEqual([]);
});
