export { attemptRandom } from './attempt/attempt.ts';
export { buildDataset } from './border/build-dataset.ts';
export { encodeRows } from './border/encode-rows.ts';
export type { RowTrouble } from './datasets/row-encoder.ts';
export { type SourceHints, sniffSource } from './connectors/sniff.ts';
export { hintsOf, type SourceOptions, withSourceOptions } from './commands/source-options.ts';
export { planStudy } from './datasets/planned-study.ts';
export { type PreparedStudy, prepareStudy } from './border/prepared-study.ts';
export type { Source } from './connectors/source.ts';
export { locateSource, openSource } from './connectors/source-description.ts';
export { lookIntoImages } from './connectors/dicom/look-into-images.ts';
export { PIXEL_RECORDS } from './pixels/pixel-records.ts';
export { mappedSource } from './mapping/mapped-source.ts';
export { entryHash, type SourceEntry, SourcesFile } from './mapping/sources-file.ts';
export {
  type Approval,
  BASIC_POLICY,
  createGate,
  type ForeseenRefusal,
  foreseeRefusals,
  type Gate,
  type Policy,
  policySchema,
  readPolicy,
  type Rights,
  usualRights,
} from './gate/index.ts';
export { checkData, type DataCheck, nobodyLeft } from './quality/data-check.ts';
export { classesText, dataCheckText, TABLE_ROWS } from './quality/data-check-text.ts';
export type { DataTable } from './quality/data-table.ts';
export { headerHint } from './quality/header-hint.ts';
export type { Ledger } from './ledger/index.ts';
/** Test sites of other rooms open the ledger of a hospital to look into it. @internal */
export { openLedger } from './ledger/index.ts';
export type { HeldRoster } from './masks/masked-sums.ts';
export { type AgentOptions, createAgent, type SiteAgent } from './session/agent.ts';
export { createRehearsalAgent } from './session/rehearsal-agent.ts';
export { exactEvaluation } from './work/evaluation/scores.ts';
export type { Phase, PhaseObserver } from './session/site-context.ts';
export { noisedScores } from './work/evaluation/scores.ts';
export { makeUpdate, type RoundInput, type RoundUpdate } from './work/training/round-update.ts';
export { type ColumnProfile, ColumnProfiler, SENTINELS, typeOf } from './quality/column-profile.ts';
