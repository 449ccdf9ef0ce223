import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SeededRandom, seededRandom } from '@consilium/core';
import { initialWeights } from '@consilium/plan';
import { UpdateEncoding } from '@consilium/proto';
import { rosterHash, type ToldEvent } from '@consilium/secure-sum';
import { FakeCoordinator, openGate, rosterKey, TestSite } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answersTo } from '../testing/answers.ts';
import { AGENT, MaskedRound, maskedPlan, fourRoster } from '../testing/masked-round.ts';
import type { HeldRoster } from './masked-sums.ts';

const key = { run: 'run-a', round: 1, attempt: 1 } as const;
const plan = maskedPlan();
const base = initialWeights(plan.document.model, [plan.inputWidth]);

let fake: FakeCoordinator;
let site: TestSite;
let held: HeldRoster | undefined;
beforeEach(() => {
  fake = new FakeCoordinator();
  site = new TestSite();
  held = { roster: fourRoster(), key: rosterKey(AGENT) };
});
afterEach(async () => await site.dispose());

const { refused, failed } = answersTo(() => fake);

async function start(random: SeededRandom = seededRandom('masked round')): Promise<void> {
  await site.start(fake, plan, { gate: openGate(plan), roster: () => held, random });
}

async function restart(): Promise<void> {
  await site.stop();
  await start();
}

/** The agent's own share, from a sum over all. */
function shareIn(round: MaskedRound, sum: Uint32Array): Uint32Array {
  const others = round.others();
  return sum.map((word, i) => word - (others[i] ?? 0));
}

/** What the coordinator received of the attempt's update. */
function received(): { readonly encoding: unknown; readonly bytes: Buffer } {
  const upload = fake.counted(key);
  return { encoding: upload?.header.encoding, bytes: upload?.bytes ?? Buffer.alloc(0) };
}

async function charges(): Promise<readonly string[]> {
  await site.stop();
  return site.charges().map(({ state }) => state);
}

/** Plays a sum up to where the agent has uploaded, and gives what the coordinator says next. */
async function upToSurvivors(round: MaskedRound): Promise<ToldEvent> {
  await round.join();
  await round.tell(round.close() as ToldEvent);
  round.hear(await round.said('shares'));
  await round.tell(round.close() as ToldEvent);
  await round.upload();
  return round.close() as ToldEvent;
}

describe('a round whose updates are summed under masks', () => {
  it('gives the sum of the shares, bit for bit, and of this one nothing else', async () => {
    await start();
    const first = new MaskedRound(fake, plan, base, key);
    const share = shareIn(first, await first.play());
    const { encoding, bytes } = received();
    expect(encoding).toBe(UpdateEncoding.UPDATE_ENCODING_MASKED_INT32);
    expect(await charges()).toEqual(['committed']);
    expect(site.charges()[0]?.sum).toEqual({ honest: 3, roster: rosterHash(fourRoster()) });
    // The same patients and noise once more, under a roster of another epoch: other masks, the same share.
    await site.dispose();
    site = new TestSite();
    fake = new FakeCoordinator();
    const roster = fourRoster({ epoch: 2 });
    held = { roster, key: rosterKey(AGENT) };
    await start();
    const second = new MaskedRound(fake, plan, base, key, roster);
    expect(shareIn(second, await second.play())).toEqual(share);
    expect(received().bytes.equals(bytes)).toBe(false);
  });

  it('reads and charges nothing before enough sites have joined and shared', async () => {
    await start();
    const round = new MaskedRound(fake, plan, base, key);
    await round.join();
    await round.tell(round.close() as ToldEvent);
    await round.said('shares');
    expect(await charges()).toEqual([]);
    await start();
    await fake.end(key, false);
    await fake.until(() => true);
    expect(await charges()).toEqual([]);
  });

  it('goes on after a restart between any two messages, in the same words', async () => {
    await start();
    const round = new MaskedRound(fake, plan, base, key);
    await round.join();
    await restart();
    await round.offer();
    await fake.until(() => fake.said('taskAnswer', key).length === 2);
    const [one, two] = fake.said('taskAnswer', key);
    expect(two?.sumMessage).toEqual(one?.sumMessage);
    for (const kind of ['shares', 'agreement', 'unmask'] as const) {
      const event = round.close() as ToldEvent;
      if (kind === 'agreement') {
        // The vector is asked for here: the restart comes when it is on its way.
        await round.tell(event);
        await round.upload();
        await restart();
        await round.tell(event);
        await fake.until(() => fake.counted(key) !== undefined);
        await round.tell(round.close() as ToldEvent);
      } else await round.tell(event);
      const said = await round.said(kind);
      round.hear(said);
      await restart();
      await round.tell(round.told.at(-1) as ToldEvent);
      await fake.until(() => round.saidSoFar().filter(({ t }) => t === kind).length === 2);
      for (const again of round.saidSoFar().filter(({ t }) => t === kind)) expect(again).toEqual(said);
    }
    round.close();
    expect(shareIn(round, round.sum()).length).toBe(round.terms.words);
    expect(await charges()).toEqual(['committed']);
  });
});

