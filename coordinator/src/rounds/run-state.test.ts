import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countedSites, type Participation } from './attempt-state.ts';
import type { AttemptRecord } from './attempt-record.ts';
import type { RunEvent } from './run-events.ts';
import type { Away } from './presence.ts';
import { isLive, isOpen, type OpenState, type RunRules, type RunState } from './run-state.ts';
import { openRun, step } from './run-step.ts';

const RULES: RunRules = {
  sites: ['a', 'b', 'c'],
  rounds: 2,
  quorum: 2,
  attempts: 2,
  deadlineMs: 1000,
  graceMs: 200,
  evaluateEvery: 1,
};
const problem = { code: 'BUDGET_EXCEEDED', message: 'spent' };
const counted = (site: string): RunEvent => ({
  t: 'answered',
  site,
  participation: { t: 'counted', updateHash: `hash of ${site}` },
});
const answered = (site: string, participation: Participation): RunEvent => ({ t: 'answered', site, participation });

/** Applies events one after the other at one moment; gives the last state and all effects. */
function play(rules: RunRules, state: RunState, events: readonly RunEvent[], nowMs = 0): ReturnType<typeof step> {
  let at = state;
  const effects = events.flatMap((event) => {
    const next = step(rules, at, event, nowMs);
    at = next.state;
    return next.effects;
  });
  return { state: at, effects };
}

const start = openRun(RULES, 'model 0', 0).state;

describe('collecting', () => {
  it('opens with every site waiting and offers the task', () => {
    const { state, effects } = openRun(RULES, 'model 0', 500);
    expect(state).toEqual({
      t: 'collecting',
      round: 1,
      attempt: 1,
      openedMs: 500,
      deadlineMs: 1500,
      baseHash: 'model 0',
      participants: { a: { t: 'waiting' }, b: { t: 'waiting' }, c: { t: 'waiting' } },
    });
    expect(effects).toEqual([{ t: 'offer' }]);
  });

  it('waits for every site before the deadline, even when the quorum is there', () => {
    const { state, effects } = play(RULES, start, [counted('a'), counted('b')]);
    expect(state.t).toBe('collecting');
    expect(effects).toEqual([]);
  });

  it('aggregates when all have answered, refusals included', () => {
    const { state, effects } = play(RULES, start, [counted('a'), answered('b', { t: 'refused', problem }), counted('c')]);
    expect(state.t).toBe('aggregating');
    expect(effects).toEqual([{ t: 'aggregate' }]);
  });

  it('aggregates at the deadline with a quorum, and not a millisecond earlier', () => {
    const { state } = play(RULES, start, [counted('a'), counted('b')]);
    expect(step(RULES, state, { t: 'look' }, 999).state).toBe(state);
    expect(step(RULES, state, { t: 'look' }, 1000).state.t).toBe('aggregating');
  });

  it('tries again without a quorum, from the same model', () => {
    const { state, effects } = play(RULES, start, [counted('a'), { t: 'look' }], 1000);
    expect(state).toMatchObject({ t: 'collecting', round: 1, attempt: 2, baseHash: 'model 0', openedMs: 1000, deadlineMs: 2000 });
    expect(countedSites((state as Extract<RunState, { t: 'collecting' }>).participants)).toEqual([]);
    expect(effects.map(({ t }) => t)).toEqual(['record', 'end-attempt', 'offer']);
    expect(effects[0]).toMatchObject({ attempt: { outcome: 'failed', attempt: 1, durationMs: 1000 } });
    expect(effects[1]).toMatchObject({ closed: false });
  });

  it('gives up after the last attempt and says who was missing, and why', () => {
    const second = play(RULES, start, [{ t: 'look' }], 1000).state;
    const events = [answered('a', { t: 'refused', problem }), answered('b', { t: 'failed', problem })];
    const { state, effects } = play(RULES, second, [...events, { t: 'look' }], 2000);
    expect(state).toEqual({
      t: 'failed',
      closedRounds: 0,
      problem: {
        code: 'QUORUM_NOT_MET',
        message:
          'round 1 got 0 of the 2 updates it needs in 2 attempts: a refused (BUDGET_EXCEEDED: spent); b failed (BUDGET_EXCEEDED: spent); c did not answer',
      },
    });
    expect(effects.map(({ t }) => t)).toEqual(['record', 'end-attempt', 'finish']);
  });

  it.each<[string, readonly RunEvent[], RunEvent]>([
    ['a second update of a site', [counted('a')], answered('a', { t: 'counted', updateHash: 'other' })],
    ['a failure after the update', [counted('a')], answered('a', { t: 'failed', problem })],
    ['an update after a refusal', [answered('a', { t: 'refused', problem })], counted('a')],
    ['an acceptance after a refusal', [answered('a', { t: 'refused', problem })], answered('a', { t: 'accepted' })],
    ['an acceptance twice', [answered('a', { t: 'accepted' })], answered('a', { t: 'accepted' })],
    ['an answer of a stranger', [], counted('z')],
    ['an answer of an inherited name', [], counted('constructor')],
    ['scores', [], { t: 'scored', site: 'a', scores: { t: 'reported', metrics: '{}' } }],
    ['a model', [], { t: 'aggregated', modelHash: 'x' }],
  ])('%s changes nothing', (_what, before, event) => {
    const { state } = play(RULES, start, before);
    const next = step(RULES, state, event, 1);
    expect(next.state).toBe(state);
    expect(next.effects).toEqual([]);
  });
});

