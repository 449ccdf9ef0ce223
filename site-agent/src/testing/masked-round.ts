import { createHash } from 'node:crypto';
import { seededRandom } from '@consilium/core';
import {
  type CompiledPlan,
  honestSites,
  NOTHING_REMEMBERED,
  recordStep,
  releaseParameters,
  scoreParameters,
  serverStepFromBytes,
  serverStepOf,
} from '@consilium/plan';
import { deriveRelease, deriveScores, sharedGrid } from '@consilium/privacy';
import { type consilium, WorkKind } from '@consilium/proto';
import {
  advance,
  begin,
  collect,
  contextOf,
  type CoordinatorState,
  decodeMessage,
  drawSecrets,
  encodeEvent,
  encodeTranscript,
  encodeWord,
  masksLeft,
  masksOf,
  MaskStream,
  next,
  NO_PARENT,
  type Roster,
  rosterHash,
  type SiteEvent,
  type SiteMessage,
  type SiteState,
  type Terms,
  type ToldEvent,
  type Transcript,
  transcriptMessage,
  transcriptOf,
} from '@consilium/secure-sum';
import { type FakeCoordinator, rosterKey, testPlan, testRoster } from '@consilium/testing';
import { evaluationOf } from './answers.ts';

/** The site that an agent plays; the others are played here. */
export const AGENT = 'north';
const OTHERS = ['east', 'south', 'west'] as const;

/** A plan of four sites whose updates are summed under masks. */
export function maskedPlan(honest = 3, change: Readonly<Record<string, unknown>> = {}): CompiledPlan {
  return testPlan('dp-fedsgd', {
    sites: Object.fromEntries([AGENT, ...OTHERS].map((site) => [site, { patients: 40 }])),
    quorum: { sites: 4 },
    privacy: {
      mechanism: 'dp-fedsgd',
      clip: 1,
      target: { epsilon: 2, delta: 0.001 },
      ...(honest === 0 ? {} : { honestContributors: honest, masks: true }),
    },
    ...change,
  });
}

/** The roster of the four sites, none of which may be missing. */
export function fourRoster(change: Partial<Roster> = {}): Roster {
  return testRoster([AGENT, ...OTHERS], { minimum: 4, ...change });
}

/** The sum of an attempt, or of the scores of its model. */
export type SumKey = {
  readonly run: string;
  readonly round: number;
  readonly attempt: number;
  readonly kind?: typeof WorkKind.WORK_KIND_EVALUATION;
};

/** What was made of a round, as a coordinator publishes it. */
export interface PublishedRound {
  readonly transcript: Transcript;
  /** SHA-256 of the transcript, hex. */
  readonly hash: string;
  readonly bytes: number;
  readonly model: Float32Array;
  /** What the strategy remembers after it. */
  readonly memory: Uint8Array;
  /** Words of the played sites for it. */
  readonly words: readonly Uint8Array[];
}

/** One masked attempt, or the scores of its model: an agent, three played sites and a played coordinator, with the real states of both sides. */
export class MaskedRound {
  readonly terms: Terms;
  readonly vectors: Map<string, Uint32Array> = new Map();
  coordinator: CoordinatorState;
  /** What the agent has received, in order. */
  readonly told: ToldEvent[] = [];
  readonly #fake: FakeCoordinator;
  readonly #plan: CompiledPlan;
  readonly #base: Float32Array;
  readonly key: SumKey;
  readonly #states: Map<string, SiteState> = new Map();
  readonly #masked: Map<string, Uint32Array> = new Map();
  readonly #from: PublishedRound | undefined;

  constructor(
    fake: FakeCoordinator,
    plan: CompiledPlan,
    base: Float32Array,
    key: SumKey,
    roster: Roster = fourRoster(),
    from?: PublishedRound,
  ) {
    this.#from = from;
    this.#fake = fake;
    this.#plan = plan;
    this.#base = base;
    this.key = key;
    const parameters = releaseParameters(plan);
    const scored = scoreParameters(plan);
    if (parameters === undefined || scored === undefined) throw new Error('a plan with privacy');
    const scores = deriveScores(scored);
    const { kind, ...attempt } = key;
    const [grid, words] =
      kind === undefined
        ? [deriveRelease(parameters).grid, plan.manifest.parameters]
        : [scores.release.grid, scores.layout.dimension];
    this.terms = {
      roster,
      planHash: plan.hash,
      ...attempt,
      kind: kind === undefined ? 'training' : 'evaluation',
      baseHash: fake.hold(new Uint8Array(base.buffer, base.byteOffset, base.byteLength)),
      ...sharedGrid(grid),
      words,
      honest: honestSites(plan),
      parent: from?.hash ?? NO_PARENT,
      sites: roster.sites.map(({ id }) => id),
    };
    this.coordinator = collect(this.terms);
    const random = seededRandom(`masked round ${key.run} ${key.round} ${key.attempt}${kind === undefined ? '' : ' scores'}`);
    for (const site of OTHERS) {
      const vector = new Uint32Array(this.terms.words);
      random.fill(new Uint8Array(vector.buffer));
      this.vectors.set(site, vector);
      this.#say(begin(this.terms, site, rosterKey(site), drawSecrets(random)), site);
    }
  }

