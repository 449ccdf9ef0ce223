import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '@consilium/core';
import { initialWeights, NOTHING_REMEMBERED } from '@consilium/plan';
import { decodeWord, requireWord } from '@consilium/secure-sum';
import { FakeCoordinator, openGate, rosterKey, TestSite } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AGENT, fourRoster, MaskedRound, maskedPlan, type PublishedRound } from '../../testing/masked-round.ts';

const key = { run: 'run-a', round: 1, attempt: 1 } as const;
const plan = maskedPlan();
const base = initialWeights(plan.document.model, [plan.inputWidth]);

let fake: FakeCoordinator;
let site: TestSite;
let sum: Uint32Array;
let first: MaskedRound;
beforeEach(async () => {
  fake = new FakeCoordinator();
  site = new TestSite();
  await start();
  first = new MaskedRound(fake, plan, base, key);
  sum = await first.play();
});
afterEach(async () => await site.dispose());

async function start(of = plan): Promise<void> {
  const held = { roster: fourRoster(), key: rosterKey(AGENT) };
  await site.start(fake, of, { gate: openGate(of), roster: () => held, random: seededRandom('accounts') });
}

/** Words of the agent for transcripts that were published. */
const signed = (): readonly Uint8Array[] => fake.received.flatMap(({ transcriptSigned }) => transcriptSigned?.word ?? []);
/** Codes in the agent's log. */
const logged = (): readonly (string | undefined)[] => site.logged.map(({ code }) => code);

/** Publishes what the agent signs. */
async function publishSigned(published: PublishedRound): Promise<void> {
  const before = signed().length;
  await first.publish(published);
  await fake.until(() => signed().length > before);
}

/** Offers a round that goes on from somewhere. @returns the code with which the agent refuses, `joined` where it takes part */
async function offered(round: number, from: PublishedRound | undefined, model: Float32Array, attempt = 1): Promise<string> {
  const at = { ...key, round, attempt };
  await new MaskedRound(fake, plan, model, at, fourRoster(), from).offer();
  await fake.until(() => fake.said('taskAnswer', at).length > 0);
  const [answer] = fake.said('taskAnswer', at);
  return answer?.refusal?.code ?? 'joined';
}

