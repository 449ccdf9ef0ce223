import { describe, expect, it } from 'vitest';
import type { NewEntry } from '../audit-entry.ts';
import { AlarmWatch } from './alarm-watch.ts';

const START = Date.UTC(2026, 10, 26);
const entry = (fields: Record<string, string>, seconds = 0): NewEntry => ({
  v: 1,
  at: new Date(START + seconds * 1000).toISOString(),
  salt: '00'.repeat(16),
  actor: 'north',
  event: 'none',
  ...fields,
});
const HASH = 'ab'.repeat(32);

/** What each of the entries is seen as, one a line. */
function seen(entries: readonly NewEntry[]): readonly string[] {
  const watch = new AlarmWatch();
  return entries.flatMap((one, i) => {
    const alarm = watch.see(one, { entry: i + 1, hash: HASH });
    return alarm === undefined ? [] : [`${alarm.kind} ${alarm.subject} ${alarm.evidence.map((of) => of.entry).join(',')}`];
  });
}

describe('what is seen in an audit log', () => {
  it.each<[fields: Record<string, string>, seen: string[]]>([
    [
      { event: 'identity.alarm', as: 'site', kind: 'site', member: 'north', code: 'ADMISSION_REFUSED' },
      ['unknown-key site/north 1'],
    ],
    [{ event: 'identity.alarm', as: 'user', kind: 'user', member: 'ada', code: 'SECOND_HOLDER' }, ['second-holder user/ada 1']],
    [{ event: 'update.rejected', as: 'site', code: 'UPDATE_TOO_LONG' }, ['update-too-long site/north 1']],
    [{ event: 'update.rejected', as: 'site', code: 'LEDGER_ROLLED_BACK' }, ['ledger-rollback site/north 1']],
    [{ event: 'update.rejected', as: 'site', code: 'UPDATE_NOT_FINITE' }, ['update-malformed site/north 1']],
    [{ event: 'sum.misconduct', as: 'coordinator', site: 'west', code: 'SECURE_SUM_REFUSED' }, ['sum-misconduct site/west 1']],
    [{ event: 'coordinator-log.broken', why: 'fork' }, ['checkpoint-mismatch coordinator 1']],
    [{ event: 'coordinator-log.broken', why: 'rollback' }, ['log-rollback coordinator 1']],
    [{ event: 'session.ended', code: 'LEDGER_ROLLED_BACK' }, ['ledger-rollback site 1']],
    [{ event: 'session.ended', code: 'LEDGER_CORRUPT' }, ['ledger-anomaly site 1']],
    [{ event: 'session.ended', code: 'SECOND_HOLDER' }, ['identity-refused coordinator 1']],
    [{ event: 'session.ended', code: 'UNREACHABLE' }, []],
    [{ event: 'data.read', dataset: 'ward', determination: 'unmet' }, ['determination-unmet ward 1']],
    [{ event: 'data.read', dataset: 'ward', determination: 'met' }, []],
    [{ event: 'data.read', dataset: 'ward' }, []],
    [{ event: 'update.counted', as: 'site' }, []],
  ])('%o', (fields, expected) => {
    expect(seen([entry(fields)])).toEqual(expected);
  });

  const refused = (seconds: number, fields: Record<string, string> = {}): NewEntry =>
    entry({ event: 'call.refused', as: 'site', code: 'ROLE_MISSING', ...fields }, seconds);
  const times = (count: number, of: (i: number) => NewEntry): NewEntry[] => Array.from({ length: count }, (_, i) => of(i));

  it('is a storm of one caller within an hour, not of many, nor over days, nor of one who was shut out', () => {
    const storm = times(15, (i) => refused(i));
    expect(seen(storm.slice(1))).toEqual([]);
    expect(seen(storm)).toEqual([`refusal-storm site/north ${Array.from({ length: 15 }, (_, i) => i + 1).join(',')}`]);
    expect(seen(times(400, (i) => refused(i, { actor: `site-${i % 30}` })))).toEqual([]);
    expect(seen(times(100, (i) => refused(i * 300)))).toEqual([]);
    expect(seen(times(100, (i) => refused(i, { code: 'SITE_QUARANTINED' })))).toEqual([]);
    expect(seen(times(15, (i) => refused(i, { as: 'stranger' })))).toMatchObject([
      expect.stringContaining('failed-identification strangers'),
    ]);
  });

  it('begins a new storm after one', () => {
    expect(seen(times(30, (i) => refused(i)))).toHaveLength(2);
  });
});
