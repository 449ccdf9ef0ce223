import type { HeldRoster } from './masked-sums.ts';
export function heldRoster(_stateFolder: string): HeldRoster | undefined {
  return undefined;
}
