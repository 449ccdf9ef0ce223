import { createLogger } from '@consilium/host';
import { HandClock } from '@consilium/testing';
import { expect, it } from 'vitest';
import { LINES_PER_MINUTE, remoteLog } from './remote-log.ts';

it('lines that a coordinator causes are bounded by the minute, and what is left out is counted', async () => {
  const lines: { readonly msg: string; readonly leftOut?: number }[] = [];
  const log = createLogger({
    component: 'test',
    destination: { write: (line) => void lines.push(JSON.parse(line) as { msg: string }) },
  });
  const clock = new HandClock(5);
  const say = remoteLog(log, clock);
  for (let i = 0; i < 10_000; i++) say.info({ i }, 'run ended');
  expect(lines).toHaveLength(LINES_PER_MINUTE + 1);
  expect(lines.at(-1)?.msg).toContain('too many lines');
  await clock.advance(59_999);
  say.warn({}, 'another');
  expect(lines).toHaveLength(LINES_PER_MINUTE + 1);
  // What is wrong with this computer is said all the same.
  say.error({}, 'a ledger');
  expect(lines.at(-1)?.msg).toBe('a ledger');
  await clock.advance(1);
  say.warn({}, 'another');
  expect(lines.slice(-2)).toEqual([
    expect.objectContaining({ leftOut: 10_000 - LINES_PER_MINUTE + 1 }),
    expect.objectContaining({ msg: 'another' }),
  ]);
});
