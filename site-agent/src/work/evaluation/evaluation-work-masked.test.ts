import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SeededRandom, seededRandom } from '@consilium/core';
import { initialWeights, scoreParameters } from '@consilium/plan';
import { decodeScores, deriveScores } from '@consilium/privacy';
import { UpdateEncoding, WorkKind } from '@consilium/proto';
import { decodeWord, encodeMessage, requireWord, rosterHash, type ToldEvent } from '@consilium/secure-sum';
import { FakeCoordinator, openGate, rosterKey, testCsv, TestSite } from '@consilium/testing';
import { createSealer, loadOrCreateKeyFile } from '@consilium/trust';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HeldRoster } from '../../masks/masked-sums.ts';
import { UpdateStore } from '../../outbox/update-store.ts';
import { answersTo } from '../../testing/answers.ts';
import { AGENT, fourRoster, MaskedRound, maskedPlan, type PublishedRound } from '../../testing/masked-round.ts';

const attempt = { run: 'run-a', round: 1, attempt: 1 } as const;
const key = { ...attempt, kind: WorkKind.WORK_KIND_EVALUATION } as const;
const plan = maskedPlan(3, { evaluation: { metrics: ['accuracy', 'auc'] } });
const base = initialWeights(plan.document.model, [plan.inputWidth]);
const { layout, release } = deriveScores(scoreParameters(plan) as NonNullable<ReturnType<typeof scoreParameters>>);

let fake: FakeCoordinator;
let site: TestSite;
let held: HeldRoster | undefined;
beforeEach(() => {
  fake = new FakeCoordinator();
  site = new TestSite();
  held = { roster: fourRoster(), key: rosterKey(AGENT) };
});
afterEach(async () => await site.dispose());

const { declined } = answersTo(() => fake);

async function start(random: SeededRandom = seededRandom('masked scores'), gate = openGate(plan)): Promise<void> {
  await site.start(fake, plan, { gate, roster: () => held, random, heldOut: 0.5 });
}

async function restart(): Promise<void> {
  await site.stop();
  await start();
}

/** Trains the round under masks, as one must before its model is scored; the sum of scores is then to be played. */
async function trained(): Promise<MaskedRound> {
  const roster = held?.roster ?? fourRoster();
  const training = new MaskedRound(fake, plan, base, attempt, roster);
  await training.play();
  await fake.end(attempt);
  const made = training.makeUp();
  return new MaskedRound(fake, plan, made.model, key, roster, made);
}

/** The agent's own share, from a sum over all. */
function shareIn(round: MaskedRound, sum: Uint32Array): Int32Array {
  const others = round.others();
  return Int32Array.from(sum, (word, i) => word - (others[i] ?? 0));
}

async function charges(): Promise<readonly (readonly [string, string, unknown])[]> {
  await site.stop();
  return site.charges().map(({ key: { kind }, state, sum }) => [kind, state, sum]);
}

const SUM = { honest: 3, roster: rosterHash(fourRoster()) };

