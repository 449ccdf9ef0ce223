import { describe, expect, it } from 'vitest';
import { wellFormed } from '@consilium/testing';
import { renderParticipation } from './participation.ts';

describe('renderParticipation', () => {
  it('marks exactly the rounds in which a site is absent', () => {
    const rounds = [1, 2, 3].map((round) => ({
      round,
      attempt: 1,
      durationMs: 1,
      participants: round === 2 ? ['a'] : ['a', 'b'],
      refused: [],
      metrics: null,
      released: null,
      epsilon: null,
      phases: {},
    }));
    const titles = wellFormed(renderParticipation(['a', 'b'], rounds).source)
      .filter((element) => element.name === 'title')
      .map((element) => element.text);
    expect(titles.filter((title) => title.includes('not in round'))).toEqual(['b: not in round 2']);
    expect(titles).toHaveLength(6);
  });
});
