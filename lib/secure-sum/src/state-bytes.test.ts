import { ConsiliumError, isConsiliumError } from '@consilium/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Phase } from './coordinator-state.ts';
import { decodeEvent, decodeMessage, encodeEvent, encodeMessage } from './message-bytes.ts';
import { decodeState, encodeState } from './state-bytes.ts';
import { leave, type SiteState } from './site-state.ts';
import type { SiteEvent } from './site-sum.ts';
import { rosterOf, termsOf, testRandom } from './testing/consortium.ts';
import { play } from './testing/play.ts';

const terms = termsOf(rosterOf(5));
const PHASES: readonly Phase[] = ['keys', 'shares', 'masked', 'agreement', 'unmask'];

/** Every state, message and event of plays in which one site falls silent at each phase. */
const states: SiteState[] = [];
const told: SiteEvent[] = [];
const plays = [undefined, ...PHASES].map((phase) =>
  play(terms, testRandom(`bytes-${phase}`), {
    ...(phase === undefined ? {} : { drops: new Map([[terms.sites[1] ?? '', phase]]) }),
    tell: (_, event) => {
      told.push(event);
      return event;
    },
    keep: (state) => states.push(state),
  }),
);
const said = plays.flatMap((played) => [...played.said.values()].flat());

/** Values without the difference between kinds of byte arrays. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return [...value];
  if (value instanceof ConsiliumError) return { code: value.code, message: value.message };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}

/** The code of the error that something throws. */
function refusal(action: () => unknown): string {
  try {
    action();
    return 'taken';
  } catch (error) {
    if (!isConsiliumError(error)) throw error;
    return error.code;
  }
}

/** Bytes with something wrong: other bytes somewhere, fewer, or more. */
const damages = fc.oneof(
  fc.record({ at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), flip: fc.integer({ min: 1, max: 255 }) }),
  fc.record({ cut: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }) }),
  fc.record({ more: fc.uint8Array({ minLength: 1, maxLength: 40 }) }),
);
function damage(bytes: Uint8Array, how: typeof damages extends fc.Arbitrary<infer T> ? T : never): Uint8Array {
  if ('more' in how) return new Uint8Array([...bytes, ...how.more]);
  if ('cut' in how) return bytes.slice(0, Math.floor(how.cut * bytes.length));
  const copy = bytes.slice();
  const at = Math.floor(how.at * copy.length);
  copy[at] = (copy[at] ?? 0) ^ how.flip;
  return copy;
}

describe("a site's state as bytes", () => {
  it('comes back as it was, at every step', () => {
    expect(new Set(states.map((state) => (state.t === 'running' ? state.taken.length : 0)))).toEqual(new Set([0, 1, 2, 3, 4]));
    for (const state of [...states, leave('somebody lied')].map((step) => ('state' in step ? step.state : step))) {
      const bytes = encodeState(state);
      const back = decodeState(bytes);
      // A list of messages may say more of each than its form has: of which kind it is.
      expect(plain(state)).toMatchObject(plain(back) as object);
      expect(encodeState(back)).toEqual(bytes);
    }
  });

  it('is refused when anything of it is damaged', () => {
    fc.assert(
      fc.property(fc.constantFrom(...states), damages, (state, how) => {
        expect(refusal(() => decodeState(damage(encodeState(state), how)))).toBe('SECURE_SUM_ABORTED');
      }),
      { numRuns: 500, seed: 3 },
    );
  });

  it('is refused when it lacks what it must know by now', () => {
    const last = states.findLast((state) => state.t === 'running');
    if (last?.t !== 'running') throw new Error('somebody goes on');
    const { keys, sharers, held, wordsHash, survivors, ...rest } = last;
    const all = { keys, sharers, held, wordsHash, survivors };
    for (const lost of Object.keys(all)) {
      const left = Object.fromEntries(Object.entries(all).filter(([name]) => name !== lost));
      expect(refusal(() => decodeState(encodeState({ ...rest, ...left } as SiteState)))).toBe('SECURE_SUM_ABORTED');
    }
    const early = { ...last, taken: last.taken.slice(0, 2) };
    expect(refusal(() => decodeState(encodeState(early)))).toBe('SECURE_SUM_ABORTED');
    const late = { ...last, taken: [...last.taken, ...last.taken] };
    expect(refusal(() => decodeState(encodeState(late)))).toBe('SECURE_SUM_ABORTED');
  });

  it('can be written whatever the reason was for leaving', () => {
    for (const message of ['x'.repeat(10_000), '\u{1F642}'.repeat(2000), '\ud800', '\u20ac'.repeat(5000), '']) {
      const back = decodeState(encodeState({ t: 'left', error: new ConsiliumError({ code: 'SECURE_SUM_ABORTED', message }) }));
      expect(back).toMatchObject({ t: 'left', error: { code: 'SECURE_SUM_ABORTED' } });
    }
  });
});

