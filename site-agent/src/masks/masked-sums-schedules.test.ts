import { writeFileSync } from 'node:fs';
import { seededRandom, uniform53 } from '@consilium/core';
import { initialWeights } from '@consilium/plan';
import { decodeMessage, encodeEvent, type SiteMessage, type ToldEvent } from '@consilium/secure-sum';
import { approving, FakeCoordinator, HandClock, rosterKey, settled, testCsv, TestSite } from '@consilium/testing';
import { expect, it } from 'vitest';
import { createGate, policySchema } from '../gate/index.ts';
import { AGENT, fourRoster, maskedPlan, MaskedRound } from '../testing/masked-round.ts';
import { likeAtHospitals } from '../testing/hospital-random.ts';
import { noting, onReading } from '../testing/traffic.ts';

const plan = maskedPlan(3, { rounds: 3 });
const base = initialWeights(plan.document.model, [plan.inputWidth]);
const STEP_MS = 50;
const EVERY_MS = 1000;
/** Length of a schedule, and how long the site is watched. */
const SCHEDULE_MS = 24_000;
const WATCHED_MS = 28_000;
/** Schedules that are played; a number in the environment for a long search. */
const SCHEDULES = Number(process.env['MASKED_NEIGHBOURS'] ?? 3);

/** What a coordinator, or the hospital, does at a moment; each as often as it is likely. */
const MOVES = [
  'goes on',
  'goes on',
  'goes on',
  'goes on',
  'goes on',
  'goes on',
  'goes on',
  'goes on',
  'goes on',
  'goes on',
  'goes on',
  'goes on',
  'goes on',
  'goes on',
  'goes on',
  'goes on',
  'goes on',
  'goes on',
  'says the same again',
  'offers again',
  'lies',
  'ends the attempt',
  'goes to another attempt',
  'cuts the session',
  'has the file written again',
  'withdraws the study',
  'allows the study',
  'allows the study',
  'accepts another roster',
  'accepts the roster',
  'accepts the roster',
] as const;

interface Move {
  readonly atMs: number;
  readonly does: (typeof MOVES)[number];
}

function scheduleOf(seed: number): Move[] {
  const random = seededRandom(`masked schedule ${seed}`);
  const below = (n: number): number => Math.floor(uniform53(random) * n);
  const moves = Array.from(
    { length: 90 },
    (): Move => ({ atMs: 10 * below(SCHEDULE_MS / 10), does: MOVES[below(MOVES.length)] as Move['does'] }),
  );
  return moves.sort((a, b) => a.atMs - b.atMs);
}

/** A state of the population, and how long it takes to read. */
interface World {
  readonly csv: string;
  readonly readingMs: number;
}

interface Seen {
  /** Everything that the site said or asked for, with its moment. */
  readonly traffic: readonly string[];
  /** The same as it arrived, with lengths, codes and messages. */
  readonly arrived: readonly string[];
  readonly charges: readonly unknown[];
  /** Kinds of words that it came to. */
  readonly words: readonly string[];
}

