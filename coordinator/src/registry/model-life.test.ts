import { describe, expect, it } from 'vitest';
import { approvalOf, MOST_APPROVED_MS, type ModelState, type ModelVersion, type ModelWish, stateOf, step } from './model-life.ts';

const NOW = Date.UTC(2026, 0, 2);
const DAY_MS = 86_400_000;
const DOSSIER = 'ab'.repeat(32);

const REGISTERED: ModelVersion = {
  name: 'heart',
  version: 1,
  dossier: DOSSIER,
  model: 'cd'.repeat(32),
  plan: 'ef'.repeat(32),
  run: 'run-1',
  runBy: ['ada'],
  outcome: 'completed',
  missing: ['explanation', 'bias', 'change control'],
  acts: [{ t: 'registered', user: 'ben', atMs: NOW - 4 * DAY_MS }],
};

const WISHES: Readonly<Record<ModelWish['t'], ModelWish>> = {
  proposed: { t: 'proposed', use: 'whom to see first', risk: 'moderate' },
  approved: {
    t: 'approved',
    dossier: DOSSIER,
    reason: 'read',
    untilMs: NOW + DAY_MS,
    publicKeyPem: 'key',
    signature: 'c2ln',
  },
  rejected: { t: 'rejected', reason: 'too few' },
  withdrawn: { t: 'withdrawn', reason: 'drift' },
};

const proposed = step(REGISTERED, WISHES.proposed, 'cleo', NOW - 3 * DAY_MS);
const approved = step(proposed, { ...WISHES.approved } as ModelWish, 'dora', NOW);
/** A version in each state at {@link NOW}. */
const IN: Readonly<Record<ModelState, ModelVersion>> = {
  registered: REGISTERED,
  proposed,
  approved,
  rejected: step(proposed, WISHES.rejected, 'dora', NOW),
  withdrawn: step(approved, WISHES.withdrawn, 'ada', NOW),
  expired: step(proposed, { ...WISHES.approved, untilMs: NOW } as ModelWish, 'dora', NOW - DAY_MS),
};

/** Where each wish leads in each state; nowhere else. */
const LEADS: Readonly<Record<ModelState, Readonly<Partial<Record<ModelWish['t'], ModelState>>>>> = {
  registered: { proposed: 'proposed' },
  proposed: { approved: 'approved', rejected: 'rejected' },
  approved: { withdrawn: 'withdrawn' },
  rejected: {},
  withdrawn: {},
  expired: {},
};

const CASES = (Object.keys(IN) as ModelState[]).flatMap((state) =>
  (Object.keys(WISHES) as ModelWish['t'][]).map((wish) => [state, wish, LEADS[state][wish]] as const),
);

describe('the life of a version', () => {
  it.each(CASES)('%s, %s: %s', (state, wish, to) => {
    const version = IN[state];
    expect(stateOf(version, NOW)).toBe(state);
    const taken = (): ModelVersion => step(version, WISHES[wish], 'dora', NOW);
    if (to === undefined) {
      expect(taken).toThrow(expect.objectContaining({ code: 'MODEL_STATE', message: expect.stringContaining(state) as string }));
      return;
    }
    const after = taken();
    expect(stateOf(after, NOW)).toBe(to);
    expect(after.acts.slice(0, -1)).toEqual(version.acts);
    expect(after.acts.at(-1)).toMatchObject({ t: wish, user: 'dora', atMs: NOW });
  });

  it('ends by itself, to the millisecond, and a clock that is set back does not bring back what was withdrawn', () => {
    expect([stateOf(approved, NOW + DAY_MS - 1), stateOf(approved, NOW + DAY_MS)]).toEqual(['approved', 'expired']);
    expect(stateOf(IN.withdrawn, NOW - 10 * DAY_MS)).toBe('withdrawn');
    expect(() => step(approved, WISHES.withdrawn, 'ada', NOW + DAY_MS)).toThrow(/heart@1 is expired/);
  });
});

describe('an approval', () => {
  const approve = (of: ModelVersion, user = 'dora', more: Partial<Extract<ModelWish, { t: 'approved' }>> = {}): ModelVersion =>
    step(of, { ...WISHES.approved, ...more } as ModelWish, user, NOW);

  it.each([
    ['who has registered it', 'ben', /ben has registered heart@1/],
    ['who has proposed it', 'cleo', /cleo has proposed heart@1/],
    ['who has started its run', 'ada', /ada has decided about the run of heart@1/],
  ])('is not given by the user %s', (_who, user, why) => {
    expect(() => approve(proposed, user)).toThrow(
      expect.objectContaining({ code: 'APPROVAL_REFUSED', message: expect.stringMatching(why) as string }),
    );
  });

  it.each([
    ['another dossier than the one read', proposed, { dossier: 'cd'.repeat(32) }, /the one approved is cdcd/],
    ['a run that was stopped', { ...proposed, outcome: 'stopped' }, {}, /was stopped before its end/],
    ['a run that has failed', { ...proposed, outcome: 'failed' }, {}, /was failed before its end/],
    ['a dossier without an evaluation', { ...proposed, missing: ['evaluation'] }, {}, /has no evaluation/],
  ] as const)('is not given to %s', (_what, version, more, why) => {
    expect(() => approve(version, 'dora', more)).toThrow(
      expect.objectContaining({ code: 'APPROVAL_REFUSED', message: expect.stringMatching(why) as string }),
    );
  });

  it.each([
    ['now', NOW],
    ['in the past', NOW - 1],
    ['after more than 366 days', NOW + MOST_APPROVED_MS + 1],
    ['at no time', Number.NaN],
  ])('does not end %s', (_when, untilMs) => {
    expect(() => approve(proposed, 'dora', { untilMs })).toThrow(expect.objectContaining({ code: 'PARAMETER_INVALID' }));
  });

  it('is of version, dossier, use and risk as they were proposed', () => {
    const of = { name: 'heart', version: 1, dossier: DOSSIER, use: 'whom to see first', risk: 'moderate', untilMs: NOW };
    expect(approvalOf(proposed, NOW)).toEqual(of);
    expect(approvalOf(REGISTERED, NOW)).toBeUndefined();
  });
});
