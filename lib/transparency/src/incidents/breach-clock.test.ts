import { describe, expect, it } from 'vitest';
import { breachClock, clockLines } from './breach-clock.ts';
import { type Assessment, decided, type Incident, openedIncident } from './incident.ts';

const SEEN = '2026-11-26T10:00:00.000Z';
const incident: Incident = openedIncident(1, { kind: 'unknown-key', subject: 'site/north', evidence: [] }, SEEN);
const assessed = (of: Partial<Assessment>): Incident =>
  decided(
    incident,
    { event: 'incident.assessed', nature: 'n', recipient: 'r', acquired: 'a', mitigation: 'm', conclusion: 'breach', ...of },
    'ann',
    SEEN,
  );
const at = (day: string): number => Date.parse(`${day}T12:00:00Z`);

describe('the clock of the breach rule', () => {
  it('gives 60 calendar days from the day of discovery, over the end of the year', () => {
    expect(breachClock(incident, at('2026-12-01'))).toEqual({
      state: 'running',
      discovered: '2026-11-26',
      days: 5,
      noticeBy: '2027-01-25',
      secretaryBy: '2027-01-25',
    });
  });

  it.each<[individuals: number, discovered: string, secretaryBy: string]>([
    [499, '2026-11-26', '2027-03-01'],
    [500, '2026-11-26', '2027-01-25'],
    [501, '2026-11-26', '2027-01-25'],
    [1, '2026-01-02', '2027-03-01'],
    // 60 days after the end of a year before a leap day.
    [1, '2023-05-05', '2024-02-29'],
  ])('tells the Secretary of %i individuals, discovered on %s, by %s', (individuals, discovered, secretaryBy) => {
    expect(breachClock(assessed({ individuals, discovered }), at('2026-12-01'))).toMatchObject({
      discovered,
      secretaryBy,
      many: individuals >= 500,
    });
  });

  it('may begin before the program saw it, and never after', () => {
    expect(breachClock(assessed({ discovered: '2026-11-01' }), at('2026-12-01'))).toMatchObject({
      days: 30,
      noticeBy: '2026-12-31',
    });
    expect(breachClock(assessed({ discovered: '2026-12-24' }), at('2026-12-01')).discovered).toBe('2026-11-26');
  });

  it('stops with a low probability, or with an incident that was closed without an assessment; a breach goes on after its close', () => {
    const close = { event: 'incident.closed', reason: 'done' } as const;
    const states = [
      assessed({ conclusion: 'low-probability' }),
      decided(incident, close, 'ann', SEEN),
      decided(assessed({}), close, 'ann', SEEN),
    ].map((one) => breachClock(one, at('2026-12-01')).state);
    expect(states).toEqual(['stopped', 'stopped', 'running']);
  });

  it('says each time that it is a clock and no legal advice', () => {
    for (const one of [
      incident,
      assessed({}),
      assessed({ individuals: 3 }),
      assessed({ individuals: 600 }),
      assessed({ conclusion: 'low-probability' }),
    ])
      expect(clockLines(breachClock(one, at('2026-12-01'))).join('\n')).toContain('not legal advice');
  });
});
