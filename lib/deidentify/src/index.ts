export { isSnomed, passesLuhn } from './safe-harbor/check-digits.ts';
export { type ColumnKind, ColumnJudge, type JudgedColumn } from './safe-harbor/column-verdict.ts';
export { type Finding, findingText } from './safe-harbor/finding.ts';
export { type DictionaryColumn, judgeDictionary, MEANINGS } from './plan/judge-dictionary.ts';
export { type Batch, type ColumnCells, textAt } from './zone/batch.ts';
export { decimalOf, isDecimal } from './zone/decimal.ts';
export { type BatchFold, crossBorder, type GatedBatch } from './zone/border.ts';
export { type Deidentified, derived } from './zone/deidentified.ts';