describe('a site that is shown what came of a sum', () => {
  it('makes the model again, signs, and goes on from it without fetching it', async () => {
    const published = first.makeModel(sum);
    await fake.end(key, true);
    await publishSigned(published);
    const word = decodeWord(signed()[0] ?? new Uint8Array());
    expect(word.site).toBe(AGENT);
    requireWord(published.transcript, word);
    await first.publish(published);
    await fake.until(() => signed().length === 2);
    expect(signed()[1]).toEqual(signed()[0]);
    expect(await offered(2, published, published.model)).toBe('joined');
  });

  it('fetches nothing that has come with its name, and what has not', async () => {
    const published = first.makeModel(sum);
    const { hash, transcript } = published;
    const hashes = [hash, Buffer.from(transcript.sumHash).toString('hex')];
    const contents = hashes.map((one) => fake.blobs.get(one) ?? new Uint8Array());
    // Content that nobody has asked for, in its place.
    await first.publish(published, [new Uint8Array(64), ...contents.map((content) => content.map((byte) => byte ^ 1))]);
    await fake.until(() => signed().length === 1);
    for (const one of hashes) fake.blobs.delete(one);
    await site.stop();
    rmSync(join(site.state, 'sums-seen'), { recursive: true });
    await start();
    await first.publish(published, contents);
    await fake.until(() => signed().length === 2);
    expect(signed()[1]).toEqual(signed()[0]);
  });

  it('remembers it over a restart, and after an attempt that came to nothing', async () => {
    const published = first.makeModel(sum);
    await publishSigned(published);
    await site.stop();
    await start();
    expect(await offered(2, published, published.model)).toBe('joined');
    expect(await offered(2, published, published.model, 2)).toBe('joined');
  });

  it('looks at it with the next task where it was away before, and signs then', async () => {
    const published = first.makeModel(sum);
    expect(await offered(2, published, published.model)).toBe('joined');
    const [answer] = fake.said('taskAnswer', { ...key, round: 2 });
    requireWord(published.transcript, decodeWord(answer?.parentWord ?? new Uint8Array()));
  });

  const zeros = new Uint8Array(32);
  const bends: Readonly<Record<string, () => PublishedRound>> = {
    'another model than follows from the sum': () => first.makeModel(sum, { modelHash: zeros }),
    'a sum that the model does not follow from': () =>
      first.makeModel(sum, { sumHash: first.makeModel(sum.map((word) => word + 2 ** 24)).transcript.sumHash }),
    'another memory of the strategy': () => first.makeModel(sum, { afterHash: zeros }),
    'another step than the plan says': () => {
      const { step } = first.makeModel(sum).transcript;
      return first.makeModel(sum, { step: { ...step, denominator: step.denominator / 2 } });
    },
    'more rounds than the plan says': () => {
      const { step } = first.makeModel(sum).transcript;
      return first.makeModel(sum, { step: { ...step, rounds: 100 } });
    },
    'a list that too few have signed': () =>
      first.makeModel(sum, { agreements: first.makeModel(sum).transcript.agreements.slice(0, 2) }),
    'a sum of fewer sites than were in it': () =>
      first.makeModel(sum, { survivors: first.makeModel(sum).transcript.survivors.slice(0, 3) }),
    'the sum of another run': () => first.makeModel(sum, { terms: { ...first.terms, run: 'run-b' } }),
  };
  it.each(Object.entries(bends))('signs nothing, and goes on no further, when shown %s', async (_what, bent) => {
    const published = bent();
    await first.publish(published);
    await fake.until(() => logged().includes('TRANSCRIPT_INVALID'));
    expect(signed()).toEqual([]);
    expect(await offered(2, published, published.model)).toMatch(/^(TRANSCRIPT_INVALID|SECURE_SUM_REFUSED)$/);
    // The honest one is taken after all.
    const honest = first.makeModel(sum);
    expect(await offered(2, honest, honest.model, 2)).toBe('joined');
  });

  it('refuses a second one of the same round: two sites cannot be shown two sums', async () => {
    const [one, other] = [first.makeModel(sum), first.makeModel(sum.map((word) => word + 2 ** 24))];
    await publishSigned(one);
    await first.publish(other);
    await fake.until(() => logged().includes('SECURE_SUM_REFUSED'));
    expect(signed()).toHaveLength(1);
    expect(await offered(2, other, other.model)).toBe('SECURE_SUM_REFUSED');
  });

  it.each<[string, (published: PublishedRound) => Promise<string>]>([
    ['another parent', async () => await offered(2, undefined, base)],
    ['the same round again, from the beginning', async () => await offered(1, undefined, base, 2)],
    [
      'another model',
      async (published) =>
        await offered(
          2,
          published,
          published.model.map((w) => w + 1),
        ),
    ],
    ['a round that does not follow', async (published) => await offered(3, published, published.model)],
  ])('refuses, once it has signed, a task that goes on from %s', async (_what, offer) => {
    const published = first.makeModel(sum);
    await publishSigned(published);
    expect(await offer(published)).toBe('SECURE_SUM_REFUSED');
    expect(await offered(2, published, published.model, 3)).toBe('joined');
  });

  it('begins with the model that the plan draws, and with no other', async () => {
    const at = { ...key, run: 'run-b' };
    const other = base.map((weight) => weight + 1);
    await new MaskedRound(fake, plan, other, at).offer();
    await fake.until(() => fake.said('taskAnswer', at).length > 0);
    expect(fake.said('taskAnswer', at)).toMatchObject([{ refusal: { code: 'SECURE_SUM_REFUSED' } }]);
    const again = { ...at, attempt: 2 };
    await new MaskedRound(fake, plan, base, again).offer();
    await fake.until(() => fake.said('taskAnswer', again).length > 0);
    expect(fake.said('taskAnswer', again)[0]?.refusal).toBeNull();
  });

  it('that has missed rounds goes on only from what enough sites have signed', async () => {
    const one = first.makeModel(sum);
    await publishSigned(one);
    await fake.end(key, true);
    const second = new MaskedRound(fake, plan, one.model, { ...key, round: 2 }, fourRoster(), one);
    const two = second.makeModel(await second.play());
    await fake.end({ ...key, round: 2 }, true);
    // As if it had taken part in neither.
    await site.stop();
    rmSync(join(site.state, 'sums-seen'), { recursive: true });
    await start();
    const few = { ...two, words: two.words.slice(0, 2) };
    expect(await offered(3, few, two.model)).toBe('TRANSCRIPT_INVALID');
    const twice = { ...two, words: [...few.words, ...few.words.slice(0, 1)] };
    expect(await offered(3, twice, two.model, 2)).toBe('TRANSCRIPT_INVALID');
    const others = { ...two, words: one.words };
    expect(await offered(3, others, two.model, 3)).toBe('TRANSCRIPT_INVALID');
    expect(await offered(3, two, two.model, 4)).toBe('joined');
  });
});

