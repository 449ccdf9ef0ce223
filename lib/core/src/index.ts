export type { ErrorCode } from './error-catalog.ts';
export { renderErrorReference } from './error-reference.ts';
export { assertNever, ConsiliumError, fromUnknown, isConsiliumError, isErrorCode, isMachineError, refusalOf } from './errors.ts';
export { type Clock, sleep, systemClock } from './clock.ts';
export {
  randomId,
  type Randomness,
  secureRandom,
  type SecureRandom,
  seededRandom,
  shuffle,
  type SeededRandom,
  uniform53,
} from './randomness.ts';
export { canonicalJson, type Json, sha256Hex } from './canonical-json.ts';
export { replaceHiddenInJson, spelled, visibleLines, visibleText } from './visible-text.ts';
export { runFailure } from './run-failure.ts';
