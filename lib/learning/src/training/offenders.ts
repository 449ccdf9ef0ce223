import { isMachineError } from '@consilium/core';
import type { PhysicalBatch } from '../data/physical-batches.ts';

/**
 * Makes a native call on a batch. Where it fails, each patient is tried alone, in its own place among blanks; those whose rows make it
 * fail even so are blanked, and the call is made again: one record costs its own contribution, not that of its company, and no error.
 *
 * @param inputs features, targets and row weights, which the call reads; patients that offend are blanked in place
 * @throws what the call throws for blanks as well, which no record decides; what is the machine's: `DISK_FULL`, `MEMORY_FULL`, `FILE_UNREADABLE`
 */
export function runWithoutOffenders<T>(batch: PhysicalBatch, inputs: readonly Float32Array[], call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (isMachineError(error)) throw error;
  }
  const whole = inputs.map((values) => values.slice());
  const blank = (): void => inputs.forEach((values) => values.fill(0));
  const restore = (unit: number): void =>
    inputs.forEach((values, i) => {
      const each = values.length / batch.units;
      values.set((whole[i] as Float32Array).subarray(unit * each, (unit + 1) * each), unit * each);
    });
  blank();
  call();
  const innocent: number[] = [];
  for (let unit = 0; unit < batch.patients.length; unit++) {
    blank();
    restore(unit);
    if (works(call)) innocent.push(unit);
  }
  blank();
  innocent.forEach(restore);
  return call();
}

function works(call: () => unknown): boolean {
  try {
    call();
    return true;
  } catch (error) {
    if (isMachineError(error)) throw error;
    return false;
  }
}
