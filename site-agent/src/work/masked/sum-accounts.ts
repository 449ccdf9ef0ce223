import { canonicalJson, ConsiliumError, isConsiliumError, type Json, sha256Hex } from '@consilium/core';
import {
  type CompiledPlan,
  honestSites,
  initialWeights,
  longestMemory,
  NOTHING_REMEMBERED,
  recordedStep,
  recordStep,
  serverStepFromBytes,
  serverStepOf,
} from '@consilium/plan';
import { sharedGrid } from '@consilium/privacy';
import {
  checkTranscript,
  checkWords,
  decodeTranscript,
  decodeWord,
  type Transcript,
  type TranscriptMessage,
} from '@consilium/secure-sum';
import type { PlannedStudy } from '../../datasets/planned-study.ts';
import { type Offered, placeOf, stepOf } from '../../masks/run-parents.ts';
import { fetchBlob } from '../../session/blob-fetch.ts';
import type { ModelFetch } from '../../session/model-fetch.ts';
import type { SiteContext } from '../../session/site-context.ts';

/** Longest transcript, in bytes: of the largest roster that a session can name, with room. */
const MAX_TRANSCRIPT_BYTES = 2 ** 24;

/** A transcript as the coordinator names it. */
export interface NamedTranscript {
  readonly run: string;
  /** SHA-256, hex. */
  readonly hash: string;
  readonly bytes: number;
  /** Words of sites that have signed it, as bytes. */
  readonly words: readonly Uint8Array[];
  /** Content that has come with its name: what is there need not be fetched. */
  readonly contents?: readonly Uint8Array[];
}

/** What a task, or a request for scores, goes on from, and what it takes to look at it. */
export interface OfferedParent extends Offered, Pick<NamedTranscript, 'bytes' | 'words'> {}

/**
 * What this site has seen come of sums under masks. It makes each model again from the model before and the sum, which it fetches in the model's
 * place, so that it costs no more bytes; and goes on from no other. Nothing of a record is in it.
 */
