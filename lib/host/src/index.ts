export { filesBelow, readTogether } from './folder-files.ts';
export { AppendFile, type AppendFs, diskFs } from './append-file.ts';
export {
  makePrivateFolder,
  PRIVATE_FILE_MODE,
  readFileIfPresent,
  syncFile,
  syncFolder,
  writeFileDurably,
  writeFully,
  writeFullyBehind,
} from './durable-file.ts';
export { type ExclusiveLock, type Locked, takeExclusiveLock } from './exclusive-lock.ts';
export { parseJson } from './json-text.ts';
export { nearestWord } from './nearest-word.ts';
export { fieldIssues, type FieldPath, type ParsedText } from './parsed-text.ts';
export { plainValueIssues } from './plain-value.ts';
export { parseYaml, readYamlFile } from './yaml-file.ts';
export { createLogger, LOG_LEVELS, type Logger, type LogLevel } from './log.ts';
export { hangupSignals, programLog } from './program-log.ts';
export { answerToParent } from './answer-to-parent.ts';
export { evalAllowed, rerunWithoutEval } from './rerun-without-eval.ts';
export { serviceManager } from './service-manager.ts';
export { readOwnFile } from './own-file.ts';
export { writeInPlace } from './reserved-file.ts';
export { askLine, type Asking, askYesNo } from './output/ask.ts';
export { visibleJson } from './output/json-output.ts';
export { print, printJson, say, standardError, standardOutput } from './output/standard-streams.ts';
export { table } from './output/table.ts';
export type { Line, Terminal } from './output/terminal.ts';
