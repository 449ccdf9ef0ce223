import { type ConsiliumError, refusalOf } from '@consilium/core';

/** A file that is no valid DICOM, or not in a way that this reader takes. @param problem never holds a value of the file */
export function invalidDicom(problem: string): ConsiliumError<'DICOM_INVALID'> {
  return refusalOf({ code: 'DICOM_INVALID', message: `the file cannot be read as DICOM: ${problem}` });
}

/** Valid DICOM that is not cleaned by this program. @param problem never holds a value of the file */
export function refusedDicom(problem: string): ConsiliumError<'DICOM_REFUSED'> {
  return refusalOf({ code: 'DICOM_REFUSED', message: `the file is not taken: ${problem}` });
}

/** `(0010,0020)` */
export function tagText(tag: number): string {
  const digits = (tag >>> 0).toString(16).padStart(8, '0').toUpperCase();
  return `(${digits.slice(0, 4)},${digits.slice(4)})`;
}