describe('aggregating and evaluating', () => {
  const aggregating = play(RULES, start, [counted('a'), counted('b'), answered('c', { t: 'failed', problem })]).state;
  const evaluating = step(RULES, aggregating, { t: 'aggregated', modelHash: 'model 1' }, 300);
  const scores = (site: string): RunEvent => ({ t: 'scored', site, scores: { t: 'reported', metrics: `{"site":"${site}"}` } });

  it('ends the attempt and asks those who took part for their scores', () => {
    expect(evaluating.state).toMatchObject({ t: 'evaluating', modelHash: 'model 1', durationMs: 300, deadlineMs: 1300 });
    expect(evaluating.state).toMatchObject({ scores: { a: { t: 'waiting' }, b: { t: 'waiting' } } });
    expect(evaluating.effects).toEqual([{ t: 'end-attempt', round: 1, attempt: 1, closed: true }, { t: 'evaluate' }]);
  });

  it('waits without a limit for its own work, and takes no late update', () => {
    expect(step(RULES, aggregating, { t: 'look' }, 10_000).state).toBe(aggregating);
    expect(step(RULES, aggregating, counted('c'), 1).state).toBe(aggregating);
  });

  it('opens the next round from the new model when all have scored', () => {
    const { state, effects } = play(RULES, evaluating.state, [scores('a'), scores('c'), scores('b')], 400);
    expect(state).toMatchObject({ t: 'collecting', round: 2, attempt: 1, baseHash: 'model 1' });
    expect(effects.map(({ t }) => t)).toEqual(['record', 'end-evaluation', 'offer']);
    expect(effects[0]).toMatchObject({
      attempt: {
        outcome: 'closed',
        modelHash: 'model 1',
        durationMs: 300,
        scores: { a: { t: 'reported' }, b: { t: 'reported' } },
      },
    });
  });

  it('at the deadline, missing scores are suppressed, which is not the same as zero', () => {
    const { effects } = play(RULES, evaluating.state, [scores('a'), { t: 'look' }], 1300);
    expect(effects[0]).toMatchObject({ attempt: { scores: { b: { t: 'suppressed', problem: { code: 'UNREACHABLE' } } } } });
  });

  it('the first scores of a site stand', () => {
    const { state } = play(RULES, evaluating.state, [scores('a')]);
    expect(step(RULES, state, { t: 'scored', site: 'a', scores: { t: 'reported', metrics: '{}' } }, 1).state).toBe(state);
  });

  it('evaluates every n-th round and always the last', () => {
    const rules = { ...RULES, rounds: 3, evaluateEvery: 2 };
    const round = (number: number): string => {
      const state = { ...(aggregating as Extract<RunState, { t: 'aggregating' }>), round: number };
      return step(rules, state, { t: 'aggregated', modelHash: 'm' }, 1).state.t;
    };
    expect([round(1), round(2), round(3)]).toEqual(['collecting', 'evaluating', 'evaluating']);
  });

  it('completes after the last round', () => {
    const last = { ...evaluating.state, round: 2 } as RunState;
    const { state, effects } = play(RULES, last, [scores('a'), scores('b')]);
    expect(state).toEqual({ t: 'completed', modelHash: 'model 1' });
    expect(effects.map(({ t }) => t)).toEqual(['record', 'end-evaluation', 'finish']);
  });

  it.each([
    ['collecting', start, 'failed', 0, ['record', 'end-attempt', 'finish']],
    ['aggregating', aggregating, 'failed', 0, ['record', 'end-attempt', 'finish']],
    ['evaluating', evaluating.state, 'closed', 1, ['record', 'end-evaluation', 'finish']],
  ] as const)('a stop while %s ends the run and keeps what is closed', (_name, state, outcome, closed, expected) => {
    const stopped = step(RULES, state, { t: 'stop', problem }, 9);
    expect(stopped.state).toEqual({ t: 'stopped', problem, closedRounds: closed });
    expect(stopped.effects.map(({ t }) => t)).toEqual(expected);
    expect(stopped.effects[0]).toMatchObject({ attempt: { outcome } });
    for (const event of [counted('a'), { t: 'look' }, { t: 'stop', problem }] as const) {
      expect(step(RULES, stopped.state, event, 10_000)).toEqual({ state: stopped.state, effects: [] });
    }
  });
});

