import * as fc from 'fast-check';
import { type Phase, PHASES } from '@consilium/secure-sum';
import { describe, expect, it } from 'vitest';
import { countedSites } from './attempt-state.ts';
import type { Conduct } from './conduct.ts';
import type { Effect, RunEvent } from './run-events.ts';
import { isLive, kindOf, type RunRules, type RunState } from './run-state.ts';
import { openRun, step } from './run-step.ts';

const SITES = ['a', 'b', 'c', 'd'];
const RULES: RunRules = {
  sites: SITES,
  rounds: 1,
  quorum: 3,
  attempts: 2,
  deadlineMs: 1000,
  graceMs: 200,
  evaluateEvery: 1,
  masks: { sites: SITES, colluding: 1, least: 3, phaseMs: 100 },
};
const OF = { round: 1, attempt: 1 };
const problem = { code: 'SECURE_SUM_ABORTED', message: 'nothing' };
const keys = (site: string): RunEvent => ({ t: 'answered', site, of: OF, participation: { t: 'accepted' } });
const vector = (site: string): RunEvent => ({ t: 'answered', site, of: OF, participation: { t: 'counted', updateHash: site } });
const failed = (site: string): RunEvent => ({ t: 'answered', site, of: OF, participation: { t: 'failed', problem } });
const said = (site: string): RunEvent => ({ t: 'said', site, of: OF, kind: 'training' });
const words = Uint8Array.of(1, 0, 0, 0, 255, 255, 255, 255);
const scores = (site: string): RunEvent => ({ t: 'scored', site, of: OF, scores: { t: 'masked', updateHash: site }, words });
const declined = (site: string): RunEvent => ({ t: 'scored', site, of: OF, scores: { t: 'suppressed', problem } });
const moved = (phase: Phase, asked: readonly string[] = SITES): RunEvent => ({ t: 'sum-moved', phase, asked });

/** Applies events one after the other at one moment; gives the last state and the effects of the last event. */
function play(state: RunState, events: readonly RunEvent[], nowMs = 0): { state: RunState; effects: readonly Effect[] } {
  return events.reduce<{ state: RunState; effects: readonly Effect[] }>(({ state: at }, event) => step(RULES, at, event, nowMs), {
    state,
    effects: [],
  });
}

const start = openRun(RULES, 'model', 0).state;
const at = (phase: Phase): RunState => {
  const through: Readonly<Record<Phase, readonly RunEvent[]>> = {
    keys: SITES.map(keys),
    shares: SITES.map(said),
    masked: SITES.map(vector),
    agreement: SITES.map(said),
    unmask: [],
  };
  let { state } = { state: start };
  for (const [i, next] of PHASES.slice(1, PHASES.indexOf(phase) + 1).entries())
    state = play(state, [...through[PHASES[i] ?? 'keys'], moved(next)]).state;
  return state;
};

/** All updates are in the model, which is to be scored. */
const evaluating = play(at('unmask'), [{ t: 'sum-opened' }, { t: 'aggregated', modelHash: 'next' }]).state;

