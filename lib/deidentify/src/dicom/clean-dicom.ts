import { type Deidentified, mark } from '../zone/deidentified.ts';
import type { Tokens } from '../tokens/token.ts';
import { cleanDataSet } from './clean-dataset.ts';
import { silentFragments } from './compressed-pixels.ts';
import { invalidDicom, refusedDicom } from './dicom-error.ts';
import { type DataSet, type DicomElement, type DicomFile, TAG, textElement, textOf } from './elements.ts';
import { imageClass } from './image-classes.ts';
import { type CleaningOptions, methodCodes, requireCarried } from './options.ts';
import { type PixelDescription, pixelsOf } from './pixels.ts';
import { PROFILE_EDITION } from './profile-table.ts';
import type { DateShifts, UidMap } from './uid-map.ts';

/** By what images of one study are cleaned. */
export interface Cleaning {
  readonly options: CleaningOptions;
  /** Of the study, as all that follows. */
  readonly tokens: Tokens;
  readonly uids: UidMap;
  readonly shifts: DateShifts;
}

/**
 * Makes an image that names nobody: the Basic Application Level Confidentiality Profile of PS3.15, with the chosen options, on an allow-list at every depth. The pixels
 * themselves are not looked at: ask {@link pixelHolds} before.
 *
 * @throws ConsiliumError `DICOM_REFUSED` for what is no image, or an image of a kind that is not taken; `DICOM_INVALID` where UIDs are missing or the pixels do not
 *   fit to what the image says; `BASIS_REFUSED`
 */
export function cleanDicom(
  { dataset, transferSyntax }: DicomFile,
  { options, tokens, uids, shifts }: Cleaning,
): Deidentified<DicomFile> {
  requireCarried(options);
  const need = imageClass(textOf(dataset, TAG.sopClass));
  if (need === undefined)
    throw refusedDicom(
      'it is no image of a kind that is taken here; documents, reports, plans of radiation and waveforms are not cleaned',
    );
  const study = textOf(dataset, TAG.studyInstance);
  if (study === '' || textOf(dataset, TAG.sopInstance) === '') throw invalidDicom('it lacks the UID of its study or its own');
  const patient = textOf(dataset, TAG.patientId);
  // Of a patient without a number nothing else is known than that the study is of one.
  const known = patient === '' ? `study ${study}` : `patient ${patient}`;
  const treatment = { options, need, uids, token: tokens(known), shiftDays: shifts(known) };
  const clean = new Map(cleanDataSet(dataset, treatment));
  for (const element of declaration(options)) clean.set(element.tag, element);
  clean.set(TAG.pixelData, exactPixels(dataset, pixelsOf({ dataset: clean, transferSyntax })));
  return mark({ dataset: clean, transferSyntax });
}

function exactPixels(dataset: DataSet, said: PixelDescription): DicomElement {
  const element = dataset.get(TAG.pixelData);
  if (element?.kind === 'fragments') return { ...element, fragments: silentFragments(element.fragments, said) };
  return { kind: 'value', tag: TAG.pixelData, vr: element?.vr === 'OB' ? 'OB' : 'OW', bytes: said.pixelData as Uint8Array };
}

const DATES_SAY = { removed: 'REMOVED', shifted: 'MODIFIED', full: 'UNMODIFIED' } as const;

/** What a cleaned image says of itself (PS3.15, section E.1.1, step 6). */
function declaration(options: CleaningOptions): readonly DicomElement[] {
  const items = methodCodes(options).map(
    ([code, meaning]): DataSet =>
      new Map(
        [
          textElement(0x0008_0100, 'SH', code),
          textElement(0x0008_0102, 'SH', 'DCM'),
          textElement(0x0008_0104, 'LO', meaning.slice(0, 64)),
        ].map((element) => [element.tag, element]),
      ),
  );
  return [
    textElement(TAG.identityRemoved, 'CS', 'YES'),
    textElement(TAG.method, 'LO', `Consilium, allow-list, PS3.15 E.1-1 of ${PROFILE_EDITION}`),
    { kind: 'sequence', tag: TAG.methodCodes, vr: 'SQ', items },
    textElement(TAG.datesModified, 'CS', DATES_SAY[options.dates]),
  ];
}
