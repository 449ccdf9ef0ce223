import { expect, it } from 'vitest';
import { clockSkew, REFUSE_SKEW_MS, requireSameTime, skewText } from './clock-skew.ts';

const NOW = 1_795_000_000_000;

it('takes off what the way may have taken', () => {
  expect(clockSkew(NOW + 500, NOW, NOW + 1000)).toBe(0);
  expect(clockSkew(NOW - 600_000, NOW, NOW + 1000)).toBe(600_000);
  expect(clockSkew(NOW + 601_000, NOW, NOW + 1000)).toBe(-600_000);
  // Set back by ten minutes between greeting and answer.
  expect(clockSkew(NOW, NOW, NOW - 600_000)).toBe(0);
});

it('says nothing of a coordinator that says no time, and refuses what is none', () => {
  for (const none of [undefined, null, 0]) expect(clockSkew(none, NOW, NOW)).toBeUndefined();
  for (const bad of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 253_402_300_800_000])
    expect(() => clockSkew(bad, NOW, NOW)).toThrow(expect.objectContaining({ code: 'MESSAGE_INVALID' }) as Error);
});

it('works up to five minutes apart, in either direction, and no further', () => {
  requireSameTime(undefined);
  for (const sign of [1, -1]) {
    requireSameTime(sign * REFUSE_SKEW_MS);
    expect(() => requireSameTime(sign * (REFUSE_SKEW_MS + 1))).toThrow(
      expect.objectContaining({ code: 'CLOCK_SKEWED' }) as Error,
    );
  }
  expect(skewText(600_000)).toBe("the clock of this machine is 10 min ahead of the coordinator's");
  expect(skewText(-31_000)).toBe("the clock of this machine is 31 s behind the coordinator's");
});