describe('an attempt under masks', () => {
  it('asks the sites of the roster for keys, and is over when all phases have had their time', () => {
    expect(start).toMatchObject({ deadlineMs: 1400, sum: { phase: 'keys', deadlineMs: 100, awaited: SITES } });
  });

  it.each(PHASES)('waits in the phase %s for the last that is asked, or for the deadline', (phase) => {
    const state = at(phase);
    const answer = phase === 'keys' ? keys : phase === 'masked' ? vector : said;
    const almost = play(state, ['a', 'b', 'c'].map(answer));
    expect(almost.effects).toEqual([]);
    expect(almost.state).toMatchObject({ sum: { phase, awaited: ['d'] } });
    for (const last of [answer('d'), failed('d')])
      expect(step(RULES, almost.state, last, 0).effects).toEqual([{ t: 'close-phase' }]);
    const deadlineMs = phase === 'masked' ? 1000 : 100;
    expect(step(RULES, almost.state, { t: 'look' }, deadlineMs - 1)).toEqual({ state: almost.state, effects: [] });
    expect(step(RULES, almost.state, { t: 'look' }, deadlineMs).effects).toEqual([{ t: 'close-phase' }]);
    // Who has answered or given up is not waited for a second time.
    for (const again of [answer('a'), said('a')]) expect(step(RULES, almost.state, again, 0).state).toBe(almost.state);
  });

  it('takes part by keys and counts by a vector, each in its phase', () => {
    for (const phase of PHASES) {
      const state = at(phase);
      if (phase !== 'keys') expect(step(RULES, state, keys('a'), 0).state).toBe(state);
      if (phase !== 'masked') expect(step(RULES, state, vector('a'), 0).state).toBe(state);
    }
    const withoutA = play(at('shares'), [moved('masked', ['b', 'c', 'd'])]).state;
    expect(step(RULES, withoutA, vector('a'), 0).state).toBe(withoutA);
  });

  it('tells each phase to those that are asked, and does not wait for those that gave up', () => {
    const { state, effects } = play(at('shares'), [failed('b'), moved('masked')]);
    expect(state).toMatchObject({ sum: { phase: 'masked', deadlineMs: 1000, awaited: ['a', 'c', 'd'] } });
    expect(effects).toEqual([{ t: 'tell' }]);
    const nobody = play(at('shares'), [...SITES.map(failed), moved('masked')]);
    expect(nobody.effects).toEqual([{ t: 'close-phase' }]);
  });

  it('aggregates what is counted once the sum is opened, and never before', () => {
    for (const phase of PHASES) {
      const { state, effects } = step(RULES, at(phase), { t: 'sum-opened' }, 0);
      if (phase !== 'unmask') expect(effects).toEqual([]);
      else {
        expect(effects).toEqual([{ t: 'aggregate' }]);
        expect(state).toMatchObject({ t: 'aggregating', participants: { a: { t: 'counted' } } });
        expect(state).not.toHaveProperty('sum');
      }
    }
  });

  it.each([...PHASES, 'aggregating' as const])(
    'that comes to nothing (%s) is recorded with the reason; then the next, then the end',
    (phase) => {
      const state = phase === 'aggregating' ? step(RULES, at('unmask'), { t: 'sum-opened' }, 0).state : at(phase);
      const next = step(RULES, state, { t: 'sum-void', of: OF, kind: 'training', problem }, 50);
      expect(next.state).toMatchObject({ t: 'collecting', attempt: 2, sum: { phase: 'keys', deadlineMs: 150, awaited: SITES } });
      expect(next.effects).toMatchObject([
        { t: 'record', attempt: { outcome: 'failed', problem } },
        { t: 'end-attempt', attempt: 1, closed: false },
        { t: 'offer' },
      ]);
      // Of the first attempt, which is over.
      expect(step(RULES, next.state, { t: 'sum-void', of: OF, kind: 'training', problem }, 60).state).toBe(next.state);
      const end = step(RULES, next.state, { t: 'sum-void', of: { round: 1, attempt: 2 }, kind: 'training', problem }, 60);
      expect(end.state).toEqual({ t: 'failed', problem, closedRounds: 0 });
    },
  );

  it('does nothing with the events of a sum where there is none', () => {
    const { masks: _none, ...plain } = RULES;
    const { state } = openRun(plain, 'model', 0);
    for (const event of [said('a'), moved('shares'), { t: 'sum-opened' } as const])
      expect(step(plain, state, event, 0).state).toBe(state);
  });
});

