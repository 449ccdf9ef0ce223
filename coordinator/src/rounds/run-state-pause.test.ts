import { type Phase, PHASES } from '@consilium/secure-sum';
import { describe, expect, it } from 'vitest';
import type { Participation } from './attempt-state.ts';
import type { Away } from './presence.ts';
import type { Effect, RunEvent } from './run-events.ts';
import { againMs } from './run-pause.ts';
import { isLive, type RunRules, type RunState } from './run-state.ts';
import { openRun, step } from './run-step.ts';
import { looksMs } from './run-waits.ts';

const RULES: RunRules = {
  sites: ['a', 'b', 'c'],
  rounds: 2,
  quorum: 2,
  attempts: 2,
  deadlineMs: 1000,
  graceMs: 200,
  evaluateEvery: 2,
};
const HOUR_MS = 3_600_000;
const LOOK: RunEvent = { t: 'look' };
const PAUSE: RunEvent = { t: 'pause' };
const RESUME: RunEvent = { t: 'resume' };
const problem = { code: 'BUDGET_EXCEEDED', message: 'spent' };
const counted = (site: string): RunEvent => ({ t: 'answered', site, participation: { t: 'counted', updateHash: site } });
const answered = (site: string, participation: Participation): RunEvent => ({ t: 'answered', site, participation });
const HERE: Away = () => undefined;
const without =
  (...sites: readonly string[]): Away =>
  (site) =>
    sites.includes(site) ? -HOUR_MS : undefined;

interface Played {
  readonly state: RunState;
  readonly effects: readonly Effect[];
}

/** Applies events one after the other at one moment; gives the last state and all effects. */
function play(from: RunState, events: readonly RunEvent[], nowMs: number, away = HERE, rules = RULES): Played {
  return events.reduce<Played>(
    ({ state, effects }, event) => {
      const next = step(rules, state, event, nowMs, away);
      return { state: next.state, effects: [...effects, ...next.effects] };
    },
    { state: from, effects: [] },
  );
}

function until(state: RunState, nowMs: number, away: Away, rules = RULES): number {
  if (!isLive(state)) throw new Error(`the run is ${state.t}`);
  return looksMs(rules, state, nowMs, away);
}

const start = openRun(RULES, 'model', 0).state;

describe('a round that misses its quorum because sites are away', () => {
  const away = without('b', 'c');
  const { state, effects } = play(start, [counted('a'), answered('b', { t: 'accepted' }), LOOK], 1000, away);

  it('is paused, says what it lacks, tells sites nothing and keeps what was paid for', () => {
    expect(state).toMatchObject({
      t: 'paused',
      round: 1,
      attempt: 1,
      pause: { reason: 'absent', sinceMs: 1000, lacks: 1 },
      participants: { a: { t: 'counted' }, b: { t: 'accepted' }, c: { t: 'waiting' } },
    });
    expect(effects).toEqual([]);
  });

  it('waits for as long as it takes, and uses no attempt up', () => {
    expect(until(state, 1000, away)).toBe(Number.POSITIVE_INFINITY);
    for (const nowMs of [1000, HOUR_MS, 1000 * HOUR_MS])
      expect(step(RULES, state, LOOK, nowMs, away)).toEqual({ state, effects: [] });
  });

  it('goes on with the same attempt, and the time of a new one, as soon as enough are back', () => {
    const back = without('c');
    expect(until(state, 3 * HOUR_MS, back)).toBeLessThanOrEqual(3 * HOUR_MS);
    const on = step(RULES, state, LOOK, 3 * HOUR_MS, back);
    expect(on.state).toMatchObject({
      t: 'collecting',
      round: 1,
      attempt: 1,
      deadlineMs: 3 * HOUR_MS + 1000,
      participants: { a: { t: 'counted' } },
    });
    expect(on.state).not.toHaveProperty('pause');
    expect(on.effects).toEqual([{ t: 'offer' }]);
    expect(play(on.state, [counted('b'), LOOK], 3 * HOUR_MS + 1, back).state.t).toBe('aggregating');
  });

  it('is closed by the update of a site that was still at work', () => {
    expect(step(RULES, state, counted('b'), 2000, away)).toMatchObject({
      state: { t: 'aggregating' },
      effects: [{ t: 'aggregate' }],
    });
    expect(step(RULES, state, counted('b'), 2000, away).state).not.toHaveProperty('pause');
  });

  it('is given up once those who are left are too few, and the next attempt is offered when enough are there for it', () => {
    const refused = play(state, [answered('b', { t: 'failed', problem }), answered('c', { t: 'refused', problem })], 2000, away);
    expect(refused.state).toMatchObject({ t: 'paused', attempt: 2, pause: { reason: 'absent', sinceMs: 2000, lacks: 2 } });
    expect(refused.effects.map(({ t }) => t)).toEqual(['record', 'end-attempt']);
    const on = step(RULES, refused.state, LOOK, 5000, without('c'));
    expect(on).toMatchObject({ state: { t: 'collecting', attempt: 2, deadlineMs: 6000 }, effects: [{ t: 'offer' }] });
  });
});

