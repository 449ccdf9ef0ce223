import { expect, it } from 'vitest';
import { obstaclesOf, type Readiness, readinessJson, readinessLines } from './run-readiness.ts';

const READY = { standing: 'admitted', connected: true, word: 'accepted' } as const;
const refused = (code: string): object => ({
  ...READY,
  word: 'refused',
  wordMs: Date.UTC(2026, 10, 2),
  problem: { code, message: 'as it says' },
});
const readiness = (...sites: readonly object[]): Readiness => ({
  planHash: 'ff',
  quorum: 2,
  sites: sites.map((site, i) => ({ site: `s${i}`, ...site })),
});

it.each<[string, object, string | undefined, RegExp | undefined]>([
  ['that is ready', READY, undefined, undefined],
  ['that nobody has asked yet', { ...READY, word: 'none' }, undefined, undefined],
  [
    'that was never admitted',
    { standing: 'unknown', word: 'none' },
    'not-invited',
    /was never admitted: the operator invites it \("consilium site invite s0"\)/,
  ],
  ['that was invited', { standing: 'invited', word: 'none' }, 'not-joined', /has not joined/],
  ['that was revoked', { standing: 'revoked', word: 'accepted' }, 'revoked', /was revoked/],
  ['that was never here', { ...READY, connected: false, lastSeenMs: 0 }, 'not-connected', /has never connected/],
  ['that is away', { ...READY, connected: false, lastSeenMs: 1 }, 'not-connected', /last seen on 1970-01-01/],
  [
    'that has not approved',
    refused('PLAN_NOT_APPROVED'),
    'not-approved',
    /had not approved this plan when it was last asked, on 2026-11-02 .*: as it says/,
  ],
  ['whose study is not allowed', refused('STUDY_NOT_ALLOWED'), 'not-approved', /had not approved/],
  ['whose budget is used up', refused('BUDGET_EXCEEDED'), 'cannot-pay', /could not pay for this plan/],
  ['whose approval is used up', refused('APPROVAL_EXCEEDED'), 'cannot-pay', /could not pay/],
  ['that refused for another reason', refused('SIZE_MISSTATED'), 'refused', /refused this plan/],
])('a site %s', (_what, site, obstacle, text) => {
  const found = obstaclesOf(readiness(site));
  expect(found.map((one) => one.obstacle)).toEqual(obstacle === undefined ? [] : [obstacle]);
  if (text !== undefined) expect(`${found[0]?.site} ${found[0]?.text}`).toMatch(text);
});

it('says who is missing and whether that stops the run, in words and for programs', () => {
  const away = { ...READY, connected: false, lastSeenMs: 0 };
  const all = readiness(READY, { ...READY, word: 'none' }, away);
  expect(readinessLines(all)).toEqual([
    's2 has never connected',
    's1: not asked about this plan yet, so whether it is approved there is not known here',
    '2 of 3 sites look ready; each round needs 2',
  ]);
  expect(readinessLines(readiness(READY, READY))).toEqual([]);
  expect(readinessLines(readiness(READY, away, { ...away, ...refused('BUDGET_EXCEEDED') })).slice(-2)).toEqual([
    '1 of 3 sites look ready; each round needs 2',
    'With fewer than 2 the run is paused until enough are connected, or fails where they refuse.',
  ]);
  expect(readinessJson(all)).toMatchObject({
    quorum: 2,
    ready: false,
    sites: [{ obstacles: [] }, { obstacles: [] }, { site: 's2', connected: false, lastSeenMs: 0, obstacles: ['not-connected'] }],
  });
});