describe('what a strategy remembers', () => {
  const momentum = maskedPlan(3, { strategy: { kind: 'fedavgm', weights: 'public-bucket' } });
  /** A memory that nothing has led to: the same momentum of every parameter. */
  const made = (of: number): Uint8Array =>
    Buffer.concat(
      [Uint32Array.of(0, 1, 0, 0), new Float64Array(momentum.manifest.parameters).fill(of)].map(({ buffer }) =>
        Buffer.from(buffer),
      ),
    );
  const at = { ...key, run: 'run-m' };
  let one: MaskedRound;
  let total: Uint32Array;
  beforeEach(async () => {
    await site.stop();
    await start(momentum);
    one = new MaskedRound(fake, momentum, base, at);
    total = await one.play();
  });

  /** Publishes something, and says whether the agent signs it or with which code it does not. */
  async function published(round: MaskedRound, what: PublishedRound): Promise<string | undefined> {
    const refusals = (): readonly (string | undefined)[] =>
      logged().filter((code) => code === 'SECURE_SUM_REFUSED' || code === 'TRANSCRIPT_INVALID');
    const [words, lines] = [signed().length, refusals().length];
    await round.publish(what);
    await fake.until(() => signed().length > words || refusals().length > lines);
    return signed().length > words ? 'signed' : refusals().at(-1);
  }

  it('is nothing before the first round, and later what the sum before has left, after a restart too', async () => {
    for (const of of [3, Number.MAX_VALUE])
      expect(await published(one, one.makeModel(total, {}, made(of)))).toBe('SECURE_SUM_REFUSED');
    const first = one.makeModel(total);
    expect(await published(one, first)).toBe('signed');
    await fake.end(at, true);
    const two = new MaskedRound(fake, momentum, first.model, { ...at, round: 2 }, fourRoster(), first);
    const sumOfTwo = await two.play();
    for (const restarted of [false, true]) {
      if (restarted) {
        await site.stop();
        await start(momentum);
      }
      for (const memory of [NOTHING_REMEMBERED, made(3)])
        expect(await published(two, two.makeModel(sumOfTwo, {}, memory))).toBe('SECURE_SUM_REFUSED');
    }
    expect(await published(two, two.makeModel(sumOfTwo, {}, first.memory))).toBe('signed');
  });

  it('leads a site that has missed rounds to no model that is not finite, signed or not', async () => {
    const first = one.makeModel(total);
    expect(await published(one, first)).toBe('signed');
    await fake.end(at, true);
    const two = new MaskedRound(fake, momentum, first.model, { ...at, round: 2 }, fourRoster(), first);
    const sumOfTwo = await two.play();
    await site.stop();
    rmSync(join(site.state, 'sums-seen'), { recursive: true });
    await start(momentum);
    const bent = two.makeModel(sumOfTwo, {}, made(Number.MAX_VALUE));
    expect(bent.model.every(Number.isFinite)).toBe(false);
    const third = { ...at, round: 3 };
    await new MaskedRound(fake, momentum, bent.model, third, fourRoster(), bent).offer();
    await fake.until(() => fake.said('taskAnswer', third).length > 0);
    expect(fake.said('taskAnswer', third)[0]?.refusal?.code).toBe('TRANSCRIPT_INVALID');
    expect(site.logged.map(({ msg }) => msg)).toContain('the model of round 2 is not finite');
  });
});
