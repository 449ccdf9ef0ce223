import * as fc from 'fast-check';
import { type Phase, PHASES } from '@consilium/secure-sum';
import { describe, expect, it } from 'vitest';
import { hasQuorum, type Participation, pendingSites } from './attempt-state.ts';
import type { Away } from './presence.ts';
import type { RunEvent } from './run-events.ts';
import { isLive, type RunRules, type RunState, type Transition } from './run-state.ts';
import { openRun, step } from './run-step.ts';
import { looksMs } from './run-waits.ts';

const GRACE_MS = 200;
const RULES: RunRules = {
  sites: ['a', 'b', 'c'],
  rounds: 1,
  quorum: 2,
  attempts: 2,
  deadlineMs: 1000,
  graceMs: GRACE_MS,
  evaluateEvery: 1,
};
const LOOK: RunEvent = { t: 'look' };
const problem = { code: 'BUDGET_EXCEEDED', message: 'spent' };
const counted = (site: string): RunEvent => ({ t: 'answered', site, participation: { t: 'counted', updateHash: site } });
const answered = (site: string, participation: Participation): RunEvent => ({ t: 'answered', site, participation });
const since =
  (known: Readonly<Record<string, number>>): Away =>
  (site) =>
    known[site];

/** Applies events one after the other at one moment; gives the last state. */
function play(state: RunState, events: readonly RunEvent[], nowMs: number, away: Away, rules = RULES): RunState {
  return events.reduce((at, event) => step(rules, at, event, nowMs, away).state, state);
}

function live(state: RunState): Parameters<typeof looksMs>[1] {
  if (!isLive(state)) throw new Error(`the run is ${state.t}`);
  return state;
}

const start = openRun(RULES, 'model', 0).state;

describe('a round that has its quorum', () => {
  it('closes with the last answer of those that are connected when the others have been away for the grace', () => {
    const away = since({ c: -GRACE_MS });
    const one = play(start, [counted('a')], 0, away);
    expect(one.t).toBe('collecting');
    expect(play(one, [answered('b', { t: 'accepted' })], 1, away).t).toBe('collecting');
    expect(step(RULES, one, counted('b'), 1, away)).toMatchObject({ state: { t: 'aggregating' }, effects: [{ t: 'aggregate' }] });
  });

  it('waits for a site that has just gone until the grace is over, and not a millisecond longer', () => {
    const away = since({ c: 50 });
    const state = play(start, [counted('a'), counted('b')], 60, away);
    expect(state.t).toBe('collecting');
    expect(looksMs(RULES, live(state), 60, away)).toBe(50 + GRACE_MS);
    expect(step(RULES, state, LOOK, 49 + GRACE_MS, away)).toEqual({ state, effects: [] });
    expect(step(RULES, state, LOOK, 50 + GRACE_MS, away).state.t).toBe('aggregating');
  });

  it('waits for a site that has come back, until the deadline', () => {
    const state = play(start, [counted('a'), counted('b')], 60, since({ c: 50 }));
    const back = since({});
    expect(looksMs(RULES, live(state), 70, back)).toBe(1000);
    expect(step(RULES, state, LOOK, 999, back).state).toBe(state);
    expect(step(RULES, state, counted('c'), 999, back).state.t).toBe('aggregating');
    expect(step(RULES, state, LOOK, 1000, back).state.t).toBe('aggregating');
  });

  it('never waits for a site that may not connect', () => {
    const away = since({ c: Number.NEGATIVE_INFINITY });
    expect(play(start, [counted('a'), counted('b')], 0, away).t).toBe('aggregating');
    // Shut out while it is waited for.
    const state = play(start, [counted('a'), counted('b')], 10, since({}));
    expect(looksMs(RULES, live(state), 10, away)).toBeLessThanOrEqual(10);
    expect(step(RULES, state, LOOK, 10, away).state.t).toBe('aggregating');
  });

  it('is over at its deadline however short the time that a site is gone', () => {
    const state = play(start, [counted('a'), counted('b')], 900, since({ c: 900 }));
    expect(looksMs(RULES, live(state), 900, since({ c: 900 }))).toBe(1000);
  });
});