it('a round whose sites are there and do not answer is tried again while attempts are left', () => {
  const { state, effects } = play(start, [counted('a'), LOOK], 1000);
  expect(state).toMatchObject({ t: 'collecting', attempt: 2 });
  expect(effects.map(({ t }) => t)).toEqual(['record', 'end-attempt', 'offer']);
});

it('an attempt is not given up for one that could be offered to too few', () => {
  const away = without('a', 'c');
  const { state, effects } = play(start, [counted('a'), LOOK], 1000, away);
  expect(state).toMatchObject({ t: 'paused', attempt: 1, pause: { reason: 'silent' }, participants: { a: { t: 'counted' } } });
  expect(effects).toEqual([]);
});

describe('the last attempt, whose sites are there and do not answer', () => {
  const last = play(start, [LOOK], 1000).state;
  const silent = play(last, [counted('a'), LOOK], 2000).state;

  it('is paused and asked again after a minute, two, four, and never more than four hours', () => {
    expect(silent).toMatchObject({ t: 'paused', attempt: 2, pause: { reason: 'silent', sinceMs: 2000, lacks: 1 } });
    let state = silent;
    let nowMs = 2000;
    const waits: number[] = [];
    for (let i = 0; i < 12; i++) {
      const againAt = until(state, nowMs, HERE);
      waits.push((againAt - nowMs) / 60_000);
      expect(step(RULES, state, LOOK, againAt - 1).state).toBe(state);
      const on = step(RULES, state, LOOK, againAt);
      expect(on).toMatchObject({
        state: { t: 'collecting', attempt: 2, participants: { a: { t: 'counted' } } },
        effects: [{ t: 'offer' }],
      });
      nowMs = againAt + 1000;
      state = step(RULES, on.state, LOOK, nowMs).state;
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 240, 240, 240, 240]);
    expect(step(RULES, state, counted('c'), nowMs).state.t).toBe('aggregating');
  });

  it('goes on at once when a person says so, or when a site that was silent has been away and is back', () => {
    expect(step(RULES, silent, RESUME, 2001)).toMatchObject({
      state: { t: 'collecting', attempt: 2 },
      effects: [{ t: 'offer' }],
    });
    const away = without('b', 'c');
    expect(until(silent, 2001, away)).toBeLessThanOrEqual(2001);
    const gone = step(RULES, silent, LOOK, 2001, away).state;
    expect(gone).toMatchObject({ t: 'paused', pause: { reason: 'absent' } });
    expect(step(RULES, gone, LOOK, 2002, without('c')).state.t).toBe('collecting');
  });

  it('ends the run only when too few can still answer it', () => {
    expect(
      play(silent, [answered('b', { t: 'failed', problem }), answered('c', { t: 'failed', problem })], 2001).state,
    ).toMatchObject({
      t: 'failed',
      problem: { code: 'QUORUM_NOT_MET' },
    });
  });
});

