export { type ColumnKind, ColumnJudge, type JudgedColumn } from './safe-harbor/column-verdict.ts';
export { type Finding, findingText } from './safe-harbor/finding.ts';
export { type DictionaryColumn, judgeDictionary, MEANINGS } from './plan/judge-dictionary.ts';
export { crossBorder, type GatedRow, type IdentifiedRow, type RowFold } from './zone/border.ts';
export { type Deidentified, derived } from './zone/deidentified.ts';