it('a round without its quorum stays open until its deadline: those that are away may come back', () => {
  const away = since({ b: -GRACE_MS, c: Number.NEGATIVE_INFINITY });
  const state = play(start, [counted('a'), LOOK], 0, away);
  expect(state.t).toBe('collecting');
  expect(looksMs(RULES, live(state), 0, away)).toBe(1000);
  expect(step(RULES, state, LOOK, 999, away).state).toBe(state);
  expect(play(state, [counted('b')], 999, since({ c: Number.NEGATIVE_INFINITY })).t).toBe('aggregating');
});

describe('scores', () => {
  const evaluating = step(
    RULES,
    play(start, ['a', 'b', 'c'].map(counted), 0, since({})),
    { t: 'aggregated', modelHash: 'm' },
    0,
  ).state;
  const scores = (site: string): RunEvent => ({ t: 'scored', site, scores: { t: 'reported', metrics: '{}' } });

  it('are waited for only of sites that are there, and what is missing says why', () => {
    const away = since({ b: -GRACE_MS, c: 50 });
    const state = play(evaluating, [scores('a')], 60, away);
    expect(state.t).toBe('evaluating');
    expect(looksMs(RULES, live(state), 60, away)).toBe(50 + GRACE_MS);
    expect(step(RULES, state, LOOK, 49 + GRACE_MS, away).state).toBe(state);
    const { effects } = step(RULES, state, LOOK, 50 + GRACE_MS, away);
    const missing = { t: 'suppressed', problem: { code: 'UNREACHABLE', message: 'the site left before it sent scores' } };
    expect(effects[0]).toMatchObject({
      attempt: { outcome: 'closed', scores: { a: { t: 'reported' }, b: missing, c: missing } },
    });
  });

  it('that come last end the evaluation when the others are gone', () => {
    const away = since({ b: -GRACE_MS, c: -GRACE_MS });
    expect(step(RULES, evaluating, scores('a'), 10, away).state).toEqual({ t: 'completed', modelHash: 'm' });
  });
});

const sums = (['training', 'evaluation'] as const).flatMap((kind) => PHASES.map((phase) => ({ kind, phase })));
describe.each(sums)('the phase $phase of a sum of $kind under masks', ({ kind, phase }) => {
  const rules: RunRules = { ...RULES, masks: { sites: RULES.sites, colluding: 1, least: 2, phaseMs: 500 } };
  const of = { round: 1, attempt: 1 };
  const opened = openRun(rules, 'model', 0).state;
  const to = (next: Phase): RunEvent => ({ t: 'sum-moved', phase: next, asked: RULES.sites });
  const vectors = RULES.sites.map(
    (site): RunEvent => ({ t: 'answered', site, of, participation: { t: 'counted', updateHash: site } }),
  );
  const trained = [to('masked'), ...vectors, to('unmask'), { t: 'sum-opened' }, { t: 'aggregated', modelHash: 'm' }] as const;
  const begun = kind === 'training' ? opened : play(opened, trained, 0, since({}), rules);
  const state = phase === 'keys' ? begun : play(begun, [to(phase)], 0, since({}), rules);
  const answer = (site: string): RunEvent => {
    if (kind === 'training' && phase === 'keys') return { t: 'answered', site, of, participation: { t: 'accepted' } };
    if (phase !== 'masked') return { t: 'said', site, of, kind };
    if (kind === 'training') return { ...counted(site), of } as RunEvent;
    return { t: 'scored', site, of, scores: { t: 'masked', updateHash: site }, words: new Uint8Array(8) };
  };

  it('is one of that kind', () => {
    expect(state).toMatchObject({ t: kind === 'training' ? 'collecting' : 'evaluating', sum: { phase, awaited: RULES.sites } });
  });

  it('is closed early, if the sum goes on, once those that are connected have answered', () => {
    const away = since({ b: -GRACE_MS, c: 50 });
    const early = [{ t: 'close-phase', early: true }];
    const waiting = step(rules, state, answer('a'), 60, away);
    expect(waiting.effects).toEqual([]);
    expect(looksMs(rules, live(waiting.state), 60, away)).toBe(50 + GRACE_MS);
    expect(step(rules, waiting.state, LOOK, 50 + GRACE_MS, away)).toEqual({ state: waiting.state, effects: early });
    // The sum did not go on: nothing is looked at again before the deadline of the phase, when it ends for good.
    const deadlineMs = phase === 'masked' ? 1000 : 500;
    expect(looksMs(rules, live(waiting.state), 51 + GRACE_MS, away)).toBe(deadlineMs);
    expect(step(rules, waiting.state, LOOK, deadlineMs, away).effects).toEqual([{ t: 'close-phase' }]);
    expect(step(rules, state, answer('a'), 50 + GRACE_MS, away).effects).toEqual(early);
  });
});