describe('scores under masks', () => {
  const saidOfScores = (site: string): RunEvent => ({ t: 'said', site, of: OF, kind: 'evaluation' });
  const inPhase = (phase: Phase): RunState => {
    let state = evaluating;
    for (const [i, next] of PHASES.slice(1, PHASES.indexOf(phase) + 1).entries())
      state = play(state, [...SITES.map(PHASES[i] === 'masked' ? scores : saidOfScores), moved(next)]).state;
    return state;
  };

  it('ask the sites whose updates made the model for keys, and have a time for each phase', () => {
    expect(evaluating).toMatchObject({
      t: 'evaluating',
      deadlineMs: 1400,
      sum: { phase: 'keys', deadlineMs: 100, awaited: SITES },
    });
  });

  it('ask nobody who is known by then to have lied, or is in dispute: it could end their sum as well, once the others have paid', () => {
    const found = (what: Partial<Conduct>): RunEvent => ({ t: 'misconduct', of: OF, found: what });
    const asked = (...known: readonly RunEvent[]): readonly string[] => {
      const { state } = play(at('unmask'), [...known, { t: 'sum-opened' }, { t: 'aggregated', modelHash: 'next' }]);
      if (state.t !== 'evaluating') throw new Error('the model is scored');
      expect(state.sum?.awaited).toEqual(Object.keys(state.scores));
      return Object.keys(state.scores);
    };
    expect(asked(found({ proven: { c: 'it opens others' } }))).toEqual(['a', 'b', 'd']);
    expect(asked(found({ disputes: [{ by: 'a', of: 'd' }] }))).toEqual(['b', 'c']);
  });

  it('take no word of the sum of updates, nor the reverse', () => {
    for (const phase of PHASES) {
      const state = inPhase(phase);
      expect(step(RULES, state, said('a'), 0).state).toBe(state);
      expect(step(RULES, state, { t: 'sum-void', of: OF, kind: 'training', problem }, 0).state).toBe(state);
      const updates = at(phase);
      expect(step(RULES, updates, saidOfScores('a'), 0).state).toBe(updates);
      expect(step(RULES, updates, scores('a'), 0).state).toBe(updates);
    }
  });

  it('are added up as they come, in their phase alone, and only under masks', () => {
    const state = inPhase('masked');
    const two = play(state, [scores('a'), scores('b')]).state;
    expect(two).toMatchObject({ scores: { a: { t: 'masked' }, b: { t: 'masked' }, c: { t: 'waiting' } } });
    expect(two).toMatchObject({
      sum: { awaited: ['c', 'd'] },
      total: Buffer.from([2, 0, 0, 0, 254, 255, 255, 255]).toString('base64'),
    });
    expect(step(RULES, two, scores('a'), 0).state).toBe(two);
    const plain: RunEvent = { t: 'scored', site: 'c', of: OF, scores: { t: 'released', words: 'AAAA' } };
    expect(step(RULES, two, plain, 0).state).toBe(two);
    for (const phase of PHASES) if (phase !== 'masked') expect(step(RULES, inPhase(phase), scores('a'), 0).effects).toEqual([]);
    for (const early of [inPhase('keys'), inPhase('shares')]) expect(step(RULES, early, scores('a'), 0).state).toBe(early);
  });

  it('are over for a site that declines, which stays in the sum once its words are there', () => {
    const early = play(inPhase('shares'), [declined('b'), moved('masked')]).state;
    expect(early).toMatchObject({ scores: { b: { t: 'suppressed' } }, sum: { awaited: ['a', 'c', 'd'] } });
    const late = play(inPhase('agreement'), [declined('b')]).state;
    expect(late).toMatchObject({ scores: { b: { t: 'masked' } }, sum: { awaited: ['a', 'c', 'd'] } });
  });

  it('are recorded as one sum once it is opened, and never before', () => {
    const opened = { t: 'opened', words: 'AAAA', sites: SITES } as const;
    for (const phase of PHASES) {
      const { state, effects } = step(RULES, inPhase(phase), { t: 'sum-opened', scores: opened }, 0);
      if (phase === 'unmask') {
        expect(state).toEqual({ t: 'completed', modelHash: 'next' });
        expect(effects).toMatchObject([
          { t: 'record', attempt: { outcome: 'closed', summed: opened } },
          { t: 'end-evaluation' },
          {},
        ]);
      } else expect(effects).toEqual([]);
    }
  });

  it.each(PHASES)('that come to nothing (%s) are withheld with the reason, and the run goes on', (phase) => {
    const withheld = step(RULES, inPhase(phase), { t: 'sum-void', of: OF, kind: 'evaluation', problem }, 0);
    expect(withheld.state).toEqual({ t: 'completed', modelHash: 'next' });
    expect(withheld.effects[0]).toMatchObject({ attempt: { outcome: 'closed', summed: { t: 'withheld', problem } } });
    expect(JSON.stringify(withheld.effects)).not.toContain('"waiting"');
  });
});

