import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Phase } from './coordinator-state.ts';
import { agreementThreshold, shareThreshold } from './neighbours.ts';
import { rosterOf, sumOf, termsOf, testRandom } from './testing/consortium.ts';
import { type Faults, type Played, play } from './testing/play.ts';
import { fewestSurvivors, type Terms } from './terms.ts';

/** A thousand take minutes: `SECURE_SUM_SCHEDULES=1000 npx vitest run lib/secure-sum`. */
const SCHEDULES = Number(process.env['SECURE_SUM_SCHEDULES'] ?? 150);

const PHASES: readonly Phase[] = ['keys', 'shares', 'masked', 'agreement', 'unmask'];

/** Whether a sum comes of it when these sites fall silent at these phases: counted by hand, without the protocol. */
function comesOff(terms: Terms, drops: ReadonlyMap<string, Phase>): boolean {
  const { minimum, colluding } = terms.roster;
  const left = (phase: Phase): number => {
    const gone = PHASES.slice(0, PHASES.indexOf(phase) + 1);
    return terms.sites.filter((site) => !gone.some((at) => drops.get(site) === at)).length;
  };
  const keys = left('keys');
  return (
    keys >= minimum &&
    left('shares') >= Math.max(minimum, shareThreshold(keys, colluding)) &&
    left('masked') >= fewestSurvivors(terms) &&
    left('agreement') >= agreementThreshold(keys, colluding) &&
    left('unmask') >= shareThreshold(keys, colluding)
  );
}

/** The sum is that of the sites that had sent their vectors, bit for bit; or there is none, and no mask was opened. */
function expectRight(terms: Terms, drops: ReadonlyMap<string, Phase>, played: Played): void {
  if (comesOff(terms, drops)) {
    const early: readonly (Phase | undefined)[] = ['keys', 'shares', 'masked'];
    const survivors = terms.sites.filter((site) => !early.includes(drops.get(site)));
    expect(played.error).toBeUndefined();
    expect(played.survivors).toEqual(survivors);
    expect(played.sum).toEqual(
      sumOf(
        survivors.map((site) => played.vectors.get(site) ?? new Uint32Array()),
        terms.words,
      ),
    );
    return;
  }
  expect(played.sum).toBeUndefined();
}

describe('a sum under masks', () => {
  it.each(Array.from({ length: 22 }, (_, i) => i + 3))('of %d sites is the plain sum', (n) => {
    const terms = termsOf(rosterOf(n));
    expectRight(terms, new Map(), play(terms, testRandom(`plain-${n}`)));
  });

  it.each([40, 60])('of %d sites, of which some drop at each phase, is the plain sum', (n) => {
    const terms = termsOf(rosterOf(n, { colluding: 3, minimum: 10 }), { honest: 7 });
    const drops = new Map(PHASES.map((phase, i) => [terms.sites[7 * i + 1] ?? '', phase]));
    expectRight(terms, drops, play(terms, testRandom(`drops-${n}`), { drops }));
  });

  it.each([3, 4, 5, 7])('of %d sites loses none, one or two at any phases: the sum of those who sent, or none', (n) => {
    const terms = termsOf(rosterOf(n), { honest: n === 3 ? 1 : 2 });
    for (const first of PHASES) {
      for (const second of [undefined, ...PHASES]) {
        const drops = new Map<string, Phase>([[terms.sites[0] ?? '', first]]);
        if (second !== undefined) drops.set(terms.sites.at(-1) ?? '', second);
        expectRight(terms, drops, play(terms, testRandom(`pair-${n}`), { drops }));
      }
    }
  });

  it('holds under random schedules of drops, repeated messages and restarts', () => {
    const schedule = fc.record({
      sites: fc.integer({ min: 3, max: 8 }),
      colluding: fc.integer({ min: 0, max: 2 }),
      honest: fc.integer({ min: 1, max: 3 }),
      drops: fc.array(fc.tuple(fc.nat({ max: 7 }), fc.constantFrom(...PHASES)), { maxLength: 3 }),
      twice: fc.infiniteStream(fc.boolean()),
      restarts: fc.infiniteStream(fc.boolean()),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(schedule, ({ sites, colluding, honest, drops, twice, restarts, seed }) => {
        const minimum = Math.max(3, Math.min(sites, colluding + honest, sites - 1));
        fc.pre(colluding + honest <= minimum && colluding <= minimum - 2);
        const terms = termsOf(rosterOf(sites, { colluding, minimum }), { honest, words: 3 });
        const dropped = new Map(drops.map(([i, phase]) => [terms.sites[i % sites] ?? '', phase]));
        const faults: Faults = {
          drops: dropped,
          twice: () => twice.next().value === true,
          restarts: () => restarts.next().value === true,
        };
        expectRight(terms, dropped, play(terms, testRandom(`random-${seed}`), faults));
      }),
      { numRuns: SCHEDULES, seed: 20 },
    );
  });

  it('opens of each site one share and no other, whatever happens', () => {
    const terms = termsOf(rosterOf(7));
    for (const phase of PHASES) {
      const drops = new Map([[terms.sites[2] ?? '', phase]]);
      const { said, survivors } = play(terms, testRandom('one-share'), { drops });
      for (const messages of said.values()) {
        const unmask = messages.filter((message) => message.t === 'unmask');
        expect(new Set(unmask.map((message) => JSON.stringify(message))).size).toBeLessThanOrEqual(1);
        for (const { of, kind } of unmask[0]?.shares ?? []) expect(kind).toBe(survivors.includes(of) ? 'self' : 'pair');
        expect(new Set(unmask[0]?.shares.map(({ of }) => of)).size).toBe(unmask[0]?.shares.length ?? 0);
      }
    }
  });
});