it('sites may come and go: nobody who is there is left out, nobody who is gone holds up a round with its quorum', () => {
  const site = fc.constantFrom('a', 'b', 'c');
  const happening = fc.oneof(
    { weight: 4, arbitrary: site.map((name) => ({ t: 'came' as const, name })) },
    { weight: 4, arbitrary: site.map((name) => ({ t: 'went' as const, name })) },
    { weight: 4, arbitrary: site.map((name) => ({ t: 'event' as const, event: counted(name) })) },
    { weight: 1, arbitrary: site.map((name) => ({ t: 'event' as const, event: answered(name, { t: 'refused', problem }) })) },
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 700 }).map((ms) => ({ t: 'time' as const, ms })) },
  );
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
      const gone = new Map<string, number>();
      const away: Away = (name) => gone.get(name);
      let nowMs = 0;
      let state: RunState = openRun({ ...RULES, rounds: 3 }, 'model', 0).state;
      const apply = (event: RunEvent): void => {
        const before = state;
        const next: Transition = step({ ...RULES, rounds: 3 }, before, event, nowMs, away);
        state = next.state;
        if (before.t !== 'collecting' || state.t !== 'aggregating') return;
        const left = [...pendingSites(state)];
        const early = nowMs < before.deadlineMs;
        if (early) for (const name of left) expect(nowMs - (gone.get(name) ?? nowMs)).toBeGreaterThanOrEqual(GRACE_MS);
        seen.add(left.length === 0 ? 'all answered' : early ? 'without those away' : 'at the deadline');
      };
      /** What a driver does: it looks when it is time to. */
      const look = (): void => {
        for (let i = 0; i < 9 && isLive(state) && state.t !== 'aggregating' && looksMs(RULES, state, nowMs, away) <= nowMs; i++) {
          const before = state;
          apply(LOOK);
          // Looking when it is time to changes something: a driver that did so again and again would never rest.
          expect(state).not.toBe(before);
        }
      };
      for (const happened of happenings) {
        if (happened.t === 'came') gone.delete(happened.name);
        else if (happened.t === 'went') gone.set(happened.name, gone.get(happened.name) ?? nowMs);
        else if (happened.t === 'event') apply(happened.event);
        else nowMs += happened.ms;
        look();
        if (state.t === 'aggregating') apply({ t: 'aggregated', modelHash: 'next' });
        if (state.t !== 'collecting' || !hasQuorum(RULES, state)) continue;
        // Somebody holds it up: who is there, or has not been gone for the grace.
        expect([...pendingSites(state)].some((name) => nowMs - (gone.get(name) ?? nowMs) < GRACE_MS)).toBe(true);
      }
    }),
    { seed: 6, numRuns: 1500 },
  );
  expect([...seen].sort()).toEqual(['all answered', 'at the deadline', 'without those away']);
});