  /** Offers the task, and takes in the keys of the agent. */
  async join(): Promise<void> {
    await this.offer();
    if (this.key.kind !== undefined) return this.hear(await this.said('keys'));
    const answered = (): Uint8Array | undefined =>
      this.#fake.said('taskAnswer', this.key).flatMap(({ sumMessage }) => sumMessage ?? [])[0];
    await this.#fake.until(() => (answered()?.length ?? 0) > 0);
    this.hear(decodeMessage(answered() ?? new Uint8Array()));
  }

  /** Sends the task or request, with the sum that comes before it. */
  async offer(change: { readonly rosterHash?: string; readonly participants?: string[] } = {}): Promise<void> {
    const { rosterHash: hash = rosterHash(this.terms.roster), participants = [...this.terms.sites] } = change;
    const maskedSum = {
      rosterHash: hash,
      parent: this.terms.parent,
      parentBytes: this.#from?.bytes ?? 0,
      parentWords: [...(this.#from?.words ?? [])],
    };
    if (this.key.kind === undefined) await this.#fake.offer(this.#plan, this.#base, this.key, { participants, maskedSum });
    else await this.#fake.send({ evaluationRequest: { ...this.request(), participants, maskedSum } });
  }

  /** The request for the scores, without a sum. */
  request(): consilium.v1.EvaluationRequest.$Properties {
    return evaluationOf(this.#fake, this.#plan, this.#base, { ...this.key, kind: WorkKind.WORK_KIND_EVALUATION });
  }

  /** Closes the present phase: all that answered go on to the next. @returns what the agent receives */
  close(): ToldEvent | undefined {
    const { state, tell } = advance(this.coordinator, { t: 'close' });
    this.coordinator = state;
    for (const site of OTHERS) {
      const event = tell?.get(site);
      if (event !== undefined) this.#receive(site, event);
    }
    return tell?.get(AGENT) as ToldEvent | undefined;
  }

  /** Tells the agent something. */
  async tell(event: ToldEvent): Promise<void> {
    this.told.push(event);
    await this.#fake.send({ sumTold: { key: this.key, event: encodeEvent(event) } });
  }

  /** What the agent says of this kind, once it has said it. */
  async said<K extends SiteMessage['t']>(kind: K): Promise<Extract<SiteMessage, { t: K }>> {
    const find = (): SiteMessage | undefined => this.saidSoFar().find(({ t }) => t === kind);
    await this.#fake.until(() => find() !== undefined);
    return find() as Extract<SiteMessage, { t: K }>;
  }

  /** Everything that the agent has said in the sum, after its keys where these answer a task. */
  saidSoFar(): readonly SiteMessage[] {
    const { run, round, attempt, kind = WorkKind.WORK_KIND_TRAINING } = this.key;
    return this.#fake.received.flatMap(({ sumSaid }) => {
      if (sumSaid?.message == null || sumSaid.key == null) return [];
      const { key } = sumSaid;
      const own = key.run === run && key.round === round && key.attempt === attempt;
      return own && (key.kind ?? WorkKind.WORK_KIND_TRAINING) === kind ? [decodeMessage(sumSaid.message)] : [];
    });
  }

  /** Takes in what a site said. */
  hear(message: SiteMessage): void {
    const { state, refused } = advance(this.coordinator, { t: 'said', message });
    if (refused !== undefined) throw refused;
    this.coordinator = state;
  }

  /** Takes in the masked vector that the agent has uploaded. */
  async upload(): Promise<void> {
    await this.#fake.until(() => this.#fake.counted(this.key) !== undefined);
    const { header, bytes } = this.#fake.counted(this.key) ?? { header: {}, bytes: Buffer.alloc(0) };
    this.#masked.set(AGENT, new Uint32Array(new Uint8Array(bytes).buffer));
    this.hear(decodeMessage(header.sumMessage ?? new Uint8Array()));
  }

  /** The whole sum, to its end. @returns the sum of all vectors without masks */
  async play(): Promise<Uint32Array> {
    await this.join();
    await this.tell(this.close() as ToldEvent);
    this.hear(await this.said('shares'));
    await this.tell(this.close() as ToldEvent);
    await this.upload();
    await this.tell(this.close() as ToldEvent);
    this.hear(await this.said('agreement'));
    await this.tell(this.close() as ToldEvent);
    this.hear(await this.said('unmask'));
    this.close();
    return this.sum();
  }

  /**
   * Makes the model of a sum that was played to its end, and holds what the agent may fetch.
   *
   * @param sum as {@link play} gives it; another one is a lie
   * @param bend what else a coordinator says wrongly
   * @param before what the strategy is said to remember
   */
  makeModel(sum: Uint32Array, bend: Partial<Transcript> = {}, before: Uint8Array = NOTHING_REMEMBERED): PublishedRound {
    const { coordinator, terms } = this;
    if (coordinator.t !== 'opened') throw new Error(`the sum is ${coordinator.t}`);
    const counted = coordinator.survivors.map(({ site }) => site);
    const step = serverStepOf(this.#plan, counted, terms.round, this.#plan.document.rounds);
    const words = new Uint8Array(Uint32Array.from(sum).buffer);
    const base = new Uint8Array(this.#base.buffer, this.#base.byteOffset, this.#base.byteLength);
    const made = serverStepFromBytes(step, { base, sum: words, before }, terms.scale);
    const held = (content: Uint8Array): Uint8Array => Buffer.from(this.#fake.hold(content), 'hex');
    const transcript: Transcript = {
      ...transcriptOf(coordinator, {
        step: recordStep(step),
        sumHash: held(words),
        modelHash: held(new Uint8Array(made.model.buffer)),
        beforeHash: held(before),
        afterHash: held(made.after),
      }),
      ...bend,
    };
    const bytes = encodeTranscript(transcript);
    const hash = this.#fake.hold(bytes);
    const { sumHash, modelHash } = transcript;
    const signed = OTHERS.map((site) =>
      transcriptMessage.signed(
        { site, context: contextOf(transcript.terms), key: rosterKey(site) },
        { site, transcriptHash: Buffer.from(hash, 'hex'), sumHash, modelHash },
      ),
    );
    return { transcript, hash, bytes: bytes.length, model: made.model, memory: made.after, words: signed.map(encodeWord) };
  }

  /** The model and transcript of a made-up sum, the same whatever the vectors were: no site can tell. */
  makeUp(): PublishedRound {
    return this.makeModel(Uint32Array.from({ length: this.terms.words }, (_, i) => 1000 * i));
  }

  /** Tells the agent what was made of the sum. @param contents what it need not fetch then */
  async publish({ hash, bytes }: PublishedRound, contents: Uint8Array[] = []): Promise<void> {
    const { document, hash: planHash } = this.#plan;
    const transcript = { transcriptHash: hash, transcriptBytes: bytes, contents };
    await this.#fake.send({ sumPublished: { key: this.key, study: document.study, planHash, ...transcript } });
  }

  /** The sum of the survivors' vectors without masks. */
  sum(): Uint32Array {
    const { coordinator } = this;
    if (coordinator.t !== 'opened') throw new Error(`the sum is ${coordinator.t}`);
    const sum = new Uint32Array(this.terms.words);
    for (const { site } of coordinator.survivors) add(sum, this.#masked.get(site) ?? new Uint32Array());
    new MaskStream(masksLeft(coordinator)).apply(sum);
    return sum;
  }

  /** The sum of the played sites' vectors. */
  others(): Uint32Array {
    const sum = new Uint32Array(this.terms.words);
    for (const vector of this.vectors.values()) add(sum, vector);
    return sum;
  }

  #receive(site: string, event: SiteEvent): void {
    const state = this.#states.get(site);
    if (state === undefined) return;
    this.#say(next(state, event, rosterKey(site)), site);
    const now = this.#states.get(site);
    if (event.t !== 'shares-of-all' || now?.t !== 'running') return;
    const words = Uint32Array.from(this.vectors.get(site) ?? []);
    new MaskStream(masksOf(now)).apply(words);
    this.#masked.set(site, words);
    this.#receive(site, { t: 'stored', wordsHash: createHash('sha256').update(new Uint8Array(words.buffer)).digest() });
  }

  #say({ state, say }: { readonly state: SiteState; readonly say?: SiteMessage }, site: string): void {
    this.#states.set(site, state);
    if (state.t === 'left') throw state.error;
    if (say !== undefined) this.hear(say);
  }
}

function add(sum: Uint32Array, vector: Uint32Array): void {
  vector.forEach((word, i) => (sum[i] = (sum[i] ?? 0) + word));
}