describe('whatever happens in whatever order', () => {
  const rulesOf = fc
    .record({
      n: fc.integer({ min: 1, max: 4 }),
      rounds: fc.integer({ min: 1, max: 3 }),
      quorum: fc.integer({ min: 1, max: 4 }),
      attempts: fc.integer({ min: 1, max: 3 }),
      evaluateEvery: fc.integer({ min: 1, max: 3 }),
    })
    .map(
      ({ n, quorum, ...rest }): RunRules => ({
        ...rest,
        sites: ['a', 'b', 'c', 'd'].slice(0, n),
        quorum: Math.min(n, quorum),
        deadlineMs: 100,
        graceMs: 40,
      }),
    );
  const site = fc.constantFrom('a', 'b', 'c', 'd', 'stranger');
  type Happening =
    | RunEvent
    | { readonly t: 'time'; readonly ms: number }
    | { readonly t: 'goes'; readonly name: string }
    | { readonly t: 'comes'; readonly name: string };
  const eventOf: fc.Arbitrary<Happening> = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        t: fc.constant('answered' as const),
        site,
        participation: fc.oneof(
          fc.constant({ t: 'accepted' as const }),
          fc.constantFrom('h1', 'h2').map((updateHash) => ({ t: 'counted' as const, updateHash })),
          fc.constantFrom('refused', 'failed', 'rejected').map((t) => ({ t, problem }) as Participation),
        ),
      }),
    },
    { weight: 3, arbitrary: fc.constant({ t: 'aggregated' as const, modelHash: 'next' }) },
    { weight: 3, arbitrary: site.map((s): RunEvent => ({ t: 'scored', site: s, scores: { t: 'suppressed', problem } })) },
    { weight: 3, arbitrary: fc.constant({ t: 'look' as const }) },
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 120 }).map((ms) => ({ t: 'time' as const, ms })) },
    { weight: 1, arbitrary: fc.constantFrom<RunEvent>({ t: 'stop', problem }, { t: 'look' }, { t: 'look' }) },
    { weight: 2, arbitrary: fc.constantFrom<RunEvent>({ t: 'pause' }, { t: 'resume' }, { t: 'resume' }) },
    { weight: 2, arbitrary: site.map((name) => ({ t: 'goes' as const, name })) },
    { weight: 2, arbitrary: site.map((name) => ({ t: 'comes' as const, name })) },
  );

  const pending = ({ participants }: OpenState, name: string): boolean =>
    ['waiting', 'accepted'].includes(participants[name]?.t ?? '');

  /** Checks one transition against the rules of the design; returns the records it wrote. */
  function check(
    rules: RunRules,
    before: RunState,
    event: RunEvent,
    nowMs: number,
    away: Away,
  ): { state: RunState; records: AttemptRecord[] } {
    const { state, effects } = step(rules, before, event, nowMs, away);
    const records = effects.flatMap((effect) => (effect.t === 'record' ? [effect.attempt] : []));
    if (!isLive(before)) {
      expect(state).toBe(before);
      return { state, records };
    }
    if (state === before) expect(effects).toEqual([]);
    const sameAttempt = isLive(state) && state.round === before.round && state.attempt === before.attempt;
    // What is counted stays counted, with its bytes, until the attempt is over; and then stands in its record.
    for (const name of countedSites(before.participants)) {
      const after = sameAttempt ? state.participants[name] : records[0]?.participants[name];
      expect(after).toEqual(before.participants[name]);
    }
    expect(records).toHaveLength(sameAttempt ? 0 : 1);
    for (const record of records) {
      expect([record.round, record.attempt]).toEqual([before.round, before.attempt]);
      const enough = countedSites(record.participants).length >= rules.quorum;
      if (record.outcome === 'closed') expect(enough).toBe(true);
      else if (event.t !== 'stop') expect(enough).toBe(false);
    }
    expect(effects.filter(({ t }) => t === 'aggregate')).toHaveLength(state.t === 'aggregating' && isOpen(before) ? 1 : 0);
    expect(effects.some(({ t }) => t === 'finish')).toBe(!isLive(state));
    // Nobody is asked to pay for what too few are there for, nor while a person wants a pause.
    const offered = effects.some(({ t }) => t === 'offer');
    if (state.t === 'paused') expect(offered).toBe(false);
    if (offered && isOpen(state)) {
      const there = Object.keys(state.participants).filter((name) => away(name) === undefined && pending(state, name));
      expect(there.length + countedSites(state.participants).length).toBeGreaterThanOrEqual(rules.quorum);
    }
    if (before.t === 'paused' && before.pause.reason === 'asked' && event.t !== 'resume' && event.t !== 'stop')
      expect(state).toMatchObject({ t: 'paused', pause: { reason: 'asked' } });
    if (state.t === 'aggregating') expect(countedSites(state.participants).length).toBeGreaterThanOrEqual(rules.quorum);
    if (isLive(state)) {
      expect(state.attempt).toBeLessThanOrEqual(rules.attempts);
      expect(state.round).toBeLessThanOrEqual(rules.rounds);
      expect(Object.keys(state.participants).sort()).toEqual([...rules.sites].sort());
    }
    return { state, records };
  }

  it('nothing is lost, nothing counts twice, the quorum holds, and every state has a way out', () => {
    let ends = new Set<string>();
    const paused = new Set<string>();
    fc.assert(
      fc.property(rulesOf, fc.array(eventOf, { maxLength: 80 }), (rules, events) => {
        let nowMs = 0;
        let state = openRun(rules, 'first', nowMs).state;
        const gone = new Map<string, number>();
        const away: Away = (name) => gone.get(name);
        const history: AttemptRecord[] = [];
        const apply = (event: RunEvent): void => {
          const next = check(rules, state, event, nowMs, away);
          state = next.state;
          if (state.t === 'paused') paused.add(state.pause.reason);
          history.push(...next.records);
        };
        for (const event of events) {
          if (event.t === 'time') nowMs += event.ms;
          else if (event.t === 'goes') gone.set(event.name, nowMs);
          else if (event.t === 'comes') gone.delete(event.name);
          else apply(event);
        }
        // From wherever that led, with everybody back the coordinator's own work, the clock and last words of sites bring the run to its end.
        gone.clear();
        apply({ t: 'resume' });
        const limit = 6 * rules.rounds * rules.attempts + 6;
        for (let i = 0; i < limit && isLive(state); i++) {
          nowMs += 100;
          if (state.t === 'aggregating') apply({ t: 'aggregated', modelHash: 'next' });
          else if (isOpen(state)) for (const name of rules.sites) apply(answered(name, { t: 'failed', problem }));
          apply({ t: 'look' });
        }
        expect(isLive(state)).toBe(false);
        ends.add(state.t);
        const names = history.map(({ round, attempt }) => `${round}.${attempt}`);
        expect(new Set(names).size).toBe(names.length);
        const closed = history.filter(({ outcome }) => outcome === 'closed').map(({ round }) => round);
        expect(closed).toEqual(closed.map((_, i) => i + 1));
        expect(closed.length).toBe(state.t === 'completed' ? rules.rounds : 'closedRounds' in state ? state.closedRounds : -1);
      }),
      { seed: 4, numRuns: 1500 },
    );
    expect([...ends].sort()).toEqual(['completed', 'failed', 'stopped']);
    expect([...paused].sort()).toEqual(['absent', 'asked', 'silent']);
    ends = new Set();
  });
});
