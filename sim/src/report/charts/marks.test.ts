import { describe, expect, it } from 'vitest';
import { dashOf, LOOKS, mark } from './marks.ts';

describe('looks', () => {
  it('differ in dash and mark, not in colour alone', () => {
    const looks = Array.from({ length: LOOKS }, (_, i) => i);
    expect(new Set(looks.map(dashOf)).size).toBe(LOOKS);
    expect(new Set(looks.map((look) => mark(look, 0, 0).source)).size).toBe(LOOKS);
  });
});