describe('an attempt that is ended before it is charged, and begun again,', () => {
  const forgotten = async (): Promise<void> => {
    const folder = join(site.state, 'sums');
    await fake.until(() => readdirSync(folder).every((name) => readFileSync(join(folder, name)).readUInt32LE() === 0));
    await site.stop();
    fake = new FakeCoordinator();
    // As what is random is not what it was; a generator with a seed would begin again.
    await start(seededRandom('another time'));
  };

  it('gets other keys, one vector and one charge; after the vector there is no third time', async () => {
    await start();
    const first = new MaskedRound(fake, plan, base, key);
    await first.join();
    const keys = first.close() as ToldEvent;
    await first.tell(keys);
    const shared = await first.said('shares');
    const joined = fake.said('taskAnswer', key)[0]?.sumMessage;
    await fake.end(key, false);
    await forgotten();
    const second = new MaskedRound(fake, plan, base, key);
    await second.join();
    expect(fake.said('taskAnswer', key)[0]?.sumMessage).not.toEqual(joined);
    const again = second.close() as ToldEvent;
    await second.tell(again);
    const reshared = await second.said('shares');
    expect(reshared.keysHash).not.toEqual(shared.keysHash);
    second.hear(reshared);
    await second.tell(second.close() as ToldEvent);
    await second.upload();
    expect(fake.counted(key)).toBeDefined();
    // The keys of the first time are another list: they end the sum, and open nothing.
    await second.tell(keys);
    expect(await failed()).toMatch(/^SECURE_SUM_ABORTED/);
    expect(second.saidSoFar().map(({ t }) => t)).toEqual(['shares']);
    await fake.end(key, false);
    await forgotten();
    await new MaskedRound(fake, plan, base, key).offer();
    expect(await refused()).toMatch(/^UPDATE_REPLAYED/);
    expect(await charges()).toEqual(['committed']);
  });
});

describe('this site takes no part', () => {
  it.each<[string, string, (round: MaskedRound) => Promise<void>]>([
    ['without a roster', 'SECURE_SUM_REFUSED', async (round) => ((held = undefined), await round.offer())],
    ['under another roster', 'SECURE_SUM_REFUSED', async (round) => await round.offer({ rosterHash: 'f'.repeat(64) })],
    ['with a stranger', 'TASK_INVALID', async (round) => await round.offer({ participants: ['east', AGENT, 'south', 'sybil'] })],
    [
      'without being asked',
      'SECURE_SUM_REFUSED',
      async (round) => await round.offer({ participants: ['east', 'south', 'west'] }),
    ],
    ['with too few', 'SECURE_SUM_REFUSED', async (round) => await round.offer({ participants: ['east', AGENT, 'south'] })],
    [
      'out of order',
      'SECURE_SUM_REFUSED',
      async (round) => await round.offer({ participants: ['west', 'south', AGENT, 'east'] }),
    ],
    ['in its own noised update', 'TASK_INVALID', async () => await fake.offer(plan, base, key)],
  ])('%s: %s', async (_name, code, offer) => {
    await start();
    await offer(new MaskedRound(fake, plan, base, key));
    expect(await refused()).toMatch(code);
    expect([await charges(), fake.uploads.size]).toEqual([[], 0]);
  });

  it('in a second sum of an attempt, on other terms', async () => {
    await start();
    const round = new MaskedRound(fake, plan, base, key);
    await round.join();
    const other = base.map((weight) => weight + 1);
    await new MaskedRound(fake, plan, other, key).offer();
    expect(await refused()).toMatch(/SECURE_SUM_REFUSED/);
    // The first goes on.
    await round.tell(round.close() as ToldEvent);
    expect((await round.said('shares')).site).toBe(AGENT);
  });
});

