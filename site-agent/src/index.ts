export { attemptRandom } from './attempt/attempt.ts';
export { buildDataset } from './border/build-dataset.ts';
export { planStudy } from './datasets/planned-study.ts';
export { type PreparedStudy, prepareStudy } from './border/prepared-study.ts';
export type { Source } from './connectors/source.ts';
export { locateSource, openSource } from './connectors/source-description.ts';
export { mappedSource } from './mapping/mapped-source.ts';
export { entryHash, type SourceEntry, SourcesFile } from './mapping/sources-file.ts';
export { type Approval, createGate, type Gate, policySchema, type Rights, usualRights } from './gate/index.ts';
export type { Ledger } from './ledger/index.ts';
/** Test sites of other rooms open the ledger of a hospital to look into it. @internal */
export { openLedger } from './ledger/index.ts';
export type { HeldRoster } from './masks/masked-sums.ts';
export { type AgentOptions, createAgent, createRehearsalAgent, type SiteAgent } from './session/agent.ts';
export { exactEvaluation } from './work/evaluation/scores.ts';
export type { Phase, PhaseObserver } from './session/site-context.ts';
export { noisedScores } from './work/evaluation/scores.ts';
export { makeUpdate, type RoundInput, type RoundUpdate } from './work/training/round-update.ts';
