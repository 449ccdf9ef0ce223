import { createHash } from 'node:crypto';
import { ConsiliumError, type Randomness, seededRandom, sha256Hex } from '@consilium/core';
import { type CompiledPlan, honestSites, releaseParameters, scoreParameters } from '@consilium/plan';
import { deriveRelease, deriveScores, type Scores, sharedGrid, type SharedGrid } from '@consilium/privacy';
import { type consilium, UpdateEncoding, WorkKind } from '@consilium/proto';
import {
  begin,
  decodeEvent,
  encodeMessage,
  type KeyPair,
  masksOf,
  MaskStream,
  next,
  drawSecrets,
  type Phase,
  type Roster,
  type RunningSum,
  type SiteEvent,
  type SiteMessage,
  type SiteState,
  signingKey,
  type Terms,
  type ToldEvent,
} from '@consilium/secure-sum';
import type { FakeSite, OfferedTask } from './fake-site.ts';

/** The long-term key of a played site, by its name. */
export function rosterKey(site: string): KeyPair {
  return signingKey(createHash('sha256').update(`roster key of ${site}`).digest());
}

/** A roster of played sites, one of which may collude. */
export function testRoster(sites: readonly string[], change: Partial<Roster> = {}): Roster {
  return {
    consortium: 'test',
    epoch: 1,
    sites: [...sites].sort().map((id) => ({ id, key: Buffer.from(rosterKey(id).publicKey).toString('hex'), patients: 100 })),
    colluding: 1,
    minimum: 3,
    ...change,
  };
}

/** What a site receives before it says the message of a phase; its keys it says to the task. */
const TOLD: Readonly<Record<Exclude<Phase, 'keys'>, ToldEvent['t']>> = {
  shares: 'keys-of-all',
  masked: 'shares-of-all',
  agreement: 'survivors',
  unmask: 'agreements',
};

/** What is summed: updates, or the scores of the model that they made. */
type SumKind = 'training' | 'evaluation';

/** Who a played site is. */
export interface MaskedSiteOptions {
  readonly id: string;
  readonly plan: CompiledPlan;
  readonly roster: Roster;
}

/** A site that plays its side of sums under masks with the real states, over the real wire, and trains nothing. */
export class MaskedSite {
  readonly id: string;
  readonly #plan: CompiledPlan;
  readonly #roster: Roster;
  readonly #grid: SharedGrid;
  readonly #scores: Scores;
  readonly #random: Randomness;
  #fake: FakeSite;
  #kind: SumKind = 'training';
  #task: OfferedTask | undefined;
  #request: consilium.v1.EvaluationRequest.$Properties | undefined;
  #state: SiteState | undefined;
  #masked: Int32Array = new Int32Array();
  #said: SiteMessage[] = [];

  constructor(fake: FakeSite, { id, plan, roster }: MaskedSiteOptions) {
    this.id = id;
    this.#fake = fake;
    this.#plan = plan;
    this.#roster = roster;
    const parameters = releaseParameters(plan);
    const scored = scoreParameters(plan);
    if (parameters === undefined || scored === undefined)
      throw new ConsiliumError({ code: 'INTERNAL', message: 'a plan without privacy has no masks' });
    this.#grid = sharedGrid(deriveRelease(parameters).grid);
    this.#scores = deriveScores(scored);
    this.#random = seededRandom(`masked site ${id}`);
  }

  /** What it speaks with. */
  get fake(): FakeSite {
    return this.#fake;
  }

  /** Its masked words of the last sum. */
  get masked(): Int32Array {
    return this.#masked;
  }

  /** What it has said in the last sum, in order. */
  get said(): readonly SiteMessage[] {
    return this.#said;
  }

