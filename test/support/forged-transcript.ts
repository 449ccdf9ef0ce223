import { createHash, sign } from 'node:crypto';
import { NOTHING_REMEMBERED, recordedStep, serverStepFromBytes } from '@consilium/plan';
import {
  contextOf,
  encodeTranscript,
  encodeTranscriptFile,
  NO_PARENT,
  type Roster,
  type Terms,
  type Transcript,
  transcriptHash,
} from '@consilium/secure-sum';
import { rosterKey, testRoster } from '@consilium/testing';

// Transcripts that every site has signed at every step, by a third writing of what is signed: signatures stop none of them, only rules do.

/** Who signs forged transcripts. */
export const FORGERS = ['east', 'north', 'south', 'west'];
/** Parameters of their model. */
export const FORGED_WORDS = 3;

type Bytes = Uint8Array;
const sha256 = (bytes: Bytes): Buffer => createHash('sha256').update(bytes).digest();

function text(label: string, ...fields: readonly (Bytes | string)[]): Buffer {
  const parts = [`consilium/secure-sum/1/${label}`, ...fields].map((field) => Buffer.from(field as string));
  const length = (part: Buffer): Buffer => Buffer.from(part.length.toString(16).padStart(16, '0'), 'hex');
  return Buffer.concat(parts.flatMap((part) => [length(part), part]));
}

const signed = (site: string, bytes: Bytes): Bytes => new Uint8Array(sign(null, bytes, rosterKey(site).secret));
const bytesOf = (name: string): Bytes => new Uint8Array(sha256(Buffer.from(name)));

/** What a forger puts in the place of what is right, at each step before it is signed. */
export interface Forgery {
  readonly roster?: Partial<Roster>;
  readonly terms?: Partial<Terms>;
  readonly rounds?: number;
  readonly keysOf?: (site: string) => { readonly agreement?: Bytes; readonly masking?: Bytes };
  readonly withKeys?: readonly string[];
  readonly sharers?: readonly string[];
  readonly survivors?: readonly string[];
  readonly agreed?: readonly string[];
  readonly words?: readonly string[];
  readonly before?: Bytes;
  /** The model that the sum started from. */
  readonly base?: Bytes;
  /** Leaves sum and models out of the file, as of a round that is no longer kept. */
  readonly withoutParts?: boolean;
}

export interface Forged {
  /** The file, as `consilium run transcript` writes it. */
  readonly file: Uint8Array;
  readonly hash: string;
  readonly model: Bytes;
  /** What the strategy remembers. */
  readonly after: Bytes;
}

/** Makes a transcript that every site has signed, of four sites, three parameters and momentum. */
export function forgeTranscript(forgery: Forgery): Forged {
  const roster = testRoster(FORGERS, forgery.roster);
  const floats = (values: readonly number[]): Bytes => new Uint8Array(Float32Array.from(values).buffer);
  const [base, sum] = [forgery.base ?? floats([0, 1, 2]), new Uint8Array(Int32Array.of(1000, -2000, 3000).buffer)];
  const before = forgery.before ?? NOTHING_REMEMBERED;
  const terms: Terms = {
    roster,
    planHash: 'a'.repeat(64),
    run: 'run-forged',
    round: 1,
    attempt: 1,
    kind: 'training',
    baseHash: sha256(base).toString('hex'),
    scale: 1024,
    noise: 2048,
    words: FORGED_WORDS,
    honest: 2,
    parent: NO_PARENT,
    sites: FORGERS,
    ...forgery.terms,
  };
  const context = contextOf(terms);
  const { withKeys = FORGERS, sharers = withKeys, survivors: left = sharers, agreed = left, words: who = FORGERS } = forgery;
  const signedKeys: Bytes[] = [];
  const keys = withKeys.map((site) => {
    const all = { agreement: bytesOf(`agreement ${site}`), masking: bytesOf(`masking ${site}`), ...forgery.keysOf?.(site) };
    const [commitment, nonce] = [bytesOf(`commitment ${site}`), bytesOf(`nonce ${site}`)];
    const bytes = text('keys', context, site, all.agreement, all.masking, commitment, nonce);
    const signature = signed(site, bytes);
    signedKeys.push(bytes, signature);
    return { site, ...all, commitment, nonce, signature };
  });
  const sharersHash = new Uint8Array(
    sha256(text('sharers', context, sha256(text('keys-of-all', context, ...signedKeys)), ...sharers)),
  );
  const survivors = left.map((site) => {
    const wordsHash = bytesOf(`words ${site}`);
    return { site, sharersHash, wordsHash, signature: signed(site, text('masked', context, site, sharersHash, wordsHash)) };
  });
  const list = survivors.flatMap(({ site, wordsHash }) => [site, wordsHash]);
  const survivorsHash = new Uint8Array(sha256(text('survivors', context, sharersHash, ...list)));
  const agreements = agreed.map((site) => ({
    site,
    survivorsHash,
    signature: signed(site, text('agreement', context, site, survivorsHash)),
  }));
  const strategy = '{"kind":"fedavgm","learningRate":1,"momentum":0.5,"tailAverage":0,"weights":"uniform"}';
  const step = { strategy, summed: 'updates' as const, denominator: 4, variances: [], rounds: forgery.rounds ?? 3 };
  const { model, after } = serverStepFromBytes(recordedStep(step, terms.round), { base, sum, before }, terms.scale);
  const [sumHash, modelHash] = [sha256(sum), sha256(new Uint8Array(model.buffer))];
  const hashes = { sumHash, modelHash, beforeHash: sha256(before), afterHash: sha256(after) };
  const transcript: Transcript = { terms, keys, sharers, survivors, agreements, step, ...hashes };
  const bytes = encodeTranscript(transcript);
  const hash = Buffer.from(transcriptHash(bytes), 'hex');
  const words = who.map((site) => ({
    site,
    transcriptHash: hash,
    sumHash,
    modelHash,
    signature: signed(site, text('transcript-word', context, site, hash, sumHash, modelHash)),
  }));
  const none = new Uint8Array();
  const parts = forgery.withoutParts === true ? { base: none, sum: none, before: none } : { base, sum, before };
  const file = encodeTranscriptFile({ transcript: bytes, words, ...parts });
  return { file, hash: hash.toString('hex'), model: new Uint8Array(model.buffer), after };
}
