import { ConsiliumError } from '@consilium/core';
import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import {
  anyNumber,
  argumentOf,
  calendarDay,
  duration,
  heldOutShare,
  share,
  portNumber,
  positiveNumber,
  secondsOfADay,
  wholeNumber,
  wholeNumberUpTo,
} from './arguments.ts';

describe.each<readonly [string, (text: string) => unknown, Readonly<Record<string, unknown>>, readonly string[]]>([
  ['anyNumber', anyNumber, { '-1.5': -1.5, '1e-5': 1e-5 }, ['', ' ', 'x', '1x']],
  ['positiveNumber', positiveNumber, { '0.5': 0.5, '1e-5': 1e-5 }, ['', '0', '-1', 'Infinity', 'x']],
  ['wholeNumber', wholeNumber, { '1': 1, '20': 20 }, ['', '0', '-1', '1.5', '1e2', '0x10', '9007199254740992']],
  ['wholeNumberUpTo', wholeNumberUpTo(20), { '1': 1, '20': 20 }, ['', '0', '21', '1.5']],
  ['share', share, { '0': 0, '0.01': 0.01, '1': 1 }, ['', '1.1', '-0.1', 'x']],
  ['heldOutShare', heldOutShare, { '0': 0, '0.333': 0.333, '0.9': 0.9 }, ['', '0.91', '-0.1', 'x']],
  ['portNumber', portNumber, { '1': 1, '65535': 65_535 }, ['', '0', '65536', '1.5', '1e3']],
  ['secondsOfADay', secondsOfADay, { '0': 0, '86400': 86_400 }, ['', '-1', '86401', 'x']],
  ['duration', duration, { '30m': 1_800_000, '72h': 259_200_000, '7d': 604_800_000 }, ['', '0h', '72', 'h', '1w', '-1h']],
  [
    'calendarDay',
    calendarDay,
    { '2026-05-03': '2026-05-03', '2024-02-29': '2024-02-29' },
    ['', '2026-5-3', '2026-02-29', '2026-02-31', '2026-13-01', '3 May'],
  ],
])('%s', (_name, read, taken, refused) => {
  it.each(Object.entries(taken))('takes %s', (text, value) => {
    expect(read(text)).toBe(value);
  });
  it.each(refused)('refuses "%s"', (text) => {
    expect(() => read(text)).toThrow(InvalidArgumentError);
  });
});

it('what a library refuses is refused with its reason and its advice', () => {
  const read = argumentOf((text: string): string => {
    if (text === 'good') return text;
    throw new ConsiliumError({ code: 'PARAMETER_INVALID', message: 'this is bad', advice: 'Write good.' });
  });
  expect(read('good')).toBe('good');
  expect(() => read('bad')).toThrow(new InvalidArgumentError('this is bad. Write good.'));
});
