export { isSnomed, passesLuhn } from './safe-harbor/check-digits.ts';
export { DATE_ORDERS, type DateOrder, dayNumber, readDay } from './scrub/calendar.ts';
export { ANCHORED, scrubCell, SCRUBBERS } from './scrub/scrub-cell.ts';
export { namesBirth, wordsOf } from './safe-harbor/column-names.ts';
export { BASES, type Basis, DEFAULT_BASIS, DEIDENTIFIED_BASES } from './basis.ts';
export type { ColumnKind, JudgedColumn } from './safe-harbor/column-verdict.ts';
/** What the benchmark of data measures. @internal */
export { ColumnJudge } from './safe-harbor/column-verdict.ts';
export { type Finding, findingText } from './safe-harbor/finding.ts';
export { type DictionaryColumn, judgeDictionary, MEANINGS } from './plan/judge-dictionary.ts';
export {
  type Batch,
  type CodedCells,
  codedColumn,
  type ColumnCells,
  type ImagePixels,
  type ImageProblem,
  textAt,
} from './zone/batch.ts';
export { decimalOf, isDecimal } from './zone/decimal.ts';
export { type BatchFold, crossBorder, type GatedBatch } from './zone/border.ts';
export { type Tokens, tokensOf } from './tokens/token.ts';
export { type Deidentified, derived } from './zone/deidentified.ts';
export {
  type Breach,
  breaches,
  DEFAULT_AVERAGE_RISK,
  DEFAULT_MAXIMUM_RISK,
  limitsOf,
  type RiskLimits,
} from './expert/limits.ts';
export type { Scale } from './expert/class-values.ts';
export { type Definition, DEFINITIONS } from './expert/definitions.ts';
export type { Attribute } from './expert/equivalence-classes.ts';
export { exposedRows, type ExpertTable, measureRisks, type RiskMeasures } from './expert/measures.ts';
export { blankFile, blankImage, blankRegions, type BlankRule, type PixelRegion } from './dicom/blank-pixels.ts';
export { type Cleaning, cleanDicom } from './dicom/clean-dicom.ts';
export type { DicomFile } from './dicom/elements.ts';
export { imagePixelsOf, PIXEL_VALUES, type PixelValues } from './dicom/image-pixels.ts';
export { type ImagePlace, imagePlaceOf } from './dicom/image-place.ts';
export {
  DATE_TREATMENTS,
  type DateTreatment,
  requireCarried,
  RETAINED,
  type Retained,
} from './dicom/options.ts';
export { jpegHead } from './dicom/jpeg-head.ts';
export { silentJpeg } from './dicom/compressed-pixels.ts';
export type { CodedImage, Decoded, DecodingProblem, PixelDecoder } from './dicom/pixel-decoder.ts';
export { isReleasable, pixelReasons, type PixelReason } from './dicom/pixel-clearance.ts';
export { pixelHolds } from './dicom/pixel-holds.ts';
export { imageSize } from './dicom/pixels.ts';
export { readDicom } from './dicom/read-dicom.ts';
export { type DateShifts, dateShiftsOf, type UidMap, uidMapOf } from './dicom/uid-map.ts';
export { imageUids, writeDicom } from './dicom/write-dicom.ts';
export { TERM_STATES } from './text/read-note.ts';
export { refusedPhrases, vocabularyOf } from './text/vocabulary.ts';
export { cellJudge } from './zone/cell-judge.ts';
export type { NoteFacts } from './zone/note-judge.ts';
