export { ERROR_CATALOG, type ErrorCode, type ErrorEntry } from './error-catalog.ts';
export { renderErrorReference } from './error-reference.ts';
export { assertNever, ConsiliumError, type ErrorInit, fromUnknown, isConsiliumError, isErrorCode } from './errors.ts';
export { type Clock, sleep, systemClock } from './clock.ts';
export {
  randomId,
  type Randomness,
  secureRandom,
  type SecureRandom,
  seededRandom,
  type SeededRandom,
  uniform53,
} from './randomness.ts';
export { canonicalJson, type Json, sha256Hex } from './canonical-json.ts';
export {
  makePrivateFolder,
  PRIVATE_FILE_MODE,
  PRIVATE_FOLDER_MODE,
  readFileIfPresent,
  syncFolder,
  writeFileDurably,
  writeFully,
} from './durable-file.ts';
export { type FileIssue, type ParsedYaml, parseYaml, readYamlFile } from './yaml-file.ts';
export { createLogger, type Logger, type LogOptions } from './log.ts';
export { evalAllowed, NO_EVAL_SWITCH, rerunWithoutEval, type StartedProcess, stopWithParent } from './rerun-without-eval.ts';
export { type CommandLine, runProgram } from './run-program.ts';
