import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConsiliumError, type Randomness, seededRandom, uniform53 } from '@consilium/core';
import { type CompiledPlan, initialWeights, releaseParameters, scoreParameters } from '@consilium/plan';
import { deriveRelease, deriveScores } from '@consilium/privacy';
import { type consilium, UpdateEncoding, WorkKind } from '@consilium/proto';
import { decodeMessage, encodeEvent, encodeMessage, type Mask, type SiteMessage, type ToldEvent } from '@consilium/secure-sum';
import { cut, FakeCoordinator, openGate, rosterKey, testPlan, TestSite } from '@consilium/testing';
import { createSealer, loadOrCreateKeyFile } from '@consilium/trust';
import { describe, expect, it } from 'vitest';
import { attemptName } from '../attempt/attempt.ts';
import { UpdateStore } from '../outbox/update-store.ts';
import { codeOf } from '../testing/failures.ts';
import { noisedScores } from '../work/evaluation/scores.ts';
import { makeUpdate, type RoundInput } from '../work/training/round-update.ts';
import { AGENT, MaskedRound, maskedPlan, fourRoster, type SumKey } from '../testing/masked-round.ts';

/** Wide enough that each update shows by itself whether its words are under masks. */
const LAYERS = [
  { type: 'dense', units: 16, activation: 'tanh' },
  { type: 'dense', units: 1, activation: 'sigmoid' },
];
const HONEST = 3;
const plan = maskedPlan(HONEST, {
  layers: LAYERS,
  rounds: 3,
  evaluation: { every: 1, metrics: ['loss', 'accuracy', 'auc', 'brier', 'calibration'], subgroups: { ward: {} } },
});
const base = initialWeights(plan.document.model, [plan.inputWidth]);
/** Schedules that are played; a number in the environment for a long search. */
const SCHEDULES = Number(process.env['MASKED_SCHEDULES'] ?? 16);
/** Worlds at a time: most of what a schedule takes is waiting. */
const TOGETHER = 8;
const STEPS = 30;
const LIMIT = { timeout: 30_000 + 5000 * SCHEDULES };
/** Of the steps; the others go on with the sum. */
const SHARE_OF_FAULTS = 0.4;
const ATTEMPTS = 3;
/** Of uniform words an eighth is so small; of noised ones, which may not wrap in a sum, nearly all are. */
const SMALL = 2 ** 28;

/** What a world is about: attempts of one round, or the scores of three runs. */
type Kind = 'updates' | 'scores';

/** The sums of a world, by number. */
function keyOf(n: number, kind: Kind): SumKey {
  if (kind === 'updates') return { run: 'run-a', round: 1, attempt: n };
  return { run: scoredRun(n), round: 1, attempt: 1, kind: WorkKind.WORK_KIND_EVALUATION };
}

/** Each run goes on from its own sum, and scores what that has made. */
function scoredRun(n: number): string {
  return `run-${n}`;
}

/** The number of a sum. */
function numberOf(key: consilium.v1.AttemptKey.$Properties | null | undefined, kind: Kind): number | undefined {
  const scores = key?.kind === WorkKind.WORK_KIND_EVALUATION;
  if (scores !== (kind === 'scores')) return undefined;
  if (kind === 'updates') return key?.run === 'run-a' ? (key.attempt ?? undefined) : undefined;
  const n = Number(/^run-([1-9])$/.exec(key?.run ?? '')?.[1]);
  return Number.isNaN(n) ? undefined : n;
}

/** What has happened, for a failure to be read. */
type Trace = string[];

/** A world of one real agent and a coordinator that does anything in any order, with crashes, cuts and refusals in between. */
class World {
  readonly trace: Trace = [];
  readonly #random: Randomness;
  readonly #fake = new FakeCoordinator();
  readonly #home = mkdtempSync(join(tmpdir(), 'consilium-crash-'));
  readonly #rounds: MaskedRound[] = [];
  readonly #heard = new Set<string>();
  /** Attempt and kind of what the coordinator has taken in. */
  readonly #kinds = new Set<string>();
  /** The attempt that an honest coordinator would be about. */
  #attempt = 1;
  #site = new TestSite();
  #epoch = 1;
  #refusing = false;
  /** Calls until the agent is dead, or the line: `undefined` for never. */
  #dies: number | undefined;
  #cuts = 0;
  #dead: string | undefined;
  #receivedAtDeath = 0;
  #markers = 0;

  readonly #kind: Kind;