describe('a person', () => {
  it('pauses a round: who is at work goes on, and nothing follows from it', () => {
    const { state, effects } = play(start, [answered('a', { t: 'accepted' }), PAUSE], 10);
    expect(state).toMatchObject({ t: 'paused', pause: { reason: 'asked', sinceMs: 10, lacks: 2 } });
    expect(effects).toEqual([]);
    const all = play(state, ['a', 'b', 'c'].map(counted), 20);
    expect(all).toMatchObject({ state: { t: 'paused', pause: { reason: 'asked' } }, effects: [] });
    expect(until(all.state, 20, HERE)).toBe(Number.POSITIVE_INFINITY);
    expect(step(RULES, all.state, LOOK, 99 * HOUR_MS)).toEqual({ state: all.state, effects: [] });
    expect(step(RULES, all.state, RESUME, 99 * HOUR_MS)).toMatchObject({
      state: { t: 'aggregating' },
      effects: [{ t: 'aggregate' }],
    });
  });

  it('resumes it with as much time as a new attempt, and only for those who are enough', () => {
    const state = play(start, [counted('a'), PAUSE], 900).state;
    expect(step(RULES, state, RESUME, 5000)).toMatchObject({
      state: { t: 'collecting', deadlineMs: 6000 },
      effects: [{ t: 'offer' }],
    });
    const short = step(RULES, state, RESUME, 5000, without('b', 'c'));
    expect(short).toMatchObject({ state: { t: 'paused', pause: { reason: 'absent', sinceMs: 5000 } }, effects: [] });
    expect(step(RULES, short.state, RESUME, 5001, without('b', 'c'))).toEqual({ state: short.state, effects: [] });
  });

  it('who pauses while the model is made or scored pauses the round after it, and may think again', () => {
    const aggregating = play(start, ['a', 'b', 'c'].map(counted), 10).state;
    const asked = step(RULES, aggregating, PAUSE, 11);
    expect(asked).toMatchObject({ state: { t: 'aggregating', pausing: true }, effects: [] });
    expect(step(RULES, asked.state, PAUSE, 12).state).toBe(asked.state);
    const next = step(RULES, asked.state, { t: 'aggregated', modelHash: 'm' }, 13);
    expect(next.state).toMatchObject({ t: 'paused', round: 2, attempt: 1, pause: { reason: 'asked', lacks: 2 } });
    expect(next.effects.map(({ t }) => t)).toEqual(['end-attempt', 'record']);
    expect(step(RULES, next.state, RESUME, 14)).toMatchObject({
      state: { t: 'collecting', round: 2 },
      effects: [{ t: 'offer' }],
    });
    const thought = step(RULES, asked.state, RESUME, 12).state;
    expect(thought).toEqual(aggregating);
    expect(step(RULES, thought, { t: 'aggregated', modelHash: 'm' }, 13).state).toMatchObject({ t: 'collecting', round: 2 });
  });

  it('resumes nothing that is not paused, and pauses nothing twice', () => {
    expect(step(RULES, start, RESUME, 1)).toEqual({ state: start, effects: [] });
    const paused = step(RULES, start, PAUSE, 1).state;
    expect(step(RULES, paused, PAUSE, 2)).toEqual({ state: paused, effects: [] });
  });

  it.each([
    ['absent', play(start, [counted('a'), LOOK], 1000, without('b', 'c')).state],
    ['asked', play(start, [PAUSE], 1).state],
  ])('stops a run that is paused (%s) as any other', (_reason, state) => {
    const stopped = step(RULES, state, { t: 'stop', problem }, 2000);
    expect(stopped.state).toEqual({ t: 'stopped', problem, closedRounds: 0 });
    expect(stopped.effects.map(({ t }) => t)).toEqual(['record', 'end-attempt', 'finish']);
    expect(stopped.effects[0]).not.toHaveProperty('attempt.pause');
  });
});

it('the next round is offered to nobody while too few are connected for it', () => {
  const away = without('b', 'c');
  const aggregating = play(start, ['a', 'b', 'c'].map(counted), 10).state;
  const next = step(RULES, aggregating, { t: 'aggregated', modelHash: 'm' }, 20, away);
  expect(next.state).toMatchObject({ t: 'paused', round: 2, attempt: 1, pause: { reason: 'absent', lacks: 2 } });
  expect(next.effects.map(({ t }) => t)).not.toContain('offer');
});