/** What leaves a site under a schedule, without the bytes that are uniform. */
async function seenIn({ csv, readingMs }: World, seed: number): Promise<Seen> {
  const fake = new FakeCoordinator();
  const site = new TestSite();
  const clock = new HandClock(1_790_000_000_000);
  const began = clock.monotonic();
  const traffic: string[] = [];
  /** What arrived, in order: when it left stands in the traffic. */
  const arrived: string[] = [];
  const words = new Set<string>();
  const note = (what: string): void => void traffic.push(`${clock.monotonic() - began} ${what}`);
  const write = (blanks: number): void => writeFileSync(site.csv, `${csv}${'\n'.repeat(blanks)}`);
  write(0);
  const undo = onReading(site.csv, () => new Promise<void>((resolve) => void clock.setTimer(readingMs, resolve)));
  const rules = {
    version: 1,
    minimumPatients: 1,
    budgets: { patients: { epsilon: 9, delta: 0.001, accounting: 'several' } },
    answers: { everyMs: EVERY_MS },
  };
  const allowed = policySchema.parse({ ...rules, allowedStudies: [plan.document.study] });
  const withdrawn = policySchema.parse({ ...rules, allowedStudies: [] });
  let policy = allowed;
  let epoch = 1;
  let attempt = 1;
  const keyOf = (): { run: string; round: number; attempt: number } => ({ run: 'run-a', round: 1, attempt });
  let round = new MaskedRound(fake, plan, base, keyOf());
  let offered = false;
  const noted = { messages: 0, arrivals: 0 };
  const listen = (): void => {
    const heard: SiteMessage[] = [];
    for (const { message, taskAnswer, taskFailed, sumSaid } of fake.received.slice(noted.messages)) {
      const bytes = sumSaid?.message ?? taskAnswer?.sumMessage;
      const said = bytes == null || bytes.length === 0 ? undefined : decodeMessage(bytes);
      const code = taskAnswer?.refusal?.code ?? taskFailed?.problem?.code ?? '';
      arrived.push(
        `${message} ${code} ${taskAnswer?.refusal?.message ?? taskFailed?.problem?.message ?? ''} ${said?.t} ${bytes?.length}`,
      );
      const of = (sumSaid ?? taskAnswer)?.key?.attempt;
      if (said !== undefined && of === attempt) heard.push(said);
    }
    for (const { header, bytes } of fake.arrivals.slice(noted.arrivals)) {
      arrived.push(
        `update ${header.encoding} ${bytes.length} of ${header.bytes} ${header.sumMessage?.length} ${header.ledger?.sequence}`,
      );
      words.add('masked');
    }
    noted.messages = fake.received.length;
    noted.arrivals = fake.arrivals.length;
    for (const message of heard) {
      words.add(message.t);
      try {
        round.hear(message);
      } catch {
        // Said again, or late.
      }
    }
  };
  /** What an honest coordinator does next. */
  const goOn = async (): Promise<void> => {
    const { coordinator, told } = round;
    if (!offered) {
      offered = true;
      return await round.offer();
    }
    if (coordinator.t !== 'collecting') return;
    const upload = fake.counted(keyOf());
    if (coordinator.phase === 'masked' && upload !== undefined && !coordinator.arrived.some(({ site: of }) => of === AGENT))
      await round.upload();
    const now = round.coordinator;
    if (now.t === 'collecting' && now.arrived.some(({ site: of }) => of === AGENT)) {
      const event = round.close();
      if (event !== undefined) return await round.tell(event);
    }
    const last = told.at(-1);
    await (last === undefined ? round.offer() : tell(last));
  };
  const tell = async (event: ToldEvent): Promise<void> =>
    await fake.send({ sumTold: { key: keyOf(), event: encodeEvent(event) } });
  const sessions = (): number => fake.received.filter(({ message }) => message === 'hello').length;
  const pass = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    await clock.advance(STEP_MS);
    // An upload is many turns of the loop.
    for (let i = 0; i < 3; i++) await settled();
    listen();
  };
  const make = async (does: Move['does'], left: number): Promise<void> => {
    switch (does) {
      case 'goes on':
        return await goOn();
      case 'says the same again': {
        const event = round.told.at(-1);
        return event === undefined ? undefined : await tell(event);
      }
      case 'offers again':
        offered = true;
        return await round.offer();
      case 'lies':
        return left % 6 === 0 ? await tell({ t: 'agreements', messages: [] }) : undefined;
      case 'ends the attempt':
        return left % 3 === 0 ? await fake.send({ attemptEnded: { key: keyOf(), closed: false } }) : undefined;
      case 'goes to another attempt':
        if (left % 4 !== 0) return;
        attempt += 1;
        round = new MaskedRound(fake, plan, base, keyOf());
        offered = false;
        return;
      case 'cuts the session': {
        const before = sessions();
        fake.cutSession();
        while (sessions() === before) await pass();
        return;
      }
      case 'has the file written again':
        return write(left);
      case 'withdraws the study':
        policy = withdrawn;
        return;
      case 'allows the study':
        policy = allowed;
        return;
      case 'accepts another roster':
        epoch = 2;
        return;
      case 'accepts the roster':
        epoch = 1;
        return;
    }
  };
  try {
    await site.start({ client: noting(fake.client, note, (hash) => hash) }, plan, {
      clock,
      random: likeAtHospitals(),
      gate: createGate({
        policy: () => policy,
        approvalOf: approving([plan], { ceiling: { epsilon: 9, delta: 0.001 } }),
        clock,
      }),
      roster: () => ({ roster: fourRoster({ epoch }), key: rosterKey(AGENT) }),
    });
    await fake.until(() => sessions() > 0);
    await settled();
    const moves = scheduleOf(seed);
    while (clock.monotonic() < began + WATCHED_MS) {
      await pass();
      while (moves[0] !== undefined && clock.monotonic() - began >= moves[0].atMs) {
        await make((moves.shift() as Move).does, moves.length);
        await settled();
      }
    }
    const stopped = site.stop();
    await clock.advance(WATCHED_MS);
    await stopped;
  } finally {
    undo();
    await site.stop();
  }
  listen();
  const charges = site.charges().map(({ key, state, update, sum }) => ({ key, state, answered: update !== undefined, sum }));
  await site.dispose();
  return { traffic, arrived, charges, words: [...words].sort() };
}

const usual = testCsv(50);
const [head = '', ...rows] = usual.trimEnd().split('\n');
const csvOf = (...more: string[]): string => `${[head, ...rows, ...more].join('\n')}\n`;
// Within a period, with two steps of the clock for the disk of a busy machine: what takes longer shows, and may.
const NEIGHBOURS: readonly World[] = [
  { csv: csvOf(rows[0]?.replace(/^[^,]*/, 'extra') ?? ''), readingMs: 820 },
  { csv: csvOf('extra,not a number,nowhere,perhaps'), readingMs: 410 },
  { csv: csvOf(...Array.from({ length: 100 }, () => 'extra,1,a,yes')), readingMs: 880 },
];

it(
  'whatever is said, ended, cut and withdrawn in masked rounds at whatever moment, one patient changes nothing that leaves',
  async () => {
    const reached = new Map<string, number>();
    for (let seed = 0; seed < SCHEDULES; seed++) {
      const seen = await seenIn({ csv: usual, readingMs: 150 }, seed);
      const neighbour = await seenIn(NEIGHBOURS[seed % NEIGHBOURS.length] as World, seed);
      expect({ seed, ...neighbour }).toEqual({ seed, ...seen });
      for (const word of seen.words) reached.set(word, (reached.get(word) ?? 0) + 1);
    }
    expect(reached.get('keys')).toBeGreaterThan(SCHEDULES / 2);
    expect(reached.get('masked')).toBeGreaterThan(SCHEDULES / 10);
    if (SCHEDULES > 50) expect(reached.get('unmask')).toBeGreaterThan(SCHEDULES / 20);
  },
  30_000 + 30_000 * SCHEDULES,
);