describe('scores of a plan whose sites share the noise', () => {
  it('are a share of their sum, bit for bit, and nothing else of this site; charged to those held out with h and roster', async () => {
    await start();
    const first = await trained();
    const share = shareIn(first, await first.play());
    const upload = fake.counted(key);
    expect(upload?.header.encoding).toBe(UpdateEncoding.UPDATE_ENCODING_MASKED_INT32);
    expect(await charges()).toEqual([
      ['training', 'committed', SUM],
      ['evaluation', 'committed', SUM],
    ]);
    expect(site.charges()[1]).toMatchObject({ part: 'held-out', events: [release.event] });
    // By this the last look at what leaves knows that it must not leave in the open.
    const sealer = createSealer(loadOrCreateKeyFile(join(site.state, 'sealing.key')));
    const stored = new UpdateStore(join(site.state, 'updates'), sealer).open({ ...attempt, kind: 'evaluation' });
    expect(stored?.meta).toMatchObject({ honest: 3, charged: true, encoding: UpdateEncoding.UPDATE_ENCODING_MASKED_INT32 });
    stored?.close();
    // What the share says, with the noise of one site.
    const { patients } = decodeScores(share, layout, release, 1);
    expect(patients.low).toBeLessThan(33);
    expect(patients.high).toBeGreaterThan(17);
    // The same patients and noise once more, under a roster of another epoch: other masks, the same share.
    const bytes = upload?.bytes;
    await site.dispose();
    site = new TestSite();
    fake = new FakeCoordinator();
    held = { roster: fourRoster({ epoch: 2 }), key: rosterKey(AGENT) };
    await start();
    const second = await trained();
    expect(shareIn(second, await second.play())).toEqual(share);
    expect(fake.counted(key)?.bytes.equals(bytes ?? Buffer.alloc(0))).toBe(false);
  });

  it('cost nothing, and are not made, before enough sites have joined their sum and shared', async () => {
    await start();
    const round = await trained();
    await round.join();
    await round.tell(round.close() as ToldEvent);
    await round.said('shares');
    expect(await charges()).toEqual([['training', 'committed', SUM]]);
  });

  it('go on after a restart between any two messages, in the same words', async () => {
    await start();
    const round = await trained();
    await round.join();
    await restart();
    await round.offer();
    const keysSaid = (): readonly Buffer[] =>
      round
        .saidSoFar()
        .filter(({ t }) => t === 'keys')
        .map((message) => Buffer.from(encodeMessage(message)));
    await fake.until(() => keysSaid().length === 2);
    expect(keysSaid()[1]?.equals(keysSaid()[0] ?? Buffer.alloc(0))).toBe(true);
    await round.tell(round.close() as ToldEvent);
    round.hear(await round.said('shares'));
    await restart();
    const asked = round.close() as ToldEvent;
    await round.tell(asked);
    await fake.until(() => fake.counted(key) !== undefined);
    const first = fake.counted(key);
    fake.uploads.delete('run-a.1.1.evaluation');
    await restart();
    await round.tell(asked);
    await round.upload();
    expect(fake.counted(key)?.bytes.equals(first?.bytes ?? Buffer.alloc(0))).toBe(true);
    for (const kind of ['agreement', 'unmask'] as const) {
      await round.tell(round.close() as ToldEvent);
      round.hear(await round.said(kind));
      await restart();
    }
    round.close();
    expect(round.sum()).toHaveLength(layout.dimension);
    expect((await charges()).filter(([kind]) => kind === 'evaluation')).toEqual([['evaluation', 'committed', SUM]]);
  });

  it('are not made where a request leaves their sum out, or names a stranger or another roster', async () => {
    await start();
    const round = await trained();
    await fake.send({ evaluationRequest: round.request() });
    expect(await declined()).toMatch(/^TASK_INVALID: the plan sums under masks, and the task does not/);
    await round.offer({ participants: [...round.terms.sites, 'stranger'] });
    await fake.until(() => fake.said('evaluationDeclined', key).length === 2);
    expect(await declined()).toMatch(/^TASK_INVALID: the task asks stranger/);
    await round.offer({ rosterHash: '0'.repeat(64) });
    await fake.until(() => fake.said('evaluationDeclined', key).length === 3);
    expect(await declined()).toMatch(/^SECURE_SUM_REFUSED/);
    expect(fake.arrivals.filter(({ header }) => header.key?.kind === key.kind)).toEqual([]);
    expect(await charges()).toEqual([['training', 'committed', SUM]]);
  });

  it('are summed only for an attempt that this site has answered', async () => {
    await start();
    const round = new MaskedRound(fake, plan, base, key);
    await round.offer();
    expect(await declined()).toMatch(/^TASK_INVALID: this site did not train/);
  });

  it('are of the model that this site has made again from the sum of its round, and of no other', async () => {
    await start();
    const training = new MaskedRound(fake, plan, base, attempt);
    const sum = await training.play();
    await fake.end(attempt);
    const made = training.makeModel(sum);
    const other = training.makeUp();
    const refused = async (model: Float32Array, from?: PublishedRound): Promise<string> => {
      const before = fake.said('evaluationDeclined', key).length;
      await new MaskedRound(fake, plan, model, key, fourRoster(), from).offer();
      await fake.until(() => fake.said('evaluationDeclined', key).length > before);
      return fake.said('evaluationDeclined', key).at(-1)?.problem?.code ?? '';
    };
    expect(await refused(made.model)).toBe('SECURE_SUM_REFUSED');
    expect(await refused(other.model, made)).toBe('SECURE_SUM_REFUSED');
    // It was not told what came of the round: it looks at that now, and signs with its keys.
    const round = new MaskedRound(fake, plan, made.model, key, fourRoster(), made);
    await round.join();
    const words = fake.received.flatMap(({ sumSaid }) => (sumSaid?.key?.kind === key.kind ? [sumSaid?.parentWord] : []));
    requireWord(made.transcript, decodeWord(words[0] ?? new Uint8Array()));
    expect(await refused(made.model)).toBe('SECURE_SUM_REFUSED');
    expect(await refused(other.model, made)).toBe('SECURE_SUM_REFUSED');
    expect(await refused(other.model, other)).toBe('SECURE_SUM_REFUSED');
    expect(await charges()).toEqual([['training', 'committed', SUM]]);
  });
});

