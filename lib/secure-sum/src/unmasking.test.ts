import { describe, expect, it } from 'vitest';
import type { CoordinatorState } from './coordinator-state.ts';
import { MaskStream } from './mask-stream.ts';
import type { OpenedShare } from './messages.ts';
import { rosterOf, sumOf, termsOf, testRandom } from './testing/consortium.ts';
import { type Played, play } from './testing/play.ts';
import { masksLeft } from './unmasking.ts';

const terms = termsOf(rosterOf(7, { colluding: 2, minimum: 4 }));
const dropped = terms.sites[4] ?? '';
const played = play(terms, testRandom('unmasking'), { drops: new Map([[dropped, 'masked']]) });

type Opened = Extract<CoordinatorState, { t: 'opened' }>;

/** The end of the play, where sites open what `change` makes of their shares. */
function opened(change: (site: string, share: OpenedShare) => OpenedShare | undefined): Opened {
  const { coordinator } = played;
  if (coordinator.t !== 'opened') throw new Error('the sum came off');
  const unmaskings = coordinator.unmaskings.map((message) => ({
    ...message,
    shares: message.shares.flatMap((share) => change(message.site, share) ?? []),
  }));
  return { ...coordinator, unmaskings };
}

/** The sum of the masked vectors, without the masks that are left. */
function unmasked(state: Opened, of: Played): Uint32Array {
  const sum = sumOf(
    of.survivors.map((site) => of.masked.get(site) ?? new Uint32Array()),
    terms.words,
  );
  new MaskStream(masksLeft(state)).apply(sum);
  return sum;
}

/** Another share for each site: errors that are equal can cancel each other. */
const wrong = (site: string, share: OpenedShare): OpenedShare => ({
  ...share,
  bytes: share.bytes.map((byte, i) => byte ^ (site.charCodeAt(site.length - 1) + i)),
});

describe('opening the masks of a sum', () => {
  const plain = sumOf(
    played.survivors.map((site) => played.vectors.get(site) ?? new Uint32Array()),
    terms.words,
  );

  it('gives the sum of the survivors', () => {
    expect(played.survivors).toEqual(terms.sites.filter((site) => site !== dropped));
    expect(
      unmasked(
        opened((_, share) => share),
        played,
      ),
    ).toEqual(plain);
  });

  it('never gives another sum: with too few shares, or none that join, it names every site that stays closed', () => {
    const liars = played.survivors.slice(0, 2);
    expect(() =>
      unmasked(
        opened((site, share) => (liars.includes(site) ? wrong(site, share) : share)),
        played,
      ),
    ).toThrow(
      `the shares of ${terms.sites[0]} are by its own signature no sharing of its secret; the shares of ${terms.sites[1]}`,
    );
    expect(() =>
      unmasked(
        opened((site, share) => (liars.includes(site) ? undefined : share)),
        played,
      ),
    ).toThrow(`the mask of ${terms.sites[0]} cannot be opened: 4 shares, 5 are needed; nor those of 6 others`);
    const other = opened((site, share) => (share.of === dropped && liars.includes(site) ? wrong(site, share) : share));
    expect(() => unmasked(other, played)).toThrow(/^the shares of site-0005 are by its own signature no sharing of its secret$/);
  });

  it('takes one share of each holder, and none of the other kind', () => {
    const twice = opened((_, share) => share);
    const [first, ...rest] = twice.unmaskings;
    if (first === undefined) throw new Error('somebody opened');
    const copies = { ...twice, unmaskings: [{ ...first, shares: [...first.shares, ...first.shares] }, ...rest] };
    expect(unmasked(copies, played)).toEqual(plain);
    const swapped = opened((_, share) => ({ ...share, kind: share.kind === 'self' ? 'pair' : 'self' }));
    expect(() => unmasked(swapped, played)).toThrow('0 shares');
  });
});
