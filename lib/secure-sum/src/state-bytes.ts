import { createHash, timingSafeEqual } from 'node:crypto';
import { ConsiliumError, isErrorCode } from '@consilium/core';
import {
  bytesOf,
  type Codec,
  decoded,
  encoded,
  list,
  MAX_TEXT_BYTES,
  positive,
  record,
  remembering,
  text,
  union,
  whole,
} from './byte-codec.ts';
import { KEY_BYTES } from './keys.ts';
import { keysBytes, maskedBytes, messageBytes } from './message-bytes.ts';
import type { Roster, RosterSite } from './roster.ts';
import { SECRET_BYTES } from './shamir.ts';
import type { HeldShares } from './shares.ts';
import type { SiteSecrets } from './site-secrets.ts';
import type { SiteState } from './site-state.ts';
import { ORDER, type RunningSum } from './site-sum.ts';
import type { Terms } from './terms.ts';

const DIGEST_BYTES = 32;
const seed = bytesOf(KEY_BYTES);
const hash = bytesOf(32);
const share = bytesOf(SECRET_BYTES);

const rosterBytes = record<Roster>({
  consortium: text,
  epoch: whole,
  sites: list(record<RosterSite>({ id: text, key: text, patients: whole })),
  colluding: whole,
  minimum: whole,
});
export const termsBytes: Codec<Terms> = remembering(
  record<Terms>({
    roster: rosterBytes,
    planHash: text,
    run: text,
    round: whole,
    attempt: whole,
    kind: text,
    baseHash: text,
    scale: positive,
    noise: positive,
    words: whole,
    honest: whole,
    parent: text,
    sites: list(text),
  }),
);
const secretsBytes = record<SiteSecrets>({ agreement: seed, masking: seed, selfMask: seed, coefficients: seed, nonce: seed });
const runningBytes = record<Omit<RunningSum, 't'>>(
  {
    terms: termsBytes,
    site: text,
    secrets: secretsBytes,
    opening: remembering(messageBytes),
    taken: list(remembering(record<RunningSum['taken'][number]>({ heard: text, say: messageBytes }, ['say']))),
    keys: remembering(list(keysBytes)),
    sharers: list(text),
    held: list(remembering(record<HeldShares>({ of: text, self: share, pair: share }))),
    wordsHash: hash,
    survivors: remembering(list(maskedBytes)),
  },
  ['keys', 'sharers', 'held', 'wordsHash', 'survivors'],
);
const errorBytes: Codec<ConsiliumError> = {
  write(to, { code, message }) {
    text.write(to, code);
    // Whatever somebody has put into a reason, the state can be written. A character is at most three bytes.
    text.write(to, Buffer.from(message.slice(0, MAX_TEXT_BYTES / 4), 'utf8').toString('utf8'));
  },
  read(from) {
    const code = text.read(from);
    const message = text.read(from);
    if (!isErrorCode(code)) throw from.wrong('has an unknown error code');
    return new ConsiliumError({ code, message });
  },
};
type LeftSum = Extract<SiteState, { t: 'left' }>;
const stateBytes = union<SiteState>({
  running: runningBytes,
  left: record<Omit<LeftSum, 't'>>({ error: errorBytes, complaint: messageBytes }, ['complaint']),
});

/** What is there once so many events were taken in, in the order of {@link ORDER}. */
const THERE: readonly (readonly [keyof RunningSum, (typeof ORDER)[number]])[] = [
  ['keys', 'keys-of-all'],
  ['sharers', 'shares-of-all'],
  ['held', 'keys-of-all'],
  ['wordsHash', 'stored'],
  ['survivors', 'survivors'],
];

/**
 * A site's state as bytes, with their SHA-256 at the end: it holds every secret of the sum, so that the caller seals them. Of an error that
 * a site left with, code and message are kept.
 *
 * @throws ConsiliumError `PARAMETER_INVALID` for what is no state
 */
export function encodeState(state: SiteState): Uint8Array {
  const bytes = encoded(stateBytes, state);
  return new Uint8Array(Buffer.concat([bytes, digest(bytes)]));
}

/**
 * The state that {@link encodeState} has written. A state that is damaged is over and never restored from a copy: a copy does not know what
 * the site has said since, and might say something else.
 *
 * @throws ConsiliumError `SECURE_SUM_ABORTED` for anything else than what was written, whole
 */
export function decodeState(bytes: Uint8Array): SiteState {
  const body = bytes.subarray(0, Math.max(0, bytes.length - DIGEST_BYTES));
  const end = bytes.subarray(body.length);
  if (end.length !== DIGEST_BYTES || !timingSafeEqual(digest(body), end)) throw damaged('is damaged');
  const state = decoded(stateBytes, body, 'SECURE_SUM_ABORTED');
  if (state.t === 'running') requireWhole(state);
  return state;
}

function requireWhole(state: RunningSum): void {
  if (state.taken.length > ORDER.length) throw damaged('has taken in more than there is');
  for (const [member, event] of THERE)
    if ((state[member] !== undefined) !== state.taken.length > ORDER.indexOf(event))
      throw damaged(`does not fit in its ${member}`);
}

function digest(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function damaged(how: string): ConsiliumError<'SECURE_SUM_ABORTED'> {
  return new ConsiliumError({ code: 'SECURE_SUM_ABORTED', message: `the state of a sum under masks ${how}` });
}