const usual = testCsv(50);
const [head = '', ...rows] = usual.trimEnd().split('\n');
const csvOf = (...more: string[]): string => `${[head, ...rows, ...more].join('\n')}\n`;

/** Everything that leaves while scores are summed, and what they cost; of what hides behind masks the length alone. */
async function seen(csv: string): Promise<unknown> {
  const world = new TestSite();
  const coordinator = new FakeCoordinator();
  try {
    const begin = async (): Promise<void> => {
      const roster = (): HeldRoster => ({ roster: fourRoster(), key: rosterKey(AGENT) });
      await world.start(coordinator, plan, { gate: openGate(plan), roster, random: seededRandom('neighbours'), heldOut: 0.5 });
    };
    // Trained on the same data: what is summed here is bound to what came of that, by its hash.
    writeFileSync(world.csv, usual);
    await begin();
    const training = new MaskedRound(coordinator, plan, base, attempt);
    await training.play();
    await coordinator.end(attempt);
    await world.stop();
    writeFileSync(world.csv, csv);
    await begin();
    coordinator.received.length = 0;
    const made = training.makeUp();
    const round = new MaskedRound(coordinator, plan, made.model, key, fourRoster(), made);
    await round.play();
    const said = round.saidSoFar().map((message) => {
      const bytes = Buffer.from(encodeMessage(message));
      // Keys and shares are drawn before a record is read; what comes after is signed over the hash of the masked words.
      return [message.t, message.t === 'keys' || message.t === 'shares' ? bytes.toString('base64') : bytes.length];
    });
    const messages = coordinator.received.map(({ message }) => message);
    const upload = coordinator.arrivals.map(({ header: { updateHash: _h, ledger: _l, sumMessage, ...header }, bytes }) => ({
      ...header,
      signature: sumMessage?.length,
      sent: bytes.length,
    }));
    await world.stop();
    return { said, messages, upload, charges: world.charges().map(({ update: _update, ...charge }) => charge) };
  } finally {
    await world.dispose();
  }
}

describe('on neighbouring data sets', () => {
  it.each([
    ['one patient more', csvOf(...Array.from({ length: 4 }, (_, i) => rows[0]?.replace(/^[^,]*/, `extra${i}`) ?? ''))],
    ['one patient less', csvOf().replace(`${rows[3]}\n`, '')],
    ['one whose cells cannot be read', csvOf('extra,not a number,nowhere,perhaps')],
    ['one of a hundred rows', csvOf(...Array.from({ length: 100 }, () => 'extra,1,a,yes'))],
  ])('what leaves while scores are summed, and what it costs, are the same: %s', async (_name, csv) => {
    expect(await seen(csv)).toEqual(await seen(usual));
  });
});
