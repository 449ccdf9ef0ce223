import { type DataSet, numberOf, TAG, textOf, textsOf } from './elements.ts';
import { hasUnusedBits } from './unused-bits.ts';

/**
 * Why pixels wait for a person: `burned-in`, the image says that text is in them; `burned-in-unknown`, it does not say that there is none, and
 * images of its kind often have some; `modality-unknown`; `face`, a head that somebody could know; `face-unknown`, it does not say which part of the body it shows, and
 * may be a head; `hidden-bits`, by its own word an overlay lies in bits of the pixels, or there is something in bits that count for nothing.
 */
export const HOLD_REASONS = [
  'burned-in',
  'burned-in-unknown',
  'modality-unknown',
  'face',
  'face-unknown',
  'hidden-bits',
] as const;
/** One of {@link HOLD_REASONS}. */
export type HoldReason = (typeof HOLD_REASONS)[number];

/** What a hospital says of all images of a source. */
export interface HoldPolicy {
  /** Faces were removed from them. */
  readonly defaced: boolean;
}

/** Modalities into whose images machines and people write. */
const WRITTEN_INTO: ReadonlySet<string> = new Set([
  'US',
  'IVUS',
  'SC',
  'OT',
  'XC',
  'ES',
  'GM',
  'DG',
  'SM',
  'TG',
  'RG',
  'ECG',
  'OP',
  'EPS',
  'DS',
]);
const SILENT: ReadonlySet<string> = new Set([
  'CT',
  'MR',
  'PT',
  'NM',
  'CR',
  'DX',
  'MG',
  'XA',
  'RF',
  'IO',
  'PX',
  'OPT',
  'OCT',
  'IVOCT',
  'RTIMAGE',
  'BMD',
]);
/** From whose slices a face is made. */
const SLICED: ReadonlySet<string> = new Set(['CT', 'MR', 'PT']);
const PHOTOGRAPHS: ReadonlySet<string> = new Set(['XC', 'GM']);
const WITH_FACE: ReadonlySet<string> = new Set(
  'HEAD BRAIN SKULL FACE HEADNECK NECK ORBIT EAR EYE EYELID IAC JAW MAXILLA MOUTH NOSE CIRCLEOFWILLIS WHOLEBODY NECKCHEST NECKCHESTABDOMEN NECKCHESTABDPELV SCALP ZYGOMA CHEEK CEREBELLUM TMJOINT PAROTID PHARYNX TONGUE CSPINE CTSPINE'.split(
    ' ',
  ),
);
const SECONDARY_CAPTURE = '1.2.840.10008.5.1.4.1.1.7';
const OVERLAY_BIT = 0x0102;

/**
 * Why the pixels of an image must not be used before somebody has looked at them, or something else says that they may: judged by what the file says, before it is
 * cleaned. That nothing is found here does not mean that there is no text in the pixels.
 */
export function pixelHolds(dataset: DataSet, { defaced }: HoldPolicy): readonly HoldReason[] {
  const modality = textOf(dataset, TAG.modality);
  const reasons: HoldReason[] = [];
  const said = textOf(dataset, TAG.burnedInAnnotation);
  if (said === 'YES') reasons.push('burned-in');
  else if (said !== 'NO' && isWrittenInto(dataset, modality)) reasons.push('burned-in-unknown');
  if (!SILENT.has(modality) && !WRITTEN_INTO.has(modality)) reasons.push('modality-unknown');
  const face = defaced ? undefined : faceIn(dataset, modality);
  if (face !== undefined) reasons.push(face);
  if (hasOverlayInPixels(dataset) || hasUnusedBits(dataset)) reasons.push('hidden-bits');
  return reasons;
}

function isWrittenInto(dataset: DataSet, modality: string): boolean {
  const sopClass = textOf(dataset, TAG.sopClass);
  const types = textsOf(dataset, TAG.imageType);
  // Whatever its modality says: pictures of screens, films and drawings.
  const captured = sopClass === SECONDARY_CAPTURE || sopClass.startsWith(`${SECONDARY_CAPTURE}.`) || dataset.has(CONVERSION_TYPE);
  return captured || WRITTEN_INTO.has(modality) || types.some((type) => type.startsWith('SCREEN'));
}

const CONVERSION_TYPE = 0x0008_0064;

function faceIn(dataset: DataSet, modality: string): HoldReason | undefined {
  const said = textOf(dataset, TAG.recognizableFeatures);
  if (said === 'YES') return 'face';
  if (said === 'NO') return undefined;
  if (PHOTOGRAPHS.has(modality)) return 'face';
  if (!SLICED.has(modality)) return undefined;
  const part = textOf(dataset, TAG.bodyPart).toUpperCase();
  if (WITH_FACE.has(part)) return 'face';
  return FACELESS.has(part) ? undefined : 'face-unknown';
}

/** Parts that are not the head and do not reach it. */
const FACELESS: ReadonlySet<string> = new Set(
  'ABDOMEN ABDOMENPELVIS ADRENAL ANKLE AORTA AXILLA BACK BLADDER BREAST BUTTOCK CALF CHEST CHESTABDOMEN CHESTABDPELVIS CLAVICLE COCCYX COLON CORONARYARTERY ELBOW EXTREMITY FEMUR FINGER FOOT GALLBLADDER HAND HEART HIP HUMERUS KIDNEY KNEE LEG ARM LIVER LSPINE LSSPINE LUNG MEDIASTINUM OVARY PANCREAS PATELLA PELVIS PROSTATE RECTUM RIB SSPINE SCAPULA SCROTUM SHOULDER SPLEEN STERNUM STOMACH TESTIS THIGH THUMB TLSPINE TSPINE TOE UTERUS WRIST'.split(
    ' ',
  ),
);

function hasOverlayInPixels(dataset: DataSet): boolean {
  for (const tag of dataset.keys())
    if (((tag >>> 16) & 0xff00) === 0x6000 && (tag & 0xffff) === OVERLAY_BIT && numberOf(dataset, tag) !== 0) return true;
  return false;
}
