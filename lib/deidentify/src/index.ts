export { type ColumnKind, ColumnJudge, type JudgedColumn } from './safe-harbor/column-verdict.ts';
export { type Finding, findingText } from './safe-harbor/finding.ts';
export { IDENTIFIERS, type Identifier, type Letter } from './safe-harbor/identifiers.ts';
export { type DictionaryColumn, judgeDictionary, type Meaning, MEANINGS } from './plan/judge-dictionary.ts';
export { type Crossing, crossBorder, type GatedRow, type IdentifiedRow, type RowFold } from './zone/border.ts';
export { type Deidentified, derived } from './zone/deidentified.ts';