it('whatever happens, somebody is waited for, what is counted stays, and the clock brings the run to its end', () => {
  const site = fc.constantFrom(...SITES);
  const eventOf = fc.oneof(
    site.map(keys),
    { weight: 3, arbitrary: site.map(said) },
    { weight: 2, arbitrary: site.map(vector) },
    site.map(failed),
    { weight: 2, arbitrary: site.map(scores) },
    site.map(declined),
    fc.constant<RunEvent>({ t: 'look' }),
  );
  const outcome = fc.constantFrom<'on' | 'void'>('on', 'on', 'on', 'void');
  const reached = new Set<string>();
  fc.assert(
    fc.property(
      fc.constantFrom(start, evaluating),
      fc.array(eventOf, { maxLength: 60 }),
      fc.infiniteStream(outcome),
      (from, events, outcomes) => {
        let nowMs = 0;
        let state = from;
        const apply = (event: RunEvent): void => {
          const queue = [event];
          for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
            const before = state;
            const next = step(RULES, before, one, nowMs);
            state = next.state;
            if (isLive(before) && isLive(state) && before.attempt === state.attempt && before.round === state.round)
              for (const name of countedSites(before.participants))
                expect(state.participants[name]).toEqual(before.participants[name]);
            if (!next.effects.some(({ t }) => t === 'close-phase')) continue;
            if (!isLive(state) || state.t === 'aggregating' || state.sum === undefined) throw new Error('only a sum has phases');
            const phase = PHASES[PHASES.indexOf(state.sum.phase) + 1];
            if (outcomes.next().value === 'void') queue.push({ t: 'sum-void', of: state, kind: kindOf(state), problem });
            else if (phase === undefined) queue.push({ t: 'sum-opened' });
            else queue.push(moved(phase, Object.keys(state.t === 'evaluating' ? state.scores : state.participants)));
          }
          const phase = isLive(state) && state.t !== 'aggregating' ? state.sum : undefined;
          if (phase !== undefined) expect(phase.awaited).not.toHaveLength(0);
          reached.add(state.t === 'evaluating' ? `scores ${phase?.phase}` : (phase?.phase ?? state.t));
        };
        for (const event of events) {
          if (state.t === 'aggregating') apply({ t: 'aggregated', modelHash: 'next' });
          // Each event is about the sum that is open, so that much comes about.
          const kind = isLive(state) ? kindOf(state) : 'training';
          apply('of' in event && isLive(state) ? { ...event, of: state, ...('kind' in event ? { kind } : {}) } : event);
        }
        for (let i = 0; i < 30 && isLive(state); i++) {
          nowMs += 1500;
          apply(state.t === 'aggregating' ? { t: 'aggregated', modelHash: 'next' } : { t: 'look' });
        }
        expect(isLive(state)).toBe(false);
      },
    ),
    { seed: 5, numRuns: 500 },
  );
  for (const known of [...PHASES, ...PHASES.map((phase) => `scores ${phase}`), 'aggregating', 'completed', 'failed'])
    expect([...reached]).toContain(known);
});
