import { writeFileSync } from 'node:fs';
import { initialWeights } from '@consilium/plan';
import { decodeMessage, type ToldEvent } from '@consilium/secure-sum';
import { approving, FakeCoordinator, HandClock, rosterKey, testCsv, TestSite } from '@consilium/testing';
import { describe, expect, it } from 'vitest';
import { createGate, policySchema } from '../gate/index.ts';
import { AGENT, MaskedRound, maskedPlan, fourRoster } from '../testing/masked-round.ts';
import { onReading } from '../testing/traffic.ts';

const plan = maskedPlan();
const base = initialWeights(plan.document.model, [plan.inputWidth]);
const key = { run: 'run-a', round: 1, attempt: 1 } as const;
const EVERY_MS = 1000;
const STEP_MS = 20;
/** Something happens so long after reading has begun. */
const MEANWHILE_MS = 500;
/** Longest that a world is watched for one thing. */
const WATCHED_MS = 8000;

const rules = policySchema.parse({
  version: 1,
  allowedStudies: [plan.document.study],
  minimumPatients: 1,
  budgets: { patients: { epsilon: 2, delta: 0.001, accounting: 'one-mechanism' } },
  answers: { everyMs: EVERY_MS },
});

/** What may come from outside while the records of a masked round are read. */
type Meanwhile =
  | 'nothing'
  | 'the attempt ends'
  | 'the approval expires'
  | 'another roster is accepted'
  | 'the vector is asked for again'
  | 'the coordinator lies'
  | 'a later attempt is offered'
  | 'the connection is cut';

/** Everything that leaves a site in a masked round, with the tick on which it does, and what it costs. */
async function seenWhere(csv: string, readingMs: number, meanwhile: Meanwhile): Promise<unknown> {
  const clock = new HandClock(Date.now());
  const fake = new FakeCoordinator();
  const site = new TestSite();
  writeFileSync(site.csv, csv);
  let expiresMs = Number.MAX_SAFE_INTEGER;
  let epoch = 1;
  let began = Number.NaN;
  const gate = createGate({ policy: () => rules, approvalOf: (hash) => approving([plan], { expiresMs })(hash), clock });
  const undo = onReading(site.csv, async () => {
    if (began > 0) return;
    began = clock.monotonic();
    await new Promise<void>((resolve) => void clock.setTimer(readingMs, resolve));
  });
  const words: string[] = [];
  const noted = { messages: 0, arrivals: 0 };
  const note = (): void => {
    // Reading begins on a tick.
    const tick = began > 0 ? Math.floor((clock.monotonic() - began) / EVERY_MS) : 'before';
    for (const { message, taskAnswer, taskFailed, sumSaid } of fake.received.slice(noted.messages))
      words.push(
        `${tick} ${message} ${taskAnswer?.refusal?.code ?? ''}${taskFailed?.problem?.code ?? ''} ${taskAnswer?.sumMessage?.length ?? ''}${sumSaid?.message == null ? '' : decodeMessage(sumSaid.message).t}`,
      );
    for (const { header, bytes } of fake.arrivals.slice(noted.arrivals))
      words.push(`${tick} update ${header.encoding} ${bytes.length} of ${header.bytes} ${header.sumMessage?.length}`);
    noted.messages = fake.received.length;
    noted.arrivals = fake.arrivals.length;
  };
  const pass = async (goesOn: () => boolean, ms = WATCHED_MS): Promise<void> => {
    for (let passed = 0; passed < ms && goesOn(); passed += STEP_MS) {
      for (let i = 0; i < 3; i++) await new Promise((resolve) => setTimeout(resolve, 1));
      await clock.advance(STEP_MS);
      note();
    }
  };
  try {
    await site.start(fake, plan, { clock, gate, roster: () => ({ roster: fourRoster({ epoch }), key: rosterKey(AGENT) }) });
    await fake.until(() => fake.received.some(({ message }) => message === 'hello'));
    const round = new MaskedRound(fake, plan, base, key);
    const later = new MaskedRound(fake, plan, base, { ...key, attempt: 2 });
    await round.offer();
    await pass(() => fake.said('taskAnswer', key).length === 0);
    round.hear(decodeMessage(fake.said('taskAnswer', key)[0]?.sumMessage ?? new Uint8Array()));
    await round.tell(round.close() as ToldEvent);
    await pass(() => round.saidSoFar().length === 0);
    round.hear(await round.said('shares'));
    const asked = round.close() as ToldEvent;
    await round.tell(asked);
    await pass(() => !(clock.monotonic() >= began + MEANWHILE_MS));
    expect(began).toBeGreaterThan(0);
    switch (meanwhile) {
      case 'nothing':
        break;
      case 'the attempt ends':
        await fake.send({ attemptEnded: { key, closed: false } });
        break;
      case 'the approval expires':
        expiresMs = clock.now();
        break;
      case 'another roster is accepted':
        epoch = 2;
        break;
      case 'the vector is asked for again':
        await round.tell(asked);
        break;
      case 'the coordinator lies':
        await round.tell({ t: 'agreements', messages: [] });
        break;
      case 'a later attempt is offered':
        await later.offer();
        break;
      case 'the connection is cut':
        fake.cutSession();
        break;
    }
    await pass(() => true, 5000);
  } finally {
    undo();
    const stopped = site.stop();
    await clock.advance(WATCHED_MS);
    await stopped;
  }
  note();
  const charges = site.charges().map((charge) => `${charge.key.attempt} ${charge.state} ${JSON.stringify(charge.events)}`);
  await site.dispose();
  return { words, charges };
}

const usual = testCsv(50);
const [head = '', ...rows] = usual.trimEnd().split('\n');
const csvOf = (...more: string[]): string => `${[head, ...rows, ...more].join('\n')}\n`;
const NEIGHBOURS: readonly (readonly [string, string])[] = [
  ['one patient more', csvOf(rows[0]?.replace(/^[^,]*/, 'extra') ?? '')],
  ['one patient less', csvOf().replace(`${rows[3]}\n`, '')],
  ['one whose cells cannot be read', csvOf('extra,not a number,nowhere,perhaps')],
  ['one of a hundred rows', csvOf(...Array.from({ length: 100 }, () => 'extra,1,a,yes'))],
];

describe('in a masked round', () => {
  it.each(NEIGHBOURS)('nothing that leaves, and no charge, depends on %s', async (_name, csv) => {
    for (const meanwhile of ['nothing', 'the attempt ends'] as const)
      expect(await seenWhere(csv, 300, meanwhile)).toEqual(await seenWhere(usual, 300, meanwhile));
  });

  it('nothing that leaves, and no charge, depends on the only patient', async () => {
    const [nobody, one] = [`${head}\n`, `${head}\n${rows[0]}\n`];
    expect(await seenWhere(nobody, 300, 'nothing')).toEqual(await seenWhere(one, 300, 'nothing'));
  });

  it.each<Meanwhile>([
    'the attempt ends',
    'the approval expires',
    'another roster is accepted',
    'the vector is asked for again',
    'the coordinator lies',
    'a later attempt is offered',
    'the connection is cut',
  ])('nothing tells within a period how long reading took, where meanwhile %s', async (meanwhile) => {
    expect(await seenWhere(usual, 300, meanwhile)).toEqual(await seenWhere(usual, 800, meanwhile));
  });
});