describe('a lying coordinator', () => {
  /** Each lie, told after the agent has uploaded: the agent has something to open from there on. */
  const LIES: readonly (readonly [string, (round: MaskedRound, survivors: ToldEvent) => Promise<void>])[] = [
    [
      'that names too few survivors',
      async (round, event) => {
        if (event.t === 'survivors') await round.tell({ ...event, messages: event.messages.slice(0, 3) });
      },
    ],
    [
      'that names two lists of survivors',
      async (round, event) => {
        await round.tell(event);
        await round.said('agreement');
        if (event.t === 'survivors') await round.tell({ ...event, messages: event.messages.slice(0, 3) });
      },
    ],
    [
      'that asks to open before sites agree',
      async (round, event) => {
        await round.tell(event);
        await round.said('agreement');
        await round.tell({ t: 'agreements', messages: [] });
      },
    ],
    [
      'that exchanges the vector of this site',
      async (round, event) => {
        if (event.t !== 'survivors') return;
        const messages = event.messages.map((m) => (m.site === AGENT ? { ...m, wordsHash: new Uint8Array(32) } : m));
        await round.tell({ ...event, messages });
      },
    ],
    [
      'that tells another list of sharers once the vector has left',
      async (round) => {
        const before = round.told.find(({ t }) => t === 'shares-of-all');
        if (before?.t === 'shares-of-all') await round.tell({ ...before, messages: before.messages.slice(1) });
      },
    ],
  ];

  it.each(LIES)('%s is left: nothing is opened, then or after a restart', async (_name, lie) => {
    await start();
    const round = new MaskedRound(fake, plan, base, key);
    const survivors = await upToSurvivors(round);
    await lie(round, survivors);
    expect(await failed()).toMatch(/^SECURE_SUM_ABORTED/);
    const before = round.saidSoFar().length;
    for (const again of [false, true]) {
      if (again) await restart();
      const failures = fake.said('taskFailed', key).length;
      await round.offer();
      await round.tell(survivors);
      await fake.until(() => fake.said('taskFailed', key).length > failures);
    }
    expect(round.saidSoFar()).toHaveLength(before);
    expect(round.saidSoFar().some(({ t }) => t === 'unmask')).toBe(false);
    expect(await charges()).toEqual(['committed']);
  });

  it('or a site that shares wrongly meets a complaint, again after a restart, and nothing is read or charged', async () => {
    await start();
    const round = new MaskedRound(fake, plan, base, key);
    await round.join();
    await round.tell(round.close() as ToldEvent);
    round.hear(await round.said('shares'));
    const shares = round.close();
    if (shares?.t !== 'shares-of-all') throw new Error('shares of all');
    const messages = shares.messages.map((one) =>
      one.from === 'west' ? { ...one, hashes: { ...one.hashes, self: new Uint8Array(32) } } : one,
    );
    await round.tell({ ...shares, messages });
    expect(await round.said('complaint')).toMatchObject({ site: AGENT, accused: ['west'] });
    const before = round.saidSoFar().length;
    await restart();
    await round.tell({ ...shares, messages });
    await fake.until(() => round.saidSoFar().length > before);
    expect(fake.said('taskFailed', key)).toEqual([]);
    expect(await charges()).toEqual([]);
  });

  it('that knows nothing of an attempt gets no word but that this site has no part in it', async () => {
    await start();
    const round = new MaskedRound(fake, plan, base, key);
    await round.tell({ t: 'agreements', messages: [] });
    expect(await failed()).toMatch(/^SECURE_SUM_REFUSED/);
    expect([await charges(), round.saidSoFar()]).toEqual([[], []]);
  });

  it('is left when this hospital accepts another roster meanwhile', async () => {
    await start();
    const round = new MaskedRound(fake, plan, base, key);
    await round.join();
    held = { roster: fourRoster({ epoch: 2 }), key: rosterKey(AGENT) };
    await round.tell(round.close() as ToldEvent);
    expect(await failed()).toMatch(/^SECURE_SUM_REFUSED/);
    expect([await charges(), round.saidSoFar()]).toEqual([[], []]);
  });
});