export class SumAccounts {
  readonly #context: SiteContext;
  readonly #models: ModelFetch;
  /** What the strategy remembered after the last step: the next one starts from it. */
  #memory: { readonly hash: string; readonly bytes: Uint8Array } = {
    hash: sha256Hex(NOTHING_REMEMBERED),
    bytes: NOTHING_REMEMBERED,
  };

  constructor(context: SiteContext, models: ModelFetch) {
    this.#context = context;
    this.#models = models;
  }

  /**
   * Whether a sum may go on from what its task or request names.
   *
   * @returns this site's word for the transcript, where it has looked at it just now
   * @throws ConsiliumError `SECURE_SUM_REFUSED`, `TRANSCRIPT_INVALID`; what fetching throws
   */
  async requireParent(offered: OfferedParent, planned: PlannedStudy): Promise<TranscriptMessage | undefined> {
    const { run, parent, baseHash, bytes, words } = offered;
    switch (placeOf(this.#context.parents.get(run), offered)) {
      case 'known':
        return undefined;
      case 'first':
        requireInitial(planned.plan, baseHash);
        return undefined;
      case 'unseen': {
        const transcript = await this.#fetch({ run, hash: parent, bytes, words }, planned);
        if (transcript.terms.round !== offered.after || hex(transcript.modelHash) !== baseHash)
          throw refused('the sum goes on from another model or round than the transcript before it has made');
        return await this.#account(transcript, { run, hash: parent, bytes, words }, planned);
      }
    }
  }

  /**
   * Looks at what came of a sum.
   *
   * @returns this site's word for it, the same again for one that it has signed; `undefined` where it was not asked in that sum
   * @throws ConsiliumError as {@link requireParent}
   */
  async account(named: NamedTranscript, planned: PlannedStudy): Promise<TranscriptMessage | undefined> {
    return await this.#account(await this.#fetch(named, planned), named, planned);
  }

  async #fetch({ run, hash, bytes, contents }: NamedTranscript, { plan, release }: PlannedStudy): Promise<Transcript> {
    if (bytes > MAX_TRANSCRIPT_BYTES) throw invalid(`a transcript of ${bytes} bytes`);
    const transcript = decodeTranscript(await this.#content(hash, bytes, contents));
    const { terms, step, survivors } = transcript;
    const grid = release === undefined ? {} : sharedGrid(release.grid);
    const same =
      terms.run === run &&
      terms.planHash === plan.hash &&
      terms.kind === 'training' &&
      terms.words === plan.manifest.parameters &&
      text(grid) === text({ scale: terms.scale, noise: terms.noise }) &&
      terms.honest === honestSites(plan) &&
      step.rounds <= plan.document.rounds;
    if (!same) throw invalid('the transcript is of another run, plan or grid');
    const stranger = terms.sites.find((site) => !plan.siteIds.includes(site));
    if (stranger !== undefined) throw invalid(`the sum asked ${stranger}, which is no site of the plan`);
    const counted = survivors.map(({ site }) => site);
    const own = recordStep(serverStepOf(plan, counted, terms.round, step.rounds));
    if (text(own) !== text(step)) throw invalid('the model was made in another way than the plan says');
    checkTranscript(transcript, this.#context.sums.checked);
    this.#context.sums.requireKnownRoster(transcript);
    return transcript;
  }

  /** Content by its hash: what has come already, or is fetched. */
  async #content(hash: string, bytes: number, contents: readonly Uint8Array[] = []): Promise<Uint8Array> {
    return contents.find((content) => sha256Hex(content) === hash) ?? (await fetchBlob(this.#context, hash, bytes));
  }

  async #account(transcript: Transcript, { run, hash, words, contents }: NamedTranscript, { plan }: PlannedStudy) {
    const { parents, sums } = this.#context;
    const { terms, step } = transcript;
    const known = parents.get(run);
    if (known?.transcript !== hash) {
      // Who has missed rounds cannot tell where this one comes from; more than half of those who can have signed that they do.
      if (stepOf(known, transcript) === 'gap') checkWords(transcript, words.map(decodeWord));
      else if (terms.round === 1) requireInitial(plan, terms.baseHash);
      await this.#makeAgain(transcript, contents);
      const [model, memory] = [hex(transcript.modelHash), hex(transcript.afterHash)];
      await parents.put(run, { round: terms.round, rounds: step.rounds, transcript: hash, model, memory });
    }
    return sums.word(transcript, hash);
  }

  /** Makes the model again, and keeps it: the next round starts from it. */
  async #makeAgain(transcript: Transcript, contents: readonly Uint8Array[] | undefined): Promise<void> {
    const { terms, step, sumHash, modelHash, beforeHash, afterHash } = transcript;
    const { words, scale, round, baseHash } = terms;
    const base = await this.#models.weights(baseHash, 4 * words);
    const sum = await this.#content(hex(sumHash), 4 * words, contents);
    const before = await this.#remembered(hex(beforeHash), words);
    const made = make(() =>
      serverStepFromBytes(
        recordedStep(step, round),
        { base: new Uint8Array(base.buffer, base.byteOffset, base.byteLength), sum, before },
        scale,
      ),
    );
    const model = new Uint8Array(made.model.buffer, made.model.byteOffset, made.model.byteLength);
    if (sha256Hex(model) !== hex(modelHash)) throw invalid(`the model of round ${round} does not follow from the sum`);
    if (sha256Hex(made.after) !== hex(afterHash))
      throw invalid(`what the strategy remembers of round ${round} does not follow from the sum`);
    if (!made.model.every(Number.isFinite)) throw invalid(`the model of round ${round} is not finite`);
    this.#memory = { hash: hex(afterHash), bytes: made.after };
    this.#models.keep(hex(modelHash), made.model);
  }

  async #remembered(hash: string, parameters: number): Promise<Uint8Array> {
    if (this.#memory.hash === hash) return this.#memory.bytes;
    if (hash === sha256Hex(NOTHING_REMEMBERED)) return NOTHING_REMEMBERED;
    return await fetchBlob(this.#context, hash, longestMemory(parameters));
  }
}

/** A run begins with the model that its plan draws: else each site could be given one of its own. */
function requireInitial({ document, inputWidth }: CompiledPlan, baseHash: string): void {
  const { model } = document;
  const weights = initialWeights(model, [inputWidth], model.seed);
  if (sha256Hex(new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength)) !== baseHash)
    throw refused('the first round starts from another model than the plan draws');
}

/** What cannot be made follows from nothing. */
function make<T>(making: () => T): T {
  try {
    return making();
  } catch (error) {
    if (isConsiliumError(error, 'PARAMETER_INVALID')) throw invalid(error.message, error);
    throw error;
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function text(step: object): string {
  return canonicalJson(step as unknown as Json);
}

function invalid(message: string, cause?: unknown): ConsiliumError<'TRANSCRIPT_INVALID'> {
  return new ConsiliumError({ code: 'TRANSCRIPT_INVALID', message, cause });
}

function refused(message: string): ConsiliumError<'SECURE_SUM_REFUSED'> {
  return new ConsiliumError({ code: 'SECURE_SUM_REFUSED', message });
}