describe('messages and events as bytes', () => {
  it('come back as they were', () => {
    expect(new Set(said.map(({ t }) => t)).size).toBe(5);
    for (const message of said) expect(plain(decodeMessage(encodeMessage(message)))).toEqual(plain(message));
    expect(new Set(told.map(({ t }) => t)).size).toBe(4);
    for (const event of told)
      if (event.t !== 'stored') expect(plain(event)).toMatchObject(plain(decodeEvent(encodeEvent(event))) as object);
  });

  it('have one form: bytes with something wrong are refused, or are the bytes of something else', () => {
    const events = told.filter((event) => event.t !== 'stored');
    fc.assert(
      fc.property(fc.constantFrom(...said), fc.constantFrom(...events), damages, (message, event, how) => {
        const broken = damage(encodeMessage(message), how);
        if (refusal(() => decodeMessage(broken)) !== 'MESSAGE_INVALID')
          expect(encodeMessage(decodeMessage(broken))).toEqual(broken);
        const other = damage(encodeEvent(event), how);
        if (refusal(() => decodeEvent(other)) !== 'MESSAGE_INVALID') expect(encodeEvent(decodeEvent(other))).toEqual(other);
      }),
      { numRuns: 1000, seed: 4 },
    );
    for (const bytes of [new Uint8Array(), Uint8Array.of(9), new Uint8Array(1000).fill(255), new Uint8Array(1000)]) {
      expect(refusal(() => decodeMessage(bytes))).toBe('MESSAGE_INVALID');
      expect(refusal(() => decodeEvent(bytes))).toBe('MESSAGE_INVALID');
    }
  });

  it('are refused where they are not what they say, and nobody can say of a site that it has stored something', () => {
    const event = { t: 'stored', wordsHash: new Uint8Array(32) } as const;
    // @ts-expect-error: what a site has done itself does not travel.
    expect(refusal(() => encodeEvent(event))).toBe('PARAMETER_INVALID');
    const agreement = { t: 'agreement', survivorsHash: new Uint8Array(32), signature: new Uint8Array(64) } as const;
    expect(refusal(() => encodeMessage({ ...agreement, site: 'a' }))).toBe('taken');
    expect(refusal(() => encodeMessage({ ...agreement, site: '\ud800' }))).toBe('PARAMETER_INVALID');
    expect(refusal(() => encodeMessage({ ...agreement, site: 'a'.repeat(3000) }))).toBe('PARAMETER_INVALID');
    expect(refusal(() => encodeMessage({ ...agreement, site: 'a', signature: new Uint8Array(63) }))).toBe('PARAMETER_INVALID');
    const bytes = encodeMessage({ ...agreement, site: 'ab' });
    // The two bytes of the name, after one for the case and four for the length, as half a character.
    bytes.set([0xc3, 0x28], 5);
    expect(refusal(() => decodeMessage(bytes))).toBe('MESSAGE_INVALID');
  });

  it('do not make a list of more than they hold', () => {
    // One byte for the case, then a list of 2^32 - 1, and one of 65,535.
    for (const length of [
      [255, 255, 255, 255],
      [0, 0, 255, 255],
    ])
      expect(refusal(() => decodeEvent(Uint8Array.of(0, ...length)))).toBe('MESSAGE_INVALID');
  });
});