describe.each(PHASES)('a sum under masks that is short of answers in its phase %s', (phase) => {
  const sites = ['a', 'b', 'c', 'd'];
  const rules: RunRules = { ...RULES, sites, quorum: 3, masks: { sites, colluding: 1, least: 3, phaseMs: 100 } };
  const of = { round: 1, attempt: 1 };
  const to = (next: Phase): RunEvent => ({ t: 'sum-moved', phase: next, asked: sites });
  const opened = openRun(rules, 'model', 0).state;
  const accepted = play(
    opened,
    sites.map((site): RunEvent => ({ t: 'answered', site, of, participation: { t: 'accepted' } })),
    0,
    HERE,
    rules,
  ).state;
  const begun = phase === 'keys' ? opened : play(accepted, [to(phase)], 0, HERE, rules).state;
  const answer = (site: string): RunEvent => {
    if (phase === 'keys') return { t: 'answered', site, of, participation: { t: 'accepted' } };
    if (phase === 'masked') return { t: 'answered', site, of, participation: { t: 'counted', updateHash: site } };
    return { t: 'said', site, of, kind: 'training' };
  };
  const failed = (site: string): RunEvent => ({ t: 'answered', site, of, participation: { t: 'failed', problem } });
  const short: RunEvent = { t: 'sum-short', of, kind: 'training', lacks: 1, problem };
  const away = without('c', 'd');
  const state = play(begun, [answer('a'), answer('b'), short], 2000, away, rules).state;

  it('is kept in a pause while too few are there', () => {
    expect(state).toMatchObject({
      t: 'paused',
      attempt: 1,
      pause: { reason: 'absent', lacks: 1 },
      sum: { phase, awaited: ['c', 'd'] },
    });
    expect(until(state, 2000, away, rules)).toBe(Number.POSITIVE_INFINITY);
  });

  it('goes on in the same phase, with its time, once enough are there', () => {
    const lastsMs = phase === 'masked' ? 1000 : 100;
    expect(step(rules, state, LOOK, 9000, without('d'))).toMatchObject({
      state: { t: 'collecting', attempt: 1, sum: { phase, deadlineMs: 9000 + lastsMs, awaited: ['c', 'd'] } },
      effects: [{ t: 'offer' }],
    });
  });

  it('takes an answer, after which the sum sees whether it goes on', () => {
    const said = step(rules, state, answer('c'), 3000, away);
    expect(said.effects).toEqual([{ t: 'close-phase', early: true }]);
    expect(said.state).toMatchObject({ t: 'paused', pause: { lacks: 0 } });
    if (phase === 'unmask') return expect(step(rules, said.state, { t: 'sum-opened' }, 3000, away).state.t).toBe('aggregating');
    const next = PHASES[PHASES.indexOf(phase) + 1] ?? 'keys';
    const on = step(rules, said.state, to(next), 3000, away);
    expect(on.state).toMatchObject({ t: 'collecting', sum: { phase: next } });
    expect(on.state).not.toHaveProperty('pause');
  });

  it('is given up once it can have them no more', () => {
    const gone = play(state, [failed('c'), failed('d')], 3000, away, rules);
    expect(gone.effects).toContainEqual({ t: 'close-phase' });
    const over = step(rules, gone.state, { ...short, lacks: 1 } as RunEvent, 3000, away);
    expect(over.state).toMatchObject({ attempt: 2 });
  });

  it('is tried again while those that are missing are there, and after the last attempt kept', () => {
    const there = play(begun, [answer('a'), answer('b')], 50, HERE, rules).state;
    expect(step(rules, there, short, 100, HERE).state).toMatchObject({ t: 'collecting', attempt: 2 });
    expect(step({ ...rules, attempts: 1 }, there, short, 100, HERE).state).toMatchObject({
      t: 'paused',
      attempt: 1,
      pause: { reason: 'silent' },
    });
  });

  it('rests where a person wants it, whatever is said', () => {
    const paused = play(begun, [answer('a'), PAUSE, answer('b'), answer('c'), answer('d')], 50, HERE, rules);
    expect(paused).toMatchObject({ state: { t: 'paused', pause: { reason: 'asked' } }, effects: [] });
    expect(step(rules, paused.state, RESUME, 60, HERE)).toMatchObject({
      state: { t: 'collecting' },
      effects: [{ t: 'close-phase' }],
    });
  });
});

it('a pause for silence is as long as it was before, over a restart: it follows from what is stored', () => {
  const stored = JSON.parse(JSON.stringify(play(play(start, [LOOK], 1000).state, [LOOK], 2000).state)) as RunState;
  if (stored.t !== 'paused') throw new Error(`the run is ${stored.t}`);
  expect(againMs(stored.pause, stored.silences ?? 0)).toBe(62_000);
});
