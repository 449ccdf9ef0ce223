import { join } from 'node:path';
import { ConsiliumError, sha256Hex } from '@consilium/core';
import { makePrivateFolder, readFileIfPresent, syncFile, syncFolder, writeFileDurably, writeInPlace } from '@consilium/host';
import { NOTHING_REMEMBERED } from '@consilium/plan';
import { NO_PARENT, type Transcript } from '@consilium/secure-sum';
import { z } from 'zod';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

const knownSchema = z.strictObject({
  round: z.int().min(1),
  rounds: z.int().min(1),
  transcript: hash,
  model: hash,
  /** What the strategy remembers. */
  memory: hash,
});

/** The newest sum of a run that this site has accounted for; hashes are hexadecimal digits. */
export type KnownSum = z.output<typeof knownSchema>;

/** What a task, or a request for scores, says it goes on from. */
export interface Offered {
  readonly run: string;
  /** Round of the sum that came before; 0 where none did. */
  readonly after: number;
  readonly parent: string;
  readonly baseHash: string;
}

/** What is known of a run, and how far its file is written. */
interface Written {
  readonly known: KnownSum;
  readonly end: number;
}

/** Longest file of a run: then it begins again. */
const LONGEST_BYTES = 16_384;

/**
 * From which sum each run has come, as far as this site has made the model again and signed: one small file for each run, for good, a line for each
 * sum, of which the last whole one counts. Only sums that enough sites of the roster have signed get here, so that nobody can fill the disk.
 */
export class RunParents {
  readonly #folder: string;
  /** What was read or written. */
  readonly #runs: Map<string, Written> = new Map();

  constructor(folder: string) {
    this.#folder = folder;
    makePrivateFolder(folder);
  }

  /** @returns `undefined` for a run of which this site has seen no sum @throws ConsiliumError `SECURE_SUM_REFUSED` for a file that was edited */
  get(run: string): KnownSum | undefined {
    return this.#written(run)?.known;
  }

  /** Writes down what this site is about to sign, or to go on from. @returns resolves once the disk has it */
  async put(run: string, known: KnownSum): Promise<void> {
    const path = this.#path(run);
    const before = this.#written(run);
    const line = Buffer.from(`${JSON.stringify(known)}\n`, 'utf8');
    const start = before?.end ?? 0;
    // What is on the disk after a failure is not known.
    this.#runs.delete(run);
    if (before === undefined || start + line.length > LONGEST_BYTES) {
      writeFileDurably(path, line);
      this.#runs.set(run, { known, end: line.length });
      return;
    }
    await writeInPlace(path, start, line);
    this.#runs.set(run, { known, end: start + line.length });
  }

  #written(run: string): Written | undefined {
    const found = this.#runs.get(run) ?? this.#read(run);
    if (found !== undefined) this.#runs.set(run, found);
    return found;
  }

  #read(run: string): Written | undefined {
    const path = this.#path(run);
    const content = readFileIfPresent(path);
    if (content === undefined) return undefined;
    // A process that was killed may have left what a power cut takes back: the site would have gone on from it, and then from something else.
    syncFile(path);
    syncFolder(this.#folder);
    // A line that a crash has cut was not signed.
    const end = content.lastIndexOf('\n') + 1;
    try {
      const lines = content.toString('utf8', 0, end).trimEnd().split('\n');
      const sums = lines.map((line) => knownSchema.parse(JSON.parse(line)));
      const known = sums.at(-1);
      if (known === undefined || sums.some(({ round }, i) => round <= (sums[i - 1]?.round ?? 0))) throw refused('rounds ascend');
      return { known, end };
    } catch (error) {
      throw refused(`what this site knows of the last sum of ${run} cannot be read: ${path}`, error);
    }
  }

  #path(run: string): string {
    return join(this.#folder, `${run}.jsonl`);
  }
}

/**
 * How what a task goes on from stands to what this site knows. `first`: nothing came before. `unseen`: its transcript must be looked at.
 *
 * @throws ConsiliumError `SECURE_SUM_REFUSED` for another parent or model than this site has signed, or an older round
 */
export function placeOf(known: KnownSum | undefined, { run, after, parent, baseHash }: Offered): 'first' | 'known' | 'unseen' {
  if (known?.transcript === parent) {
    if (after !== known.round) throw refused(`what follows round ${after} of ${run} does not follow round ${known.round}`);
    if (baseHash !== known.model) throw refused(`${run} goes on from another model than the sum of round ${after} has made`);
    return 'known';
  }
  if (known !== undefined && after <= known.round)
    throw refused(
      `${run} goes on from another sum of round ${after} than the one that this site has signed (round ${known.round})`,
    );
  if (parent !== NO_PARENT) return 'unseen';
  if (after !== 0) throw refused(`what follows round ${after} of ${run} names no sum before it`);
  return 'first';
}

/**
 * How a transcript stands to what this site knows. `next`: it goes on from there. `gap`: this site has missed rounds before.
 *
 * @throws ConsiliumError `SECURE_SUM_REFUSED` for a transcript that goes on from somewhere else, be it in what the strategy remembers, or is older
 */
export function stepOf(known: KnownSum | undefined, { terms, step, beforeHash }: Transcript): 'next' | 'gap' {
  const { run, round, parent, baseHash } = terms;
  const last = known?.round ?? 0;
  if (round <= last) throw refused(`a second transcript of round ${round} of ${run}, after the one of round ${last}`);
  if (known !== undefined && step.rounds !== known.rounds)
    throw refused(`${run} has ${known.rounds} rounds, and its transcript says ${step.rounds}`);
  if (round > last + 1) return 'gap';
  if (parent !== (known?.transcript ?? NO_PARENT))
    throw refused(`the sum of round ${round} of ${run} goes on from another one than this site has signed`);
  if (known !== undefined && baseHash !== known.model)
    throw refused(`the sum of round ${round} of ${run} starts from another model than the sum before has made`);
  // A model is made of it as well: who chooses it chooses the model.
  if (Buffer.from(beforeHash).toString('hex') !== (known?.memory ?? sha256Hex(NOTHING_REMEMBERED)))
    throw refused(`the step of round ${round} of ${run} remembers something else than the one before has left`);
  return 'next';
}

function refused(message: string, cause?: unknown): ConsiliumError<'SECURE_SUM_REFUSED'> {
  return new ConsiliumError({ code: 'SECURE_SUM_REFUSED', message, cause });
}
