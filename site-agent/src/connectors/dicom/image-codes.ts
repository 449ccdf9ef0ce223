import type { ErrorCode } from '@consilium/core';

/** Codes that one file of a folder of images can bring about: they are about that file, and not about the folder. */
export const IMAGE_CODES: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'DICOM_INVALID',
  'DICOM_REFUSED',
  'SOURCE_UNSAFE',
  'FILE_UNREADABLE',
]);
