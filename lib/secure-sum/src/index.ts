/** @awaits rounds over masked updates */
export { advance, collect, type CoordinatorEvent, type CoordinatorState, missing } from './coordinator-state.ts';
/** @awaits rounds over masked updates */
export { type KeyPair, signingKey } from './keys.ts';
/** @awaits rounds over masked updates */
export { type Mask, MaskStream } from './mask-stream.ts';
/** @awaits rounds over masked updates */
export { decodeEvent, decodeMessage, encodeEvent, encodeMessage, type ToldEvent } from './message-bytes.ts';
/** @awaits rounds over masked updates */
export type { SiteMessage } from './messages.ts';
/** @awaits rounds over masked updates */
export { acceptRoster, type Roster, rosterHash, signRoster } from './roster.ts';
/** @awaits rounds over masked updates */
export { drawSecrets, type SiteSecrets } from './site-secrets.ts';
/** @awaits rounds over masked updates */
export { begin, leave, masksOf, next, type SiteState, type SiteStep } from './site-state.ts';
/** @awaits rounds over masked updates */
export type { RunningSum, SiteEvent } from './site-sum.ts';
/** @awaits rounds over masked updates */
export { decodeState, encodeState } from './state-bytes.ts';
/** @awaits rounds over masked updates */
export type { Terms } from './terms.ts';
/** @awaits rounds over masked updates */
export { masksLeft } from './unmasking.ts';
