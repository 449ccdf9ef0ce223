import type { Phase } from '@consilium/secure-sum';
import { describe, expect, it } from 'vitest';
import type { StoredRun } from '../store/run-store.ts';
import { type OpenAttempt, openAttempt, type Participation } from './attempt-state.ts';
import { type DoneStep, mayBeTakenBack, stepAll, type StepContext } from './batch-steps.ts';
import { NOBODY_AWAY } from './presence.ts';
import type { Effect, RunEvent } from './run-events.ts';
import type { RunRules, RunState } from './run-state.ts';
import { step } from './run-step.ts';

const SITES = ['a', 'b', 'c', 'd'];
const of = { round: 1, attempt: 1 };
const masks = { sites: SITES, colluding: 1, least: 3, phaseMs: 1000 };
const opened = openAttempt({ sites: SITES, quorum: 3, attempts: 2, deadlineMs: 1000, graceMs: 1000, masks }, of, 'base', 0);

const PHASES: readonly Phase[] = ['keys', 'shares', 'masked', 'agreement', 'unmask'];
const inPhase = (phase: Phase, awaited = SITES): RunState => ({
  ...(opened as Required<OpenAttempt>),
  t: 'collecting',
  sum: { phase, deadlineMs: 1000, awaited },
});
const word: RunEvent = { t: 'said', site: 'a', of, kind: 'training' };
const keys: RunEvent = { t: 'answered', site: 'a', of, participation: { t: 'accepted' } };
const vector: RunEvent = { t: 'answered', site: 'a', of, participation: { t: 'counted', updateHash: 'h' } };

/** A step that its event changed something by. */
function done(event: RunEvent, ...effects: readonly Effect[]): DoneStep {
  return { event, enclosed: {}, effects, changed: true };
}

describe('a power cut may take back', () => {
  it('words, and the end of those phases by which nobody has paid or signed anything that depends on who was there', () => {
    expect(mayBeTakenBack([done(word), done(keys)], inPhase('shares'))).toBe(true);
    const left = PHASES.filter((phase) => mayBeTakenBack([done(word), done(word, { t: 'tell' })], inPhase(phase)));
    expect(left).toEqual(['shares', 'unmask']);
    const { sum: _over, ...attempt } = opened;
    expect(mayBeTakenBack([done(word, { t: 'aggregate' })], { ...attempt, t: 'aggregating' })).toBe(true);
  });

  it.each<[string, DoneStep]>([
    ['a vector that is counted', done(vector)],
    ['the end of a phase for which nobody has said the last word', done({ t: 'look' }, { t: 'tell' })],
    ['what is known of a liar', { ...done(word), changed: false, lie: { site: 'a', code: 'X', message: 'x' } }],
    ['a refusal', done({ ...keys, participation: { t: 'refused', problem: { code: 'X', message: 'x' } } } as RunEvent)],
    ['a model', done({ t: 'aggregated', modelHash: 'm' }, { t: 'offer' })],
    ['the end of an attempt', done(word, { t: 'end-attempt', ...of, closed: false }, { t: 'offer' })],
    ['the end of a run', done(word, { t: 'finish' })],
  ])('not %s, nor words beside it', (_what, step) => {
    expect(mayBeTakenBack([step], inPhase('shares'))).toBe(false);
    expect(mayBeTakenBack([done(word), step], inPhase('unmask'))).toBe(false);
  });
});

describe('events of one batch', () => {
  const rules: RunRules = { sites: SITES, quorum: 4, attempts: 2, deadlineMs: 1000, graceMs: 1000, rounds: 1, evaluateEvery: 1 };
  const first: RunState = { t: 'collecting', ...openAttempt(rules, of, 'base', 0) };
  const context: StepContext = { rules, masked: undefined, nowMs: 1, away: NOBODY_AWAY, pause: () => Promise.resolve() };
  const run = { run: 'r', state: first } as StoredRun;
  const answered = (site: string, participation: Participation): RunEvent => ({ t: 'answered', site, of, participation });
  const events: readonly RunEvent[] = [
    ...SITES.map((site) => answered(site, { t: 'accepted' })),
    ...SITES.map((site) => answered(site, { t: 'counted', updateHash: `of ${site}` })),
    { t: 'aggregated', modelHash: 'model' },
    ...SITES.map((site) => ({ t: 'scored', site, of, scores: { t: 'reported', metrics: `of ${site}` } }) as const),
  ];

  it.each([1, 2, 5, events.length])(
    'lead where they lead one by one, and leave the state before as it is, %i at a time',
    async (size) => {
      let alone: RunState = first;
      const effects = events.map((event) => {
        const moved = step(rules, alone, event, 1);
        alone = moved.state;
        return structuredClone(moved.effects);
      });
      expect(alone.t).toBe('completed');
      let before = run;
      const told: (readonly Effect[])[] = [];
      for (let i = 0; i < events.length; i += size) {
        const kept = structuredClone(before);
        const batch = events.slice(i, i + size).map((event) => ({ event, enclosed: {} }));
        const { after, steps } = await stepAll(context, { run: before, sum: undefined }, batch);
        expect(before).toEqual(kept);
        told.push(...steps.map((one) => one.effects));
        before = after.run;
      }
      expect(before.state).toEqual(alone);
      expect(told).toEqual(effects);
    },
  );
});
