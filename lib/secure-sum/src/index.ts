export { CheckedSignatures } from './checked-signatures.ts';
export {
  advance,
  collect,
  type Collecting,
  type CoordinatorState,
  isMissing,
  missing,
  type Phase,
  PHASES,
} from './coordinator-state.ts';
export { type KeyPair, signingKey } from './keys.ts';
export { type Mask, MaskStream } from './mask-stream.ts';
export { checkTranscript, checkWords, NO_PARENT, requireWord } from './check-transcript.ts';
export {
  decodeEvent,
  decodeMessage,
  decodeWord,
  encodeEvent,
  encodeMessage,
  encodeWord,
  type ToldEvent,
} from './message-bytes.ts';
export { type SiteMessage, type TranscriptMessage, transcriptMessage } from './messages.ts';
export { type Roster, rosterHash, signRoster } from './roster.ts';
export { type RosterFacts, rosterFacts, rosterLines } from './roster-facts.ts';
export { keyFingerprint, readRoster, type SignedRoster, writeRoster } from './signed-roster.ts';
export { drawSecrets } from './site-secrets.ts';
export { awaitsVector, begin, masksOf, next, type SiteState, type SiteStep } from './site-state.ts';
export type { RunningSum, SiteEvent } from './site-sum.ts';
export { decodeState, encodeState } from './state-bytes.ts';
export { contextOf, fewestSurvivors, type Terms } from './terms.ts';
export {
  decodeTranscript,
  encodeTranscript,
  type Transcript,
  transcriptHash,
  transcriptOf,
} from './transcript.ts';
export { decodeTranscriptFile, encodeTranscriptFile } from './transcript-file.ts';
export { masksLeft, type Opening, openMasks } from './unmasking.ts';