  /** Makes it a liar: from here on it goes on from another state, and signs what follows. */
  bend(change: (state: RunningSum) => RunningSum): void {
    if (this.#state?.t === 'running') this.#state = change(this.#state);
  }

  /** Goes on over another session, as an agent does whose coordinator was away. */
  rejoin(fake: FakeSite): void {
    this.#fake = fake;
  }

  /** Says in one phase what an honest site says there, once it is asked. @throws ConsiliumError why the site leaves, or its upload is refused */
  async say(phase: Phase, words: Int32Array, round = 1, attempt = 1, kind: SumKind = 'training'): Promise<void> {
    if (phase === 'keys') return await (kind === 'training' ? this.keys(round, attempt) : this.scoreKeys(round));
    if (phase === 'masked') return void (await this.upload(encodeMessage(await this.masks(words, round, attempt))));
    const said = this.hear(await this.told(TOLD[phase], round, attempt));
    if (said !== undefined) this.send(said);
  }

  /** Answers the task of an attempt with its keys. */
  async keys(round: number, attempt = 1): Promise<void> {
    this.#task = await this.#fake.task(round, attempt);
    this.#kind = 'training';
    const say = this.#begin(this.#terms(this.#task));
    this.#fake.send({ taskAnswer: { key: this.#task.key ?? null, sumMessage: encodeMessage(say) } });
  }

  /** Answers the request to score the model of a round with its keys. */
  async scoreKeys(round: number): Promise<void> {
    this.#request = await this.#fake.evaluation(round);
    this.#kind = 'evaluation';
    const { layout, release } = this.#scores;
    const { modelHash } = this.#request;
    const baseHash = modelHash ?? '';
    const terms = this.#terms({ ...this.#request, baseHash });
    this.send(this.#begin({ ...terms, kind: 'evaluation', ...sharedGrid(release.grid), words: layout.dimension }));
  }

  #begin(terms: Terms): SiteMessage {
    const { state, say } = begin(terms, this.id, rosterKey(this.id), drawSecrets(this.#random));
    this.#state = state;
    if (say === undefined) throw new ConsiliumError({ code: 'INTERNAL', message: 'a sum begins with keys' });
    this.#said = [say];
    return say;
  }

  get #key(): consilium.v1.AttemptKey.$Properties | null {
    return (this.#kind === 'training' ? this.#task?.key : this.#request?.key) ?? null;
  }

  /** The event that the coordinator tells in an attempt, once it has come. */
  async told(t: ToldEvent['t'], round: number, attempt = 1): Promise<ToldEvent> {
    const find = (): ToldEvent | undefined =>
      this.#fake
        .all('sumTold')
        .filter(({ key }) => key?.round === round && key.attempt === attempt && kindOf(key) === this.#kind)
        .map(({ event }) => decodeEvent(event ?? new Uint8Array()))
        .find((event) => event.t === t);
    await this.#fake.until(() => find() !== undefined || this.#fake.end !== undefined);
    const event = find();
    if (event === undefined) throw new ConsiliumError({ code: 'UNREACHABLE', message: `the session ended before ${t}` });
    return event;
  }

  /** Takes an event in. @returns what the site says to it @throws ConsiliumError why it leaves */
  hear(event: SiteEvent): SiteMessage | undefined {
    if (this.#state === undefined) throw new ConsiliumError({ code: 'INTERNAL', message: 'the sum has not begun' });
    const step = next(this.#state, event, rosterKey(this.id));
    this.#state = step.state;
    if (step.state.t === 'left') throw step.state.error;
    if (step.say !== undefined && !this.#said.includes(step.say)) this.#said.push(step.say);
    return step.say;
  }

  /** Takes in shares that are wrong. @returns what the site leaves with */
  complaint(event: SiteEvent): SiteMessage {
    const state = this.#state;
    const say = state === undefined ? undefined : next(state, event, rosterKey(this.id)).say;
    if (say?.t !== 'complaint')
      throw new ConsiliumError({ code: 'INTERNAL', message: 'an honest site has nothing to complain of' });
    return say;
  }

  /** Makes it a dealer that lies: what others get of it opens, and is signed by it, and is no sharing of its secrets. */
  sharedWrongly(honest: SiteMessage): SiteMessage {
    const state = this.#state;
    if (state?.t !== 'running' || honest.t !== 'shares')
      throw new ConsiliumError({ code: 'INTERNAL', message: 'nothing is shared' });
    const other = { ...state.secrets, selfMask: new Uint8Array(32).fill(7) };
    const { say } = next(
      { ...state, secrets: other, taken: [] },
      { t: 'keys-of-all', messages: state.keys ?? [] },
      rosterKey(this.id),
    );
    if (say?.t !== 'shares') throw new ConsiliumError({ code: 'INTERNAL', message: 'nothing is shared' });
    return say;
  }

  /** Sends a message of the sum. */
  send(message: SiteMessage, bytes: Uint8Array = encodeMessage(message)): void {
    this.#fake.send({ sumSaid: { key: this.#key, message: bytes } });
  }

  /** Puts its masks on words, once it is asked for them. @returns its signature over them */
  async masks(words: Int32Array, round: number, attempt = 1): Promise<SiteMessage> {
    this.hear(await this.told(TOLD.masked, round, attempt));
    if (this.#state?.t !== 'running') throw new ConsiliumError({ code: 'INTERNAL', message: 'the sum has not begun' });
    this.#masked = Int32Array.from(words);
    new MaskStream(masksOf(this.#state)).apply(new Uint32Array(this.#masked.buffer));
    const said = this.hear({ t: 'stored', wordsHash: Buffer.from(sha256Hex(new Uint8Array(this.#masked.buffer)), 'hex') });
    if (said === undefined) throw new ConsiliumError({ code: 'INTERNAL', message: 'a stored vector gives a message' });
    return said;
  }

  /**
   * Uploads its masked words, again or for the first time, with these bytes as its signature.
   *
   * @throws ConsiliumError with which the coordinator refuses them
   */
  async upload(sumMessage: Uint8Array): Promise<consilium.v1.UploadStatus.$Properties> {
    const masked = { encoding: UpdateEncoding.UPDATE_ENCODING_MASKED_INT32, sumMessage };
    if (this.#kind === 'evaluation') return await this.#fake.uploadScores(this.#request ?? {}, this.#masked, masked);
    return await this.#fake.upload(this.#task ?? {}, this.#masked, masked);
  }

  #terms(task: Pick<consilium.v1.Task.$Properties, 'key' | 'baseHash' | 'participants' | 'maskedSum'>): Terms {
    const { key, baseHash, participants, maskedSum } = task;
    return {
      roster: this.#roster,
      planHash: this.#plan.hash,
      run: key?.run ?? '',
      round: key?.round ?? 0,
      attempt: key?.attempt ?? 0,
      kind: 'training',
      baseHash: baseHash ?? '',
      ...this.#grid,
      words: this.#plan.manifest.parameters,
      honest: honestSites(this.#plan),
      parent: maskedSum?.parent ?? '',
      sites: participants ?? [],
    };
  }
}

function kindOf({ kind }: consilium.v1.AttemptKey.$Properties): SumKind {
  return kind === WorkKind.WORK_KIND_EVALUATION ? 'evaluation' : 'training';
}
