import type { ErrorCode } from '@consilium/core';

/** Errors of the machine, which say nothing about numbers: after patients were touched, all others may be the work of one record. */
export const MACHINE_CODES: readonly ErrorCode[] = ['DISK_FULL', 'FILE_UNREADABLE'];
