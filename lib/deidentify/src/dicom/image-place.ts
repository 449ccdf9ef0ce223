import { type DicomFile, numberOf, numbersOf, TAG, textOf } from './elements.ts';

/** By what an archive knows an image, and where it stands among the others of its series. Of a file that was not cleaned: it says who the patient is. */
export interface ImagePlace {
  /** Each is '' where the image does not say it. */
  readonly instance: string;
  readonly series: string;
  readonly study: string;
  readonly patient: string;
  /** Distance along the normal of the slices in mm. */
  readonly position: number | undefined;
  /** Number in the series. */
  readonly number: number | undefined;
}

const SERIES_INSTANCE = 0x0020_000e;
const INSTANCE_NUMBER = 0x0020_0013;
const IMAGE_POSITION = 0x0020_0032;
const IMAGE_ORIENTATION = 0x0020_0037;

/** By what an archive knows an image. */
export function imagePlaceOf({ dataset }: DicomFile): ImagePlace {
  return {
    instance: textOf(dataset, TAG.sopInstance),
    series: textOf(dataset, SERIES_INSTANCE),
    study: textOf(dataset, TAG.studyInstance),
    patient: textOf(dataset, TAG.patientId),
    position: positionOf(numbersOf(dataset.get(IMAGE_POSITION)), numbersOf(dataset.get(IMAGE_ORIENTATION))),
    number: numberOf(dataset, INSTANCE_NUMBER),
  };
}

/** The corner of a slice along the normal of its rows and columns (PS3.3, section C.7.6.2.1.1). */
function positionOf(corner: readonly number[] = [], directions: readonly number[] = []): number | undefined {
  if (corner.length !== 3 || directions.length !== 6) return undefined;
  const [x = 0, y = 0, z = 0] = corner;
  const [rx = 0, ry = 0, rz = 0, cx = 0, cy = 0, cz = 0] = directions;
  const position = x * (ry * cz - rz * cy) + y * (rz * cx - rx * cz) + z * (rx * cy - ry * cx);
  return Number.isFinite(position) ? position : undefined;
}