  constructor(seed: string, kind: Kind) {
    this.#random = seededRandom(seed);
    this.#kind = kind;
    for (let attempt = 1; kind === 'updates' && attempt <= ATTEMPTS; attempt++)
      this.#rounds.push(new MaskedRound(this.#fake, plan, base, keyOf(attempt, kind)));
    const { faults } = this.#fake;
    faults.status = () => this.#moment('status');
    faults.put = () => this.#moment('put');
    faults.chunk = () => this.#moment('chunk');
    faults.whole = () => this.#moment('whole');
    faults.counted = () => this.#moment('counted');
    faults.blob = () => this.#moment('blob');
  }

  async run(): Promise<void> {
    await this.#start();
    if (this.#kind === 'scores') await this.#train();
    for (let step = 0; step < STEPS; step++) await this.#step();
    await this.#settle();
    await this.#revive();
    await this.#site.stop();
  }

  /** A round of each run, as one must before its model is scored. */
  async #train(): Promise<void> {
    for (let n = 1; n <= ATTEMPTS; n++) {
      const key = { run: scoredRun(n), round: 1, attempt: 1 };
      this.#fake.received.length = 0;
      const round = new MaskedRound(this.#fake, plan, base, key);
      await round.play();
      await this.#fake.end(key);
      await this.#settle();
      const made = round.makeUp();
      this.#rounds.push(new MaskedRound(this.#fake, plan, made.model, keyOf(n, 'scores'), undefined, made));
    }
  }

  async dispose(): Promise<void> {
    await this.#site.dispose();
    rmSync(this.#home, { recursive: true, force: true });
  }

  /** Everything that must hold of what has left. */
  check(): void {
    const charges = this.#site.charges();
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const arrivals = this.#fake.arrivals.filter(({ header }) => numberOf(header.key, this.#kind) === attempt);
      const hashes = new Set(arrivals.map(({ header }) => header.updateHash));
      expect(hashes.size).toBeLessThanOrEqual(1);
      for (const { header, bytes } of arrivals) {
        expect(header.encoding).toBe(UpdateEncoding.UPDATE_ENCODING_MASKED_INT32);
        if (bytes.length >= 2 * (this.#rounds[0]?.terms.words ?? 0)) expect(shareOfSmall(bytes)).toBeLessThan(0.5);
      }
      const own = charges.filter(({ key }) =>
        this.#kind === 'updates' ? key.attempt === attempt : key.kind === 'evaluation' && key.run === scoredRun(attempt),
      );
      expect(own.length).toBeLessThanOrEqual(1);
      if (arrivals.length > 0) expect(own.map(({ state }) => state)).toEqual(['committed']);
      // One signature under a vector, one list of survivors, one opening, however often the site began again.
      const said = this.#said(attempt);
      for (const kind of ['agreement', 'unmask'] as const)
        expect(distinct(said.filter(({ t }) => t === kind))).toBeLessThanOrEqual(1);
      expect(distinct(arrivals.map(({ header }) => decodeMessage(header.sumMessage ?? new Uint8Array())))).toBeLessThanOrEqual(1);
    }
  }

  /** How many attempts came so far that the site said this, to show that schedules do. */
  reached(kind: (typeof PHASES)[number]): number {
    return Array.from({ length: ATTEMPTS }, (_, i) => this.#kinds.has(`${i + 1} ${kind}`)).filter(Boolean).length;
  }

  async #step(): Promise<void> {
    const faulty = uniform53(this.#random) < SHARE_OF_FAULTS;
    await (faulty ? this.#fault(this.#pick(FAULTS)) : this.#goOn());
    // Some things happen while others go on.
    if (uniform53(this.#random) < 0.7) await this.#settle();
    if (this.#dead !== undefined) await this.#revive();
  }

  /** What an honest coordinator would do next, again if there is no answer yet; another attempt where it can go no further. */
  async #goOn(): Promise<void> {
    const round = this.#rounds[this.#attempt - 1] as MaskedRound;
    this.#listen(round, this.#attempt);
    const { t } = round.coordinator;
    this.trace.push(`go on ${this.#attempt} ${t}`);
    if (t !== 'collecting' || (uniform53(this.#random) < 0.05 && this.#attempt < ATTEMPTS)) {
      this.#attempt = 1 + (this.#attempt % ATTEMPTS);
      return;
    }
    const phase = PHASES[round.told.length];
    const last = round.told.at(-1);
    if (phase !== undefined && this.#kinds.has(`${this.#attempt} ${phase}`)) {
      const event = round.close();
      if (event !== undefined) await round.tell(event);
    } else if (last !== undefined && uniform53(this.#random) < 0.8) await this.#tell(this.#attempt, last);
    else await round.offer();
  }

  /** Says again what was said, without a new place in the order. */
  async #tell(attempt: number, event: ToldEvent): Promise<void> {
    await this.#fake.send({ sumTold: { key: keyOf(attempt, this.#kind), event: encodeEvent(event) } });
  }

  async #fault(fault: (typeof FAULTS)[number]): Promise<void> {
    const attempt = uniform53(this.#random) < 0.7 ? this.#attempt : 1 + Math.floor(ATTEMPTS * uniform53(this.#random));
    const round = this.#rounds[attempt - 1] as MaskedRound;
    this.trace.push(`${fault} ${attempt}`);
    const name = this.#kind === 'updates' ? `run-a.1.${attempt}` : `${scoredRun(attempt)}.1.1.evaluation`;
    switch (fault) {
      case 'offer again':
        await round.offer();
        break;
      case 'offer plain':
        if (this.#kind === 'updates') await this.#fake.offer(plan, base, keyOf(attempt, this.#kind));
        else await this.#fake.send({ evaluationRequest: round.request() });
        break;
      case 'tell again':
        if (round.told.length > 0) await this.#tell(attempt, this.#pick(round.told));
        break;
      case 'lie':
        // Rarely, as the end: nothing comes after them.
        if (uniform53(this.#random) < 0.3) await this.#tell(attempt, { t: 'agreements', messages: [] });
        break;
      case 'end':
        if (uniform53(this.#random) < 0.3)
          await this.#fake.send({ attemptEnded: { key: keyOf(attempt, this.#kind), closed: false } });
        break;
      case 'stale':
        this.#fake.ended.add(name);
        await this.#settle();
        this.#fake.ended.delete(name);
        break;
      case 'cut':
        this.#cuts = 1 + Math.floor(8 * uniform53(this.#random));
        break;
      case 'crash':
        this.#dies = Math.floor(4 * uniform53(this.#random));
        break;
      case 'refuse':
        this.#refusing = true;
        await this.#goOn();
        await this.#settle();
        this.#refusing = false;
        break;
      case 'roster':
        this.#epoch = 2;
        await this.#goOn();
        await this.#settle();
        this.#epoch = 1;
        break;
      case 'reconnect':
        this.#fake.cutSession();
        break;
      case 'restart':
        await this.#settle();
        await this.#revive();
        break;
      case 'defect':
        await this.#plant(attempt);
        break;
    }
  }

  /** A defect elsewhere: an update without masks lies in the store, in place of the one that belongs there. */
  async #plant(attempt: number): Promise<void> {
    await this.#settle();
    await this.#site.stop();
    const sealer = createSealer(loadOrCreateKeyFile(join(this.#site.state, 'sealing.key')));
    const store = new UpdateStore(join(this.#site.state, 'updates'), sealer);
    const { kind, ...key } = keyOf(attempt, this.#kind);
    const place = kind === undefined ? key : { ...key, kind: 'evaluation' as const };
    if (!store.list().some((known) => attemptName(known) === attemptName(place))) {
      const bytes = new Uint8Array(4 * (this.#rounds[0]?.terms.words ?? 0));
      store.put(
        {
          ...place,
          study: plan.document.study,
          planHash: plan.hash,
          baseHash: this.#rounds[0]?.terms.baseHash ?? '',
          updateHash: this.#fake.hold(bytes),
          bytes: bytes.length,
          encoding: kind === undefined ? UpdateEncoding.UPDATE_ENCODING_GRID_INT32 : UpdateEncoding.UPDATE_ENCODING_SCORES_INT32,
          population: 'patients',
          honest: HONEST,
          charged: false,
        },
        bytes,
      );
      await this.#start();
      await this.#settle();
      await this.#rounds[attempt - 1]?.offer();
      await this.#settle();
      await this.#site.stop();
      store.delete(place);
    }
    await this.#start();
  }

  /** A call of the agent: here it may die, or the line be cut. */
  #moment(at: string): void {
    if (this.#dead !== undefined) throw cut();
    if (this.#dies !== undefined && this.#dies-- === 0) {
      this.trace.push(`dies at ${at}`);
      this.#dies = undefined;
      this.#dead = mkdtempSync(join(this.#home, 'shot-'));
      cpSync(this.#site.folder, this.#dead, { recursive: true });
      this.#receivedAtDeath = this.#fake.received.length;
      throw cut();
    }
    if (this.#cuts > 0) {
      this.#cuts -= 1;
      throw cut();
    }
  }

  /** What was left when the agent died, or when it was stopped, goes on. */
  async #revive(): Promise<void> {
    await this.#site.stop();
    this.#dies = undefined;
    this.#cuts = 0;
    if (this.#dead !== undefined) {
      // What the process of the dead agent still said was never said.
      this.#fake.received.length = Math.min(this.#fake.received.length, this.#receivedAtDeath);
      const next = new TestSite(this.#dead);
      await this.#site.dispose();
      this.#site = next;
      this.#dead = undefined;
    }
    await this.#start();
  }

  async #start(): Promise<void> {
    const open = openGate(plan);
    const asked = (): void => {
      if (this.#refusing) throw new ConsiliumError({ code: 'PLAN_NOT_APPROVED', message: 'not now' });
    };
    const gate = {
      ...open,
      admitTask: (facts: Parameters<typeof open.admitTask>[0]) => (this.#momentOfGate('task'), asked(), open.admitTask(facts)),
      admitScores: (facts: Parameters<typeof open.admitScores>[0]) => (
        this.#momentOfGate('scores'), asked(), open.admitScores(facts)
      ),
      admitCharge: (...facts: Parameters<typeof open.admitCharge>) => {
        this.#momentOfGate('charge');
        open.admitCharge(...facts);
      },
      // The rule itself is asked, whatever a policy says.
      admitLeaving: (stored: Parameters<typeof open.admitLeaving>[0]) => {
        this.#momentOfGate('leaving');
        open.admitLeaving(stored);
        asked();
      },
    };
    await this.#site.start(this.#fake, plan, {
      gate,
      observe: (_attempt, phase) => this.#momentOfGate(`after ${phase}`),
      roster: () => ({ roster: fourRoster({ epoch: this.#epoch }), key: rosterKey(AGENT) }),
    });
  }

  /** As {@link #moment}, where nothing is called that could be cut: the dead agent goes on, and nobody listens. */
  #momentOfGate(at: string): void {
    if (this.#dead !== undefined) return;
    const cuts = this.#cuts;
    this.#cuts = 0;
    try {
      this.#moment(at);
    } catch {
      // It is dead from here on.
    }
    this.#cuts = cuts;
  }

  /** Waits until everything before is done: a task that is always refused is answered. */
  async #settle(): Promise<void> {
    const key = { run: 'run-marker', round: 1, attempt: ++this.#markers };
    await this.#fake.offer(plan, base, key, { study: 'another' });
    await this.#fake.until(() => this.#dead !== undefined || this.#fake.said('taskAnswer', key).length > 0);
  }

  /** Takes in what the agent has said, as far as the sum goes on with it. */
  #listen(round: MaskedRound, attempt: number): void {
    const upload = this.#fake.counted(keyOf(attempt, this.#kind));
    const messages = [
      ...this.#said(attempt),
      ...(upload?.header.sumMessage == null ? [] : [decodeMessage(upload.header.sumMessage)]),
    ];
    for (const message of messages) {
      const name = `${attempt} ${Buffer.from(encodeMessage(message)).toString('base64')}`;
      if (this.#heard.has(name)) continue;
      try {
        round.hear(message);
        this.#heard.add(name);
        this.#kinds.add(`${attempt} ${message.t}`);
      } catch {
        // Too early or too late for this one.
      }
    }
  }

  #said(attempt: number): readonly SiteMessage[] {
    return this.#fake.received.flatMap(({ taskAnswer, sumSaid }) => {
      const said = sumSaid ?? taskAnswer;
      const bytes = sumSaid?.message ?? taskAnswer?.sumMessage;
      return numberOf(said?.key, this.#kind) === attempt && bytes != null && bytes.length > 0 ? [decodeMessage(bytes)] : [];
    });
  }

  #pick<T>(from: readonly T[]): T {
    return from[Math.floor(uniform53(this.#random) * from.length)] as T;
  }
}

/** Messages of a site in the order of the phases that wait for them. */
const PHASES = ['keys', 'shares', 'masked', 'agreement', 'unmask'] as const;

const FAULTS = [
  'offer again',
  'offer plain',
  'tell again',
  'lie',
  'end',
  'stale',
  'cut',
  'cut',
  'crash',
  'crash',
  'crash',
  'refuse',
  'roster',
  'reconnect',
  'restart',
  'defect',
] as const;

function shareOfSmall(bytes: Uint8Array): number {
  const words = new Int32Array(Uint8Array.from(bytes.subarray(0, bytes.length & ~3)).buffer);
  return words.filter((word) => Math.abs(word) < SMALL).length / words.length;
}

function distinct(messages: readonly SiteMessage[]): number {
  return new Set(messages.map((message) => Buffer.from(encodeMessage(message)).toString('base64'))).size;
}

/** Plays a schedule and checks it. @returns how often each phase was reached */
async function playSchedule(i: number, kind: Kind): Promise<ReadonlyMap<string, number>> {
  const world = new World(`never unmasked ${i}`, kind);
  try {
    await world.run();
    world.check();
    return new Map(PHASES.map((kind) => [kind, world.reached(kind)]));
  } catch (error) {
    throw new Error(`schedule ${i}, after ${world.trace.join(', ')}`, { cause: error });
  } finally {
    await world.dispose();
  }
}

describe.each<Kind>(['updates', 'scores'])('whatever happens in whatever order to %s', (what) => {
  it('a share whose noise counts on others leaves under masks alone, and once', LIMIT, async () => {
    const reached: ReadonlyMap<string, number>[] = [];
    let next = 0;
    const play = async (): Promise<void> => {
      while (next < SCHEDULES) {
        const one = await playSchedule(next++, what);
        expect([...one.keys()]).toEqual([...PHASES]);
        reached.push(one);
      }
    };
    await Promise.all(Array.from({ length: TOGETHER }, play));
    expect(reached).toHaveLength(SCHEDULES);
    // And schedules come so far.
    const times = (kind: string): number => reached.reduce((sum, one) => sum + (one.get(kind) ?? 0), 0);
    expect(times('masked')).toBeGreaterThan(SCHEDULES / 3);
    expect(times('unmask')).toBeGreaterThan(SCHEDULES / 8);
  });
});

describe('an update is made under masks or not at all', () => {
  const trainer = {
    clippedGridSum: () => ({ words: new Int32Array(base.length) }),
    train: () => base.slice(),
    trainDpSgd: () => base.slice(),
  } as unknown as RoundInput['trainer'];
  const mask: Mask = { key: new Uint8Array(32), sign: 1 };

  it.each<[string, CompiledPlan]>([
    ['dp-fedsgd, h = 3', plan],
    ['dp-fedsgd, h = 1 under masks', maskedPlan(1, { layers: LAYERS })],
    ['dp-fedavg, h = 3', maskedAverages()],
  ])('%s', (_name, of) => {
    const input: RoundInput = {
      plan: of,
      release: deriveRelease(releaseParameters(of) as NonNullable<ReturnType<typeof releaseParameters>>),
      siteId: AGENT,
      trainer,
      patients: 40,
      base,
      random: seededRandom('an update'),
      log: { warn: () => {} },
    };
    expect(codeOf(() => makeUpdate(input))).toBe('INTERNAL');
    expect(codeOf(() => makeUpdate({ ...input, masks: [] }))).toBe('INTERNAL');
    const { encoding, bytes } = makeUpdate({ ...input, masks: [mask] });
    expect(encoding).toBe(UpdateEncoding.UPDATE_ENCODING_MASKED_INT32);
    expect(shareOfSmall(bytes)).toBeLessThan(0.5);
  });
});

describe('scores are made under masks or not at all', () => {
  const scores = deriveScores(scoreParameters(plan) as NonNullable<ReturnType<typeof scoreParameters>>);
  const nobody = { outputs: new Float32Array(), targets: new Float32Array(), losses: new Float32Array(), patients: [] };
  const study = { evaluator: { predict: () => nobody }, dataset: { subgroups: {} } };

  it.each<[string, CompiledPlan]>([
    ['h = 3', plan],
    ['h = 1 under masks', maskedPlan(1, { layers: LAYERS })],
  ])('%s', (_name, of) => {
    const made = (masks?: readonly Mask[]): ReturnType<typeof noisedScores> =>
      noisedScores({ ...study, plan: of } as unknown as Parameters<typeof noisedScores>[0], base, {
        scores,
        random: seededRandom('scores'),
        log: { warn: () => {} },
        ...(masks === undefined ? {} : { masks }),
      });
    expect(codeOf(() => made())).toBe('INTERNAL');
    expect(codeOf(() => made([]))).toBe('INTERNAL');
    const { encoding, bytes } = made([{ key: new Uint8Array(32), sign: 1 }]);
    expect(encoding).toBe(UpdateEncoding.UPDATE_ENCODING_MASKED_INT32);
    expect(shareOfSmall(bytes)).toBeLessThan(0.5);
  });
});

function maskedAverages(): CompiledPlan {
  return testPlan('dp-fedavg', {
    layers: LAYERS,
    sites: plan.document.sites as Readonly<Record<string, { readonly patients?: number }>>,
    quorum: { sites: 4 },
    privacy: { mechanism: 'dp-fedavg', clip: 1, target: { epsilon: 2, delta: 0.001 }, honestContributors: HONEST, masks: true },
  });
}
