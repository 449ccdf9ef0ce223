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
